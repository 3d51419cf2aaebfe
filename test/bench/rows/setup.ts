// npm ci as a newcomer has it: a fresh copy, an empty cache. Asks a registry, so only with BENCH_SETUP=1.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { output, seconds } from '../kit/peers.ts'
import { interleave, type Row } from '../row.ts'

export const setup: Row = {
  id: 'npm-ci',
  work: '`npm ci` in a fresh clone, empty cache',
  peer: '',
  only: 'BENCH_SETUP',
  bar: [{ of: 'ours', sign: '≤', value: 60 }],
  async run(shop) {
    const sizes: number[] = []
    const rounds = await interleave({
      unit: 's',
      rounds: 3,
      ours: async () => {
        const place = mkdtempSync(join(shop.folder, 'clone-'))
        try {
          await output('git', [
            'clone',
            '--quiet',
            '--depth',
            '1',
            `file://${process.cwd()}`,
            join(place, 'clone'),
          ])
          mkdirSync(join(place, 'cache'))
          const args = ['ci', '--prefix', join(place, 'clone'), '--cache', join(place, 'cache')]
          const took = await seconds('npm', args)
          const used = await output('du', ['-sm', '--apparent-size', join(place, 'clone', 'node_modules')])
          sizes.push(Number(used.split('\t')[0]))
          return took
        } finally {
          rmSync(place, { recursive: true, force: true })
        }
      },
    })
    const size = Math.max(...sizes)
    if (size > MAX_MB) throw new Error(`expected at most ${MAX_MB} MB of packages, found ${size}`)
    return { ...rounds, notes: [`${size} MB of packages, at most ${MAX_MB} promised`] }
  },
}

const MAX_MB = 650
