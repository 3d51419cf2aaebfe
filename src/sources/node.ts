// Releases of another node: their bytes, and the statements and proofs that travel with them. What the node tells is
// checked where it can be: the list of files against the artifact digest, every byte against the list.
// owc:// is https, except on this very machine; owc+http:// says that the way to the node is trusted.

import { OwcError } from '../base/errors.ts'
import { type Api, connect } from '../client/api.ts'
import { commitOrDrop, fill, refusal } from '../client/fill.ts'
import {
  BUNDLE_PATH,
  describe,
  filePath,
  type PeerRelease,
  parseWanted,
  type Wanted,
} from '../client/release.ts'
import { openWeb, readSmall, type Web } from '../client/web.ts'
import { MAX_BUNDLE_BYTES } from '../ledger/bundle.ts'
import type { Offer, Source, SourceFile, Workspace } from './source.ts'

const PORT = 8500 // of a node that nobody gave another
const FIND_MS = 15 * 60_000 // for the list of files and the bundle: an answer that drips for ever ends here

export const nodeSource: Source = nodeSourceBy(openWeb)

/** @param open how other servers are asked, with which patience */
export function nodeSourceBy(open: () => Web, findMs: number = FIND_MS): Source {
  return {
    scheme: 'owc',
    title: 'another node of a commons',
    async find(ref, _settings, signal) {
      const parsed = parseRef(ref)
      const { url, host, wanted } = parsed
      const web = open()
      const late = AbortSignal.timeout(findMs)
      try {
        const asking = AbortSignal.any([signal, late])
        const api = connect({ url, signal: asking, web })
        const release = await describe(api, wanted)
        const bundle = await getBundle(api, release, asking)
        return offer(connect({ url, signal, web }), parsed, release, bundle)
      } catch (cause) {
        web.close()
        throw explained(late.aborted && !signal.aborted ? tooSlow(host, findMs) : cause, host)
      }
    },
    async probe() {
      return { reachable: true, detail: 'has no place of its own: asked when an address is given' }
    },
  }
}

function tooSlow(where: string, findMs: number): OwcError {
  const expected = `the list of files and the record within ${Math.ceil(findMs / 1000)} s`
  return new OwcError({ code: 'unreachable', where, expected, found: 'a slower answer' })
}

type Ref = {
  readonly url: string
  readonly host: string
  readonly plain: boolean // HTTP was asked for by name
  readonly wanted: Wanted
}

function parseRef(ref: string): Ref {
  const match = /^owc(\+http)?:\/\/([^/@\s?#]{1,260})\/([^\s?#]{1,400})$/.exec(ref)
  const host = match?.[2] ?? ''
  const local = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/.test(host)
  const plain = match?.[1] !== undefined
  const address = local && !/:\d{1,5}$/.test(host) ? `${host}:${PORT}` : host
  const url = `${plain || local ? 'http' : 'https'}://${address}/`
  if (match?.[3] !== undefined && URL.canParse(url))
    return { url, host: address, plain, wanted: parseWanted(match[3], ref) }
  throw new OwcError({
    code: 'source-unknown',
    where: JSON.stringify(ref.slice(0, 200)),
    expected: 'owc://HOST[:PORT]/NAMESPACE/NAME, then @VERSION or @sha256:… if not the newest',
    found: 'another form',
  })
}

/** The usual reason for no answer is a node that speaks plain HTTP. */
function explained(cause: unknown, host: string): unknown {
  if (!(cause instanceof OwcError)) return cause
  const { code, found } = cause.problem
  if (code !== 'unreachable' || !/EPROTO|WRONG_VERSION/.test(found)) return cause
  const hint = `If ${host} speaks plain HTTP and the way to it is trusted, write owc+http://.`
  return new OwcError({ ...cause.problem, hint }, cause)
}

/** Beside the files, else by the artifact's digest: what is no longer served is still spoken of. */
async function getBundle(
  api: Api,
  release: PeerRelease,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const { web, base, headers } = api.line
  const beside = filePath(release.name, release.commit, BUNDLE_PATH)
  for (const path of [beside, `commons/v1/bundles/${release.artifact}`]) {
    const answer = await web.send({ url: new URL(path, base), where: BUNDLE_PATH, headers, signal })
    if (answer.status === 200) return readSmall(answer, BUNDLE_PATH, MAX_BUNDLE_BYTES)
    answer.close()
    if (answer.status >= 500) throw refusal(answer, BUNDLE_PATH) // it may well have one
  }
  return undefined // shown as bytes without statements
}

function offer(
  api: Api,
  { host, plain, url }: Ref,
  release: PeerRelease,
  bundle: Uint8Array | undefined,
): Offer {
  const isLicence = (key: string) => /^licen[cs]e/i.test(key)
  const told = release.stated.map((said) => ({ ...said, where: `${said.where}, as ${host} tells it` }))
  return {
    ref: `${plain ? 'owc+http' : 'owc'}://${host}/${release.name}@sha256:${release.artifact}`,
    name: release.name,
    ...(release.display === undefined ? {} : { display: release.display }),
    ...(release.version === undefined ? {} : { version: release.version }),
    where: `${release.name} on the node at ${host}`,
    found: {
      kind: 'node',
      node: host,
      release: release.name,
      ...(release.version === undefined ? {} : { version: release.version }),
      artifact: `sha256:${release.artifact}`,
      commit: release.commit,
    },
    licences: told.filter(({ key }) => isLicence(key)),
    said: told.filter(({ key }) => !isLicence(key)),
    fetchBytes: release.files.reduce((size, file) => size + file.sizeBytes, 0),
    commit: release.commit,
    ...(bundle === undefined ? {} : { bundle, node: url }),
    files: (workspace) => handOver(api, release, workspace),
  }
}

async function* handOver(api: Api, release: PeerRelease, workspace: Workspace): AsyncIterable<SourceFile> {
  const { web, base, headers } = api.line
  for (const { path, sizeBytes, sha256 } of release.files) {
    const claimed = { sizeBytes, sha256 }
    const url = new URL(filePath(release.name, release.commit, path), base)
    yield {
      path,
      claimed,
      async take(through) {
        if (sizeBytes === 0) return workspace.put(through(nothing()), claimed)
        const here = await workspace.held?.(sha256)
        if (here !== undefined) return workspace.put(through(here), claimed) // read and hashed again, not fetched
        const stage = await fill({
          web,
          remote: { url, where: path, headers, sizeBytes },
          open: () => workspace.stage(`owc-${sha256}`),
          fetched: workspace.fetched,
          signal: workspace.signal,
        })
        return commitOrDrop(stage, claimed, through)
      },
    }
  }
  web.close()
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
