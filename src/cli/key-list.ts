// owc key list: identities whose keys are on this machine.

import type { Command } from './command.ts'
import { storedIdentities } from './key-store.ts'
import { storedNodes } from './node-store.ts'

export const command: Command = {
  spec: {
    name: 'key list',
    usage: '',
    summary: 'Lists identities whose keys are on this machine, and the node where each is at home.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc key list', 'owc key list --json'],
  },
  async run({ world }, out) {
    const nodes = new Map((await storedNodes(world.stateFolder)).map((node) => [node.origin, node]))
    const identities = (await storedIdentities(world.stateFolder)).map((one) => {
      const node = nodes.get(one.home)
      return node === undefined ? one : { ...one, node: { name: node.name, url: node.url } }
    })
    for (const one of identities) {
      const home = 'node' in one ? `${one.node.name}, ${one.node.url}` : one.home
      out.line(`${one.name}  ${one.identity}  ${out.soft(`at home on ${home}; ${one.folder}`)}`)
    }
    if (identities.length === 0) out.line('No keys yet: owc key new NAME makes some.')
    out.result({ identities })
    return 0
  },
}
