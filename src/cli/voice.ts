// In whose name a command speaks: a person's identity, whose keys are on this machine and never leave it; or, for the
// operator of a node who named nobody, the node itself. Statements are signed here and go through the node's gate like
// anybody's. In ordered streams the node tells the place; when another took it meanwhile, it is signed again.

import { join } from 'node:path'
import { digestText, sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { instant } from '../base/time.ts'
import { holding } from '../client/answer.ts'
import type { Draft } from '../commons/subject.ts'
import { statementTypes } from '../commons/subjects.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { envelopeBytes, signEnvelope } from '../ledger/envelope.ts'
import type { KeyPair } from '../ledger/signer.ts'
import { type Header, makeStatement, NONCE_BYTES, nonceText } from '../ledger/statement.ts'
import type { Receipt } from '../node/node.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { NodeView } from '../node/views/statement.ts'
import type { Connection, World } from './command.ts'
import { isCalled, keyPairsIn, type StoredIdentity, storedIdentities, writePrivate } from './key-store.ts'
import { nodeOf, receiptIn } from './node-answers.ts'

export type VoiceKeys = {
  readonly statements: readonly KeyPair[] // those on this machine that may speak now; none when the node speaks
  readonly threshold: number
  readonly modelSigning?: KeyPair // P-256 companion for OpenSSF model signatures, when it is on this machine
}

export type Voice = {
  readonly identity: string // owcid:…
  readonly name: string
  readonly keys: VoiceKeys
  /** Signed, logged, folded. */
  say(draft: Draft): Promise<Receipt>
  /** The envelope alone, signed for this node's log; what is not posted can be sealed or handed on. */
  sign(draft: Draft): Promise<Uint8Array>
}

type Waiting = {
  readonly stored: StoredIdentity
  readonly keys: VoiceKeys
  readonly envelope: Uint8Array
}

const STATEMENTS = '/commons/v1/statements'
const SAY = '/commons/v1/say'
const MAX_TRIES = 8 // of an ordered statement whose place another one took

/** `key`: name or id of a stored identity; undefined: the only one at home in this node's log, else the node itself.
 *  @throws OwcError `identity-missing`, `statement-elsewhere`, `identity-unknown`, `usage` when several could speak */
export async function openVoice(world: World, { api }: Connection, key: string | undefined): Promise<Voice> {
  const { node, stored } = await speaker(world, api, key)
  return stored === undefined ? nodeVoice(api, node) : await ownVoice(world, api, { stored, node })
}

/** Who would speak; `stored` is absent when it is the node itself. @throws OwcError as openVoice does */
export async function speaker(
  world: Pick<World, 'stateFolder'>,
  api: Connection['api'],
  key: string | undefined,
): Promise<{ readonly node: NodeView; readonly stored: StoredIdentity | undefined }> {
  const node = await nodeOf(api)
  return { node, stored: await chosen(world.stateFolder, node, key) }
}

async function chosen(
  stateFolder: string,
  node: NodeView,
  key: string | undefined,
): Promise<StoredIdentity | undefined> {
  const { origin } = node.log
  const all = await storedIdentities(stateFolder)
  const here = all.filter(({ home }) => home === origin)
  if (key === undefined) {
    if (here.length > 1) throw several(here)
    if (here.length === 0 && node.dataFolder === undefined) throw nobody(node, 'none')
    return here[0] // undefined: the operator speaks in the node's own name
  }
  const named = all.filter((one) => isCalled(one, key))
  const found = named.find(({ home }) => home === origin)
  if (found !== undefined) return found
  if (named[0] === undefined) throw nobody(node, JSON.stringify(key.slice(0, 80)))
  throw new OwcError({
    code: 'statement-elsewhere',
    where: `identity ${named[0].name}`,
    expected: `an identity at home in ${origin}`,
    found: `one at home in ${named[0].home}`,
    hint: 'owc join or owc key new makes one for this node.',
  })
}

async function ownVoice(
  world: World,
  api: Connection['api'],
  { stored, node }: { readonly stored: StoredIdentity; readonly node: NodeView },
): Promise<Voice> {
  const { identity } = stored
  const where = `/commons/v1/identities/${identity}`
  const view = holding(await api.get<IdentityView>(where), where, {
    name: 'string',
    threshold: 'number',
    keys: 'list',
    namespaces: 'list',
  })
  const pairs = await keyPairsIn(stored.folder)
  const among = (use: 'statements' | 'model-signing') =>
    pairs.filter(({ key }) =>
      view.keys.some((listed) => listed.keyid === key.keyid && (listed.use ?? 'statements') === use),
    )
  const [modelSigning] = among('model-signing')
  const keys: VoiceKeys = {
    statements: among('statements'),
    threshold: view.threshold,
    ...(modelSigning && { modelSigning }),
  }
  const sign = async (draft: Draft): Promise<Uint8Array> => {
    if (keys.statements.length === 0) throw noKey(stored, keys)
    const place = await placeOf(api, identity, draft.type)
    const header: Header = {
      issuer: identity,
      home: node.log.origin,
      nonce: nonceText(crypto.getRandomValues(new Uint8Array(NONCE_BYTES))),
      issued: instant(world.now()),
      ...place,
    }
    const payload = makeStatement({ ...draft, header }, nodeCrypto)
    const envelope = envelopeBytes(await signEnvelope(payload, keys.statements))
    if (keys.statements.length < keys.threshold) throw await waiting({ stored, keys, envelope })
    return envelope
  }
  const post = async (draft: Draft) =>
    receiptIn(
      await api.post<Receipt>(STATEMENTS, JSON.parse(new TextDecoder().decode(await sign(draft)))),
      STATEMENTS,
    )
  return { identity, name: view.name, keys, sign, say: (draft) => again(() => post(draft)) }
}

/** With the node's own key, which stays with the node. */
function nodeVoice(api: Connection['api'], { identity, name }: NodeView): Voice {
  return {
    identity,
    name,
    keys: { statements: [], threshold: 1 },
    async say({ type, subjects, body }) {
      const named = subjects.map((one) => ({ ...one, digest: digestText(one.digest) }))
      return receiptIn(await api.post<Receipt>(SAY, { type, subjects: named, body }), SAY)
    },
    async sign() {
      throw new OwcError({
        code: 'identity-missing',
        where: 'signing on this machine',
        expected: 'an identity whose keys are here',
        found: 'the node’s own, whose key stays with the node',
        hint: 'owc key new NAME makes an identity.',
      })
    },
  }
}

async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      const moved = error instanceof OwcError && error.problem.code === 'stream-conflict'
      if (!moved || tries === MAX_TRIES) throw error
    }
  }
}

async function placeOf(
  api: Connection['api'],
  issuer: string,
  type: string,
): Promise<Pick<Header, 'seq' | 'prev'>> {
  if (statementTypes.get(type)?.ordered !== true) return {}
  const query = new URLSearchParams({ issuer, type })
  const { seq, prev } = await api.get<{ seq: number; prev: string | null }>(
    `/commons/v1/streams/next?${query}`,
  )
  return { seq, prev: sha256(prev?.replace(/^sha256:/, '') ?? '') ?? null }
}

function several(here: readonly StoredIdentity[]): OwcError {
  return new OwcError({
    code: 'usage',
    where: '--key',
    expected: 'the one that speaks',
    found: `${here.length} identities at home here: ${here.map(({ name }) => name).join(', ')}`,
    hint: 'Name one with --key.',
  })
}

function nobody({ name, log }: NodeView, found: string): OwcError {
  return new OwcError({
    code: 'identity-missing',
    where: 'identities on this machine',
    expected: `one at home on ${name} (${log.origin})`,
    found,
    hint: 'owc join LINK makes one with an invitation; owc key list shows those that are here.',
  })
}

function noKey({ folder }: StoredIdentity, { threshold }: VoiceKeys): OwcError {
  return new OwcError({
    code: 'signature-invalid',
    where: folder,
    expected: `${threshold} keys that may speak for this identity now`,
    found: 'none of them here',
    hint: 'owc key show tells which keys count, and from when.',
  })
}

/** What several people must sign is kept as a file that goes round. */
async function waiting({ stored, keys, envelope }: Waiting): Promise<OwcError> {
  const id = nodeCrypto.sha256(envelope).toHex().slice(0, 12)
  const file = join(stored.folder, `to-sign-${id}.json`)
  await writePrivate(file, envelope)
  return new OwcError({
    code: 'signature-invalid',
    where: stored.name,
    expected: `signatures by ${keys.threshold} keys`,
    found: `${keys.statements.length} that can be made here`,
    hint: `It waits in ${file}: who else must sign runs owc key sign FILE, then owc key log FILE.`,
  })
}
