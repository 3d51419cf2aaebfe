// owc join LINK: another's node in one command. Shows whom it believes from now on (first contact), makes keys that
// stay here, has their identity logged with the claim of the namespace, and keeps the token. Cut anywhere and run
// again, it goes on where it was.

import { utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { type Api, connect } from '../client/api.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { envelopeBytes } from '../ledger/envelope.ts'
import type { Command, World } from './command.ts'
import { type Documents, forgetFounding, identityOfNew, nextClaim } from './join-identity.ts'
import { advice } from './key-new.ts'
import { isCalled, type StoredIdentity, storedIdentities } from './key-store.ts'
import { forgetPending, pendingJoin, storedNodes, storeNode, storePending } from './node-store.ts'
import type { Out } from './out.ts'
import {
  addTrust,
  type Introduction,
  introductionOf,
  pinIdentity,
  readTrust,
  trustPath,
} from './trust-store.ts'

type Offer = { readonly namespace: string; readonly expires: string }
type Joined = {
  readonly identity: string
  readonly receipts: readonly { readonly logIndex: number }[]
  readonly token: string
  readonly tokenName: string
  readonly scopes: readonly string[]
}

export const command: Command = {
  spec: {
    name: 'join',
    usage: 'LINK [--name NAME] [--kind KIND] [--key K] [--yes]',
    summary:
      'Joins another’s node by an invitation: makes keys and an identity, claims the namespace, stores the token, and pins the node’s log and identity as shown.',
    flags: [
      { name: 'name', value: 'NAME', meaning: 'Your name there (default: the namespace).' },
      {
        name: 'kind',
        value: 'KIND',
        meaning: 'person, organisation, publisher, host, evaluator or steward (default publisher).',
      },
      {
        name: 'key',
        value: 'K',
        meaning: 'An identity of this machine at home there, instead of a new one.',
      },
      { name: 'yes', meaning: 'Believe the node as shown, without asking.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc join \'https://commons.library.example/join#SECRET\' --name "Ada Lovelace"',
      "owc join 'http://127.0.0.1:8500/join#SECRET' --yes",
    ],
  },
  async run({ args, flag, on, world }, out) {
    const { url, secret } = readLink(args[0] as string)
    const api = connect({ url, signal: world.signal })
    try {
      const shown = await introductionOf(api, url)
      const known = await pinned(world, shown)
      if (known) await addTrust(world.stateFolder, shown) // a node that shows another key hears no secret
      const begun = await pendingJoin(world.stateFolder, shown.origin)
      const of = nodeCrypto.sha256(utf8(secret)).toHex()
      const pending = begun?.link === of ? begun : undefined
      const offer = pending ?? (await look(world, api, { secret, origin: shown.origin }))
      present(out, shown, offer.namespace)
      if (!known && !(await believed(world, shown, on('yes')))) return 1
      await addTrust(world.stateFolder, shown)
      const { namespace } = offer
      const claim = pending?.claim ?? newClaim()
      await storePending(world.stateFolder, shown.origin, { claim, namespace, link: of })
      const who = { name: flag('name') ?? namespace, kind: flag('kind') ?? 'publisher', key: flag('key') }
      const papers = await documents({ world, api, shown, namespace }, who)
      const { stored } = papers
      const joined = await hand(world, api, { secret, claim, papers, origin: shown.origin })
      const node = { url, origin: shown.origin, name: shown.name, ...tokenOf(joined) }
      const file = await storeNode(world.stateFolder, node)
      await forgetPending(world.stateFolder, shown.origin)
      await pinIdentity(world.stateFolder, { id: joined.identity, name: stored.name })
      tell(out, { shown, stored, joined, namespace, url })
      const { identity, tokenName, scopes } = joined
      out.result({
        identity,
        name: stored.name,
        namespace,
        tokenName,
        scopes,
        url,
        file,
        folder: stored.folder,
      })
      return 0
    } finally {
      api.close()
    }
  },
}

/** A link that this very machine used says so. */
async function look(
  { stateFolder }: World,
  api: Api,
  { secret, origin }: { readonly secret: string; readonly origin: string },
): Promise<Offer> {
  try {
    return await api.post<Offer>('/commons/v1/invitations/look', { k: secret })
  } catch (error) {
    const used = error instanceof OwcError && error.problem.code === 'invitation-used'
    const joined = used ? (await storedNodes(stateFolder)).find((node) => node.origin === origin) : undefined
    if (!used || joined === undefined) throw error
    const hint = `This machine joined ${joined.name} already (${joined.scopes.join(' ')}): owc publish … --node ${joined.url}`
    throw new OwcError({ ...error.problem, hint }, error)
  }
}

/** `URL/join#SECRET` or `URL/join?k=SECRET`. @throws OwcError `usage` */
export function readLink(text: string): { readonly url: string; readonly secret: string } {
  const link = URL.parse(text)
  const secret = link?.hash.slice(1) || link?.searchParams.get('k')
  if (link !== null && /^https?:$/.test(link.protocol) && link.pathname.endsWith('/join') && secret)
    return { url: `${link.origin}${link.pathname.slice(0, -'/join'.length)}`, secret }
  throw new OwcError({
    code: 'usage',
    where: 'link of an invitation',
    expected: 'https://HOST/join#SECRET, whole and in quotes',
    found: secret ? JSON.stringify(`${link?.origin}${link?.pathname}`) : 'no secret in it',
    hint: 'A shell cuts the link at # or ? unless it stands in quotes.',
  })
}

function present(out: Out, shown: Introduction, namespace: string): void {
  out.line(`${out.strong(shown.name)} invites you to publish as ${out.strong(namespace)}`)
  out.line(`identity  ${shown.identity}\nlog       ${shown.verifierKey}`)
  const url = URL.parse(shown.url ?? '')
  if (url?.protocol === 'http:' && !/^(127\.|localhost$|\[::1\]$)/.test(url.hostname))
    out.note('This connection is not encrypted: who listens on the way sees the secret and the token.')
}

async function pinned({ stateFolder }: World, { origin }: Introduction): Promise<boolean> {
  const { policy } = await readTrust(trustPath(stateFolder))
  return policy.logs.some(({ key }) => key.name === origin)
}

async function believed(world: World, shown: Introduction, agreed: boolean): Promise<boolean> {
  if (agreed) return true
  const answer = await world.ask('Believe this log and identity from now on?')
  if (answer !== undefined) return answer
  throw new OwcError({
    code: 'agreement-needed',
    where: shown.url ?? shown.origin,
    expected: 'your agreement to pin these keys',
    found: 'nobody to ask',
    hint: 'Compare them with what the one who invited you says, then run it again with --yes.',
  })
}

type Place = {
  readonly world: World
  readonly api: Api
  readonly shown: Introduction
  readonly namespace: string
}

async function documents(
  { world, api, shown, namespace }: Place,
  { name, kind, key }: { readonly name: string; readonly kind: string; readonly key: string | undefined },
): Promise<Documents> {
  const home = shown.origin
  const here = (await storedIdentities(world.stateFolder)).filter((one) => one.home === home)
  if (key === undefined && here.length > 1) throw several(here)
  const stored = key === undefined ? here[0] : here.find((one) => isCalled(one, key))
  if (stored !== undefined) return await nextClaim(world, api, { stored, namespace })
  if (key === undefined) return await identityOfNew(world, { name, kind, home, namespaces: [namespace] })
  throw new OwcError({
    code: 'identity-missing',
    where: '--key',
    expected: `an identity of this machine at home in ${home}`,
    found: JSON.stringify(key.slice(0, 80)),
  })
}

function several(here: readonly StoredIdentity[]): OwcError {
  return new OwcError({
    code: 'usage',
    where: '--key',
    expected: 'the one that joins',
    found: `${here.length} identities at home there: ${here.map(({ name }) => name).join(', ')}`,
    hint: 'Name one with --key.',
  })
}

type Handing = {
  readonly secret: string
  readonly claim: string
  readonly papers: Documents
  readonly origin: string
}

/** What the node refuses is over; only a cut connection leaves something to go on with. */
async function hand(world: World, api: Api, { secret, claim, papers, origin }: Handing): Promise<Joined> {
  const sent = papers.envelopes.map((one) => JSON.parse(new TextDecoder().decode(envelopeBytes(one))))
  try {
    return await api.post<Joined>('/commons/v1/join', { k: secret, claim, envelopes: sent })
  } catch (error) {
    if (error instanceof OwcError && error.kind !== 'environment') {
      await forgetPending(world.stateFolder, origin)
      await forgetFounding(papers)
    }
    throw error
  }
}

function tokenOf({ identity, token, tokenName, scopes }: Joined) {
  return { identity, token, tokenName, scopes }
}

type Told = {
  readonly shown: Introduction
  readonly stored: StoredIdentity
  readonly joined: Joined
  readonly namespace: string
  readonly url: string
}

function tell(out: Out, { shown, stored, joined, namespace, url }: Told): void {
  const index = joined.receipts.at(-1)?.logIndex
  out.line(`you       ${joined.identity}\nlogged    at index ${index} of ${shown.origin}`)
  advice(out, stored.folder)
  out.line(`The token ${joined.tokenName} (${joined.scopes.join(' ')}) is kept for ${url}.`)
  out.line(`Next: owc publish DIR --as ${namespace}/NAME@VERSION --node ${url}`)
}

const CLAIM_BYTES = 24

function newClaim(): string {
  return crypto.getRandomValues(new Uint8Array(CLAIM_BYTES)).toHex()
}
