// A record as a Hugging Face card: README.md with front matter that the Hub reads and a body that says what the record
// says. What the card among the release's own files says beyond the record is carried on in the front matter; its prose
// is not repeated. Source: hub-docs, modelcard.md (2026-08); release-standard 3.

import type { Dossier } from '../dossier.ts'
import { type BodySection, bodyCarries, cardBody } from './card-body.ts'
import { cardFront, type Front, type Shipped, shippedCard } from './card-front.ts'
import { gapsOf, notCarriedBy } from './carried.ts'
import { calledIn, type Exported, OBSERVED_GAP, type Observed, withdrawnIn } from './exported.ts'
import { bullets, plain, table } from './markdown.ts'

const MAX_SENTENCE = 4_000
const FURTHER = / further rows stand in the record\.$/m
const MAX_READ = 400 // values of an observation that are listed

/** Of an observation. */
const FOUND: readonly string[] = [
  'name',
  'display',
  'version',
  'where',
  'files[].path',
  'files[].sizeBytes',
  'files[].sha256',
  'read[].key',
  'read[].value',
  'read[].file',
  'said',
]

export function exportCard(dossier: Dossier, sections: readonly BodySection[]): Exported {
  const { content } = dossier
  const record = content.kind === 'release' ? content.body : undefined
  const shipped = shippedCard(dossier.files, record)
  const front = cardFront(record, shipped)
  const withdrawn = withdrawnIn(dossier)
  const called = calledIn(dossier)
  const body = content.kind === 'release' ? cardBody(content.body, sections) : observedBody(content.body)
  const carries = bodyCarries(sections)
  const text = [
    ...(front.lines === '' ? [] : ['---', front.lines, '---', '']),
    `# ${plain(`${called.namespace}/${called.name}`)}`,
    '',
    origin(dossier, shipped),
    '',
    ...(withdrawn === undefined ? [] : [`**${plain(withdrawn, MAX_SENTENCE)}**`, '']),
    ...advisoryLines(dossier),
    body,
    '',
    ...notes(front, shipped),
  ].join('\n')
  return {
    text: `${text.trimEnd()}\n`,
    mediaType: 'text/markdown; charset=utf-8',
    gaps: record === undefined ? [OBSERVED_GAP] : [...front.lacks, ...gapsOf(asked(sections), record)],
    notCarried: [
      ...front.cannot,
      ...(shipped?.fault === undefined ? [] : [shipped.fault]),
      ...(shipped?.matter === undefined || shipped.matter.body.trim() === ''
        ? []
        : [`The prose of ${shipped.file.path} is not repeated.`]),
      ...(FURTHER.test(text)
        ? ['Very long lists are cut; the text says of each how much more there is.']
        : []),
      ...notCarriedBy(record === undefined ? FOUND : carries, content.body),
    ],
  }
}

/** What reached these bytes travels with them. */
function advisoryLines({ advisories }: Dossier): readonly string[] {
  if (advisories.length === 0) return []
  const lines = advisories.map(({ id, kind, status, summary, statement }) =>
    plain(`${id} (${kind}, ${status.replaceAll('_', ' ')}): ${summary} sha256:${statement}`, MAX_SENTENCE),
  )
  return ['## Advisories', '', bullets(lines), '']
}

function asked(sections: readonly BodySection[]): readonly string[] {
  return sections.flatMap(({ fields }) => fields.map(({ path }) => path))
}

function origin(dossier: Dossier, shipped: Shipped | undefined): string {
  const { content, artifact, statement, recorded } = dossier
  const { ref, version } = calledIn(dossier)
  const name = plain(version === undefined ? ref : `${ref}@${version}`)
  const places = `artifact \`sha256:${artifact}\`, record \`sha256:${statement}\`, logged ${recorded}`
  const whose =
    content.kind === 'release'
      ? `Written from the signed release record of ${name}: ${places}.`
      : `Written from what an importer found of ${name}: ${places}. The publisher has not signed a record here.`
  const keys =
    shipped?.matter === undefined || shipped.matter.entries.length === 0
      ? ''
      : ` Keys above that the record does not state are those of ${plain(shipped.file.path)} among its files.`
  return `${whose} What is not stated there is not stated here.${keys}`
}

function observedBody({ files, read, said, where }: Observed): string {
  const shown = files.slice(0, MAX_READ)
  return [
    '## What was found',
    ...(where === undefined ? [] : [plain(where)]),
    table(
      ['File', 'Bytes', 'SHA-256'],
      shown.map(({ path, sizeBytes, sha256 }) => [plain(path), String(sizeBytes), sha256]),
    ),
    ...(files.length > shown.length
      ? [`${files.length - shown.length} further rows stand in the record.`]
      : []),
    '## What the files say, verbatim',
    listOf(read.map(({ key, value, file }) => `${plain(file)}: ${plain(key)} = ${plain(value)}`)),
    '## What else was said of them',
    listOf(said.map(({ key, value, where: place }) => `${plain(place)}: ${plain(key)} = ${plain(value)}`)),
  ].join('\n\n')
}

function listOf(items: readonly string[]): string {
  if (items.length === 0) return 'Nothing.'
  const more = items.length - MAX_READ
  return bullets([
    ...items.slice(0, MAX_READ),
    ...(more > 0 ? [`${more} further rows stand in the record.`] : []),
  ])
}

function notes({ differs }: Front, shipped: Shipped | undefined): readonly string[] {
  if (differs.length === 0 || shipped === undefined) return []
  const head = `## Where ${plain(shipped.file.path)} of the release says otherwise`
  return [head, '', bullets(differs.map((one) => plain(one))), '']
}
