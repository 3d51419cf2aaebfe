// Backup and restore of a real node: what comes back is byte for byte what was there, a second backup copies what is
// new, a cut or damaged one is told before anything is visible, and an old one gives no right to sign.

import assert from 'node:assert/strict'
import { getRandomValues } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import type { Problem } from '../../src/base/errors.ts'
import { instant } from '../../src/base/time.ts'
import type { BackupDone } from '../../src/node/backup.ts'
import { fsckFolder } from '../../src/node/fsck-folder.ts'
import type { Node } from '../../src/node/node.ts'
import { openNode } from '../../src/node/open.ts'
import { restore } from '../../src/node/restore.ts'
import { fileMarks, type Marks } from '../../src/storage/marks.ts'
import { tinyWeights } from '../http/node-fixture.ts'
import { code } from '../storage/contract/bytes.ts'
import { makeHouse } from './house.ts'

const house = makeHouse()
const at = (name: string) => join(house.place, name)
const ownMarks = fileMarks(at('state/marks'))
const noMarks = fileMarks(at('elsewhere/marks')) // another machine, which has seen nothing
const silent = () => {}
let node: Node
let first: BackupDone
let old: string

async function take(name: string, number: number): Promise<void> {
  mkdirSync(at(name), { recursive: true })
  writeFileSync(join(at(name), 'model.safetensors'), tinyWeights(number))
  writeFileSync(join(at(name), 'README.md'), `# ${name}`)
  const { id } = await node.imports.start({ ref: at(name), as: `acme/${name}`, agreed: true })
  for await (const view of node.imports.follow(id, AbortSignal.timeout(20_000)))
    if (view.phase === 'failed') assert.fail(JSON.stringify(view.problem))
}

const check =
  (marks: Marks) =>
  async (dataFolder: string): Promise<readonly Problem[]> => {
    const folder = { dataFolder, environment: {}, marks, nowSeconds: house.clock.seconds }
    return (await fsckFolder(folder, { deep: false, repair: false }, silent)).problems
  }

const back = (from: string, to: string, marks = noMarks) =>
  restore({ dataFolder: at(to), marks, check: check(marks) }, from, silent)

before(async () => {
  node = await house.open()
  await take('one', 1)
  const sealed = { type: 'test:note/v1', subjects: [], body: { held: 'back' } }
  await node.seals.own(sealed, { opens: instant(house.clock.seconds + 86_400) })
  first = await node.operate.backup({ to: at('backup'), keys: 'with' }, silent)
  old = at('old')
  cpSync(at('backup'), old, { recursive: true })
})

after(async () => {
  await node.close()
  house.remove()
})

const openAt = (data: string, state: string) =>
  openNode({
    version: '0.0.0-test',
    dataFolder: at(data),
    stateFolder: at(state),
    flags: { name: 'Test Node' },
    environment: {},
    platform: process.platform,
    clock: () => house.clock.seconds,
    random: (count) => getRandomValues(new Uint8Array(count)),
    defect: (error) => house.defects.push(error),
  })

test('backup: restored elsewhere, checked deeply and folded again it is the same node', async () => {
  assert.deepEqual(first.problems, [])
  const done = await back(old, 'restored')
  assert.deepEqual(
    [done.size, done.files, done.behind, done.problems],
    [first.size, first.files, undefined, []],
  )
  const folder = { dataFolder: at('restored'), environment: {}, marks: noMarks, nowSeconds: 1 }
  const found = await fsckFolder(folder, { deep: true, repair: false }, silent)
  assert.deepEqual(found.problems, [])
  assert.equal(found.checked.sealed, 1)
  assert.ok(found.checked.blobs >= 3 && found.checked.statements >= 4 && found.checked.facts >= 2)
  const other = await openAt('restored', 'elsewhere')
  const [theirs, ours] = [await other.rebuild(), await node.rebuild()]
  assert.deepEqual(theirs, ours)
  assert.equal(other.log.checkpoint().note, node.log.checkpoint().note)
  await other.close()
})

test('backup: the second into the same folder copies what is new, and keeps one set of databases', async () => {
  await take('two', 2)
  house.clock.seconds += 60
  const second = await node.operate.backup({ to: at('backup'), keys: 'with' }, silent)
  const blobs = readdirSync(at('backup/blobs/sha256'), { recursive: true }).filter((name) => name.length > 60)
  assert.equal(blobs.length, (await Array.fromAsync(node.storage.blobs.list())).length)
  const newBlobs = second.files - first.files
  assert.ok(newBlobs >= 3 && second.copied.files < second.files)
  assert.equal(readdirSync(at('backup')).filter((name) => name.startsWith('round-')).length, 1)
  assert.equal((await back(at('backup'), 'second')).size, node.log.checkpoint().size)
  // also tiles of earlier sizes, which holders of older checkpoints ask for
  const tiles = (data: string) => readdirSync(at(`${data}/log/tile`), { recursive: true }).sort()
  assert.deepEqual(tiles('second'), tiles('data'))
})

test('restore: an old backup opens nothing to sign with where the log was seen further', async () => {
  const done = await back(old, 'behind', ownMarks)
  assert.equal(done.behind?.seen, node.log.checkpoint().size)
  await assert.rejects(openAt('behind', 'state'), (error: Error) => {
    assert.match(error.message, /Bring the newer data folder back|log-successor/)
    return code('log-behind')(error)
  })
  const folder = { dataFolder: at('behind'), environment: {}, marks: ownMarks, nowSeconds: 1 }
  const found = await fsckFolder(folder, { deep: false, repair: false }, silent)
  assert.deepEqual(
    found.problems.map((problem) => problem.code),
    ['log-behind'],
  )
})

const DAMAGES: readonly {
  readonly name: string
  readonly how: (from: string) => void
  readonly found: RegExp
}[] = [
  {
    name: 'a manifest that was cut',
    how: (from) => truncateSync(join(from, 'backup.manifest'), 400),
    found: /cut|digest/,
  },
  {
    name: 'a manifest with a line more',
    how: (from) => appendFileSync(join(from, 'backup.manifest'), `${'0'.repeat(64)} 1 ../../x\n`),
    found: /digest/,
  },
  {
    name: 'no manifest, because it was cut',
    how: (from) => {
      rmSync(join(from, 'backup.manifest'))
      writeFileSync(join(from, 'backup.unfinished'), 'begun')
    },
    found: /cut before its end/,
  },
  { name: 'a folder that is no backup', how: (from) => rmSync(from, { recursive: true }), found: /nothing/ },
  { name: 'a database with one byte changed', how: (from) => flip(findIn(from, 'log.db')), found: /sha256/ },
  { name: 'a blob with one byte changed', how: (from) => flip(findIn(from, 'blobs')), found: /sha256/ },
  { name: 'a tile that is gone', how: (from) => rmSync(findIn(from, 'tile')), found: /nothing/ },
  { name: 'a key that is gone', how: (from) => rmSync(findIn(from, 'log.pem')), found: /nothing/ },
  {
    name: 'a database that was cut',
    how: (from) => truncateSync(findIn(from, 'index.db'), 5_000),
    found: /end of the file|bytes/,
  },
]

function findIn(from: string, what: string): string {
  const names = readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const found = names
    .map(({ parentPath, name }) => join(parentPath, name))
    .find((path) => path.includes(`/${what}`) || path.endsWith(what))
  assert.ok(found, what)
  return found
}

function flip(path: string): void {
  const bytes = readFileSync(path)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
  rmSync(path)
  writeFileSync(path, bytes)
}

for (const { name, how, found } of DAMAGES) {
  test(`restore: ${name} is told, and nothing is visible`, async () => {
    const from = at('damaged')
    rmSync(from, { recursive: true, force: true })
    cpSync(old, from, { recursive: true })
    how(from)
    await assert.rejects(back(from, 'nowhere'), (error: Error) => {
      assert.match(error.message, found)
      return code('backup-invalid')(error)
    })
    assert.equal(existsSync(at('nowhere')), false)
    assert.equal(existsSync(at('nowhere.restoring')), false)
  })
}

test('restore: a data folder that holds something is left as it is', async () => {
  mkdirSync(at('taken'))
  writeFileSync(join(at('taken'), 'mine'), 'x')
  await assert.rejects(back(old, 'taken'), code('folder-in-use'))
  assert.deepEqual(readdirSync(at('taken')), ['mine'])
})

test('backup: a folder in which a first one was cut, however early, is taken again', async () => {
  for (const left of [
    ['.incoming'],
    ['.incoming', 'lock', 'lock.json'],
    ['lock'],
    ['backup.unfinished', 'round-1'],
  ]) {
    const to = at(`cut-${left.join('-')}`)
    mkdirSync(to)
    for (const name of left) {
      if (/^(\.incoming|round-1)$/.test(name)) mkdirSync(join(to, name))
      else writeFileSync(join(to, name), '')
    }
    const done = await node.operate.backup({ to, keys: 'with' }, silent)
    assert.deepEqual(done.problems, [])
    assert.deepEqual(
      readdirSync(to).filter((name) => name === 'round-1' || name === 'backup.unfinished'),
      [],
    )
  }
})

test('backup: not into the data folder, not over other files, not over another node’s backup', async () => {
  const into = (to: string) => node.operate.backup({ to, keys: 'with' }, silent)
  await assert.rejects(into(at('data/backup')), code('usage'))
  await assert.rejects(into(house.place), code('usage'))
  await assert.rejects(into(at('taken')), code('folder-in-use'))
  const other = makeHouse()
  const stranger = await other.open()
  await assert.rejects(stranger.operate.backup({ to: old, keys: 'with' }, silent), code('folder-in-use'))
  await stranger.close()
  other.remove()
  assert.deepEqual(readdirSync(at('taken')), ['mine'])
})

test('backup: without keys it holds none, and the restored log says which one it needs', async () => {
  const done = await node.operate.backup({ to: at('keyless'), keys: 'without' }, silent)
  assert.equal(done.keys, 'without')
  assert.equal(
    readdirSync(at('keyless'), { recursive: true }).some((name) => String(name).endsWith('.pem')),
    false,
  )
  assert.equal((await back(at('keyless'), 'unlocked')).keys, 'without')
  await assert.rejects(openAt('unlocked', 'elsewhere'), code('key-missing'))
})

test('backup: one damaged blob is told and costs nothing else', async () => {
  const [blob] = await Array.fromAsync(node.storage.blobs.list())
  assert.ok(blob)
  const path = at(`data/blobs/sha256/${blob.sha256.slice(0, 2)}/${blob.sha256}`)
  const right = readFileSync(path)
  flip(path)
  const done = await node.operate.backup({ to: at('partly'), keys: 'with' }, silent)
  assert.deepEqual(
    done.problems.map(({ code: told }) => told),
    ['bytes-differ'],
  )
  assert.deepEqual(
    (await back(at('partly'), 'most')).problems.map(({ code: told }) => told),
    ['blob-missing'],
  )
  rmSync(path)
  writeFileSync(path, right)
  assert.deepEqual(house.defects, [])
})
