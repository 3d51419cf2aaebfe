// Logs of other nodes as this one sees them: how far each was, when it was last looked at and what came of that, and
// whatever did not fit together. A difference is told in the same words on every page and in every command.

import { collect, fromUtf8 } from '../../base/bytes.ts'
import { digestText, type Sha256 } from '../../base/digest.ts'
import { sentence } from '../../base/errors.ts'
import { type Instant, instant } from '../../base/time.ts'
import { type PeerDifference, peerDifferences, peers } from '../../commons/keys/peers.ts'
import type { Difference } from '../../commons/keys/statements.ts'
import { nodeCrypto } from '../../ledger/crypto-node.ts'
import {
  type EvidenceVerdict,
  judgeEvidence,
  MAX_EVIDENCE_BYTES,
  parseEvidence,
} from '../../ledger/evidence.ts'
import type { Node } from '../node.ts'
import type { PeerLook } from '../peer-looks.ts'

export type DifferenceView = {
  readonly origin: string
  readonly kind: Difference
  readonly sentence: string
  readonly size: number // of what was found
  readonly url?: string // where it was found
  readonly time: Instant
  readonly statement: Sha256
  readonly evidence: Sha256 // blob
}

export type EvidenceView = DifferenceView & {
  readonly known: string // signed notes, verbatim
  readonly found: string
  readonly verdict: EvidenceVerdict // what the evidence proves by itself
  readonly file: string // the whole of it: what is kept, byte for byte
}

export type PeerView = {
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly time: Instant
  readonly statement: Sha256
  readonly checked: boolean // its signature was checked here
  readonly verifierKey?: string
  readonly url?: string
}

export type LookView = {
  readonly url: string
  readonly named: boolean // by the setting `peers`; else something was imported from there
  readonly looked?: Instant // machine time; absent: not yet
  readonly failed: boolean
  readonly sentence: string
}

const WORDS: Readonly<Record<Difference, string>> = {
  split: 'has signed two histories that exclude each other',
  'rolled-back': 'shows fewer entries than it had shown before, and not the ones that were seen',
  'key-changed': 'was shown under another key than before',
  unproven: 'did not show that it continues what it had shown before',
}

const SEEN: Readonly<Record<string, string>> = {
  first: 'seen for the first time',
  same: 'the same as before',
  newer: 'continues what was seen before',
  older: 'an older state of what was seen before',
}

const MAX_SHOWN = 50

/** Newest first. */
export async function differenceViews(
  { index, identity }: Pick<Node, 'index' | 'identity'>,
  log?: string,
): Promise<readonly DifferenceView[]> {
  const rows = await peerDifferences(index, { issuer: identity, ...(log !== undefined && { log }) })
  return rows.slice(0, MAX_SHOWN).map(differenceView)
}

function differenceView(row: PeerDifference): DifferenceView {
  const { origin, kind, size, url, time, statement, evidence } = row
  const sentenceOf = `The log ${origin} ${WORDS[kind]}.`
  return {
    origin,
    kind,
    sentence: sentenceOf,
    size,
    ...(url !== undefined && { url }),
    time,
    statement,
    evidence,
  }
}

/** With both notes and the whole file, judged again. @throws OwcError for evidence that cannot be read any more */
export async function evidenceViews(node: Node, log?: string): Promise<readonly EvidenceView[]> {
  const { index, identity, storage } = node
  const rows = await peerDifferences(index, { issuer: identity, ...(log !== undefined && { log }) })
  const views: EvidenceView[] = []
  for (const row of rows.slice(0, MAX_SHOWN)) {
    const held = (await storage.blobs.stat(row.evidence)) !== undefined
    const bytes = held ? await collect(storage.blobs.read(row.evidence), MAX_EVIDENCE_BYTES) : undefined
    const file = (bytes && fromUtf8(bytes)) ?? ''
    const verdict =
      bytes === undefined
        ? {
            proved: false,
            because: `The file ${digestText(row.evidence)} is not here; the statement has both notes.`,
          }
        : await judgeEvidence(parseEvidence(bytes, digestText(row.evidence)), nodeCrypto)
    views.push({ ...differenceView(row), known: row.known, found: row.note, verdict, file })
  }
  return views
}

export async function peerViews({ index, identity }: Node): Promise<readonly PeerView[]> {
  return (await peers(index, identity)).map(
    ({ origin, size, root, time, statement, checked, verifierKey, url, issuer }) => ({
      origin,
      size,
      root,
      time,
      statement,
      checked: checked && issuer === identity,
      ...(verifierKey !== undefined && { verifierKey }),
      ...(url !== undefined && { url }),
    }),
  )
}

export async function lookViews({ peers: looks }: Pick<Node, 'peers'>): Promise<readonly LookView[]> {
  return (await looks.list()).map(lookView)
}

function lookView({ url, named, lookedSeconds, seen, problem }: PeerLook): LookView {
  const looked = lookedSeconds === undefined ? {} : { looked: instant(lookedSeconds) }
  const differs = seen === undefined ? undefined : WORDS[seen.kind as Difference]
  const failed = problem !== undefined || differs !== undefined
  const words =
    problem !== undefined
      ? sentence(problem)
      : seen === undefined
        ? 'not looked at yet'
        : `${seen.origin}, size ${seen.size}: ${differs ?? SEEN[seen.kind]}`
  return { url, named, ...looked, failed, sentence: words }
}
