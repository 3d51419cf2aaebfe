// May this body be erased here, and what exactly would go and what stay: read before an erasure is said, and held
// against every erasure that this node is about to log. What holds the log together is never erased.

import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError, type Problem } from '../base/errors.ts'
import { entriesOf, newestSaid, type SaidRow, saidAbout, streamHead } from '../commons/all-statements.ts'
import { identityName } from '../commons/keys/query.ts'
import { statementTypes } from '../commons/subjects.ts'
import { parseEntry } from '../ledger/entry.ts'
import type { Statement } from '../ledger/statement.ts'
import type { LogStore } from '../storage/contracts.ts'
import type { Node } from './node.ts'

export const ERASURE = 'owc:erasure/v1'
const MAX_ABOUT = 200 // statements about it that are counted

/** Why a body of this type stays, whoever asks. */
export const KEPT_TYPES: ReadonlyMap<string, string> = new Map([
  ['owc:identity/v1', 'without it no signature of its issuer could be checked'],
  [ERASURE, 'it says why another body is gone'],
  ['owc:seal/v1', 'it is what the opened statement is held against'],
  ['owc:reveal/v1', 'it is what opened a seal'],
  ['owc:charter/v1', 'it says by which rules this node decides'],
  ['owc:log-successor/v1', 'it says where this log goes on'],
])

export type Erasable = {
  readonly statement: Sha256
  readonly type: string
  readonly title: string
  readonly issuer?: string
  readonly issuerName?: string
  readonly line: string // the words in short, as lists show them; gone afterwards
  readonly entries: readonly number[] // of this log: they stay, with their proofs
  readonly envelopeBytes: number
  readonly about: number // statements about it: they stay
  readonly goes: readonly string[]
  readonly stays: readonly string[]
  readonly beyond: readonly string[] // what this node cannot reach
}

export type Looking = Pick<Node, 'index' | 'log'> & { readonly store: LogStore }

/** @throws OwcError `not-found`, `body-erased`, `erasure-refused` */
export async function erasable(looking: Looking, statement: Sha256): Promise<Erasable> {
  const { index, store } = looking
  const problem = await whyNot(looking, statement)
  if (problem !== undefined) throw new OwcError(problem)
  const entries = await store.find(statement)
  const [row] = await ownRows(looking, statement)
  const body = await store.body(statement)
  const type = await typeIn(store, entries[0] as number) // an entry: else it would be refused
  const about = (await saidAbout(index, [statement], MAX_ABOUT)).length
  const issuerName = row && (await identityName(index, row.issuer))
  const envelopeBytes = body !== undefined && 'envelope' in body ? body.envelope.length : 0
  return {
    statement,
    type,
    title: statementTypes.get(type)?.title ?? type,
    ...(row && { issuer: row.issuer }),
    ...(issuerName !== undefined && { issuerName }),
    line: row?.line ?? '',
    entries,
    envelopeBytes,
    about,
    goes: goes(envelopeBytes),
    stays: [...stays(entries, about), ...(type === 'owc:release/v1' ? [DRAFTS] : [])],
    beyond: BEYOND,
  }
}

function goes(bytes: number): readonly string[] {
  return [
    `The body: who said it, about what, and the words, ${bytes} bytes with its signatures.`,
    'Everything that pages, search, feeds, bundles and exports of this node showed because of it.',
    'Bundles of other nodes that came here and repeat it, with what else stands in them.',
    'What deleted rows leave behind in the database files: they are written anew.',
  ]
}

function stays(entries: readonly number[], about: number): readonly string[] {
  const numbered = entries.length === 1 ? `Entry ${entries[0]}` : `Entries ${entries.join(', ')}`
  return [
    `${numbered} of the log: the type, the size, the digest, and which key signed when. Every proof holds as before.`,
    'This erasure with its reason: it is public and cannot be erased, so it must not repeat the words.',
    ...(about === 0
      ? []
      : [
          `${about} ${about === 1 ? 'statement' : 'statements'} about it: each may quote it and is erased by itself.`,
        ]),
  ]
}

const DRAFTS =
  'Drafts of the record that somebody keeps on the pages of this node: who writes one throws it away.'

const BEYOND: readonly string[] = [
  'Copies on other nodes, and bundles or audit folders that somebody took before. Their holders decide.',
  'Backups of this node that were made before: make a new one, and destroy the old.',
  'Files that repeat the words, such as a README.md inside a release: bytes are withdrawn, not erased.',
]

/** For the gate: an erasure of this node is logged only when all of it can be carried out.
 *  @throws OwcError `not-found`, `body-erased`, `erasure-refused` */
export async function checkErasure(looking: Looking, { subjects }: Statement): Promise<void> {
  for (const { digest } of subjects) {
    const problem = await whyNot(looking, digest)
    if (problem !== undefined) throw new OwcError(problem)
  }
}

async function whyNot(looking: Looking, statement: Sha256): Promise<Problem | undefined> {
  const { index, log, store } = looking
  const where = digestText(statement)
  const [entry] = await store.find(statement)
  if (entry === undefined) return await notHere(looking, statement)
  const body = await store.body(statement)
  if (body !== undefined && 'erased' in body)
    return { code: 'body-erased', where, expected: 'a body', found: `an erasure: ${digestText(body.erased)}` }
  const type = await typeIn(store, entry)
  const kept = KEPT_TYPES.get(type)
  const refused = { code: 'erasure-refused', where, expected: 'a body that the log can do without' } as const
  if (kept !== undefined) return { ...refused, found: `${type}: ${kept}` }
  const [row] = await ownRows(looking, statement)
  if (row === undefined || statementTypes.get(type)?.ordered !== true) return undefined
  const head = await streamHead(index, { origin: log.origin, issuer: row.issuer, type })
  if (head?.statement !== statement) return undefined
  return {
    ...refused,
    found: `the newest ${type} of its issuer: without it the next one would take its number`,
    hint: 'Once its issuer has said another one of this type, this one can be erased.',
  }
}

async function notHere({ index }: Looking, statement: Sha256): Promise<Problem> {
  const where = digestText(statement)
  const expected = 'a statement of this node’s own log'
  const [foreign] = await entriesOf(index, statement)
  if (foreign === undefined)
    return {
      code: 'not-found',
      where,
      expected,
      found: 'none',
      hint: 'A digest of a file or release is no statement; its page lists the statements about it.',
    }
  const hint = 'Its words can be erased by the operator of that node only.'
  return { code: 'not-found', where, expected, found: `one of the log ${foreign.origin}`, hint }
}

async function ownRows({ index, log }: Looking, statement: Sha256): Promise<readonly SaidRow[]> {
  return (await entriesOf(index, statement)).filter(({ origin }) => origin === log.origin)
}

/** Log index of the node's newest erasure, 0 before the first: what was made before it may hold the words. */
export async function newestErasure({ index, identity }: Pick<Node, 'index' | 'identity'>): Promise<number> {
  const [newest] = await newestSaid(index, { type: ERASURE, issuer: identity, limit: 1 })
  return newest?.index ?? 0
}

/** As its leaf says it: also of an erased one. */
export async function typeIn(store: Pick<LogStore, 'entries'>, index: number): Promise<string> {
  for await (const { leaf } of store.entries(index, index + 1)) {
    const entry = parseEntry(leaf, `log entry ${index}`)
    if (entry.kind === 'statement') return entry.type
  }
  return ''
}
