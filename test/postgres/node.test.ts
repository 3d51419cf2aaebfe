// A whole node on PostgreSQL: first start, import, hosting, views, search, rebuild, restart; and the same log folded
// into SQLite gives the same canonical dump.

import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { subjects } from '../../src/commons/subjects.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import type { Who } from '../../src/node/access.ts'
import { createIndex, foldTo, indexTables } from '../../src/node/fold.ts'
import type { Node } from '../../src/node/node.ts'
import { dumpDigest } from '../../src/node/rebuild.ts'
import { comparePage } from '../../src/node/views/compare.ts'
import { feedView } from '../../src/node/views/feed.ts'
import { historyPage } from '../../src/node/views/history.ts'
import { identityPage } from '../../src/node/views/identity-page.ts'
import { releaseRows } from '../../src/node/views/list.ts'
import { nodeView } from '../../src/node/views/node.ts'
import { publisherPage } from '../../src/node/views/publisher-page.ts'
import { releaseView } from '../../src/node/views/release-view.ts'
import { saidPage } from '../../src/node/views/said-page.ts'
import { viewSources } from '../../src/node/views/sources.ts'
import { openSqlite } from '../../src/storage/tables/sqlite.ts'
import { makeHouse } from '../node/house.ts'
import { take } from '../node/taking.ts'
import { code } from '../storage/contract/bytes.ts'
import { startPostgres } from './server.ts'

const server = await startPostgres()
const database = await server.database()
const house = makeHouse()
let node = await house.open('data', { database })
after(async () => {
  await node.close()
  house.remove()
  await server.stop()
})
const OPERATOR: Who = { name: 'operator', scopes: ['operate'], operator: true }

function model(name: string): string {
  const folder = join(house.place, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'README.md'), `---\nlicense: apache-2.0\n---\n# ${name}\n`)
  writeFileSync(join(folder, 'config.json'), `{"architectures":["Tiny"],"name":"${name}"}`)
  return folder
}

const names = async (at: Node, words: string) =>
  (await releaseRows(viewSources(at), { words, limit: 10 })).rows.map(({ ref }) => ref)

test('node on PostgreSQL: first start logs its identity and charter, and keeps no table in the folder', async () => {
  assert.equal(node.storage.index.engine, 'postgres')
  const files = readdirSync(join(house.place, 'data'))
  assert.deepEqual(
    files.filter((name) => name.endsWith('.db')),
    [],
  )
  const again = await node.rebuild()
  assert.equal(again.statements, 2)
})

test('node on PostgreSQL: a folder is taken in, hosted, viewed and found', async () => {
  const { artifact } = await take(node, model('tern'), 'test/tern')
  await take(node, model('heron'), 'test/heron')
  await node.host(artifact, OPERATOR)
  const view = await releaseView(viewSources(node), 'test/tern')
  assert.equal(view.artifact, artifact)
  assert.equal(view.state, 'hosted')
  assert.equal(view.holders.length, 1)
  assert.deepEqual(await names(node, 'tern'), ['test/tern'])
  assert.deepEqual(await names(node, 'HER'), ['test/heron'])
  assert.deepEqual(await names(node, "tern'); drop table statements; --"), [])
  const hosted = await releaseRows(viewSources(node), { state: 'hosted', limit: 10 })
  assert.deepEqual(
    hosted.rows.map(({ ref }) => ref),
    ['test/tern'],
  )
})

test('node on PostgreSQL: people, names, words and news are told as on SQLite', async () => {
  const sources = viewSources(node)
  const first = await saidPage(sources, { limit: 2 })
  assert.equal(first.rows.length, 2)
  const second = await saidPage(sources, { limit: 50, after: first.next ?? '' })
  const all = await saidPage(sources, { limit: 200 })
  assert.deepEqual([...first.rows, ...second.rows], all.rows)
  const about = await saidPage(sources, { limit: 50, about: 'test/tern', type: 'owc:custody/v1' })
  assert.equal(about.rows.length, 1)
  const who = await identityPage(node, node.identity)
  assert.equal(who?.releases.length, 2)
  assert.deepEqual(
    (await publisherPage(node, 'test'))?.releases.map(({ ref }) => ref),
    ['test/heron', 'test/tern'],
  )
  assert.equal((await historyPage(sources, { ref: 'test/tern', limit: 5 }))?.rows.length, 1)
  assert.equal((await comparePage(sources, { ref: 'test/tern' }))?.choices.length, 1)
  assert.equal((await feedView(node, { of: 'namespace', name: 'test' }))?.entries.length, 5)
  const { heldBytes, heldAtLeast, statements } = await nodeView(node, OPERATOR)
  assert.ok(heldBytes > 0 && heldAtLeast === undefined && statements === all.rows.length)
})

test('node on PostgreSQL: an erased statement leaves no rows, as a rebuild would', async () => {
  const { statement } = await node.say({
    type: 'owc:custody/v1',
    subjects: [],
    body: { since: node.logTime() },
  })
  await node.say({
    type: 'owc:erasure/v1',
    subjects: [{ name: 'statement', digest: statement }],
    body: { reason: 'personal-data', text: 'Asked for.' },
  })
  const live = await dumpDigest(node.storage.index, indexTables(subjects))
  assert.equal((await node.rebuild()).dump, live)
})

test('node on PostgreSQL: two rebuilds give one dump, and SQLite gives the same from the same log', async () => {
  const first = await node.rebuild()
  assert.deepEqual(await node.rebuild(), first)
  const tables = await openSqlite(join(house.place, 'same.db'), { durability: 'normal' })
  try {
    const set = indexTables(subjects)
    const store = node.storage.logStore
    const folding = { origin: node.log.origin, store, subjects, set, crypto: nodeCrypto }
    await createIndex(tables, subjects)
    await foldTo(folding, tables, node.log.checkpoint().size)
    assert.equal(await dumpDigest(tables, set), first.dump)
  } finally {
    await tables.close()
  }
})

test('node on PostgreSQL: a second process is refused while one runs', async () => {
  await assert.rejects(house.open('other', { database }), code('data-locked'))
})

test('node on PostgreSQL: after a restart the same log goes on and everything is found again', async () => {
  const { identity } = node
  const { note } = node.log.checkpoint()
  const { dump } = await node.rebuild()
  await node.close()
  node = await house.open('data', { database })
  assert.equal(node.identity, identity)
  assert.equal(node.log.checkpoint().note, note)
  assert.equal((await node.rebuild()).dump, dump)
  assert.deepEqual(await names(node, 'tern'), ['test/tern'])
  await take(node, model('plover'), 'test/plover')
  assert.deepEqual(await names(node, 'plover'), ['test/plover'])
  assert.deepEqual(house.defects, [])
})
