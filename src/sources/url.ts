// One weight file at an http or https address. Records carry the address without user, password, query and fragment,
// where secrets live; `#sha256=<64 hex>` behind an address is the digest that the bytes must have.

import { createHash } from 'node:crypto'
import { type Sha256, sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { namePart } from '../base/names.ts'
import { checkPath } from '../base/paths.ts'
import { commitOrDrop, declaredLength, fill, refusal } from '../client/fill.ts'
import { type Answer, invalid, looksLikeHtml, openWeb, type Web } from '../client/web.ts'
import type { Offer, Source, SourceFile, Workspace } from './source.ts'
import { isWeights } from './weight-names.ts'

const LOOK_BYTES = 1 << 10

export const urlSource: Source = {
  scheme: 'https',
  title: 'a weight file at a web address',
  async find(ref, _settings, signal) {
    const asked = parseAddress(ref)
    const web = openWeb()
    try {
      return offer(web, asked, await look(web, asked, signal))
    } catch (cause) {
      web.close()
      throw cause
    }
  },
  async probe() {
    return { reachable: true, detail: 'has no place of its own: asked when an address is given' }
  },
}

type Address = { readonly url: URL; readonly shown: string; readonly claimed: Sha256 | undefined }

function parseAddress(ref: string): Address {
  const url = URL.parse(ref)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new OwcError({
      code: 'source-unknown',
      where: JSON.stringify(ref.slice(0, 200)),
      expected: 'an https or http address',
      found: 'another form',
    })
  const claimed = sha256(/^#sha256=([0-9a-f]{64})$/.exec(url.hash)?.[1] ?? '')
  url.hash = ''
  return { url, shown: `${url.origin}${url.pathname}`, claimed }
}

type Seen = {
  readonly path: string
  readonly sizeBytes: number | undefined
  readonly etag: string | undefined
  readonly changed: string | undefined // Last-Modified
}

/** Asks for the first bytes: they tell the size, and a web page from a file. */
async function look(web: Web, { url, shown }: Address, signal: AbortSignal): Promise<Seen> {
  const answer = await web.send({
    url,
    where: shown,
    headers: { range: `bytes=0-${LOOK_BYTES - 1}` },
    signal,
  })
  try {
    if (answer.status !== 200 && answer.status !== 206 && answer.status !== 416) throw refusal(answer, shown)
    for await (const chunk of answer.body()) {
      if (looksLikeHtml(answer.headers, chunk)) throw webPage(shown)
      break
    }
    const path = fileName(answer, url, shown)
    if (!isWeights(path))
      throw new OwcError({
        code: 'no-weights',
        where: shown,
        expected: 'a weight file (.safetensors, .gguf, .onnx …)',
        found: JSON.stringify(path),
        hint: 'For a package write pypi:NAME, for a repository hf:NAMESPACE/NAME; unpack an archive and import the folder.',
      })
    return {
      path,
      sizeBytes: sizeOf(answer, shown),
      etag: answer.headers.etag,
      changed: answer.headers['last-modified'],
    }
  } finally {
    answer.close()
  }
}

function sizeOf(answer: Answer, shown: string): number | undefined {
  if (answer.status === 200) return declaredLength(answer)
  const size = /^bytes (?:0-\d{1,15}|\*)\/(\d{1,15})$/.exec(answer.headers['content-range'] ?? '')?.[1]
  if (size === undefined)
    throw invalid(shown, 'a range that begins at 0', `"${answer.headers['content-range'] ?? ''}"`)
  return Number(size)
}

/** The last segment of the path; else the name that the server proposes. */
function fileName(answer: Answer, url: URL, shown: string): string {
  const segment = (path: string): string => decode(path.slice(path.lastIndexOf('/') + 1))
  const names = [segment(url.pathname), segment(answer.url.pathname)]
  const proposed = /filename="?([^";]{1,255})"?/i.exec(answer.headers['content-disposition'] ?? '')?.[1]
  if (proposed !== undefined) names.push(proposed)
  const name = names.find(isWeights) ?? names.find((candidate) => candidate !== '') ?? ''
  if (name.includes('/')) throw invalid(shown, 'the name of a file', JSON.stringify(name))
  return checkPath(name.normalize('NFC'), shown)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function offer(web: Web, address: Address, seen: Seen): Offer {
  const { shown, claimed } = address
  const stem = seen.path.replace(/\.[^.]{1,12}$/, '')
  const part = namePart(stem, 'model')
  return {
    ref: `${shown}${claimed === undefined ? '' : `#sha256=${claimed}`}`,
    name: `web/${part}`,
    ...(part === stem ? {} : { display: stem }),
    where: shown,
    found: {
      kind: 'url',
      url: shown,
      ...(address.url.search === '' ? {} : { query: 'left out' }),
      ...(claimed === undefined ? {} : { sha256: claimed }),
    },
    licences: [],
    said: [],
    ...(seen.sizeBytes === undefined ? {} : { fetchBytes: seen.sizeBytes }),
    files: (workspace) => handOver(web, address, seen, workspace),
  }
}

async function* handOver(
  web: Web,
  address: Address,
  seen: Seen,
  workspace: Workspace,
): AsyncIterable<SourceFile> {
  const { url, shown, claimed } = address
  const expect = {
    ...(seen.sizeBytes === undefined ? {} : { sizeBytes: seen.sizeBytes }),
    ...(claimed === undefined ? {} : { sha256: claimed }),
  }
  // the key changes with the file, so that two versions of it are never one
  const version = `${url.href} ${seen.sizeBytes} ${seen.etag} ${seen.changed}`
  const key = `url-${createHash('sha256').update(version).digest('hex').slice(0, 40)}`
  const canContinue = claimed !== undefined || seen.etag !== undefined || seen.changed !== undefined
  yield {
    path: seen.path,
    claimed: expect,
    async take(through) {
      if (!canContinue) await (await workspace.stage(key)).discard()
      const stage = await fill({
        web,
        remote: { url, where: shown, ...expect, ...(seen.etag === undefined ? {} : { etag: seen.etag }) },
        open: () => workspace.stage(key),
        fetched: workspace.fetched,
        signal: workspace.signal,
      })
      return commitOrDrop(stage, expect, through)
    },
  }
  web.close()
}

function webPage(shown: string): OwcError {
  return new OwcError({
    code: 'answer-invalid',
    where: shown,
    expected: 'a weight file',
    found: 'a web page',
    hint: 'Many sites show a page before the file; copy the address of the download itself.',
  })
}
