// The reference readers over our corpus: whatever safetensors 0.8.0 or gguf 0.19.0 refuses, dies of, or hangs on,
// gets I or D here. What they take and we refuse is listed, so that each stricter rule of ours is a decision.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { GGUF_ROWS, GOOD_GGUF } from '../weights/hostile/gguf-content-rows.ts'
import { SAFETENSORS_ROWS } from '../weights/hostile/safetensors-rows.ts'
import { inspect } from '../weights/inspect.ts'
import { mutations, SMALL_GGUF, SMALL_SAFETENSORS } from '../weights/soundness.ts'
import { oraclePython } from './weights-peers.ts'

type Sample = { readonly label: string; readonly bytes: Uint8Array }
type Judged = {
  readonly label: string
  readonly error: string | null
  readonly refused: boolean
  readonly hazards: readonly string[]
}

function judge(samples: readonly Sample[], extension: string): readonly Judged[] {
  const python = oraclePython()
  const folder = mkdtempSync(join(tmpdir(), 'owc-oracles-'))
  try {
    samples.forEach(({ bytes }, i) => {
      writeFileSync(join(folder, `${String(i).padStart(5, '0')}.${extension}`), bytes)
    })
    const script = join(import.meta.dirname, 'weights-oracles.py')
    const { stdout, stderr, status } = spawnSync(python, [script, folder], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    assert.equal(status, 0, stderr)
    const errors = Object.values(JSON.parse(stdout) as Record<string, string | null>)
    assert.equal(errors.length, samples.length)
    return samples.map(({ label, bytes }, i) => {
      const { hazards } = inspect(`m.${extension}`, bytes)
      const refused = hazards.some(({ verdict }) => verdict === 'I' || verdict === 'D')
      const worst = hazards.filter(({ verdict }) => !refused || verdict === 'I' || verdict === 'D')
      return { label, error: errors[i] ?? null, refused, hazards: worst.map(({ rule }) => rule) }
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const weaker = (judged: readonly Judged[], allowed: readonly string[]): readonly Judged[] =>
  judged.filter(
    ({ error, refused, hazards }) =>
      error !== null && !refused && !hazards.some((rule) => allowed.includes(rule)),
  )
const stricter = (judged: readonly Judged[]): readonly string[] =>
  [
    ...new Set(
      judged.filter(({ error, refused }) => error === null && refused).flatMap(({ hazards }) => hazards),
    ),
  ].sort()

function flips(bytes: Uint8Array, masks: readonly number[]): readonly Sample[] {
  const copies: Sample[] = []
  for (const mutated of mutations(bytes, masks))
    copies.push({ label: `flip ${copies.length} of masks ${masks}`, bytes: mutated.slice() })
  return copies
}

test('oracles: what safetensors refuses, we refuse', () => {
  const rows = SAFETENSORS_ROWS.map(({ row, name, bytes }) => ({ label: `row ${row}: ${name}`, bytes }))
  const judged = judge([...rows, ...flips(SMALL_SAFETENSORS, [1, 16, 128])], 'safetensors')
  // 200,001 tensors are only slow there, by seconds each; the row's verdict is N.
  assert.deepEqual(weaker(judged, ['st.tensor-count']), [])
  assert.ok(judged.filter(({ error }) => error === null).length > 20)
  assert.deepEqual(stricter(judged), ['st.entry', 'st.metadata', 'st.shape-overflow', 'st.start'])
})

/** The Python reader takes what llama.cpp refuses or writes past its memory for; and it reads no template. */
const STRICTER_THAN_GGUF = [
  'gguf.block-count',
  'gguf.byte-token',
  'gguf.dims',
  'gguf.key',
  'gguf.name',
  'gguf.nested-array',
  'gguf.offset',
  'gguf.token-arrays',
  'gguf.token-id',
  'gguf.trailing',
  'template.branches',
  'template.cost',
  'template.escape',
  'template.hidden',
  'template.large',
  'template.url',
]

test('oracles: what gguf refuses, we refuse', () => {
  const rows = [...GGUF_ROWS, ...GOOD_GGUF].map((row) => ({ label: row.name, bytes: row.bytes }))
  const judged = judge([...rows, ...flips(SMALL_GGUF, [1, 128])], 'gguf')
  assert.deepEqual(weaker(judged, []), [])
  assert.ok(judged.filter(({ error }) => error === null).length > 20)
  assert.deepEqual(stricter(judged), STRICTER_THAN_GGUF)
})
