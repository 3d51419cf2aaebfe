// owc key new NAME: keys for a person, with a recovery key made in advance, and the identity document that certifies
// itself, logged on the node. With a threshold above one the document waits until the others have signed.

import { rm } from 'node:fs/promises'
import { OwcError } from '../base/errors.ts'
import type { Api } from '../client/api.ts'
import { envelopeBytes } from '../ledger/envelope.ts'
import type { Command, Exit } from './command.ts'
import { type Made, makeIdentity, RECOVERY_DELAY_HOURS, readThreshold } from './key-make.ts'
import { readPublicKey } from './key-public.ts'
import { freeFolder, storeIdentity } from './key-store.ts'
import { nodeOf } from './node-answers.ts'
import type { Out } from './out.ts'
import { pinIdentity } from './trust-store.ts'

export const command: Command = {
  spec: {
    name: 'key new',
    usage: 'NAME [--kind KIND] [--namespace N]… [--with FILE]… [--threshold N]',
    summary:
      'Makes a key, a recovery key, a companion key for model signatures and an identity for a person or organisation, and logs the identity on the node.',
    flags: [
      {
        name: 'kind',
        value: 'KIND',
        meaning: 'person, organisation, publisher, host, evaluator or steward (default person).',
      },
      { name: 'namespace', value: 'N', many: true, meaning: 'Namespace that it claims at once.' },
      {
        name: 'with',
        value: 'FILE',
        many: true,
        meaning: 'Public key of somebody who signs too: PEM, or an SSH public key of ed25519.',
      },
      { name: 'threshold', value: 'N', meaning: 'How many of the keys must sign (default 1).' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc key new "Ada Lovelace" --namespace ada',
      'owc key new "Acme Lab" --kind publisher --with bob.pub --with eve.pub --threshold 2',
    ],
  },
  async run({ args, flag, flags, world }, out) {
    const name = args[0] as string
    const folder = freeFolder(world.stateFolder, name)
    const others = await Promise.all(flags('with').map((path) => readPublicKey(world.folder, path)))
    const threshold = readThreshold(flag('threshold')) ?? 1
    const connection = await world.connect()
    try {
      const { log } = await nodeOf(connection.api)
      const made = await makeIdentity(
        {
          name,
          kind: flag('kind') ?? 'person',
          home: log.origin,
          namespaces: flags('namespace'),
          others,
          threshold,
        },
        world,
      )
      await storeIdentity(folder, made)
      if (made.missing > 0) return waiting(out, { name, folder, made })
      const receipt = await logOrForget(connection.api, folder, made)
      await pinIdentity(world.stateFolder, { id: made.identity, name }) // one's own releases are believed here
      out.line(
        `${out.strong(name)}\nidentity  ${made.identity}\nlogged    at index ${receipt.logIndex} of ${log.origin}`,
      )
      advice(out, folder)
      out.result({ name, identity: made.identity, folder, logIndex: receipt.logIndex })
      return 0
    } finally {
      await connection.close()
    }
  },
}

function waiting(out: Out, { name, folder, made }: { name: string; folder: string; made: Made }): Exit {
  const file = `${folder}/identity.json`
  out.line(`${out.strong(name)}\nidentity  ${made.identity}\nnot logged yet: ${made.missing} more must sign`)
  out.line(`Each of them runs: owc key sign ${file}\nThen: owc key log ${file}`)
  advice(out, folder)
  out.result({ name, identity: made.identity, folder, file, missing: made.missing })
  return 0
}

export function advice(out: Out, folder: string): void {
  out.line(
    `keys      ${folder}\nMove recovery.pem to another place: it replaces a lost key after ${RECOVERY_DELAY_HOURS} hours.`,
  )
}

/** A log that says no has not heard of the identity: its keys, made a moment ago, are worth nothing and would only
 *  block the name. After a cut connection they stay, because the log may have taken it. */
async function logOrForget(
  api: Api,
  folder: string,
  { envelope }: Made,
): Promise<{ readonly logIndex: number }> {
  try {
    return await api.post<{ logIndex: number }>(
      '/commons/v1/statements',
      JSON.parse(new TextDecoder().decode(envelopeBytes(envelope))),
    )
  } catch (error) {
    if (error instanceof OwcError && error.kind !== 'environment')
      await rm(folder, { recursive: true, force: true })
    throw error
  }
}
