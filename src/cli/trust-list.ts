// owc trust list: what this machine believes, and the newest checkpoint that it has seen of each log.

import type { Command } from './command.ts'
import { readTrust, trustPath } from './trust-store.ts'

export const command: Command = {
  spec: {
    name: 'trust list',
    usage: '',
    summary: 'Lists pinned logs, identities and the newest checkpoints seen.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc trust list', 'owc trust list --json'],
  },
  async run({ world }, out) {
    const path = trustPath(world.stateFolder)
    const { policy, identities, checkpoints } = await readTrust(path)
    const logs = policy.logs.map(({ key, url }) => {
      const seen = checkpoints
        .filter(({ origin }) => origin === key.name)
        .reduce((most, { size }) => Math.max(most, size), 0)
      return { origin: key.name, url, seenSize: seen }
    })
    for (const log of logs)
      out.line(`log       ${log.origin}  seen up to size ${log.seenSize}  ${log.url ?? ''}`)
    for (const { id, name } of identities) out.line(`identity  ${id}  ${name ?? ''}`)
    if (logs.length === 0 && identities.length === 0)
      out.line('Nothing is trusted yet: owc trust add URL pins a node.')
    out.result({ path, logs, identities })
    return 0
  },
}
