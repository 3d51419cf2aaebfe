// Which logs prove what of a bundle: inclusion under checkpoints that trusted logs signed and enough witnesses
// cosigned, log time by time leaves, and whether a log contradicts what was seen of it before (signing 3, 4, 9).
// A proof of a log that nobody trusts here is no fault and no proof.

import { compareBytes } from '../base/bytes.ts'
import { OwcError, type Problem } from '../base/errors.ts'
import { instant } from '../base/time.ts'
import type { Bundle } from './bundle.ts'
import { parseCheckpoint } from './checkpoint.ts'
import type { Crypto } from './crypto.ts'
import { leafHash, verifyConsistency, verifyInclusion } from './merkle.ts'
import { parseNote } from './note.ts'
import { type OpenedCheckpoint, openCheckpoint } from './note-verify.ts'
import { type Policy, quorumMet } from './policy.ts'
import { timeLeaf } from './time-leaf.ts'
import { parseTlogProof } from './tlog-proof.ts'
import type { KnownCheckpoint, Trust } from './trust.ts'

/** Where an entry stands. Untrusted: by the word of the bundle only. */
export type Standing = {
  readonly origin: string
  readonly index: number
  readonly size: number
  readonly trusted: boolean
  readonly witnesses: readonly string[]
}

type Seen = {
  readonly origin: string
  readonly size: number
  readonly problem?: Problem // absent: signed by a trusted log and cosigned as the policy asks
  readonly opened?: OpenedCheckpoint
  readonly foreign: boolean // of a log that is not trusted here
}

const MAX_CHECKPOINTS = 256 // distinct ones in a bundle; whoever makes one uses a log's newest for all

const MAX_SECONDS = 253_402_300_799 // the last of the year 9999

export type LogReader = {
  /** Standings of an entry, and what is wrong with its proofs. */
  read(leaf: Uint8Array, proofs: readonly string[], where: string): Promise<readonly Standing[]>
  /** Trusted checkpoints that were opened, each once. */
  opened(): readonly OpenedCheckpoint[]
  readonly problems: Problem[]
}

/** Opens each checkpoint once, however many proofs share it. */
export function logReader(policy: Policy, crypto: Crypto): LogReader {
  const notes = new Map<string, Promise<Seen>>()
  const opened = new Map<string, OpenedCheckpoint>()
  const problems: Problem[] = []
  const told = new Set<Problem>() // a fault of a checkpoint is told once, however many proofs share it
  const tell = (problem: Problem) => {
    if (!told.has(problem)) problems.push(problem)
    told.add(problem)
  }
  const open = (note: string, where: string): Promise<Seen> => {
    const known = notes.get(note)
    if (known !== undefined) return known
    if (notes.size >= MAX_CHECKPOINTS) throw new OwcError(tooMany(where))
    const fresh = openNote(note, where, { policy, crypto })
    notes.set(note, fresh)
    return fresh
  }
  const readOne = async (leaf: Uint8Array, proof: string, where: string): Promise<Standing | undefined> => {
    const { index, path, checkpoint } = parseTlogProof(proof, where)
    const seen = await open(checkpoint, where)
    const { origin, size, foreign } = seen
    if (foreign) return { origin, index, size, trusted: false, witnesses: [] }
    if (seen.opened === undefined) {
      tell(seen.problem as Problem)
      return undefined
    }
    const { root, cosigned } = seen.opened
    if (!verifyInclusion(crypto, { index, size, root, leafHash: leafHash(crypto, leaf), path })) {
      const expected = `a path from this entry at ${index} to the root of ${origin} at size ${size}`
      problems.push({ code: 'proof-wrong', where, expected, found: 'another root' })
      return undefined
    }
    opened.set(checkpoint, seen.opened)
    if (seen.problem !== undefined) tell(seen.problem)
    const witnesses = cosigned.map(({ key }) => key.name)
    return { origin, index, size, trusted: seen.problem === undefined, witnesses }
  }
  return {
    problems,
    opened: () => [...opened.values()],
    async read(leaf, proofs, where) {
      const standings: Standing[] = []
      for (const [i, proof] of proofs.entries()) {
        try {
          const standing = await readOne(leaf, proof, `${where}, proofs[${i}]`)
          if (standing !== undefined) standings.push(standing)
        } catch (error) {
          if (!(error instanceof OwcError)) throw error
          problems.push(error.problem)
        }
      }
      return standings
    },
  }
}

function tooMany(where: string): Problem {
  const expected = `proofs under at most ${MAX_CHECKPOINTS} checkpoints`
  return { code: 'bundle-invalid', where, expected, found: 'more' }
}

async function openNote(
  note: string,
  where: string,
  { policy, crypto }: { readonly policy: Policy; readonly crypto: Crypto },
): Promise<Seen> {
  const { origin, size } = parseCheckpoint(parseNote(note, where).text, where)
  const logs = policy.logs.filter(({ key }) => key.name === origin)
  if (logs.length === 0) return { origin, size, foreign: true }
  const cosigners = policy.witnesses.map(({ key }) => key)
  let reason = ''
  for (const { key } of logs) {
    const verdict = await openCheckpoint(crypto, note, { logKey: key, cosigners })
    if (!verdict.ok) {
      reason = verdict.reason
      continue
    }
    const opened = verdict.checkpoint
    if (quorumMet(policy.quorum, opened.cosigned)) return { origin, size, foreign: false, opened }
    const found = `${opened.cosigned.length} good cosignatures that do not make it`
    const problem = {
      code: 'quorum-missing',
      where,
      expected: 'the quorum of the trust file',
      found,
    } as const
    return { origin, size, foreign: false, opened, problem }
  }
  const expected = `a checkpoint signed by ${origin}`
  return { origin, size, foreign: false, problem: { code: 'proof-wrong', where, expected, found: reason } }
}

/** Time leaves under trusted checkpoints. */
export type TimeMark = { readonly origin: string; readonly index: number; readonly seconds: number }

export async function readTimes(reader: LogReader, bundle: Bundle): Promise<readonly TimeMark[]> {
  const marks: TimeMark[] = []
  for (const [i, { seconds, proofs }] of bundle.times.entries()) {
    if (seconds > MAX_SECONDS) continue // no instant
    for (const standing of await reader.read(timeLeaf(seconds), proofs, `bundle, times[${i}]`))
      if (standing.trusted) marks.push({ origin: standing.origin, index: standing.index, seconds })
  }
  return marks
}

/** Log time that an entry is not earlier than, as far as the bundle shows it. */
export function notBefore(marks: readonly TimeMark[], at: Standing): number | undefined {
  if (!at.trusted) return undefined
  const earlier = marks.filter(({ origin, index }) => origin === at.origin && index < at.index)
  return earlier.reduce<number | undefined>((most, { seconds }) => Math.max(most ?? 0, seconds), undefined)
}

export type Contradictions = {
  readonly problems: readonly Problem[]
  readonly unshown: readonly string[]
  readonly evidence: readonly { readonly origin: string; readonly known: string; readonly found: string }[]
}

/** Holds the checkpoints of a bundle against each other and against those known here. */
export function contradictions(
  found: readonly OpenedCheckpoint[],
  given: { readonly trust: Trust; readonly bundle: Bundle; readonly times: readonly TimeMark[] },
  crypto: Crypto,
): Contradictions {
  const problems: Problem[] = []
  const unshown: string[] = []
  const evidence: { origin: string; known: string; found: string }[] = []
  const known = [...given.trust.checkpoints, ...found]
  for (const [i, one] of found.entries()) {
    const start = given.trust.checkpoints.length + i + 1
    const others = [...known.slice(0, given.trust.checkpoints.length), ...known.slice(start)]
    for (const other of others.filter(({ origin }) => origin === one.origin)) {
      const answer = compare(one, other, { ...given, crypto })
      if (answer === 'consistent') continue
      if (typeof answer === 'string') {
        if (!unshown.includes(answer)) unshown.push(answer)
        continue
      }
      problems.push(answer)
      evidence.push({ origin: one.origin, known: other.note, found: one.note })
    }
  }
  return { problems, unshown, evidence }
}

type Given = { readonly bundle: Bundle; readonly times: readonly TimeMark[]; readonly crypto: Crypto }

/** A problem, a sentence on what stays open, or "consistent". */
function compare(found: OpenedCheckpoint, known: KnownCheckpoint, given: Given): Problem | string {
  const { origin } = found
  if (found.size === known.size) {
    if (compareBytes(found.root, known.root) === 0) return 'consistent'
    return {
      code: 'log-split',
      where: origin,
      expected: `one tree of size ${known.size}, root ${known.root.toHex().slice(0, 12)}…`,
      found: `another, root ${found.root.toHex().slice(0, 12)}…, signed by the same log`,
      hint: 'Keep both signed checkpoints (they are in the report): together they prove it to anybody.',
    }
  }
  const until = known.untilSeconds ?? Number.POSITIVE_INFINITY
  const early =
    known.untilSeconds === undefined
      ? undefined
      : given.times.find((one) => one.origin === origin && one.index < known.size && one.seconds > until)
  if (early !== undefined) {
    return {
      code: 'log-rolled-back',
      where: origin,
      expected: `the ${known.size} entries that were seen before, none later than ${instant(until)}`,
      found: `entry ${early.index} with time ${instant(early.seconds)}, in the tree of size ${found.size}`,
      hint: 'The log was restored from an old copy or rewritten. Keep both signed checkpoints from the report.',
    }
  }
  return compareByProof(found, known, given)
}

function compareByProof(found: OpenedCheckpoint, known: KnownCheckpoint, given: Given): Problem | string {
  const [older, newer] = found.size < known.size ? [found, known] : [known, found]
  const { origin } = found
  const proof = given.bundle.consistency.find(
    (one) => one.origin === origin && one.from === older.size && one.to === newer.size,
  )
  const sentence = `${origin}: that the tree of size ${newer.size} continues the one of size ${older.size}`
  if (proof === undefined) return `${sentence} is not shown in this bundle.`
  const { from, to, path } = proof
  const claim = { from, to, fromRoot: older.root, toRoot: newer.root, path }
  if (verifyConsistency(given.crypto, claim)) return 'consistent'
  const expected = `a proof that size ${to} continues size ${from}`
  return { code: 'proof-wrong', where: origin, expected, found: 'a proof of something else' }
}
