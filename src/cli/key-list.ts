// owc key list: identities whose keys are on this machine.

import type { Command } from './command.ts'
import { storedIdentities } from './key-store.ts'

export const command: Command = {
  spec: {
    name: 'key list',
    usage: '',
    summary: 'Lists identities whose keys are on this machine.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc key list', 'owc key list --json'],
  },
  async run({ world }, out) {
    const identities = await storedIdentities(world.stateFolder)
    for (const { name, identity, folder } of identities) out.line(`${name}  ${identity}  ${out.soft(folder)}`)
    if (identities.length === 0) out.line('No keys yet: owc key new NAME makes some.')
    out.result({ identities })
    return 0
  },
}
