// owc open: another one-time link into the operator's session of the running node.

import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'open',
    usage: '',
    summary:
      'Prints a link that opens the running node in a browser as its operator. It works once, for ten minutes.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc open', 'xdg-open "$(owc open)"'],
  },
  async run({ world }, out) {
    const connection = await world.connect()
    try {
      const { url } = await connection.api.post<{ url: string }>('/commons/v1/session/links', {})
      out.line(url)
      out.result({ url })
      return 0
    } finally {
      await connection.close()
    }
  },
}
