// fsck tells each damage by its code and place, and with repair makes again what can be made again: a table of damages
// on the same small node, on its stopped folder and through the running one.

import assert from 'node:assert/strict'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { instant } from '../../src/base/time.ts'
import type { FsckDone } from '../../src/node/fsck.ts'
import { fsckFolder } from '../../src/node/fsck-folder.ts'
import { fileMarks } from '../../src/storage/marks.ts'
import { tinyWeights } from '../http/node-fixture.ts'
import { makeHouse } from '../node/house.ts'
import { code } from '../storage/contract/bytes.ts'

const house = makeHouse()
const marks = fileMarks(join(house.place, 'state/marks'))
const silent = () => {}
const work = join(house.place, 'work')
let weights: Sha256 // digest of the one weight file

before(async () => {
  const node = await house.open()
  const folder = join(house.place, 'model')
  mkdirSync(folder)
  writeFileSync(join(folder, 'model.safetensors'), tinyWeights(1))
  const { id } = await node.imports.start({ ref: folder, as: 'acme/tern', agreed: true })
  for await (const { result } of node.imports.follow(id, AbortSignal.timeout(20_000)))
    if (result !== undefined) weights = result.files[0]?.sha256 as Sha256
  assert.ok(weights)
  const sealed = { type: 'test:note/v1', subjects: [], body: { held: 'back' } }
  await node.seals.own(sealed, { opens: instant(house.clock.seconds + 86_400) })
  const say = (n: number) =>
    node.say({
      type: 'owc:status/v1',
      subjects: [{ digest: weights }],
      body: { stage: 'broad', because: `${n}` },
    })
  await Promise.all(Array.from({ length: 260 }, (_, n) => say(n))) // more than one tile
  await node.close()
})

after(() => house.remove())

const check = (repair = false, deep = false): Promise<FsckDone> =>
  fsckFolder({ dataFolder: work, environment: {}, marks, nowSeconds: 1 }, { deep, repair }, silent)

function change(file: string, statement: string): void {
  const db = new DatabaseSync(join(work, file))
  db.exec(statement)
  db.close()
}

const sealedFile = () => {
  const folder = join(work, 'sealed/said')
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.json')) ?? '')
}

const blob = () => join(work, 'blobs/sha256', weights.slice(0, 2), weights)

function overwrite(path: string, how: (bytes: Buffer) => Buffer): void {
  const bytes = readFileSync(path)
  chmodSync(path, 0o600)
  writeFileSync(path, how(bytes))
}

function flip(path: string): void {
  overwrite(path, (bytes) => {
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
    return bytes
  })
}

type Damage = {
  readonly name: string
  readonly how: () => void
  readonly told: string
  readonly where: RegExp
  readonly repaired?: true
  readonly deep?: true
}

const DAMAGES: readonly Damage[] = [
  {
    name: 'a full tile that is gone',
    how: () => rmSync(join(work, 'log/tile/0/000')),
    told: 'log-invalid',
    where: /^log\/tile\/0\/000$/,
    repaired: true,
  },
  {
    name: 'a tile with one bit changed',
    how: () => flip(join(work, 'log/tile/0/000')),
    told: 'log-invalid',
    where: /^log\/tile\/0\/000$/,
    repaired: true,
  },
  {
    name: 'a bundle of entries that was cut',
    how: () => overwrite(join(work, 'log/tile/entries/000'), (bytes) => bytes.subarray(0, 99)),
    told: 'log-invalid',
    where: /^log\/tile\/entries\/000$/,
    repaired: true,
  },
  {
    name: 'the right edge that is gone',
    how: () => rmSync(join(work, 'log/tile/1'), { recursive: true }),
    told: 'log-invalid',
    where: /^log\/tile\/1\/000\.p\/1$/,
    repaired: true,
  },
  {
    name: 'a tile of a longer log',
    how: () => writeFileSync(join(work, 'log/tile/1/000.p/9'), 'x'.repeat(288)),
    told: 'log-invalid',
    where: /000\.p\/9$/,
  },
  {
    name: 'a file that is no tile',
    how: () => writeFileSync(join(work, 'log/notes.txt'), 'x'),
    told: 'log-invalid',
    where: /notes\.txt$/,
  },
  {
    name: 'a checkpoint that is gone',
    how: () => rmSync(join(work, 'log/checkpoint')),
    told: 'log-invalid',
    where: /^log\/checkpoint$/,
  },
  {
    name: 'an entry that is gone',
    how: () => change('log.db', 'delete from entry where idx = 17'),
    told: 'log-invalid',
    where: /entry 17$/,
  },
  {
    name: 'an entry that was changed',
    how: () =>
      change(
        'log.db',
        "update entry set leaf = cast(replace(cast(leaf as text), 'owc:status', 'owc:estate') as blob) where idx = 40",
      ),
    told: 'log-invalid',
    where: /^log\.db, entries$/,
  },
  {
    name: 'the newest entries that are gone',
    how: () => change('log.db', 'delete from entry where idx > 100'),
    told: 'log-invalid',
    where: /entries$/,
  },
  {
    name: 'a body that is gone',
    how: () => change('log.db', 'delete from body where digest = (select body from entry where idx = 40)'),
    told: 'body-missing',
    where: /entry 40$/,
  },
  {
    name: 'a body that was changed',
    how: () =>
      change(
        'log.db',
        "update body set envelope = cast('{}' as blob) where digest = (select body from entry where idx = 40)",
      ),
    told: 'log-invalid',
    where: /entry 40$/,
  },
  {
    name: 'a tombstone that no erasure made',
    how: () =>
      change(
        'log.db',
        `update body set envelope = null, erased = '${'0'.repeat(64)}' where digest = (select body from entry where idx = 40)`,
      ),
    told: 'log-invalid',
    where: /entry 40$/,
  },
  {
    name: 'a head of another log',
    how: () => change('log.db', "update head set note = replace(note, 'owc-log/', 'owc-lag/')"),
    told: 'log-invalid',
    where: /head$/,
  },
  {
    name: 'a key that is gone',
    how: () => rmSync(join(work, 'keys/log.pem')),
    told: 'key-missing',
    where: /log\.pem$/,
  },
  {
    name: 'a row of the index that is gone',
    how: () => change('index.db', 'delete from record_statuses where idx = 40'),
    told: 'index-differs',
    where: /index/,
    repaired: true,
  },
  {
    name: 'a row of the index that was changed',
    how: () => change('index.db', "update records set name = 'acme/other'"),
    told: 'index-differs',
    where: /index/,
    repaired: true,
  },
  {
    name: 'an index that is gone',
    how: () => rmSync(join(work, 'index.db')),
    told: 'index-differs',
    where: /index/,
    repaired: true,
  },
  {
    name: 'facts that are gone',
    how: () => change('facts.db', 'delete from fact'),
    told: 'facts-missing',
    where: /model\.safetensors/,
    repaired: true,
  },
  {
    name: 'facts that are no JSON',
    how: () => change('facts.db', "update fact set inspection = '{'"),
    told: 'facts-missing',
    where: /model\.safetensors/,
    repaired: true,
  },
  {
    name: 'a held file that is gone',
    how: () => rmSync(blob()),
    told: 'blob-missing',
    where: /model\.safetensors/,
  },
  {
    name: 'a held file of another size',
    how: () => overwrite(blob(), (bytes) => Buffer.concat([bytes, bytes])),
    told: 'bytes-differ',
    where: /model\.safetensors/,
  },
  {
    name: 'a held file with one bit changed',
    how: () => flip(blob()),
    told: 'bytes-differ',
    where: /^blob sha256/,
    deep: true,
  },
  {
    name: 'sealed content that is gone',
    how: () => rmSync(sealedFile()),
    told: 'sealed-missing',
    where: /^seal sha256/,
  },
  {
    name: 'sealed content that was changed',
    how: () =>
      overwrite(sealedFile(), (bytes) =>
        Buffer.from(
          bytes
            .toString()
            .replace('"salt":"', '"salt":"00')
            .replace(/..","?/, ''),
        ),
      ),
    told: 'sealed-missing',
    where: /^seal sha256/,
  },
  {
    name: 'a database that is no database any more',
    how: () => overwrite(join(work, 'facts.db'), (bytes) => bytes.fill(7, 4096)),
    told: 'database-damaged',
    where: /facts/,
  },
]

for (const { name, how, told, where, repaired, deep } of DAMAGES) {
  test(`fsck: ${name}`, async () => {
    rmSync(work, { recursive: true, force: true })
    cpSync(join(house.place, 'data'), work, { recursive: true })
    how()
    const found = await check(false, deep === true).catch((error) => {
      if (told === 'database-damaged' && code(told)(error)) return undefined // a node cannot even be opened on it
      throw error
    })
    if (found === undefined) return
    assert.equal(found.ok, false)
    const problem = found.problems.find((one) => one.code === told && where.test(one.where))
    assert.ok(problem, JSON.stringify(found.problems))
    assert.ok(problem.hint && problem.expected && problem.found)
    assert.equal(problem.repair !== undefined, repaired === true)
    if (repaired !== true) return
    const mended = await check(true)
    assert.ok(mended.repaired.length > 0)
    const again = await check(false, true)
    assert.deepEqual(again.problems, [])
  })
}

test('fsck: what is whole is found whole, and nothing is changed by looking', async () => {
  rmSync(work, { recursive: true, force: true })
  cpSync(join(house.place, 'data'), work, { recursive: true })
  const found = await check(false, true)
  assert.deepEqual([found.ok, found.problems, found.more], [true, [], 0])
  assert.ok(found.size > 256 && found.checked.entries === found.size && found.checked.tiles >= 5)
  assert.equal(
    found.checked.blobs,
    readdirSync(join(work, 'blobs/sha256'), { recursive: true }).filter((one) => one.length > 60).length,
  )
})

test('fsck: a folder that holds no log is told, and stays as it was', async () => {
  const empty = join(house.place, 'empty')
  mkdirSync(empty)
  const folder = { dataFolder: empty, environment: {}, marks, nowSeconds: 1 }
  await assert.rejects(fsckFolder(folder, { deep: false, repair: false }, silent), code('file-unusable'))
  assert.deepEqual(readdirSync(empty), [])
})

test('fsck: beside a running node that goes on logging it finds nothing wrong, and mends what is', async () => {
  rmSync(work, { recursive: true, force: true })
  const node = await house.open()
  try {
    const talk = async () => {
      for (let n = 0; n < 40; n++)
        await node.say({
          type: 'owc:status/v1',
          subjects: [{ digest: weights }],
          body: { stage: 'broad', because: `later ${n}` },
        })
    }
    const [found] = await Promise.all([node.operate.fsck({ deep: true, repair: false }, silent), talk()])
    assert.deepEqual(found.problems, [])
    appendFileSync(join(house.place, 'data/log/tile/0/000'), 'x')
    const mended = await node.operate.fsck({ deep: false, repair: true }, silent)
    assert.deepEqual([mended.ok, mended.repaired.length], [true, 1])
    assert.deepEqual((await node.operate.fsck({ deep: false, repair: false }, silent)).problems, [])
    assert.deepEqual(house.defects, [])
  } finally {
    await node.close()
  }
})
