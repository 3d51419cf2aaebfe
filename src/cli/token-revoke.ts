// owc token revoke NAME: the token is refused from now on.

import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'token revoke',
    usage: 'NAME',
    summary: 'Ends an access token: it is refused from now on.',
    flags: [],
    arguments: { least: 1, most: 1 },
    examples: ['owc token revoke laptop', 'owc token revoke ci --json'],
  },
  async run({ args, world }, out) {
    const connection = await world.connect()
    try {
      const { revoked } = await connection.api.post<{ revoked: boolean }>('/commons/v1/tokens/revoke', {
        name: args[0],
      })
      out.line(revoked ? `${args[0]} is refused from now on.` : `No token is called ${args[0]}.`)
      out.result({ revoked })
      return revoked ? 0 : 1
    } finally {
      await connection.close()
    }
  },
}
