// Documents beside weights, gathered whole up to a bound and read at their end: JSON, cards, chat templates.

import { fromUtf8 } from '../base/bytes.ts'
import { JsonFault } from '../base/json-lexer.ts'
import { MAX_FRONT_MATTER, readCard } from './card.ts'
import type { Hashing } from './hashing.ts'
import { readJsonDocument } from './json-document.ts'
import type { Parser } from './parser.ts'
import { Pending } from './pending.ts'
import { MAX_TEMPLATE_BYTES, quote, type Report } from './report.ts'
import { addTemplate } from './template.ts'

const MAX_JSON = 64 * 1024 * 1024 // the largest tokenizer.json in use has 33 MB
const MAX_TEMPLATE_FILE = 4 * MAX_TEMPLATE_BYTES

export class JsonParser implements Parser {
  /** What the document turned out to be. */
  kind: 'json' | 'safetensors-index' | 'text' = 'json'
  private readonly pending = new Pending()
  private large = false
  private readonly path: string
  private readonly report: Report
  private readonly hashing: Hashing

  constructor(path: string, report: Report, hashing: Hashing) {
    this.path = path
    this.report = report
    this.hashing = hashing
  }

  write(chunk: Uint8Array): void {
    if (this.large) return
    if (this.pending.length + chunk.length <= MAX_JSON) {
      this.pending.push(chunk)
      return
    }
    this.large = true
    this.pending.rest()
  }

  end(sizeBytes: number): void {
    const { report, path } = this
    if (this.large) {
      report.add('json.large', { offset: 0 }, `expected at most ${MAX_JSON} bytes, found ${sizeBytes}`)
      return
    }
    try {
      this.kind = readJsonDocument(this.pending.rest(), report, this.hashing)
    } catch (cause) {
      if (!(cause instanceof JsonFault)) throw cause
      this.fault(cause)
    }
    if (this.kind === 'json' && path.endsWith('.safetensors.index.json') && !report.has('index.invalid'))
      report.add('index.invalid', { offset: 0 }, 'expected an object with "weight_map", found none')
  }

  /** Text that only begins like JSON is no fault, unless its name promises JSON. */
  private fault({ offset, expected, found }: JsonFault): void {
    const { report, path } = this
    if (report.weightMap !== undefined || path.endsWith('.index.json')) {
      this.kind = 'safetensors-index'
      delete report.weightMap
      report.add('index.invalid', { offset }, `expected ${expected}, found ${quote(found)}`)
    } else if (path.endsWith('.json'))
      report.add('json.invalid', { offset }, `expected ${expected}, found ${quote(found)}`)
    else this.kind = 'text'
  }
}

/** Cards and template files; other text is only counted. */
export class TextParser implements Parser {
  private readonly pending = new Pending()
  private readonly limit: number
  private readonly path: string
  private readonly report: Report
  private readonly hashing: Hashing

  constructor(path: string, report: Report, hashing: Hashing) {
    this.path = path
    this.report = report
    this.hashing = hashing
    this.limit = isTemplate(path) ? MAX_TEMPLATE_FILE : /\.md$/i.test(path) ? MAX_FRONT_MATTER : 0
  }

  write(chunk: Uint8Array): void {
    const room = this.limit - this.pending.length
    if (room > 0) this.pending.push(chunk.subarray(0, room))
  }

  end(sizeBytes: number): void {
    const { report, path } = this
    if (this.limit === 0) return
    const bytes = this.pending.rest()
    if (!isTemplate(path)) {
      readCard(bytes, report)
      return
    }
    if (sizeBytes > this.limit) {
      report.add(
        'template.large',
        { offset: 0 },
        `expected at most ${MAX_TEMPLATE_BYTES} bytes of template, found ${sizeBytes}`,
      )
      return
    }
    const text = fromUtf8(bytes)
    if (text === undefined) report.add('template.text', { offset: 0 }, 'expected UTF-8, found other bytes')
    addTemplate(
      { report, hashing: this.hashing },
      { name: templateName(path), offset: 0 },
      text ?? new TextDecoder().decode(bytes),
    )
  }
}

function isTemplate(path: string): boolean {
  return path.endsWith('.jinja')
}

function templateName(path: string): string {
  const stem = path.slice(path.lastIndexOf('/') + 1, -'.jinja'.length)
  return stem === 'chat_template' ? 'default' : stem
}
