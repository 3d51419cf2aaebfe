// The newest seals as everybody may know them; the operator also learns what stood against an opening.

import type { Sha256 } from '../../base/digest.ts'
import type { Problem } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import { identityNames } from '../../commons/keys/query.ts'
import { newestSeals, revealOf } from '../../commons/sealing/query.ts'
import type { Who } from '../access.ts'
import type { Node } from '../node.ts'

const MAX_SEALS = 100

export type SealLine = {
  readonly statement: Sha256
  readonly by: string
  readonly byName?: string
  readonly time: Instant
  readonly opens?: Instant
  readonly hint?: string
  readonly opened?: { readonly statement: Sha256; readonly reveal: Sha256; readonly time: Instant }
  readonly kept?: 'here' // of one that waits: this node will open it; for the operator
  readonly problem?: Problem // at the last try; for the operator
}

export async function sealViews(node: Node, who: Who): Promise<readonly SealLine[]> {
  const rows = await newestSeals(node.index, MAX_SEALS)
  const kept = who.operator ? await node.seals.kept() : new Map<Sha256, Problem | undefined>()
  const names = await identityNames(
    node.index,
    rows.map(({ issuer }) => issuer),
  )
  return await Promise.all(
    rows.map(async ({ statement, issuer, time, opens, hint }) => {
      const [byName, reveal] = [names.get(issuer), await revealOf(node.index, statement)]
      const problem = kept.get(statement)
      return {
        statement,
        by: issuer,
        ...(byName !== undefined && { byName }),
        time,
        ...(opens !== null && { opens }),
        ...(hint !== null && { hint }),
        ...(reveal && {
          opened: { statement: reveal.payload, reveal: reveal.statement, time: reveal.time },
        }),
        ...(kept.has(statement) && { kept: 'here' as const }),
        ...(problem !== undefined && { problem }),
      }
    }),
  )
}
