// owc trust show: everything that this machine believes of one node: the key of its log, its identity, how far its log
// was seen. What was pinned at first contact stays what it was; another key is refused, never taken over.

import { OwcError } from '../base/errors.ts'
import { instant } from '../base/time.ts'
import { noteKeyText } from '../ledger/note.ts'
import type { Command } from './command.ts'
import { readTrust, trustPath } from './trust-store.ts'

export const command: Command = {
  spec: {
    name: 'trust show',
    usage: '[LOG|IDENTITY|URL]',
    summary:
      'Shows what is pinned of a node, whole: the key of its log, its identity, and the newest checkpoint seen.',
    flags: [],
    arguments: { least: 0, most: 1 },
    examples: ['owc trust show https://commons.library.example', 'owc trust show --json'],
  },
  async run({ args, world }, out) {
    const path = trustPath(world.stateFolder)
    const { policy, identities, checkpoints } = await readTrust(path)
    const [word] = args
    const logs = policy.logs
      .filter(({ key, url }) => word === undefined || key.name === word || same(url, word))
      .map(({ key, url }) => ({
        origin: key.name,
        verifierKey: noteKeyText(key),
        ...(url !== undefined && { url }),
        seen: checkpoints
          .filter(({ origin }) => origin === key.name)
          .map(({ size, note, untilSeconds }) => ({
            size,
            note,
            ...(untilSeconds !== undefined && { until: instant(untilSeconds) }),
          })),
      }))
    const people = identities.filter(({ id }) => word === undefined || id === word)
    if (word !== undefined && logs.length + people.length === 0)
      throw new OwcError({
        code: 'not-found',
        where: path,
        expected: 'a pinned log, identity or address',
        found: JSON.stringify(word.slice(0, 200)),
        hint: 'owc trust list names them.',
      })
    for (const { origin, verifierKey, url, seen } of logs) {
      out.line(`${out.strong(origin)}  ${url ?? ''}\n  key   ${verifierKey}`)
      for (const { size, until } of seen)
        out.line(`  seen  size ${size}${until === undefined ? '' : `, log time ${until}`}`)
    }
    for (const { id, name } of people) out.line(`identity  ${id}  ${name ?? ''}`)
    if (logs.length + people.length === 0) out.line('Nothing is pinned yet: owc trust add URL pins a node.')
    out.result({ path, logs, identities: people })
    return 0
  },
}

function same(url: string | undefined, word: string): boolean {
  return url !== undefined && URL.parse(word)?.origin === URL.parse(url)?.origin
}
