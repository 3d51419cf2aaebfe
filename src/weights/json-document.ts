// JSON beside weights (weight-formats 1.5, 4.4, 5.2, 8): the index of shards, configurations, tokenizers. What a
// document is follows from the keys it has. Facts are kept verbatim with their places.

import { utf8 } from '../base/bytes.ts'
import { JsonFault } from '../base/json-lexer.ts'
import { EntryHash } from './digests.ts'
import type { Hashing } from './hashing.ts'
import { JsonWalk, type WalkKind } from './json-walk.ts'
import { quote, type Report } from './report.ts'
import { addTemplate } from './template.ts'

const MAX_WEIGHT_MAP = 1_000_000
const MAX_TOKEN_ID = 4_194_304
const MAX_LISTED = 64

/** Keys of configurations that are facts of identity, lineage or shape. */
const FACT_KEYS: readonly string[] = [
  '_name_or_path',
  'architectures',
  'model_type',
  'transformers_version',
  'torch_dtype',
  'dtype',
  'auto_map',
  'license',
  'quantization_config',
  'vocab_size',
  'hidden_size',
  'intermediate_size',
  'num_hidden_layers',
  'num_attention_heads',
  'num_key_value_heads',
  'max_position_embeddings',
  'tie_word_embeddings',
  'rope_theta',
  'n_layer',
  'n_embd',
  'n_head',
  'base_model_name_or_path',
  'base_model',
  'revision',
  'peft_type',
  'r',
  'lora_alpha',
  'target_modules',
  'modules_to_save',
  'tokenizer_class',
  'model_max_length',
  'bos_token',
  'eos_token',
  'pad_token',
  'unk_token',
  'bos_token_id',
  'eos_token_id',
  'pad_token_id',
  'name_or_path',
  'temperature',
  'top_p',
  'top_k',
  'do_sample',
  'repetition_penalty',
  '__version__',
]

export type JsonKind = 'safetensors-index' | 'json'

/** Reads a whole document. @throws JsonFault at the first byte that is no strict JSON */
export function readJsonDocument(bytes: Uint8Array, report: Report, hashing: Hashing): JsonKind {
  return new JsonDocument(bytes, report, hashing).read()
}

class JsonDocument {
  private readonly walk: JsonWalk
  private readonly report: Report
  private readonly hashing: Hashing
  private readonly tokens = new Map<number, string>()
  private hasMetadata = false
  private hasVocabulary = false

  constructor(bytes: Uint8Array, report: Report, hashing: Hashing) {
    this.walk = new JsonWalk(bytes)
    this.report = report
    this.hashing = hashing
  }

  read(): JsonKind {
    const { walk, report } = this
    const first = walk.next()
    if (first === '{') this.distinct((key, at) => this.member(key, at))
    else walk.skip(first)
    const after = walk.next()
    if (after !== 'end') throw new JsonFault(walk.at, 'nothing after the value', after)
    if (this.hasVocabulary) this.hashVocabulary()
    if (report.weightMap === undefined) return 'json'
    if (!this.hasMetadata)
      report.add(
        'index.no-metadata',
        { offset: 0, path: 'metadata' },
        'expected an object "metadata", found none',
      )
    return 'safetensors-index'
  }

  private member(key: string, at: number): void {
    const { walk, report } = this
    const kind = walk.next()
    if (key === 'weight_map') this.weightMap(kind)
    else if (key === 'metadata' && kind === '{') this.metadata()
    else if (key === 'chat_template') this.templates(kind)
    else if (key === 'model' && kind === '{') this.model()
    else if (key === 'added_tokens' && kind === '[') this.addedTokens()
    else {
      if (key === 'auto_map')
        report.add(
          'code.auto-map',
          { offset: at, path: key },
          'expected a built-in class, found code of the repository',
        )
      if (FACT_KEYS.includes(key)) this.fact(key, kind)
      else walk.skip(kind)
    }
  }

  /** Members of an object; a key that occurs twice is said. */
  private distinct(
    take: (key: string, at: number) => void,
    rule: 'json.duplicate-key' | 'index.duplicate' = 'json.duplicate-key',
  ): void {
    const seen = new Set<string>()
    this.walk.members((key, at) => {
      if (seen.has(key))
        this.report.add(rule, { offset: at, path: key }, `expected each key once, found ${quote(key)} again`)
      seen.add(key)
      take(key, at)
    })
  }

  private fact(key: string, kind: WalkKind, depth = 0): void {
    const { walk, report } = this
    if (kind === '{' && depth < 2)
      this.distinct((inner) => this.fact(`${key}.${inner}`, walk.next(), depth + 1))
    else if (kind === '[' && depth < 2)
      walk.elements((element, i) => {
        if (i < MAX_LISTED) this.fact(key, element, depth + 1)
        else walk.skip(element)
      })
    else if (kind === 'string' || kind === 'integer' || kind === 'real') report.fact(key, walk.text, walk.at)
    else if (kind === 'true' || kind === 'false') report.fact(key, kind, walk.at)
    else walk.skip(kind)
  }

  private metadata(): void {
    const { walk, report } = this
    this.hasMetadata = true
    this.distinct((key) => {
      const kind = walk.next()
      if (kind === 'integer' || kind === 'real' || kind === 'string')
        report.fact(`metadata.${key}`, walk.text, walk.at)
      else walk.skip(kind)
    })
  }

  private weightMap(kind: WalkKind): void {
    const { walk, report } = this
    if (kind !== '{') {
      report.add('index.invalid', { offset: walk.at, path: 'weight_map' }, 'expected an object of strings')
      walk.skip(kind)
      return
    }
    const map: [string, string][] = []
    report.weightMap = map
    this.distinct((tensor) => {
      const value = walk.next()
      const place = { offset: walk.at, path: tensor }
      if (value !== 'string') {
        report.add('index.invalid', place, 'expected the name of a file')
        walk.skip(value)
        return
      }
      const file = walk.text
      if (climbs(file))
        report.add('index.path', place, `expected a file in the same folder, found ${quote(file)}`)
      else if (!file.endsWith('.safetensors'))
        report.add('index.not-safetensors', place, `expected a .safetensors file, found ${quote(file)}`)
      if (map.length < MAX_WEIGHT_MAP) map.push([tensor, file])
    }, 'index.duplicate')
  }

  private templates(kind: WalkKind): void {
    const { walk } = this
    if (kind === 'string') {
      this.template('default', walk.text, walk.at)
      return
    }
    if (kind !== '[') {
      walk.skip(kind)
      return
    }
    walk.elements((element) => {
      if (element !== '{') {
        walk.skip(element)
        return
      }
      let [name, text, at] = ['default', undefined as string | undefined, 0]
      this.distinct((key) => {
        const value = walk.next()
        if (value !== 'string') {
          walk.skip(value)
          return
        }
        if (key === 'name') name = walk.text
        if (key === 'template') [text, at] = [walk.text, walk.at]
      })
      if (text !== undefined) this.template(name, text, at)
    })
  }

  private template(name: string, text: string, offset: number): void {
    addTemplate(
      { report: this.report, hashing: this.hashing },
      { name: name.slice(0, 200), offset, path: 'chat_template' },
      text,
    )
  }

  /** tokenizer.json: vocabulary and merges. */
  private model(): void {
    const { walk } = this
    this.distinct((key) => {
      const kind = walk.next()
      if (key === 'vocab' && kind === '{') this.vocabulary()
      else if (key === 'vocab' && kind === '[') this.scoredVocabulary()
      else if (key === 'merges' && kind === '[') this.merges()
      else if (key === 'type' && kind === 'string') this.report.fact('model.type', walk.text, walk.at)
      else walk.skip(kind)
    })
  }

  private vocabulary(): void {
    const { walk } = this
    this.hasVocabulary = true
    this.distinct((token) => {
      const kind = walk.next()
      if (kind === 'integer') this.token(walk.lexer.integer, token)
      else walk.skip(kind)
    })
  }

  /** Unigram models: pairs of token and score; the id is the position. */
  private scoredVocabulary(): void {
    const { walk } = this
    this.hasVocabulary = true
    walk.elements((element, id) => {
      if (element !== '[') {
        walk.skip(element)
        return
      }
      walk.elements((kind, i) => {
        if (i === 0 && kind === 'string') this.token(id, walk.text)
        else walk.skip(kind)
      })
    })
  }

  private addedTokens(): void {
    const { walk } = this
    walk.elements((element) => {
      if (element !== '{') {
        walk.skip(element)
        return
      }
      let [id, content] = [undefined as number | undefined, undefined as string | undefined]
      this.distinct((key) => {
        const kind = walk.next()
        if (key === 'id' && kind === 'integer') id = walk.lexer.integer
        else if (key === 'content' && kind === 'string') content = walk.text
        else walk.skip(kind)
      })
      if (id !== undefined && content !== undefined) this.token(id, content)
    })
  }

  private token(id: number, token: string): void {
    if (id >= 0 && id < MAX_TOKEN_ID) this.tokens.set(id, token)
  }

  private merges(): void {
    const { walk } = this
    const hash = new EntryHash(this.hashing)
    walk.elements((element, id) => {
      if (element === 'string') {
        hash.add(id, utf8(walk.text))
        return
      }
      if (element !== '[') {
        walk.skip(element)
        return
      }
      const pair: string[] = []
      walk.elements((kind) => {
        if (kind === 'string' && pair.length < 2) pair.push(walk.text)
        else walk.skip(kind)
      })
      hash.add(id, utf8(pair.join(' ')))
    })
    if (hash.count > 0) this.report.merges = hash.digest()
  }

  private hashVocabulary(): void {
    const hash = new EntryHash(this.hashing)
    const ids = Uint32Array.from(this.tokens.keys()).sort()
    for (const id of ids) hash.add(id, utf8(this.tokens.get(id) as string))
    this.report.vocab = hash.digest()
  }
}

/** Absolute, with a drive, or climbing out, by the rules of every system at once. */
function climbs(file: string): boolean {
  return /^([a-zA-Z]:|[\\/])/.test(file) || file.split(/[\\/]/).includes('..') || file.includes('\0')
}
