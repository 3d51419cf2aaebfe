// Findings across the node: the newest record of each name is checked, a bounded number at a time, and nothing is lost
// between pages.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingsPage, methodPage } from '../../../src/node/views/findings.ts'
import { identityNamed, logged, withIndex } from '../../commons/folded.ts'
import { observation } from '../../commons/samples.ts'

const NAMES = Array.from({ length: 75 }, (_, n) => `acme/tern-${n}`)

test('findings: pages go through the newest record of every name once, by rule and severity', async () => {
  const records = NAMES.map((name, n) => observation(n + 2, name))
  await withIndex(records, async ({ sources }) => {
    const seen: string[] = []
    let after: string | undefined
    let pages = 0
    do {
      const page = await findingsPage(sources, { limit: 50, rule: 'LD-1', ...(after && { after }) })
      assert.ok(page.looked <= 60, `${page.looked} records were checked for one page`)
      assert.ok(page.rows.every(({ id, severity }) => id === 'LD-1' && severity === 'N'))
      seen.push(...page.rows.map(({ ref }) => ref))
      after = page.next
      pages++
    } while (after !== undefined)
    assert.deepEqual(seen.toSorted(), NAMES.toSorted())
    assert.ok(pages > 1)
    assert.deepEqual((await findingsPage(sources, { limit: 50, rule: 'LD-1', severity: 'B' })).rows, [])
    await assert.rejects(findingsPage(sources, { limit: 50, after: 'zz' }), /token/)
  })
})

test('findings: an answer to a finding stands beside it, and the page of a rule says where it fires', async () => {
  const found = observation(2, 'acme/tern')
  const answer = logged(3, {
    type: 'owc:response/v1',
    issuer: identityNamed('publisher'),
    subjects: [{ digest: found.statement }],
    body: { kind: 'answer', text: 'The text lies beside it.', finding: 'LD-1' },
  })
  await withIndex([found, answer], async ({ sources }) => {
    const page = await methodPage(sources, 'LD-1', { limit: 50 })
    assert.equal(page?.method.title, 'Lost on the way?')
    assert.deepEqual(
      page?.here.rows.map(({ ref, answers }) => [ref, answers]),
      [['acme/tern', 1]],
    )
    const others = await findingsPage(sources, { limit: 50 })
    assert.ok(others.rows.filter(({ id }) => id !== 'LD-1').every(({ answers }) => answers === 0))
    assert.equal(await methodPage(sources, 'OW-9', { limit: 50 }), undefined)
  })
})
