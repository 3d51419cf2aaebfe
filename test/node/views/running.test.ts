// Views of a real node: what it imported, decided and logged, each statement checked again from the bytes in its log.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sha256 } from '../../../src/base/digest.ts'
import { logView } from '../../../src/node/views/log.ts'
import { nodeView } from '../../../src/node/views/node.ts'
import { releaseView } from '../../../src/node/views/release-view.ts'
import { viewSources } from '../../../src/node/views/sources.ts'
import { statementView } from '../../../src/node/views/statement-view.ts'
import { openFixture } from '../../http/node-fixture.ts'

test('running node: release, statement, log and node agree with what was done', async () => {
  const { node, values, close } = await openFixture()
  try {
    const view = await releaseView(viewSources(node), 'acme/open')
    assert.equal(view.artifact, values['open'])
    assert.equal(view.state, 'hosted')
    assert.ok(view.fileList.every(({ held }) => held))
    assert.equal(view.tensorCount, 1)
    assert.equal(view.parameters, 16)
    assert.equal(view.licenceAgreement, 'single')
    assert.equal(view.byName, 'test node')
    assert.match(view.claims.availability.join(' '), /All 5 files are held here\..*serves them to others/)

    const said = await statementView(node, view.statement)
    assert.deepEqual(
      said?.signatures.map(({ valid }) => valid),
      [true],
    )
    assert.equal(said?.title, 'Observation')
    assert.match(said?.entries[0]?.proof ?? '', /tlog-proof/)
    assert.equal(said?.subjects[0]?.ref, 'acme/open')
    assert.equal(await statementView(node, '0'.repeat(64) as Sha256), undefined)

    const log = await logView(node, { limit: 200 })
    assert.equal(log.rows.length, log.size)
    assert.deepEqual(
      log.rows.map(({ index }) => index),
      [...log.rows.keys()].reverse(),
    )
    const titles = log.rows.flatMap(({ title }) => title ?? [])
    for (const title of ['Identity', 'Charter', 'Observation', 'Custody', 'Decision'])
      assert.ok(titles.includes(title), title)
    const page = await logView(node, { limit: 2, before: 3 })
    assert.deepEqual(
      page.rows.map(({ index }) => index),
      [2, 1],
    )

    const whole = await nodeView(node, { name: 'anonymous', scopes: [], operator: false })
    assert.equal(whole.releases, 2)
    assert.equal(whole.dataFolder, undefined)
    assert.equal(whole.charter?.seats, 1)
    assert.equal(whole.statements, titles.length)
  } finally {
    await close()
  }
})
