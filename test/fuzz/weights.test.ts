// Random damage to files of every kind that weights/ reads: no parser throws, each ends within its time, and what
// passes is sound. The seed is fixed and printed; the canary is a parser with a known fault that must be noticed.

import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { concat } from '../../src/base/bytes.ts'
import { inspectStream } from '../../src/weights/inspect-stream.ts'
import type { Inspection } from '../../src/weights/inspection.ts'
import { utf8Of } from '../weights/hostile/build.ts'
import { GGUF_ROWS, GOOD_GGUF } from '../weights/hostile/gguf-content-rows.ts'
import { SAFETENSORS_ROWS } from '../weights/hostile/safetensors-rows.ts'
import { hashing } from '../weights/inspect.ts'
import {
  mutations,
  SMALL_GGUF,
  SMALL_SAFETENSORS,
  soundGguf,
  soundSafetensors,
} from '../weights/soundness.ts'

const SEED = Number(process.env['OWC_FUZZ_SEED'] ?? 20_261_121)
const ROUNDS = Number(process.env['OWC_FUZZ_ROUNDS'] ?? 30_000)
const MAX_CPU_MS = 500 // of one input of a few kilobytes, with a collection of garbage in between
const MAX_BYTES = 8192

type Sample = { readonly path: string; readonly bytes: Uint8Array }

const DOCUMENTS: readonly Sample[] = [
  {
    path: 'README.md',
    bytes: utf8Of('---\nlicense: mit\nbase_model:\n- a/b\ndatasets: [x, "y"]\n---\n# T\n'),
  },
  {
    path: 'model.safetensors.index.json',
    bytes: utf8Of('{"metadata":{"total_size":1},"weight_map":{"a":"x.safetensors"}}'),
  },
  {
    path: 'config.json',
    bytes: utf8Of('{"_name_or_path":"a","architectures":["X"],"auto_map":{"A":"b.C"},"x":1.5e3}'),
  },
  {
    path: 'tokenizer.json',
    bytes: utf8Of(
      '{"added_tokens":[{"id":1,"content":"x"}],"model":{"vocab":{"a":0},"merges":[["a","b"],"c d"]}}',
    ),
  },
  { path: 'chat_template.jinja', bytes: utf8Of("{% for m in messages %}{{ m['content'] }}{% endfor %}") },
]

const CORPUS: readonly Sample[] = [
  ...SAFETENSORS_ROWS.map(({ bytes }) => ({ path: 'm.safetensors', bytes })),
  ...[...GGUF_ROWS, ...GOOD_GGUF].map(({ bytes }) => ({ path: 'm.gguf', bytes })),
  ...Array.from({ length: 10 }, () => ({ path: 'm.safetensors', bytes: SMALL_SAFETENSORS })),
  ...Array.from({ length: 10 }, () => ({ path: 'm.gguf', bytes: SMALL_GGUF })),
  ...DOCUMENTS,
].filter(({ bytes }) => bytes.length > 0 && bytes.length <= MAX_BYTES)

type Random = (below: number) => number

/** mulberry32: small, fixed, the same everywhere. */
function random(seed: number): Random {
  let state = seed | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const NUMBERS = [
  0n,
  1n,
  2n,
  31n,
  32n,
  255n,
  65_536n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 60n,
  2n ** 63n,
  2n ** 64n - 1n,
]
const TEXTS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  '\\',
  '\\u0000',
  '-',
  '1e9',
  '0.5',
  '\0',
  '\ud83d\ude00',
  '---\n',
  '{%',
  'null',
]

function damaged(bytes: Uint8Array, other: Uint8Array, below: Random): Uint8Array {
  const out = bytes.slice()
  const at = below(out.length)
  switch (below(8)) {
    case 0:
      out[at] = (out[at] as number) ^ (1 << below(8))
      return out
    case 1:
      out[at] = below(256)
      return out
    case 2: {
      const view = new DataView(out.buffer)
      if (at + 8 <= out.length) view.setBigUint64(at, NUMBERS[below(NUMBERS.length)] as bigint, true)
      return out
    }
    case 3:
      return out.slice(0, at)
    case 4:
      return concat([out.slice(0, at), utf8Of(TEXTS[below(TEXTS.length)] as string), out.slice(at)])
    case 5:
      return concat([out.slice(0, at), out.slice(at + 1 + below(16))])
    case 6:
      return concat([out.slice(0, at), out.slice(below(at + 1), at), out.slice(at)])
    default:
      return concat([out.slice(0, at), other.slice(below(other.length))])
  }
}

function inspectCut({ path, bytes }: Sample, below: Random): Inspection {
  const sized = below(4) > 0 ? { sizeBytes: bytes.length } : {}
  const stream = inspectStream({ path, hashing, ...sized })
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + below(200)
    stream.write(bytes.subarray(at, at + size))
    at += size
  }
  return stream.end()
}

function check(bytes: Uint8Array, inspection: Inspection): 'passes' | 'refused' {
  const refused = inspection.hazards.some(({ verdict }) => verdict === 'I' || verdict === 'D')
  if (refused || inspection.tensorRoot === undefined) return 'refused'
  if (inspection.format === 'gguf') soundGguf(bytes, inspection)
  else soundSafetensors(bytes, inspection)
  return 'passes'
}

test(`fuzz: ${ROUNDS} damaged files from seed ${SEED}`, () => {
  const below = random(SEED)
  let passed = 0
  for (let round = 0; round < ROUNDS; round++) {
    const [sample, other] = [CORPUS[below(CORPUS.length)], CORPUS[below(CORPUS.length)]] as [Sample, Sample]
    let { bytes } = sample
    for (let i = below(4); i >= 0 && bytes.length > 0; i--) bytes = damaged(bytes, other.bytes, below)
    const input = { path: sample.path, bytes: bytes.slice(0, 2 * MAX_BYTES) }
    const label = `round ${round}, ${input.path}: ${Buffer.from(input.bytes).toString('base64').slice(0, 20_000)}`
    const before = process.cpuUsage()
    let inspection: Inspection
    try {
      inspection = inspectCut(input, below)
      if (check(input.bytes, inspection) === 'passes') passed++
    } catch (cause) {
      throw new Error(label, { cause })
    }
    const { user, system } = process.cpuUsage(before)
    assert.ok(user + system < MAX_CPU_MS * 1000, `${label}: took ${(user + system) / 1000} ms`)
    structuredClone(inspection)
    JSON.stringify(inspection)
  }
  assert.ok(passed > ROUNDS / 200, `${passed} damaged files still pass`)
})

test('fuzz: every value of every byte of two small files', () => {
  const masks = Array.from({ length: 255 }, (_, i) => i + 1)
  for (const original of [SMALL_SAFETENSORS, SMALL_GGUF]) {
    for (const bytes of mutations(original, masks)) {
      const stream = inspectStream({ path: 'm', sizeBytes: bytes.length, hashing })
      stream.write(bytes)
      check(bytes, stream.end())
    }
  }
})

test('fuzz: the canary dies', () => {
  const below = random(SEED)
  assert.throws(() => {
    for (let round = 0; round < 20_000; round++) {
      const bytes = damaged(SMALL_SAFETENSORS, SMALL_SAFETENSORS, below)
      const inspection = inspectCut({ path: 'm.safetensors', bytes }, below)
      // A parser that does not look at the end of the file, as three of four measured readers.
      const hazards = inspection.hazards.filter(({ rule }) => rule !== 'st.trailing' && rule !== 'file.size')
      check(bytes, { ...inspection, hazards, tensorRoot: inspection.tensorRoot ?? ('0'.repeat(64) as never) })
    }
  })
})
