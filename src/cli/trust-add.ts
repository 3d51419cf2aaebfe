// owc trust add URL: believe a node's log and identity from now on. First contact shows what is pinned.

import { OwcError } from '../base/errors.ts'
import { connect } from '../client/api.ts'
import type { Command } from './command.ts'
import { addTrust, introductionOf, readTrust, trustPath } from './trust-store.ts'

export const command: Command = {
  spec: {
    name: 'trust add',
    usage: 'URL [--yes]',
    summary:
      'Pins a node’s log key and identity, so that verification believes them. Compare the shown key with the operator’s word by another way.',
    flags: [{ name: 'yes', meaning: 'Pin without asking.' }],
    arguments: { least: 1, most: 1 },
    examples: ['owc trust add http://127.0.0.1:8500', 'owc trust add https://commons.library.example --yes'],
  },
  async run({ args, on, world }, out) {
    const url = args[0] as string
    const api = connect({ url, signal: world.signal })
    const shown = await introductionOf(api, url)
    const path = trustPath(world.stateFolder)
    const pinned = (await readTrust(path)).policy.logs.find(({ key }) => key.name === shown.origin)
    out.line(`${out.strong(shown.name)}\nidentity  ${shown.identity}\nlog       ${shown.verifierKey}`)
    if (pinned === undefined && !on('yes')) {
      const agreed = await world.ask('Believe this log and identity from now on?')
      if (agreed === undefined) {
        throw new OwcError({
          code: 'agreement-needed',
          where: url,
          expected: 'your agreement to pin these keys',
          found: 'nobody to ask',
          hint: 'Run it again with --yes.',
        })
      }
      if (!agreed) return 1
    }
    await addTrust(world.stateFolder, shown)
    out.line(`Pinned in ${path}.`)
    out.result({ ...shown, path })
    return 0
  },
}
