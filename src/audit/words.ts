// What a verdict says in plain words, for whoever reads a report or stands before verify.html: a sentence first, the
// four facts kept apart, then what no verification can show (signing 7 to 9). Nothing is added up into a score.

import type { Report } from '../ledger/report.ts'

/** unknown: neither shown nor contradicted, because the reader named nobody who could vouch · open: not asked. */
export type FactState = 'yes' | 'no' | 'unknown' | 'open'
export type Fact = {
  readonly name: 'Bytes' | 'Record' | 'Log' | 'Trust'
  readonly asks: string
  readonly state: FactState
  readonly text: string
}

export const STATE_WORDS: Readonly<Record<FactState, string>> = {
  yes: 'holds',
  no: 'does not hold',
  unknown: 'not known here',
  open: 'not asked',
}

export function sentenceFirst(report: Report): string {
  const { bytes, record, trust, problems } = report
  const named = (state: FactState) =>
    factsOf(report)
      .filter((fact) => fact.state === state)
      .map(({ name }) => name.toLowerCase())
      .join(', ')
  if (!report.ok) {
    const [failed, unknown] = [named('no'), named('unknown')]
    const count = problems.length === 1 ? 'One problem is' : `${problems.length} problems are`
    if (failed !== '') return `Not everything holds: ${failed}. ${count} named below.`
    if (unknown !== '')
      return `Nothing contradicts the record, and not everything is known here: ${unknown}. ${count} named below.`
    return `What lies beside the signed record was changed. ${count} named below.`
  }
  const by = trust.pinnedAs ?? record.issuerName ?? record.issuer ?? 'its issuer' // as the reader knows them, first
  if (!bytes.asked) return `The record by ${by} holds. No files were given, so none were compared with it.`
  return `These are the bytes that ${by} recorded: ${files(bytes.files)}, each as it was logged.`
}

export function factsOf({ bytes, record, log, trust, problems }: Report): readonly Fact[] {
  const standing = log.standings.find(({ trusted }) => trusted) ?? log.standings[0]
  return [
    {
      name: 'Bytes',
      asks: 'Do the files have the digests that the record names?',
      state: bytes.asked ? state(bytes.ok) : 'open',
      text: bytes.asked ? bytesText(bytes) : `The record names ${files(bytes.files)}; none were given.`,
    },
    {
      name: 'Record',
      asks: 'Is there a statement about exactly these files, signed by its issuer?',
      state: state(record.ok),
      text: recordText(record),
    },
    {
      name: 'Log',
      asks: 'Does it stand in a log whose signed root fits what was seen before?',
      state: log.ok ? 'yes' : standing?.trusted === false && !problems.some(isAgainstLog) ? 'unknown' : 'no',
      text: standing === undefined ? 'No proof of any log that you trust.' : standingText(standing),
    },
    {
      name: 'Trust',
      asks: 'Do you know this log and this issuer, from elsewhere?',
      state: trust.ok ? 'yes' : 'unknown',
      text: trustText(trust),
    },
  ]
}

/** What stays open however well everything holds. */
export function limitsOf({ log, record }: Report): readonly string[] {
  const standing = log.standings.find(({ trusted }) => trusted)
  const place = standing === undefined ? 'the entry' : `entry ${standing.index} of ${standing.origin}`
  const witnesses = new Set(log.standings.flatMap(({ trusted, witnesses: names }) => (trusted ? names : [])))
  return [
    `That nothing was withdrawn or corrected since cannot be shown offline. What was said after ${place} is not in here, and whoever made this folder could have left something out. Ask a node that follows the log.`,
    'That this is the newest release of its name cannot be shown offline.',
    standing?.notBefore === undefined
      ? 'When it was logged is not shown. When the files were made is shown by nothing here.'
      : `By the log’s own clock it was logged ${standing.notBefore} or later. When the files were made is shown by nothing here.`,
    witnesses.size === 0
      ? 'No witness has countersigned the log’s root: that everybody is shown the same log rests on the log’s own word.'
      : `That everybody is shown the same log rests on ${witnesses.size === 1 ? 'one witness' : `${witnesses.size} witnesses`}: ${[...witnesses].join(', ')}.`,
    'That bytes are what a record names says nothing about what they do: whether a model is open, or safe, is another question.',
    ...(record.type === 'owc:observation/v1'
      ? ['The record is an observation: somebody says what they found. Its publisher has not signed it.']
      : []),
    ...log.unshown.map((text) => `Not shown: ${text}`),
  ]
}

/** What every folder of this kind must say of itself. */
export const UNSIGNED =
  'Only release.owcb.json carries signatures. This report, README.txt, SHA256SUMS and verify.html are as good as whoever handed you the folder.'
export const ANCHORS_ELSEWHERE =
  'Trust does not travel in the folder. Get the log’s key and the issuer’s id another way: from the operator’s own site, by telephone, from a colleague’s trust file. Anchors that lie in the folder prove nothing, because whoever made it chose them.'

function bytesText({ good, files: named, damaged, missing, unexpected, ok }: Report['bytes']): string {
  if (ok) return `${good} of ${files(named)} as recorded.`
  const parts = [`${good} of ${files(named)} as recorded`]
  if (damaged.length > 0) parts.push(`${damaged.length} changed`)
  if (missing.length > 0) parts.push(`${missing.length} missing`)
  if (unexpected.length > 0) parts.push(`${unexpected.length} that the record does not name`)
  return `${parts.join(', ')}.`
}

function recordText({ statement, type, issuer, issuerName, withdrawnBy, signers }: Report['record']): string {
  if (statement === undefined) return 'No record about these files.'
  const by = issuerName === undefined ? issuer : `${issuerName} (${issuer})`
  const keys = signers.length === 1 ? 'one key' : `${signers.length} keys`
  const signed = signers.length === 0 ? 'without a signature that counts' : `signed with ${keys}`
  const withdrawn = withdrawnBy === undefined ? '' : ` Withdrawn by ${withdrawnBy}.`
  return `${kindOf(type ?? 'statement')} by ${by}, ${signed}, statement ${statement}.${withdrawn}`
}

function standingText({
  origin,
  index,
  size,
  notBefore,
  witnesses,
  trusted,
}: Report['log']['standings'][number]) {
  const time = notBefore === undefined ? '' : `, not before ${notBefore}`
  const seen = witnesses.length === 0 ? '' : `, countersigned by ${witnesses.join(', ')}`
  const known = trusted ? '' : ' You do not trust this log, so its proof does not count.'
  return `Entry ${index} of a tree of ${size} in ${origin}${time}${seen}.${known}`
}

function trustText({ issuerPinned, pinnedAs, identities, logs }: Report['trust']): string {
  if (issuerPinned)
    return `The issuer is one that you trust${pinnedAs === undefined ? '' : `, as ${pinnedAs}`}.`
  if (identities === 0 && logs.length === 0)
    return 'No anchors were given that count, so nobody is known here.'
  const ids = identities === 1 ? 'one identity' : `${identities === 0 ? 'no' : identities} identities`
  return `The trust file names ${ids}${identities === 0 ? '' : ', and not the issuer'}.`
}

/** Codes by which a log is contradicted, not only unknown. */
function isAgainstLog({ code }: Report['problems'][number]): boolean {
  return code === 'proof-wrong' || code === 'log-split' || code === 'log-rolled-back'
}

/** `owc:release/v1` → release */
export function kindOf(type: string): string {
  return type.replace(/^owc:|\/v1$/g, '')
}

function state(ok: boolean): FactState {
  return ok ? 'yes' : 'no'
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}
