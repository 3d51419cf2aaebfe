// Opens the part of a node that runs models. Nothing is loaded, and no process begun, before somebody asks.

import { availableParallelism } from 'node:os'
import process from 'node:process'
import type { Kysely } from 'kysely'
import { ModelPool } from '../../runtime/pool.ts'
import { openTemplates } from '../../runtime/template.ts'
import type { Node } from '../node.ts'
import type { StateTables } from '../state-tables.ts'
import { type Answering, openAnswering } from './answering.ts'
import { measure } from './measure.ts'
import { openReceipts } from './receipts.ts'

export type RunParts = {
  readonly node: () => Node // made in the same breath
  readonly state: Kysely<StateTables>
  readonly random: (count: number) => Uint8Array
}

export function openRun({ node, state, random }: RunParts): Answering {
  return openAnswering({
    node,
    pool: new ModelPool({ nowMs: () => performance.now(), freeBytes: () => process.availableMemory() }),
    templates: openTemplates(),
    receipts: openReceipts(state),
    threads: threadsHere(),
    random,
  })
}

/** All cores at once are many times slower on a busy machine. */
function threadsHere(): number {
  return Math.max(1, availableParallelism() - 1)
}

export function openMeasure(node: () => Node): Node['measure'] {
  const machine = `${process.platform}-${process.arch}`
  return (ref, signal) => {
    const freeBytes = process.availableMemory()
    return measure({ node: node(), threads: threadsHere(), machine, freeBytes }, ref, signal)
  }
}
