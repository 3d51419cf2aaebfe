// The small routes of the Hugging Face door: info, revision, tree, paths-info, refs, lists, whoami, and the manifest
// that node-llama-cpp asks for (hub-protocols 2.2, 2.6). Models and datasets answer alike: an artifact is a set of
// files, and which of the two a client calls it is not for us to say.

import { OwcError } from '../../base/errors.ts'
import { parseStrict } from '../../base/strict-json.ts'
import { mayReadHeld } from '../asker.ts'
import { readBody } from '../bytes/receive.ts'
import type { DoorContext, House, Method, Route } from '../door.ts'
import { json } from '../json.ts'
import { withBundle } from './bundle-file.ts'
import { infoOf, pathsOf, refsOf, treeOf } from './entries.ts'
import { listReleases } from './list.ts'
import { ggufOf, llamaManifest } from './llama.ts'
import { findRepository } from './lookup.ts'
import { headerText, refusalResponse } from './refuse.ts'
import type { Repository } from './repository.ts'
import { mayBeServed } from './serving.ts'

const KINDS: readonly string[] = ['models', 'datasets']
const MAX_LIST = 100
const MAX_TAGS = 20
const MAX_PATHS = 10_000
const MAX_PATHS_BYTES = 1 << 20

type Handle = (house: House, c: DoorContext) => Promise<Response>

function route(method: Method, path: string, summary: string, handle: Handle): Route {
  return {
    method,
    path,
    summary,
    async handle(house, c) {
      try {
        return await handle(house, c)
      } catch (error) {
        return refusalResponse(error, house.defects)
      }
    },
  }
}

export const hubRoutes: readonly Route[] = [
  route('GET', '/api/whoami-v2', 'Whose token this is.', whoami),
  route('GET', '/api/agent-harnesses', 'Asked by every start of one client; there is none.', nothingHere),
  route(
    'GET',
    '/v2/:ns/:name/manifests/:tag',
    'The GGUF file that a tag picks, for node-llama-cpp.',
    manifest,
  ),
  ...KINDS.flatMap((kind) => [
    route('GET', `/api/${kind}`, 'Releases, newest first; search, author, filter, limit, cursor.', list),
    route('GET', `/api/${kind}/:ns/:name`, 'A release.', info),
    route('GET', `/api/${kind}/:ns/:name/revision/:revision`, 'A release at a revision.', info),
    route('GET', `/api/${kind}/:ns/:name/refs`, 'Branches and tags.', refs),
    route('GET', `/api/${kind}/:ns/:name/tree/:revision/:folder{.+}?`, 'Files and folders.', tree),
    route(
      'POST',
      `/api/${kind}/:ns/:name/paths-info/:revision`,
      'Some files and folders, by path.',
      pathsInfo,
    ),
  ]),
]

async function whoami(_house: House, c: DoorContext): Promise<Response> {
  const { by, who } = c.var.asker
  if (by === 'nobody')
    throw new OwcError({
      code: 'token-needed',
      where: 'Authorization header',
      expected: 'a token of this node',
      found: c.var.asker.stranger ?? 'none',
    })
  const role = who.operator || who.scopes.length > 0 ? 'write' : 'read'
  const auth = { type: 'access_token', accessToken: { displayName: who.name, role } }
  const spaces = who.scopes.flatMap((scope) =>
    scope.startsWith('publish:') ? [{ name: scope.slice(8) }] : [],
  )
  return json(c, {
    type: 'user',
    id: who.name,
    name: who.name,
    fullname: who.name,
    email: null,
    canPay: false,
    isPro: false,
    orgs: spaces,
    auth,
  })
}

async function nothingHere(): Promise<Response> {
  throw new OwcError({
    code: 'not-found',
    where: 'agent harnesses',
    expected: 'a list',
    found: 'none on this node',
  })
}

async function repositoryOf(house: House, c: DoorContext): Promise<Repository> {
  const { ns = '', name = '', revision = 'main' } = c.req.param() as Record<string, string | undefined>
  const repository = await findRepository(house, { namespace: ns, name, revision })
  if (repository.notice !== undefined) c.env.outgoing.setHeader('X-HF-Warning', headerText(repository.notice))
  return repository
}

async function info(house: House, c: DoorContext): Promise<Response> {
  const repository = await repositoryOf(house, c)
  mayBeServed(repository, c.var.asker)
  const blobs = isAsked(c, 'blobs') || isAsked(c, 'securityStatus')
  return json(c, infoOf(await withBundle(house.bundles, repository), blobs ? 'blobs' : 'plain'))
}

// Old Python clients write True.
function isAsked(c: DoorContext, flag: string): boolean {
  return ['true', '1'].includes((c.req.query(flag) ?? '').toLowerCase())
}

async function refs(house: House, c: DoorContext): Promise<Response> {
  const repository = await repositoryOf(house, c)
  mayBeServed(repository, c.var.asker)
  return json(c, refsOf(repository))
}

async function tree(house: House, c: DoorContext): Promise<Response> {
  const repository = await repositoryOf(house, c)
  mayBeServed(repository, c.var.asker)
  const folder = (c.req.param('folder') ?? '').replace(/\/$/, '')
  const commits = isAsked(c, 'expand') ? 'last' : 'none'
  const depth = isAsked(c, 'recursive') ? 'all' : 'one'
  const entries = treeOf(await withBundle(house.bundles, repository), { folder, depth, commits })
  if (entries === undefined && folder === 'additional_chat_templates') return json(c, []) // asked of every model
  if (entries === undefined)
    throw new OwcError({
      code: 'path-missing',
      where: repository.id,
      expected: 'a folder of this release',
      found: JSON.stringify(folder.slice(0, 200)),
    })
  return json(c, entries)
}

async function pathsInfo(house: House, c: DoorContext): Promise<Response> {
  const repository = await repositoryOf(house, c)
  mayBeServed(repository, c.var.asker)
  const body = await readBody(c.env.incoming, MAX_PATHS_BYTES)
  const isJson = (c.req.header('content-type') ?? '').includes('json')
  const { paths, expand } = isJson ? wishOfJson(body) : wishOfForm(body)
  if (paths.length > MAX_PATHS)
    throw new OwcError({
      code: 'usage',
      where: 'paths',
      expected: `at most ${MAX_PATHS}`,
      found: String(paths.length),
    })
  return json(c, pathsOf(await withBundle(house.bundles, repository), paths, expand ? 'last' : 'none'))
}

type Wish = { readonly paths: readonly string[]; readonly expand: boolean }

function wishOfForm(body: Uint8Array): Wish {
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'))
  return { paths: form.getAll('paths'), expand: form.get('expand')?.toLowerCase() === 'true' }
}

function wishOfJson(body: Uint8Array): Wish {
  const wish = parseStrict(body, 'request body')
  const paths = typeof wish === 'object' && wish !== null && 'paths' in wish ? wish['paths'] : undefined
  const list = typeof paths === 'string' ? [paths] : Array.isArray(paths) ? paths : []
  const expand = typeof wish === 'object' && wish !== null && 'expand' in wish && wish['expand'] === true
  return { paths: list.filter((path) => typeof path === 'string'), expand }
}

async function list(house: House, c: DoorContext): Promise<Response> {
  const asked = Number(c.req.query('limit') ?? MAX_LIST)
  const { search, author, cursor, sort } = c.req.query() as Readonly<Record<string, string | undefined>>
  const page = await listReleases(house, {
    limit: Number.isInteger(asked) && asked > 0 ? Math.min(asked, MAX_LIST) : MAX_LIST,
    everything: mayReadHeld(c.var.asker),
    full: isAsked(c, 'full'),
    tags: [c.req.queries('filter') ?? [], c.req.queries('tags') ?? []].flat().slice(0, MAX_TAGS),
    ...(search === undefined ? {} : { words: search }),
    ...(author === undefined ? {} : { author }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(sort === undefined ? {} : { sort }),
  })
  if (page.next !== undefined) {
    const next = new URL(c.req.url)
    next.searchParams.set('cursor', page.next)
    c.env.outgoing.setHeader('Link', `<${next.href}>; rel="next"`)
  }
  return json(c, page.infos)
}

async function manifest(house: House, c: DoorContext): Promise<Response> {
  const repository = await repositoryOf(house, c)
  mayBeServed(repository, c.var.asker)
  const tag = c.req.param('tag') ?? 'latest'
  const path = ggufOf(repository, tag)
  if (path === undefined)
    throw new OwcError({
      code: 'path-missing',
      where: repository.id,
      expected: 'a GGUF file for this tag',
      found: JSON.stringify(tag.slice(0, 80)),
    })
  c.env.outgoing.setHeader('Vary', 'Accept, User-Agent')
  return json(c, llamaManifest(repository, path))
}
