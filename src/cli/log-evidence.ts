// owc log evidence [LOG]: what other logs told this node that does not fit together, judged again on this machine, and
// on wish each piece in a file of its own, byte for byte as it is kept. Exit 1 when there is any.

import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { utf8 } from '../base/bytes.ts'
import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { type EvidenceVerdict, judgeEvidence, parseEvidence } from '../ledger/evidence.ts'
import type { EvidenceView } from '../node/views/logs.ts'
import type { Command } from './command.ts'
import type { Out } from './out.ts'

export const command: Command = {
  spec: {
    name: 'log evidence',
    usage: '[LOG] [--to DIR]',
    summary:
      'Shows what other logs told this node that does not fit together: both signed notes, and what they prove. Exit 1 when there is any.',
    flags: [{ name: 'to', value: 'DIR', meaning: 'Folder to write each piece of evidence into.' }],
    arguments: { least: 0, most: 1 },
    examples: ['owc log evidence', 'owc log evidence owc-log/68b076be5ba97799 --to evidence'],
  },
  async run({ args, flag, world }, out) {
    const connection = await world.connect()
    try {
      const query = args[0] === undefined ? '' : `?log=${encodeURIComponent(args[0])}`
      const told = await connection.api.get<{ readonly evidence: readonly EvidenceView[] }>(
        `/commons/v1/log/evidence${query}`,
      )
      const to = flag('to')
      const folder = to === undefined ? undefined : resolve(world.folder, to)
      const judged = []
      for (const one of told.evidence) {
        const verdict = await judge(one)
        const file = folder === undefined ? undefined : await keep(folder, one)
        show(one, { verdict, file }, out)
        judged.push({ ...one, verdict, ...(file !== undefined && { written: file }) })
      }
      if (judged.length === 0) out.line('Every log that this node looked at fits together.')
      out.result({ evidence: judged })
      return judged.length === 0 ? 0 : 1
    } finally {
      await connection.close()
    }
  },
}

/** From the file itself, on this machine; the node's own verdict is not asked. */
async function judge({ file, evidence }: EvidenceView): Promise<EvidenceVerdict> {
  const bytes = utf8(file)
  if (nodeCrypto.sha256(bytes).toHex() !== evidence)
    return { proved: false, because: 'The node gave no file of the digest that its statement names.' }
  try {
    return await judgeEvidence(parseEvidence(bytes, digestText(evidence)), nodeCrypto)
  } catch (error) {
    if (!(error instanceof OwcError)) throw error
    return { proved: false, because: error.message }
  }
}

async function keep(folder: string, { evidence, file }: EvidenceView): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${evidence.slice(0, 12)}.log-evidence.json`)
  await writeFile(path, file)
  return path
}

type Judged = { readonly verdict: EvidenceVerdict; readonly file: string | undefined }

function show(one: EvidenceView, { verdict, file }: Judged, out: Out): void {
  out.line(out.strong(one.sentence))
  out.line(`seen      ${one.time}${one.url === undefined ? '' : ` at ${one.url}`}`)
  out.line(`proved    ${verdict.proved ? 'yes' : 'no'}: ${verdict.because}`)
  out.line(`statement ${digestText(one.statement)}`)
  out.line(`evidence  ${digestText(one.evidence)}${file === undefined ? '' : `, written to ${file}`}`)
  out.line(`\nseen before:\n${one.known}`)
  out.line(`found:\n${one.found}`)
}
