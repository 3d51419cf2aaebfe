// owc receipts [ID]: what made the answers that were given here, without their text.

import type { Receipt } from '../node/run/receipts.ts'
import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'receipts',
    usage: '[ID]',
    summary: 'Receipts of answers: bytes, template, settings and runtime of each; never their text.',
    flags: [],
    arguments: { least: 0, most: 1 },
    examples: ['owc receipts', 'owc receipts p2cshj44tdym3rextkpubh4yuq --json'],
  },
  async run({ args, world }, out) {
    const connection = await world.connect()
    try {
      if (args[0] !== undefined) {
        const receipt = await connection.api.get<Receipt>(
          `/commons/v1/receipts/${encodeURIComponent(args[0])}`,
        )
        for (const [key, value] of Object.entries(receipt))
          out.line(`${key.padEnd(10)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
        out.result(receipt)
        return 0
      }
      const { receipts } = await connection.api.get<{ receipts: readonly Receipt[] }>('/commons/v1/receipts')
      for (const { id, started, object, output, finish, surface } of receipts)
        out.line(
          `${id}  ${started}  ${object.sha256.slice(0, 19)}  ${output.n} tokens, ${finish}  ${surface}`,
        )
      if (receipts.length === 0) out.line('No answer was given here yet.')
      out.result(receipts)
      return 0
    } finally {
      await connection.close()
    }
  },
}
