// owc up: runs the node until a signal. The first line on stdout is the operator's one-time link, then the data folder.

import type { Command } from './command.ts'

const SETTING_FLAGS = ['port', 'host'] as const

export const command: Command = {
  spec: {
    name: 'up',
    usage: '[--port N] [--host H] [--listen ADDRESS…]',
    summary:
      'Runs the node until a signal. Prints a link that opens it as the operator, once, and the data folder.',
    flags: [
      { name: 'port', value: 'N', meaning: 'Port to listen on; 0 picks a free one.' },
      { name: 'host', value: 'H', meaning: 'Address to listen on (default 127.0.0.1).' },
      {
        name: 'listen',
        value: 'ADDRESS',
        many: true,
        meaning:
          'A further address with the same doors: a port of loopback, or address:port. Other machines need a token to ask a model.',
      },
    ],
    arguments: { least: 0, most: 0 },
    examples: ['owc up', 'owc up --listen 11434 --listen 1234 --data ./my-node'],
  },
  async run({ flag, flags: given, world }, out) {
    const flags: Record<string, string> = {}
    for (const name of SETTING_FLAGS) {
      const value = flag(name)
      if (value !== undefined) flags[name] = value
    }
    const listen = given('listen')
    if (listen.length > 0) flags['listen'] = listen.join(',')
    await world.up({
      flags,
      ready(link, dataFolder, also) {
        if (out.json) out.result({ url: link, data: dataFolder, also })
        out.line(link)
        out.line(`data ${dataFolder}`)
        for (const url of also) out.line(`also ${url}`)
      },
    })
    return 0
  },
}
