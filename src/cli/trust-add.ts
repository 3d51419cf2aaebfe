// owc trust add URL: believe a node's log and identity from now on. First contact shows what is pinned. An identity by
// itself, such as a publisher's, certifies itself: its id is all there is to compare. A log by itself is believed by its
// verifier key, also of a node that is gone.

import { OwcError } from '../base/errors.ts'
import { connect } from '../client/api.ts'
import { isIdentityId } from '../ledger/statement.ts'
import type { Command } from './command.ts'
import { addTrust, introductionOf, pinIdentity, pinLog, readTrust, trustPath } from './trust-store.ts'

export const command: Command = {
  spec: {
    name: 'trust add',
    usage: 'URL|IDENTITY|KEY [--name NAME] [--yes]',
    summary:
      'Pins a node’s log key and identity, or the identity of a publisher, or the verifier key of a log alone, so that verification believes them. Compare what is shown with their word by another way.',
    flags: [
      { name: 'name', value: 'NAME', meaning: 'What you call an identity (owcid:…).' },
      { name: 'yes', meaning: 'Pin without asking.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc trust add https://commons.library.example',
      'owc trust add owcid:dlfsisaynfqi7tqcefkzlsdji5nkbzvx2tns5ukw7brqxackfi2q --name "Acme Lab"',
    ],
  },
  async run({ args, flag, on, world }, out) {
    const url = args[0] as string
    if (url.startsWith('owcid:')) {
      if (!isIdentityId(url)) throw noIdentity(url)
      const name = flag('name')
      const path = await pinIdentity(world.stateFolder, { id: url, ...(name !== undefined && { name }) })
      out.line(`${url}${name === undefined ? '' : `, ${name}`}\nPinned in ${path}.`)
      out.result({ identity: url, name, path })
      return 0
    }
    if (/^[!-~]+\+[0-9a-f]{8}\+/.test(url)) {
      const pinned = await pinLog(world.stateFolder, url)
      out.line(`log       ${pinned.origin}\nPinned in ${pinned.path}.`)
      out.result({ origin: pinned.origin, verifierKey: url, path: pinned.path })
      return 0
    }
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

function noIdentity(found: string): OwcError {
  const expected = 'owcid: and 52 characters of base32'
  return new OwcError({
    code: 'usage',
    where: 'identity',
    expected,
    found: JSON.stringify(found.slice(0, 80)),
  })
}
