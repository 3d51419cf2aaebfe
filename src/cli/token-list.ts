// owc token list: access tokens with their scopes, without their text (only its hash is kept).

import type { Token } from '../node/access.ts'
import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'token list',
    usage: '',
    summary: 'Lists access tokens with scopes, age and last use. Their text is not kept.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc token list', 'owc token list --json'],
  },
  async run({ world }, out) {
    const connection = await world.connect()
    try {
      const { tokens } = await connection.api.get<{ tokens: readonly Token[] }>('/commons/v1/tokens')
      for (const token of tokens)
        out.line(
          `${token.name}  ${token.scopes.join(' ')}  made ${token.created}  ${token.expires === null ? '' : `until ${token.expires}`}`,
        )
      if (tokens.length === 0) out.line('No access tokens.')
      out.result({ tokens })
      return 0
    } finally {
      await connection.close()
    }
  },
}
