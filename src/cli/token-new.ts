// owc token new: an access token with scopes; its text is shown this once.

import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'token new',
    usage: 'NAME [--scope SCOPE]… [--expires TIME]',
    summary:
      'Makes an access token. Scopes: publish:NAMESPACE, say, steward, infer, operate. Its text is shown this once.',
    flags: [
      {
        name: 'scope',
        value: 'SCOPE',
        many: true,
        meaning: 'What it may do; may be given several times (default infer).',
      },
      {
        name: 'expires',
        value: 'TIME',
        meaning: 'UTC time after which it is refused, such as 2027-01-31T00:00:00Z.',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc token new laptop --scope infer',
      'owc token new ci --scope publish:acme --expires 2027-01-31T00:00:00Z',
    ],
  },
  async run({ args, flag, flags, world }, out) {
    const connection = await world.connect()
    try {
      const scopes = flags('scope').length === 0 ? ['infer'] : flags('scope')
      const made = await connection.api.post<{ token: string }>('/commons/v1/tokens', {
        name: args[0],
        scopes,
        expires: flag('expires') ?? null,
      })
      out.line(made.token)
      out.result({ name: args[0], scopes, token: made.token })
      return 0
    } finally {
      await connection.close()
    }
  },
}
