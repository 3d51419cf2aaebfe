// What people wait for before any work is done: a version, a command of the built package, a node's ready line.

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, symlinkSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import process from 'node:process'
import { startNode } from '../../fault/running.ts'
import { checkLibrary, emptyData, libraryData } from '../kit/library.ts'
import { output, seconds } from '../kit/peers.ts'
import { interleave, type Row } from '../row.ts'
import type { Workshop } from '../workshop.ts'

const PEER = 'node -e 0, the same Node'
const START_SECONDS = 5

export const version: Row = {
  id: 'version',
  work: '`owc --version` by the machine’s Node',
  peer: PEER,
  bar: [
    { of: 'ours', sign: '≤', value: 100 },
    { of: 'ratio', sign: '≤', value: 1.3 },
  ],
  why: 'The launcher loads one JSON file and no module of ours; what is above the bar is Node’s own start under the load of this machine, as the peer’s figure shows.',
  async run() {
    const node = machineNode()
    const rounds = await interleave({
      unit: 'ms',
      rounds: 15,
      ours: async () => 1000 * (await seconds(node, ['bin/owc', '--version'])),
      theirs: async () => 1000 * (await seconds(node, ['-e', '0'])),
    })
    return { ...rounds, notes: [`Node ${(await output(node, ['--version'])).trim()}`] }
  },
}

export const packaged: Row = {
  id: 'package',
  work: 'a command of the built package, before its work: `owc trust list`',
  peer: PEER,
  bar: [{ of: 'ours', sign: '≤', value: 200 }],
  why: 'Two starts of Node one after the other, the machine’s for the launcher and the bundled one for the work (the peer’s figure is one start), then the bundle’s import; not profiled further, and to be measured again on a quiet machine.',
  async run(shop) {
    const node = machineNode()
    const owc = await builtPackage(shop)
    const env = { ...process.env, OWC_STATE: join(shop.folder, 'package-state') }
    const rounds = await interleave({
      unit: 'ms',
      rounds: 15,
      ours: async () => 1000 * (await seconds(node, [owc, 'trust', 'list'], env)),
      theirs: async () => 1000 * (await seconds(node, ['-e', '0'])),
    })
    return {
      ...rounds,
      notes: [`launcher under Node ${(await output(node, ['--version'])).trim()} included`],
    }
  },
}

export const startEmpty = start('start-empty', 'start of an empty node to its ready line', emptyData)
export const startLibrary = start('start-library', 'start with 10⁵ releases to the ready line', libraryData)

function start(id: string, work: string, data: (shop: Workshop) => Promise<string>): Row {
  return {
    id,
    work,
    peer: '',
    bar: [{ of: 'ours', sign: '≤', value: START_SECONDS }],
    why: 'From sources each of the modules is read, stripped of types and compiled, or read from the compile cache; with other processes on both cores and on the disk this takes a multiple of its time. The built package starts without this.',
    async run(shop) {
      const folder = await data(shop)
      return await interleave({
        unit: 's',
        ours: async () => {
          const started = performance.now()
          const node = await startNode(folder, join(folder, '..', 'state'))
          const took = (performance.now() - started) / 1000
          if (data === libraryData) await checkLibrary(node.url)
          await node.kill()
          return took
        },
      })
    },
  }
}

/** The Node that a person of this machine starts with: the first in PATH that does not come from our packages. */
function machineNode(): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(folder, 'node')
    if (!folder.includes('node_modules') && existsSync(node)) return node
  }
  throw new Error('expected a Node in PATH')
}

/** The built package as npm would lay it out. */
async function builtPackage(shop: Workshop): Promise<string> {
  const { status, stderr } = spawnSync(process.execPath, ['build.ts'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`build: ${stderr}`)
  const place = join(shop.folder, `package-${process.pid}`)
  for (const part of ['bin', 'dist', 'package.json']) cpSync(part, join(place, part), { recursive: true })
  symlinkSync(resolve('node_modules'), join(place, 'node_modules'))
  return join(place, 'bin', 'owc')
}
