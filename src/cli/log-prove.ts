// owc log prove STATEMENT: the offline proof of a statement as tlog-proof text, ready for a file.

import { parseDigest } from '../base/digest.ts'
import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'log prove',
    usage: 'STATEMENT',
    summary:
      'Prints the proof (c2sp.org/tlog-proof@v1) that a statement stands in the log, under the newest checkpoint.',
    flags: [],
    arguments: { least: 1, most: 1 },
    examples: ['owc log prove sha256:9f2c…', 'owc log prove sha256:9f2c… > statement.tlog-proof'],
  },
  async run({ args, world }, out) {
    const digest = parseDigest(args[0] as string, 'STATEMENT')
    const connection = await world.connect()
    try {
      const { proof, index } = await connection.api.get<{ proof: string; index: number }>(
        `/commons/v1/statements/${digest}/proof`,
      )
      out.line(proof.trimEnd())
      out.result({ statement: `sha256:${digest}`, index, proof })
      return 0
    } finally {
      await connection.close()
    }
  },
}
