// Models of a hub that speaks the Hugging Face protocol (hub-protocols 2), at any HF_ENDPOINT. The revision is pinned
// to a commit before anything else; every file is held to the size and the digest that the commit's list names.

import { createHash } from 'node:crypto'
import { OwcError } from '../base/errors.ts'
import { namePart, RESERVED_NAMESPACES } from '../base/names.ts'
import { checkPath, checkPathSet } from '../base/paths.ts'
import { commitOrDrop, type Filling, fill } from '../client/fill.ts'
import { fillParallel } from '../client/fill-parallel.ts'
import { BUNDLE_PATH } from '../client/release.ts'
import { type Answer, invalid, looksLikeHtml, openWeb, readSmall, type Web } from '../client/web.ts'
import type { Chunks } from '../storage/contracts.ts'
import { type HubFile, type HubInfo, hubRefusal, parseInfo, parseTree, saidBy } from './hub-answers.ts'
import { PUBLIC_HUB } from './settings.ts'
import type { Offer, Source, SourceFile, SourceSettings, Workspace } from './source.ts'

const MAX_ANSWER_BYTES = 64 << 20
const MAX_PAGES = 1_000
const MAX_FILES = 100_000
const SMALL_BYTES = 8 << 20 // fetched straight into the vault; a cut costs little
const RECORDS = '.owc/'
const LICENCE_KEYS = ['license', 'license_name', 'license_link']
const CARD_KEYS = [
  'base_model',
  'base_model_relation',
  'datasets',
  'language',
  'library_name',
  'pipeline_tag',
]

export const huggingfaceSource: Source = {
  scheme: 'hf',
  title: 'a Hugging Face hub, at the endpoint that is set on this machine',
  async find(ref, settings, signal) {
    const hub = openHub(parseRef(ref), settings, signal)
    try {
      const info = await getInfo(hub)
      const all = await getFiles(hub, info)
      const files = all.filter((file) => !file.path.startsWith(RECORDS))
      const bundle = all.find((file) => file.path === BUNDLE_PATH)
      return offer(hub, info, files, bundle === undefined ? undefined : await getBundle(hub, info, bundle))
    } catch (cause) {
      hub.web.close()
      throw cause
    }
  },
  async probe(settings, signal) {
    const hub = openHub({ repository: '', revision: '' }, settings, signal)
    try {
      await getJson(hub, new URL('api/models?limit=1', hub.base), 'hub')
      return { reachable: true, detail: 'the hub answers' }
    } catch (fault) {
      if (!(fault instanceof OwcError)) throw fault
      const answers = fault.problem.code === 'source-denied' || fault.problem.code === 'source-missing'
      return { reachable: answers, detail: answers ? 'the hub answers' : fault.message }
    } finally {
      hub.web.close()
    }
  },
}

type Ref = { readonly repository: string; readonly revision: string }

function parseRef(ref: string): Ref {
  const part = '[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?'
  const match = new RegExp(`^hf:(${part}/${part})(?:@([^\\s@\\x00-\\x1f]{1,200}))?$`).exec(ref)
  if (match?.[1] !== undefined) return { repository: match[1], revision: match[2] ?? 'main' }
  throw new OwcError({
    code: 'source-unknown',
    where: JSON.stringify(ref.slice(0, 200)),
    expected: 'hf:NAMESPACE/NAME or hf:NAMESPACE/NAME@REVISION',
    found: 'another form',
  })
}

type Hub = Ref & {
  readonly web: Web
  readonly base: URL
  readonly isPublic: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

function openHub(ref: Ref, { huggingface, huggingfaceToken }: SourceSettings, signal: AbortSignal): Hub {
  const base = URL.parse(`${huggingface.replace(/\/+$/, '')}/`)
  if (base === null)
    throw new OwcError({
      code: 'settings-invalid',
      where: 'hub endpoint',
      expected: 'an address',
      found: 'another text',
    })
  const headers = huggingfaceToken === undefined ? {} : { authorization: `Bearer ${huggingfaceToken}` }
  return { ...ref, web: openWeb(), base, isPublic: base.href === `${PUBLIC_HUB}/`, headers, signal }
}

async function getInfo(hub: Hub): Promise<HubInfo> {
  const path = `api/models/${hub.repository}/revision/${encodeURIComponent(hub.revision)}?blobs=true`
  const { value } = await getJson(hub, new URL(path, hub.base), `hub, ${hub.repository}`)
  const info = parseInfo(value, `hub, ${hub.repository}`)
  if (/^[0-9a-f]{40}$/.test(hub.revision) && hub.revision !== info.commit)
    throw invalid(`hub, ${hub.repository}`, `commit ${hub.revision}`, `commit ${info.commit}`)
  return info
}

/** By the tree, page by page; older servers only have the list in the info (hub-protocols 2.1). */
async function getFiles(hub: Hub, info: HubInfo): Promise<readonly HubFile[]> {
  const where = `hub, files of ${hub.repository}`
  const files: HubFile[] = []
  const tree = `api/models/${hub.repository}/tree/${info.commit}?recursive=true&expand=false`
  let next: URL | undefined = new URL(tree, hub.base)
  for (let pages = 0; next !== undefined; pages++) {
    if (pages >= MAX_PAGES) throw invalid(where, `at most ${MAX_PAGES} pages`, 'more')
    const got = await getJson(hub, next, where).catch((fault: unknown) => fault)
    if (got instanceof OwcError && got.problem.code === 'source-missing' && pages === 0)
      return fromSiblings(info, where)
    if (got instanceof Error) throw got
    const { value, answer } = got as Got
    files.push(...parseTree(value, where))
    if (files.length > MAX_FILES) throw tooMany(where)
    next = nextPage(answer, where)
  }
  return checkFiles(files, where)
}

function fromSiblings(info: HubInfo, where: string): readonly HubFile[] {
  if (info.siblings.length > MAX_FILES) throw tooMany(where)
  return checkFiles(
    info.siblings.map(({ path, file }) => {
      if (file === undefined) throw invalid(where, `the size of ${path}`, 'none')
      return file
    }),
    where,
  )
}

/** Another node's hub view carries the record and its proofs; they stand outside the artifact (DESIGN 4). */
async function getBundle(hub: Hub, info: HubInfo, { path, sizeBytes }: HubFile): Promise<Uint8Array> {
  const where = `${hub.repository}, ${path}`
  if (sizeBytes > MAX_ANSWER_BYTES) throw invalid(where, `at most ${MAX_ANSWER_BYTES} bytes`, `${sizeBytes}`)
  const url = fileUrl(hub, info.commit, path)
  const answer = await hub.web.send({ url, where, headers: hub.headers, signal: hub.signal })
  if (answer.status === 200) return readSmall(answer, where, MAX_ANSWER_BYTES)
  answer.close()
  throw hubRefusal(answer, where, { ...hub, hasToken: 'authorization' in hub.headers })
}

function fileUrl(hub: Hub, commit: string, path: string): URL {
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  return new URL(`${hub.repository}/resolve/${commit}/${encoded}`, hub.base)
}

function checkFiles(files: readonly HubFile[], where: string): readonly HubFile[] {
  if (files.length === 0)
    throw new OwcError({ code: 'source-missing', where, expected: 'files', found: 'an empty repository' })
  const paths = files
    .filter((file) => !file.path.startsWith(RECORDS))
    .map((file) => checkPath(file.path, where))
  checkPathSet(paths, where)
  return files
}

function nextPage(answer: Answer, where: string): URL | undefined {
  const link = /<([^<>]{1,4000})>\s*;\s*rel="?next"?/.exec(String(answer.headers['link'] ?? ''))?.[1]
  if (link === undefined) return undefined
  const next = URL.parse(link, answer.url)
  if (next === null || next.origin !== answer.url.origin)
    throw invalid(where, 'a next page of the same hub', 'another')
  return next
}

type Got = { readonly value: unknown; readonly answer: Answer }

async function getJson(hub: Hub, url: URL, where: string): Promise<Got> {
  const answer = await hub.web.send({ url, where, headers: hub.headers, signal: hub.signal })
  if (answer.status !== 200) {
    answer.close()
    throw hubRefusal(answer, where, { ...hub, hasToken: 'authorization' in hub.headers })
  }
  const bytes = await readSmall(answer, where, MAX_ANSWER_BYTES)
  if (looksLikeHtml(answer.headers, bytes)) throw invalid(where, 'JSON of a hub', 'a web page')
  try {
    return { value: JSON.parse(Buffer.from(bytes).toString('utf8')), answer }
  } catch (cause) {
    throw new OwcError(
      { code: 'answer-invalid', where, expected: 'JSON of a hub', found: 'something else' },
      cause,
    )
  }
}

function offer(hub: Hub, info: HubInfo, files: readonly HubFile[], bundle: Uint8Array | undefined): Offer {
  const { repository } = hub
  const [namespace, name] = repository.split('/') as [string, string]
  const space = namePart(namespace, 'hub').replaceAll('.', '-')
  const own = `${RESERVED_NAMESPACES.includes(space) ? `hf-${space}` : space}/${namePart(name, 'model')}`
  const card = `card of ${repository} at ${info.commit.slice(0, 12)}`
  return {
    ref: `hf:${repository}@${info.commit}`,
    name: own,
    ...(own === repository ? {} : { display: repository }),
    where: `${repository} on ${hub.isPublic ? 'the Hugging Face hub' : 'a hub that this machine is set to'}`,
    found: {
      kind: 'huggingface',
      repository,
      commit: info.commit,
      hub: hub.isPublic ? 'huggingface.co' : 'another endpoint',
    },
    licences: saidBy(info.card, LICENCE_KEYS, card),
    said: [
      ...saidBy(info.card, CARD_KEYS, card),
      ...(info.gated ? [{ key: 'gated', value: 'true', where: card }] : []),
    ],
    fetchBytes: files.reduce((size, file) => size + file.sizeBytes, 0),
    commit: info.commit,
    ...(bundle === undefined ? {} : { bundle }),
    files: (workspace) => handOver({ ...hub, signal: workspace.signal }, info.commit, files, workspace),
  }
}

async function* handOver(
  hub: Hub,
  commit: string,
  files: readonly HubFile[],
  workspace: Workspace,
): AsyncIterable<SourceFile> {
  for (const file of files) {
    const claimed = {
      sizeBytes: file.sizeBytes,
      ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
    }
    const url = fileUrl(hub, commit, file.path)
    yield {
      path: file.path,
      claimed,
      async take(through) {
        if (file.sizeBytes <= SMALL_BYTES)
          return workspace.put(through(small(hub, url, file, workspace)), claimed)
        const stage = await fillParallel(fillingOf(hub, url, file, workspace))
        return commitOrDrop(stage, claimed, (chunks) => through(checkGit(chunks, file)))
      },
    }
  }
  hub.web.close()
}

function fillingOf(hub: Hub, url: URL, file: HubFile, workspace: Workspace): Filling {
  const where = `${hub.repository}, ${file.path}`
  const key = createHash('sha256')
    .update(`${file.sha256 ?? file.gitOid ?? url.href} ${file.sizeBytes}`)
    .digest('hex')
  return {
    web: hub.web,
    remote: {
      url,
      where,
      headers: hub.headers,
      sizeBytes: file.sizeBytes,
      refused: (answer) => hubRefusal(answer, where, { ...hub, hasToken: 'authorization' in hub.headers }),
    },
    open: () => workspace.stage(`hf-${key.slice(0, 40)}`),
    fetched: workspace.fetched,
    signal: workspace.signal,
  }
}

/** A small file through a stage of its own, so that retries are one mechanism. */
async function* small(hub: Hub, url: URL, file: HubFile, workspace: Workspace): Chunks {
  if (file.sizeBytes === 0) return
  const stage = await fill(fillingOf(hub, url, file, workspace))
  try {
    yield* checkGit(stage.read(), file)
  } finally {
    await stage.discard() // also when the bytes were wrong: the next try fetches them anew
  }
}

/** Small files are named by git's SHA-1 of "blob <size>\0" and the bytes. Throws before the last chunk has left. */
async function* checkGit(chunks: Chunks, file: HubFile): Chunks {
  if (file.gitOid === undefined) {
    yield* chunks
    return
  }
  const hash = createHash('sha1').update(`blob ${file.sizeBytes}\0`)
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
  const found = hash.digest('hex')
  if (found !== file.gitOid)
    throw new OwcError({ code: 'bytes-differ', where: file.path, expected: `git blob ${file.gitOid}`, found })
}

function tooMany(where: string): OwcError {
  return new OwcError({ code: 'too-large', where, expected: `at most ${MAX_FILES} files`, found: 'more' })
}
