// What of something that could be imported this machine may run, before anything is fetched: from what its source says,
// its sizes; of files of this machine from their headers, of which only the beginning is read.

import { OwcError } from '../../base/errors.ts'
import { findOffer } from '../../sources/find.ts'
import type { Offer, SourceFile, Workspace } from '../../sources/source.ts'
import type { Chunks, Stored } from '../../storage/contracts.ts'
import type { Inspection } from '../../weights/inspection.ts'
import { openInspector } from '../../weights/inspector.ts'
import type { Node } from '../node.ts'
import { contextSizeFor, memoryBytes, PROCESS_BYTES } from '../run/fit.ts'
import { byUse, type FitLine, type FitView, memoryNow } from './fit.ts'
import { fitSentence, gb, type Memory, otherFormat, verdictOf } from './fit-words.ts'

const MAX_FILES = 200 // of one offer
const MAX_HEADERS = 20 // of them read
const HEADER_BYTES = 64 << 20 // of a file that are read for its header

/** @throws OwcError whatever the source throws */
export async function offerFit(node: Node, ref: string, signal: AbortSignal): Promise<FitView> {
  const memory = memoryNow(node)
  const offer = await findOffer(ref, node.sources, signal)
  const { atOnce } = node.answering
  const place = { memory, atOnce, most: node.settings.value.contextTokens }
  const files = await offered(offer, signal)
  const lines = files.map((file) => lineOf(file, place)).filter((line) => line !== undefined)
  const { where, licences, fetchBytes } = offer
  return {
    memory,
    runtime: node.runtime.view(),
    atOnce,
    sentence: sentenceOf(offer, { lines, named: files.length }, memory),
    lines: [],
    more: false,
    offer: {
      ref: offer.ref.startsWith('path:') ? ref : offer.ref,
      where,
      licences: [...new Set(licences.map(({ value }) => value))],
      ...(fetchBytes !== undefined && { fetchBytes }),
      lines: lines.sort(byUse),
    },
  }
}

type Offered = { readonly path: string; readonly sizeBytes: number; readonly header?: Inspection }

/** Files of an offer as far as they are named without fetching any; a source that has to fetch for that names none. */
async function offered(offer: Offer, signal: AbortSignal): Promise<readonly Offered[]> {
  const refuse = () => Promise.reject(notBefore(offer.where))
  const workspace: Workspace = { stage: refuse, put: refuse, fetched: () => undefined, signal }
  const files: Offered[] = []
  let headers = 0
  try {
    for await (const file of offer.files(offer.ref.startsWith('path:') ? reading(signal) : workspace)) {
      const { path, claimed } = file
      const sizeBytes = claimed?.sizeBytes ?? 0
      const read = offer.ref.startsWith('path:') && isGguf(path) && headers++ < MAX_HEADERS
      files.push({ path, sizeBytes, ...(read && { header: await headerOf(file, sizeBytes) }) })
      if (files.length >= MAX_FILES) break
    }
  } catch (error) {
    if (!(error instanceof OwcError)) throw error
  }
  return files
}

/** Takes what passes by and keeps nothing. */
function reading(signal: AbortSignal): Workspace {
  return {
    stage: () => Promise.reject(new Error('a path is read in place')),
    async put(chunks): Promise<Stored> {
      for await (const _ of chunks) signal.throwIfAborted()
      return { sha256: ''.padStart(64, '0') as Stored['sha256'], sizeBytes: 0 } // of no use to anybody
    },
    fetched: () => undefined,
    signal,
  }
}

async function headerOf(file: SourceFile, sizeBytes: number): Promise<Inspection> {
  const inspector = openInspector(file.path, { sizeBytes })
  await file.take((chunks) => inspector.through(beginning(chunks)))
  return { ...(await inspector.result()), sizeBytes }
}

async function* beginning(chunks: Chunks): Chunks {
  let seen = 0
  for await (const chunk of chunks) {
    yield chunk
    seen += chunk.length
    if (seen >= HEADER_BYTES) return
  }
}

type Place = { readonly memory: Memory; readonly atOnce: number; readonly most: number }

/** Undefined: not weights. */
function lineOf({ path, sizeBytes, header }: Offered, { memory, atOnce, most }: Place): FitLine | undefined {
  if (/\.safetensors$/i.test(path))
    return {
      name: path,
      format: 'safetensors',
      sizeBytes,
      verdict: 'other',
      sentence: otherFormat('safetensors'),
    }
  if (!isGguf(path) || sizeBytes === 0) return undefined
  const known = header !== undefined && header.facts.length > 0
  const contextSize = known ? contextSizeFor(header, most) : undefined
  const needsBytes =
    known && contextSize !== undefined
      ? memoryBytes(header, { contextSize, sequences: atOnce })
      : sizeBytes + PROCESS_BYTES
  const need = { needsBytes, atOnce, ...(contextSize !== undefined && { contextSize }) }
  return {
    name: path,
    format: 'gguf',
    sizeBytes,
    ...need,
    verdict: verdictOf(need, memory),
    sentence: fitSentence(need, memory),
  }
}

function isGguf(path: string): boolean {
  return /\.gguf$/i.test(path)
}

type Seen = { readonly lines: readonly FitLine[]; readonly named: number }

function sentenceOf({ where, fetchBytes = 0 }: Offer, { lines, named }: Seen, memory: Memory): string {
  const files = lines.filter(({ format }) => format === 'gguf')
  const may = files.filter(({ verdict }) => verdict === 'runs').length
  const says = `${where.slice(0, 1).toUpperCase()}${where.slice(1)}`
  if (files.length === 1) return `${says}: its one GGUF file ${may === 1 ? 'may' : 'does not'} run here now.`
  if (files.length > 0) return `${says}: ${may} of its ${files.length} GGUF files may run here now.`
  if (named > 0) return `${says}: no GGUF file in it, which is what our runtime loads.`
  if (fetchBytes === 0) return `${says}: it does not say how large it is before it is fetched.`
  const need = { needsBytes: fetchBytes + PROCESS_BYTES, atOnce: 1 }
  return `${says}: ${gb(fetchBytes)} would be fetched. ${fitSentence(need, memory)}`
}

function notBefore(where: string): OwcError {
  const expected = 'a list of files before anything is fetched'
  return new OwcError({ code: 'usage', where, expected, found: 'files that have to be fetched first' })
}
