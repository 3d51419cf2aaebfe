// Tools and run reports as rows: found by object and by artifact, each once; what was not measured stays absent.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newestRunReports, newestTools, runReportsOf, toolsByDigest } from '../../src/commons/tools/query.ts'
import { types } from '../../src/commons/tools/statements.ts'
import { checkBody } from '../../src/commons/validate.ts'
import { digestOf, identityNamed, logged, withIndex } from './folded.ts'

const [toolType, reportType] = types
const example = reportType?.example ?? {}
const [object, artifact, tool] = [digestOf('object'), digestOf('artifact'), digestOf('tool')]

function report(index: number, change: Readonly<Record<string, unknown>> = {}, issuer = 'node') {
  const { speed: _, ...bare } = { ...example, tool: `sha256:${tool}`, ...change } as Record<string, unknown>
  return logged(index, {
    type: 'owc:run-report/v1',
    issuer: identityNamed(issuer),
    subjects: [{ digest: object }, { digest: artifact }],
    body: { ...bare, ...(change['speed'] !== undefined && { speed: change['speed'] }) },
  })
}

test('run reports: found by object and by artifact, newest first, each once; absent figures stay absent', async () => {
  const said = [
    report(1, { speed: { tokensPerSecond: '118' } }),
    report(2, { outcome: 'failed', problem: 'unknown architecture' }, 'somebody'),
  ]
  await withIndex(said, async ({ db }) => {
    for (const digests of [[object], [artifact], [object, artifact]]) {
      const rows = await runReportsOf(db, digests)
      assert.deepEqual(
        rows.map(({ outcome, tokensPerSecond, object: of, tool: by }) => [outcome, tokensPerSecond, of, by]),
        [
          ['failed', null, object, tool],
          ['answered', '118', object, tool],
        ],
      )
    }
    assert.deepEqual(await runReportsOf(db, [digestOf('another')]), [])
    assert.equal((await newestRunReports(db, 1))[0]?.outcome, 'failed')
    assert.equal((await newestRunReports(db, 9)).length, 2)
  })
})

test('tools: two people who name the same bytes are two voices', async () => {
  const body = toolType?.example ?? {}
  const named = (index: number, who: string, licence: string) =>
    logged(index, {
      type: 'owc:tool/v1',
      issuer: identityNamed(who),
      subjects: [{ digest: tool }],
      body: { ...body, licence },
    })
  await withIndex([named(1, 'a', 'MIT'), named(2, 'b', 'Apache-2.0')], async ({ db }) => {
    const rows = await toolsByDigest(db, [tool])
    assert.deepEqual(
      rows.map(({ licence, issuer }) => [licence, issuer]),
      [
        ['Apache-2.0', identityNamed('b')],
        ['MIT', identityNamed('a')],
      ],
    )
    assert.deepEqual(await toolsByDigest(db, []), [])
    assert.equal((await newestTools(db, 1)).length, 1)
  })
})

test('run reports: about nothing has no effect; what does not fit its schema is refused', async () => {
  await withIndex([{ ...report(1), subjects: [] }], async ({ db }) => {
    assert.deepEqual(await newestRunReports(db, 9), [])
  })
  const wrong = [
    { ...example, memory: { peakBytes: -1, covers: 'x' } },
    { ...example, speed: { tokensPerSecond: 118 } },
    { ...example, outcome: 'fast' },
    { ...example, score: 5 },
  ]
  for (const body of wrong) assert.equal(checkBody('owc:run-report/v1', body).length > 0, true)
})
