// owc up: runs the node until a signal. The first line on stdout is the operator's one-time link, then the data folder.

import type { Command } from './command.ts'

const SETTING_FLAGS = ['port', 'host'] as const

export const command: Command = {
  spec: {
    name: 'up',
    usage: '[--port N] [--host H]',
    summary:
      'Runs the node until a signal. Prints a link that opens it as the operator, once, and the data folder.',
    flags: [
      { name: 'port', value: 'N', meaning: 'Port to listen on; 0 picks a free one.' },
      { name: 'host', value: 'H', meaning: 'Address to listen on (default 127.0.0.1).' },
    ],
    arguments: { least: 0, most: 0 },
    examples: ['owc up', 'owc up --port 0 --data ./my-node'],
  },
  async run({ flag, world }, out) {
    const flags: Record<string, string> = {}
    for (const name of SETTING_FLAGS) {
      const value = flag(name)
      if (value !== undefined) flags[name] = value
    }
    await world.up({
      flags,
      ready(link, dataFolder) {
        if (out.json) out.result({ url: link, data: dataFolder })
        out.line(link)
        out.line(`data ${dataFolder}`)
      },
    })
    return 0
  },
}
