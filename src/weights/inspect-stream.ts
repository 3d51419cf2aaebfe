// One pass over the bytes of a file: what it is, its tensors with digests, its facts and hazards (weight-formats 9).
// Never throws on content and keeps a bounded amount of it. Browser-usable: hashing is a parameter.

import { rootsOf } from './digests.ts'
import { JsonParser, TextParser } from './document.ts'
import { GgufParser } from './gguf.ts'
import { GitBlob } from './git-blob.ts'
import type { Hashing } from './hashing.ts'
import type { Inspection } from './inspection.ts'
import type { Parser } from './parser.ts'
import { Pending } from './pending.ts'
import { Report } from './report.ts'
import { SafetensorsParser } from './safetensors.ts'
import { SNIFF_BYTES, sniff } from './sniff.ts'

export type InspectOptions = {
  readonly path: string // within the artifact; says what its giver promises, never what the file is
  readonly sizeBytes?: number
  readonly hashing: Hashing
}

export type InspectStream = {
  /** The chunk is only read during the call. */
  write(chunk: Uint8Array): void
  end(): Inspection
}

export function inspectStream(options: InspectOptions): InspectStream {
  return new Inspecting(options)
}

class Inspecting implements InspectStream {
  private readonly options: InspectOptions
  private readonly report = new Report()
  private readonly head = new Pending()
  private readonly git: GitBlob
  private format: Inspection['format'] = 'other'
  private parser: Parser | undefined
  private sizeBytes = 0

  constructor(options: InspectOptions) {
    this.options = options
    this.git = new GitBlob(options.hashing, options.sizeBytes)
  }

  write(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.sizeBytes += chunk.length
    this.git.write(chunk)
    if (this.parser !== undefined) {
      this.parser.write(chunk)
      return
    }
    this.head.push(chunk)
    if (this.head.length >= SNIFF_BYTES) this.begin()
  }

  end(): Inspection {
    if (this.parser === undefined) this.begin()
    const { report, sizeBytes } = this
    this.parser?.end(sizeBytes)
    const announced = this.options.sizeBytes
    if (announced !== undefined && announced !== sizeBytes) {
      report.rooted = false
      report.add('file.size', { offset: sizeBytes }, `expected ${announced} bytes, found ${sizeBytes}`)
    }
    if (this.parser instanceof JsonParser) this.format = this.parser.kind
    report.close()
    return this.inspection()
  }

  private begin(): void {
    const head = this.head.rest()
    this.parser = this.choose(head)
    this.parser.write(head)
  }

  private choose(head: Uint8Array): Parser {
    const { report } = this
    const { path, sizeBytes, hashing } = this.options
    const sniffed = sniff(head.subarray(0, SNIFF_BYTES))
    this.format = sniffed.kind
    const promise = /\.(safetensors|gguf)$/i.exec(path)?.[1]?.toLowerCase()
    if (
      sniffed.kind === 'safetensors' ||
      (promise === 'safetensors' && sniffed.kind === 'other') ||
      (promise === 'safetensors' && head.length < 10)
    ) {
      this.format = 'safetensors'
      if (promise === 'gguf')
        report.add('file.not-weights', { offset: 0 }, 'expected GGUF as the name says, found safetensors')
      return new SafetensorsParser(report, hashing, sizeBytes)
    }
    if (sniffed.kind === 'gguf') {
      if (promise === 'safetensors')
        report.add('file.not-weights', { offset: 0 }, 'expected safetensors as the name says, found GGUF')
      return new GgufParser(report, hashing, sizeBytes)
    }
    if (sniffed.kind === 'program')
      report.add(sniffed.rule, { offset: 0 }, `expected weights without code, found ${sniffed.found}`)
    if (sniffed.kind === 'lfs-pointer')
      report.add('file.lfs-pointer', { offset: 0 }, 'expected the file itself, found a Git LFS pointer to it')
    else if (sniffed.kind === 'html' && !/\.(html?|md)$/i.test(path))
      report.add('file.html', { offset: 0 }, 'expected the file itself, found a web page')
    else if (promise !== undefined)
      report.add(
        'file.not-weights',
        { offset: 0 },
        `expected ${promise} as the name says, found ${sniffed.kind === 'program' ? sniffed.found : sniffed.kind}`,
      )
    if (/\.py$/i.test(path) && head.length > 0)
      report.add('code.python', { offset: 0 }, 'expected weights and data, found Python code')
    if (sniffed.kind === 'json' && !path.endsWith('.jinja')) return new JsonParser(path, report, hashing)
    if (sniffed.kind === 'json') this.format = 'text' // a template often starts with a brace
    if (this.format === 'text') return new TextParser(path, report, hashing)
    return { write: () => undefined, end: () => undefined }
  }

  private inspection(): Inspection {
    const { report, sizeBytes, format } = this
    const { hashing } = this.options
    const gitOid = this.git.end(sizeBytes)
    const isWeights = format === 'safetensors' || format === 'gguf'
    const roots =
      isWeights && report.rooted && !report.hazards.some(({ verdict }) => verdict === 'I')
        ? rootsOf(hashing, report.tensors)
        : undefined
    return {
      version: 1,
      format,
      sizeBytes,
      ...(gitOid === undefined ? {} : { gitOid }),
      tensors: report.tensors,
      ...roots,
      facts: report.facts,
      hazards: report.hazards,
      templates: report.templates,
      ...(report.vocab === undefined ? {} : { vocab: report.vocab }),
      ...(report.merges === undefined ? {} : { merges: report.merges }),
      ...(report.split === undefined ? {} : { split: report.split }),
      ...(report.weightMap === undefined ? {} : { weightMap: report.weightMap }),
    }
  }
}
