// owc open: a one-time link into a node's pages: as its operator, or, on a node that one has joined, with what the
// stored token may do there.

import { OwcError } from '../base/errors.ts'
import type { Command, Connection } from './command.ts'

const LINKS = '/commons/v1/session/links'

export const command: Command = {
  spec: {
    name: 'open',
    usage: '',
    summary:
      'Prints a link that opens a node in a browser: yours as its operator, one that you joined as a publisher. It works once, for ten minutes.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc open', 'owc open --node https://commons.library.example'],
  },
  async run({ world }, out) {
    const connection = await world.connect()
    try {
      const url = await linkTo(connection)
      out.line(url)
      out.result({ url })
      return 0
    } finally {
      await connection.close()
    }
  },
}

/** Whoever is not the operator gets a session of their own token. The node may not know the address it is reached at. */
async function linkTo({ api, url }: Connection): Promise<string> {
  const ask = (path: string) => api.post<{ url: string }>(path, {})
  const told = await ask(LINKS).catch((error: unknown) => {
    if (!(error instanceof OwcError) || error.problem.code !== 'scope-missing') throw error
    return ask(`${LINKS}/own`)
  })
  const { pathname, search } = new URL(told.url)
  return new URL(`${pathname}${search}`, url).href
}
