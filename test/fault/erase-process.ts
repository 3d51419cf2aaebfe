// A process that opens the node of a data folder, erases a statement or opens a sealed release, and kills itself at the
// n-th of the named steps. It prints what it made before, and `done` after the work. Started by erase-kill.test.ts.
//   node erase-process.ts <place> <erase|open> <step> <before|after> <clock> [statement or seal]

import { getRandomValues } from 'node:crypto'
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Sha256 } from '../../src/base/digest.ts'
import { openNode } from '../../src/node/open.ts'

const [place = '', work = '', killStep = '', killWhen = '', clock = '0', target = ''] = process.argv.slice(2)
let armed = false
const node = await openNode({
  version: '0.0.0-test',
  dataFolder: join(place, 'data'),
  stateFolder: join(place, 'state'),
  flags: { name: 'Test Node' },
  environment: { HOME: place },
  platform: process.platform,
  clock: () => Number(clock),
  random: (count) => getRandomValues(new Uint8Array(count)),
  defect: (error) => writeSync(2, `${String(error)}\n`),
  nodeStep(name, when) {
    if (armed && name === killStep && when === killWhen) process.kill(process.pid, 'SIGKILL')
  },
})
armed = true
if (work === 'erase')
  await node.say({
    type: 'owc:erasure/v1',
    subjects: [{ name: 'statement', digest: target as Sha256 }],
    body: { reason: 'personal-data', text: 'Somebody asked for it.' },
  })
else await node.clerk()
writeSync(1, 'done\n')
await node.close()
