// owc log peers: logs of other nodes as this node sees them, and what came of the last look at each address.

import type { Command } from './command.ts'
import { logOf } from './node-answers.ts'

export const command: Command = {
  spec: {
    name: 'log peers',
    usage: '',
    summary:
      'Shows the logs of other nodes as this node sees them, and what came of its last look at each. Exit 1 when one does not fit together.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc log peers', 'owc log peers --json'],
  },
  async run({ world }, out) {
    const connection = await world.connect()
    try {
      const view = await logOf(connection.api, '?limit=1')
      const { peers, looks = [], differences = [] } = view
      for (const { origin, size, time, checked } of peers)
        out.line(
          `${out.strong(origin)}  size ${size}  ${time}  ${checked ? 'signature checked here' : 'came along, not checked'}`,
        )
      for (const { url, looked, sentence } of looks)
        out.line(`${url}  ${out.soft(looked ?? 'not yet')}  ${sentence}`)
      for (const { sentence } of differences) out.line(out.strong(sentence))
      if (differences.length > 0) out.line('owc log evidence shows both signed notes of each.')
      if (peers.length + looks.length === 0) out.line('No log of another node was seen yet.')
      out.result({ peers, looks, differences })
      return differences.length === 0 ? 0 : 1
    } finally {
      await connection.close()
    }
  },
}
