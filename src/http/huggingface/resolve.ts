// GET and HEAD of one file: /{ns}/{name}/resolve/{revision}/{path}. The headers that clients take their metadata from
// stand on HEAD and GET alike (hub-protocols 2.3). Answered here, never by a redirect within the origin.

import { OwcError } from '../../base/errors.ts'
import { type Body, bytesBody } from '../bytes/send.ts'
import type { ByteRequest, ByteRoute, House } from '../door.ts'
import { decodePath, decodeSegment } from './address.ts'
import { BUNDLE_PATH, bundleFile } from './bundle-file.ts'
import { findRepository } from './lookup.ts'
import { headerText, writeRefusal } from './refuse.ts'
import { fileEtag, type RepoFile, type Repository } from './repository.ts'
import { mayBeServed } from './serving.ts'

const IMMUTABLE = 'public, max-age=31536000, immutable'
const CHECK_AGAIN = 'no-cache'

export const resolveRoute: ByteRoute = {
  methods: ['GET', 'HEAD'],
  path: '/{ns}/{name}/resolve/{revision}/{path}',
  pattern: /^(?:\/(?:datasets|models))?\/([^/]+)\/([^/]+)\/resolve\/([^/]+)\/(.+)$/,
  summary: 'A file of a release, by branch, version or commit; Range, HEAD, ETag.',
  limitBytes: 0,
  async handle(house, bytes) {
    const { request, response, asker, parts } = bytes
    const [namespace = '', name = '', revision = '', path = ''] = parts
    const wanted = {
      namespace: decodeSegment(namespace),
      name: decodeSegment(name),
      revision: decodeSegment(revision),
    }
    const filePath = decodePath(path)
    const repository = await findRepository(house, wanted)
    response.setHeader('X-Repo-Commit', repository.commit)
    mayBeServed(repository, asker)
    const file = await fileOf(house, repository, filePath)
    const headers = fileHeaders(repository, file, wanted.revision)
    await house.sender.send({ request, response, headers }, file.body)
  },
  refuse(house, { response }: ByteRequest, error) {
    writeRefusal(response, error, house.defects)
  },
}

type Served = {
  readonly body: Body
  readonly large?: RepoFile
  readonly path: string
  readonly moves: boolean
}

async function fileOf({ node, bundles }: House, repository: Repository, path: string): Promise<Served> {
  if (path === BUNDLE_PATH) {
    const { bytes, file } = await bundleFile(bundles, repository)
    return { body: bytesBody(bytes, fileEtag(file)), path, moves: true }
  }
  const file = repository.files.get(path)
  if (file === undefined) throw fileMissing(repository, path)
  const { sha256, sizeBytes } = file
  if ((await node.storage.blobs.stat(sha256)) === undefined)
    throw new OwcError({
      code: 'blob-missing',
      where: `${repository.id}/${path}`,
      expected: `bytes of sha256:${sha256}`,
      found: 'none held here',
    })
  const body = { sizeBytes, etag: fileEtag(file), open: () => node.storage.blobs.open(sha256) }
  return { body, path, moves: false, ...(file.large ? { large: file } : {}) }
}

function fileHeaders(
  repository: Repository,
  { large, path, moves }: Served,
  revision: string,
): Record<string, string> {
  const headers: Record<string, string> = {
    'Content-Type': contentType(path),
    'Content-Disposition': `inline; filename*=UTF-8''${encodeURIComponent(path.slice(path.lastIndexOf('/') + 1))}`,
    'Cache-Control': revision === repository.commit && !moves ? IMMUTABLE : CHECK_AGAIN,
    // Somebody else's file: never a page with the rights of this origin.
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
  }
  if (large !== undefined) {
    headers['X-Linked-Etag'] = fileEtag(large)
    headers['X-Linked-Size'] = String(large.sizeBytes)
  }
  if (repository.notice !== undefined) headers['X-HF-Warning'] = headerText(repository.notice)
  return headers
}

function contentType(path: string): string {
  if (/\.json$/i.test(path)) return 'application/json'
  return /\.(txt|md|py|jinja|yaml|yml|csv|tsv)$/i.test(path)
    ? 'text/plain; charset=utf-8'
    : 'application/octet-stream'
}

function fileMissing(repository: Repository, path: string): OwcError {
  const found = JSON.stringify(path.slice(0, 200))
  return new OwcError({
    code: 'path-missing',
    where: repository.id,
    expected: 'a file of this release',
    found,
  })
}
