// When somebody last met the digests that a record points to, and those who speak of it: bytes that are held here,
// statements of the log, files that importers found, bytes that somebody says to hold. A link with a digest that nobody
// met is a link, no more.

import type { Sha256 } from '../../base/digest.ts'
import { statementsAmong } from '../../commons/all-statements.ts'
import { holdersAmong } from '../../commons/custody/query.ts'
import { inTurns } from '../../commons/in-turns.ts'
import { findsOf } from '../../commons/releases/met.ts'
import type { Content } from '../../commons/releases/query.ts'
import type { Seen } from '../../commons/standard/dossier.ts'
import type { ViewSources } from './sources.ts'

const MAX_LOOKED_UP = 200 // digests of one record, and as many of all who speak of it
const MAX_DEPTH = 8
const HEX = /^(?:sha256:)?([0-9a-f]{64})$/

/** Digests that a record names anywhere but among its own files. */
export function digestsNamed({ kind, body }: Content): readonly Sha256[] {
  if (kind === 'observed') return []
  const { artifacts: _, objects: _objects, moreFiles: _more, tensorRoot: _root, ...rest } = body
  const found = new Set<Sha256>()
  collect(rest, found, 0)
  for (const { sha256 } of body.artifacts) found.delete(sha256 as Sha256)
  return [...found].slice(0, MAX_LOOKED_UP)
}

function collect(value: unknown, found: Set<Sha256>, depth: number): void {
  if (typeof value === 'string') {
    const [, hex] = HEX.exec(value) ?? []
    if (hex !== undefined) found.add(hex as Sha256)
  } else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH)
    for (const one of Object.values(value)) collect(one, found, depth + 1)
}

/** Digests that people point to who speak of it; nobody's pointers crowd out anybody's. */
export function pointedTo(
  said: readonly { readonly issuer: string; readonly evidence: readonly Sha256[] }[],
): readonly Sha256[] {
  const all = said.flatMap(({ issuer, evidence }) => evidence.map((digest) => ({ issuer, digest })))
  return inTurns(all, MAX_LOOKED_UP, ({ issuer }) => issuer).map(({ digest }) => digest)
}

export async function seenOf(
  sources: ViewSources,
  digests: readonly Sha256[],
  record: { readonly statement: Sha256 },
): Promise<readonly Seen[]> {
  const { index, logTime, host } = sources
  const held: Seen[] = []
  for (const sha256 of digests)
    if (await sources.held(sha256)) held.push({ sha256, time: logTime, how: 'held', by: host.identity })
  const logged = (await statementsAmong(index, digests)).map(
    ({ statement, issuer, time }): Seen => ({
      sha256: statement,
      time,
      how: 'logged',
      by: issuer,
      statement,
    }),
  )
  const found = (await findsOf(index, digests, record.statement)).map(
    ({ digest: sha256, statement, issuer, time }): Seen => ({
      sha256,
      time,
      how: 'observation',
      by: issuer,
      statement,
    }),
  )
  const kept = (await holdersAmong(index, digests, logTime)).map(
    ({ artifact: sha256, since, holder, statement }): Seen => ({
      sha256,
      time: since,
      how: 'custody',
      by: holder,
      statement,
    }),
  )
  return [...held, ...logged, ...found, ...kept]
}
