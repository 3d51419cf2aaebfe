// A process that writes statements into the log of a data folder and kills itself at a named durable step. It prints a
// line for each receipt only after the log answered. Started by log-kill.test.ts.
//   node log-writer-process.ts <data folder> <marks folder> <round> <step> <before|after> <n-th time>

import { writeSync } from 'node:fs'
import process from 'node:process'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { openLog } from '../../src/ledger/open-log.ts'
import { fileMarks } from '../../src/storage/marks.ts'
import { openStorage } from '../../src/storage/open.ts'
import { logSigner, ORIGIN, submission } from '../ledger/log-doubles.ts'

const [dataFolder = '', marksFolder = '', round = '', killStep = '', killWhen = '', nth = ''] =
  process.argv.slice(2)
const holder = { pid: process.pid, sinceSeconds: 0 }
const storage = await openStorage({ dataFolder, database: '', holder })
let seen = 0
const log = await openLog({
  store: storage.logStore,
  files: storage.logFiles,
  marks: fileMarks(marksFolder),
  origin: ORIGIN,
  signer: logSigner,
  crypto,
  clock: () => Math.floor(Date.now() / 1000),
  step(step, when) {
    if (step !== killStep || when !== killWhen) return
    seen += 1
    if (seen === Number(nth)) process.kill(process.pid, 'SIGKILL')
  },
})
for (let wave = 0; wave < 6; wave++)
  await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const text = `round ${round} wave ${wave} ${i}`
      const { index, proof } = await log.submit(submission(text))
      writeSync(1, `${JSON.stringify({ text, index, proof, note: log.checkpoint().note })}\n`)
    }),
  )
await log.close()
await storage.close()
