// A real node in a temporary folder, with a clock that a test moves.

import { getRandomValues } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Subject } from '../../src/commons/subject.ts'
import type { Node } from '../../src/node/node.ts'
import { type Launch, openNode } from '../../src/node/open.ts'

export type House = {
  readonly place: string
  readonly clock: { seconds: number }
  readonly defects: unknown[]
  open(data?: string, flags?: Launch['flags'], more?: Partial<Launch>): Promise<Node>
  remove(): void
}

export function makeHouse(subjects?: readonly Subject[]): House {
  const place = mkdtempSync(join(tmpdir(), 'owc-node-'))
  const clock = { seconds: 1_767_225_600 } // 2026-01-01T00:00:00Z
  const defects: unknown[] = []
  return {
    place,
    clock,
    defects,
    open: (data = 'data', flags = {}, more = {}) =>
      openNode({
        version: '0.0.0-test',
        dataFolder: join(place, data),
        stateFolder: join(place, 'state'),
        flags: { name: 'Test Node', ...flags },
        environment: { HOME: place, PIP_CONFIG_FILE: '/dev/null' },
        platform: process.platform,
        clock: () => clock.seconds,
        random: (count) => getRandomValues(new Uint8Array(count)),
        defect: (error) => defects.push(error),
        ...(subjects && { subjects }),
        ...more,
      }),
    remove: () => rmSync(place, { recursive: true, force: true }),
  }
}
