// owc key sign FILE: adds a signature of somebody who must sign as well. Says first what is signed. An SSH key signs
// by ssh-keygen: --message writes what it signs, --ssh takes what it made.

import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OwcError } from '../base/errors.ts'
import type { Api } from '../client/api.ts'
import type { Identity } from '../commons/keys/statements.ts'
import { statementTypes } from '../commons/subjects.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { type Envelope, pae, signEnvelope, verifySignature } from '../ledger/envelope.ts'
import { SSH_NAMESPACE, sshSignatureBlob } from '../ledger/sshsig.ts'
import { IDENTITY_TYPE, readStatement, type Statement } from '../ledger/statement.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { Call, Command, Exit } from './command.ts'
import { speaks } from './key-change.ts'
import { looseBytes, readLoose } from './key-envelope.ts'
import { readPublicKey } from './key-public.ts'
import { keyPairsIn, storedIdentities } from './key-store.ts'
import type { Out } from './out.ts'

type Paper = { readonly path: string; readonly envelope: Envelope; readonly statement: Statement }

export const command: Command = {
  spec: {
    name: 'key sign',
    usage: 'FILE [--yes] [--message OUT] [--ssh SIGNATURE --public-key KEY]',
    summary:
      'Adds a signature by a key of this machine to a statement that several people sign. For a key in SSH, --message writes what ssh-keygen signs and --ssh adds its signature.',
    flags: [
      { name: 'yes', meaning: 'Sign without asking.' },
      {
        name: 'message',
        value: 'OUT',
        meaning: `Write the bytes for ssh-keygen -Y sign -n ${SSH_NAMESPACE}.`,
      },
      { name: 'ssh', value: 'SIGNATURE', meaning: 'Signature that ssh-keygen made.' },
      { name: 'public-key', value: 'KEY', meaning: 'Public key of that signature.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc key sign next.json',
      'owc key sign next.json --ssh next.pae.sig --public-key ~/.ssh/id_ed25519.pub',
    ],
  },
  async run(call, out) {
    const { args, flag, world } = call
    const path = resolve(world.folder, args[0] as string)
    const envelope = readLoose(await readFile(path), path)
    const paper: Paper = { path, envelope, statement: readStatement(envelope.payload, path, nodeCrypto) }
    present(out, paper.statement)
    const message = flag('message')
    if (message !== undefined) {
      await writeFile(resolve(world.folder, message), pae(envelope.payloadType, envelope.payload))
      out.line(`Now: ssh-keygen -Y sign -n ${SSH_NAMESPACE} -f KEY ${message}`)
      out.result({ file: path, message: resolve(world.folder, message) })
      return 0
    }
    const ssh = flag('ssh')
    const signed = ssh === undefined ? await byOwnKeys(call, paper) : await bySsh(call, paper, ssh)
    if (signed === undefined) return 1
    return await save(out, paper, signed)
  },
}

function present(out: Out, { type, header, body }: Statement): void {
  const known = statementTypes.get(type)
  out.line(`${out.strong(known?.title ?? type)} of ${header.issuer}`)
  const line = known?.line?.(body)
  if (line !== undefined) out.line(`It ${line}.`)
}

async function byOwnKeys({ on, world }: Call, { envelope, statement }: Paper): Promise<Envelope | undefined> {
  const connection = await world.connect()
  const wanted = await wantedKeys(connection.api, statement).finally(() => connection.close())
  const stored = await storedIdentities(world.stateFolder)
  const pairs = (await Promise.all(stored.map(({ folder }) => keyPairsIn(folder)))).flat()
  const signers = pairs.filter(({ key }) => wanted.has(key.keyid))
  if (signers.length === 0)
    throw new OwcError({
      code: 'identity-missing',
      where: 'keys on this machine',
      expected: `one of ${[...wanted].map((keyid) => keyid.slice(0, 12)).join(', ')}`,
      found: 'none of them',
      hint: 'A key in SSH signs by --message and --ssh.',
    })
  if (!on('yes')) {
    const agreed = await world.ask('Sign this?')
    if (agreed === undefined)
      throw new OwcError({
        code: 'agreement-needed',
        where: 'owc key sign',
        expected: 'your agreement to sign',
        found: 'nobody to ask',
        hint: 'Run it again with --yes.',
      })
    if (!agreed) return undefined
  }
  const { signatures } = await signEnvelope(envelope.payload, signers, envelope.payloadType)
  return { ...envelope, signatures: joined(envelope.signatures, signatures) }
}

async function bySsh({ flag, world }: Call, { envelope }: Paper, path: string): Promise<Envelope> {
  const keyPath = flag('public-key')
  if (keyPath === undefined)
    throw new OwcError({ code: 'usage', where: '--ssh', expected: '--public-key beside it', found: 'none' })
  const key = await readPublicKey(world.folder, keyPath)
  const sig = sshSignatureBlob(await readFile(resolve(world.folder, path)), path)
  const message = pae(envelope.payloadType, envelope.payload)
  if (await verifySignature(key, message, sig, nodeCrypto))
    return { ...envelope, signatures: joined(envelope.signatures, [{ keyid: key.keyid, sig }]) }
  throw new OwcError({
    code: 'signature-invalid',
    where: path,
    expected: `a signature by ${keyPath} over what --message writes, in the namespace ${SSH_NAMESPACE}`,
    found: 'another',
  })
}

/** Keys whose signatures count: those in force, and of a document about keys those that it lists. */
async function wantedKeys(api: Api, { type, header, body }: Statement): Promise<ReadonlySet<string>> {
  const own = type === IDENTITY_TYPE ? (body as unknown as Identity).keys.filter(speaks) : []
  const founding = type === IDENTITY_TYPE && body['id'] === null
  const view = founding ? undefined : await api.get<IdentityView>(`/commons/v1/identities/${header.issuer}`)
  return new Set([...own, ...(view?.keys ?? []).filter(speaks)].map(({ keyid }) => keyid))
}

function joined(before: Envelope['signatures'], more: Envelope['signatures']): Envelope['signatures'] {
  return [...new Map([...before, ...more].map((one) => [one.keyid, one])).values()]
}

async function save(out: Out, { path, envelope }: Paper, signed: Envelope): Promise<Exit> {
  await writeFile(path, looseBytes(signed))
  const count = signed.signatures.length
  out.line(
    `${path} has ${count} signature${count === 1 ? '' : 's'}. When enough have signed: owc key log ${path}`,
  )
  out.result({ file: path, signatures: count, added: count - envelope.signatures.length })
  return 0
}
