// A citation in the forms that people paste: a sentence, BibTeX, CSL-JSON, CITATION.cff. Text from outside is made
// harmless for each form; characters that hide or reorder are shown by their number.
// Sources: CSL-JSON schema 1.0.2; Citation File Format 1.2.0 (commons/standard/exports/citation.ts).

import { shownText } from '../../base/html.ts'
import { cffText } from '../../commons/standard/exports/citation.ts'
import type { Citation, CitedDocument } from './citation.ts'

export const CITATION_FORMS = ['text', 'bibtex', 'csl', 'cff'] as const
export type CitationForm = (typeof CITATION_FORMS)[number]

export const CITATION_TYPES: Readonly<Record<CitationForm, string>> = {
  text: 'text/plain; charset=utf-8',
  bibtex: 'application/x-bibtex; charset=utf-8',
  csl: 'application/vnd.citationstyles.csl+json',
  cff: 'application/yaml; charset=utf-8',
}

const MAX_TEXT = 400 // of one stated value
/** @param address of the release's page, when others can reach it */
export function citationText(citation: Citation, form: CitationForm, address?: string): string {
  return FORMS[form](citation, address)
}

/** The address of a node, unless only its own machine can open it. */
export function publicAddress(origin: string, path: string): string | undefined {
  const { hostname } = new URL(origin)
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
    ? undefined
    : `${origin.replace(/\/$/, '')}${path}`
}

const FORMS: Readonly<Record<CitationForm, (citation: Citation, address: string | undefined) => string>> = {
  text: asText,
  bibtex: asBibtex,
  csl: asCsl,
  cff: asCff,
}

function asText(citation: Citation, address: string | undefined): string {
  const { name, version, artifact, statement, host } = citation
  const sentences = [
    `${line(name)}, ${version === null ? 'version not stated' : `version ${line(version)}`}`,
    `${publisher(citation)}, ${citation.date} (${citation.dateIs})`,
    ...notes(citation),
    `Artifact ${artifact}, record ${statement}`,
    `Recorded at ${line(host.name)} (${host.identity}), log ${host.log}`,
    ...(address === undefined ? [] : [address]),
  ]
  return `${sentences.join('. ')}${address === undefined ? '.' : ''}\n`
}

function asBibtex(citation: Citation, address: string | undefined): string {
  const { name, version, date, artifact, publisher: stated } = citation
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['title', `{${tex(line(name))}}`],
    ['author', stated === undefined ? undefined : `{${tex(line(stated))}}`],
    ['year', date.slice(0, 4)],
    ['date', date],
    ['version', version === null ? undefined : tex(line(version))],
    ['publisher', `{${tex(line(citation.host.name))}}`],
    ['howpublished', `Model weights, artifact ${artifact}`],
    ['note', tex(`${notes(citation).join('. ')}. Record ${citation.statement}`)],
    ['url', address === undefined ? undefined : address.replaceAll(/[{}\\]/g, encodeURIComponent)],
  ]
  const lines = fields.flatMap(([field, value]) =>
    value === undefined ? [] : [`  ${field} = {${value}},\n`],
  )
  return `@misc{${key(citation)},\n${lines.join('')}}\n`
}

function asCsl(citation: Citation, address: string | undefined): string {
  const { name, version, date, artifact, publisher: stated, host } = citation
  const item = {
    id: key(citation),
    type: 'dataset',
    title: line(name),
    ...(stated !== undefined && { author: [{ literal: line(stated) }] }),
    issued: { 'date-parts': [date.split('-').map(Number)] },
    ...(version !== null && { version: line(version) }),
    publisher: line(host.name),
    number: artifact,
    note: `${notes(citation).join('. ')}. Record ${citation.statement}`,
    ...(address !== undefined && { URL: address }),
  }
  return `${JSON.stringify([item], undefined, 2)}\n`
}

function asCff(citation: Citation, address: string | undefined): string {
  const { name, version, date, dateIs, artifact, statement, licences, publisher: stated } = citation
  return cffText({
    title: name,
    author: stated ?? 'not stated',
    version: version ?? undefined,
    date: dateIs === 'released' && date.length === 10 ? date : undefined, // the form knows days of release only
    licences,
    abstract: `${notes(citation).join('. ')}.`,
    artifact,
    statement,
    url: address,
  })
}

/** What a reader must know beside name and date, in sentences without their full stops. */
function notes({
  kind,
  issuerName,
  issuer,
  licences,
  card,
  safetyReport,
  withdrawn,
}: Citation): readonly string[] {
  const by = line(issuerName ?? issuer)
  return [
    kind === 'released'
      ? `Released: ${by} signed the record`
      : `Observed: ${by} recorded what was found, the publisher has not signed a record here`,
    ...(withdrawn ? ['Withdrawn by whoever recorded it'] : []),
    licences.length === 0 ? 'Licence not stated' : `Licence as stated: ${licences.map(line).join(', ')}`,
    card === undefined ? 'Card not stated' : `Card: ${document(card)}`,
    safetyReport === undefined ? 'Safety report not stated' : `Safety report: ${document(safetyReport)}`,
  ]
}

function document({ path, url, sha256 }: CitedDocument): string {
  const place = line(path ?? url ?? 'a document')
  return sha256 === undefined ? place : `${place} (sha256:${sha256})`
}

function publisher({ publisher: stated }: Citation): string {
  return stated === undefined ? 'Publisher not stated' : line(stated)
}

function key({ ref, artifact }: Citation): string {
  return `${ref.replaceAll(/[^a-z0-9.-]+/g, '-')}-${artifact.slice(7, 19)}`
}

/** One line of plain text. */
function line(text: string): string {
  return shownText(text.replaceAll(/\s+/g, ' ').trim()).slice(0, MAX_TEXT)
}

const TEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
}

function tex(text: string): string {
  return text.replaceAll(/[\\{}$&#_%~^]/g, (sign) => TEX[sign] ?? `\\${sign}`)
}
