// What every back end of small named files must hold (contracts.ts).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../../../src/base/bytes.ts'
import type { ListedObjects } from '../../../src/storage/contracts.ts'
import { again } from '../faulty.ts'
import { code } from './bytes.ts'

export type ObjectsUnderTest = { readonly objects: ListedObjects; close(): Promise<void> }

export function objectsContract(name: string, make: () => Promise<ObjectsUnderTest>): void {
  const check = (holds: string, work: (objects: ListedObjects) => Promise<void>) =>
    test(`${name}: ${holds}`, async () => {
      const made = await make()
      try {
        await work(made.objects)
      } finally {
        await made.close()
      }
    })
  const text = async (objects: ListedObjects, at: string) => {
    const bytes = await again(() => objects.get(at))
    return bytes === undefined ? undefined : Buffer.from(bytes).toString()
  }

  check('a name is created once; the same bytes are fine, others are not', async (objects) => {
    for (const at of ['a', 'tile/0/x001/234', 'tile/0/x001/234.p/7', 'A-b_c.d']) {
      assert.equal(await text(objects, at), undefined)
      await again(() => objects.create(at, utf8(`for ${at}`)))
      await again(() => objects.create(at, utf8(`for ${at}`)))
      await assert.rejects(
        again(() => objects.create(at, utf8('other'))),
        code('immutable-differs'),
      )
      assert.equal(await text(objects, at), `for ${at}`)
    }
  })

  check('of many creators at once with different bytes one wins, for ever', async (objects) => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => again(() => objects.create('race', utf8(`from ${i}`)))),
    )
    const won = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []))
    assert.equal(won.length, 1)
    assert.equal(await text(objects, 'race'), `from ${won[0]}`)
  })

  check('a replacement is seen whole', async (objects) => {
    for (let i = 0; i < 5; i++) {
      await again(() => objects.replace('checkpoint', utf8(`${i}`.repeat(1000))))
      assert.equal(await text(objects, 'checkpoint'), `${i}`.repeat(1000))
    }
  })

  check('empty objects are objects', async (objects) => {
    await again(() => objects.create('empty', new Uint8Array(0)))
    assert.equal(await text(objects, 'empty'), '')
  })

  check('names that climb, hide or are not plain are defects, and are nothing to get', async (objects) => {
    for (const at of [
      '',
      '/a',
      'a/',
      'a//b',
      '..',
      'a/../b',
      '.incoming/1',
      'a/.b',
      'a\\b',
      'a b',
      'é',
      'a'.repeat(600),
      'a\0',
    ]) {
      // biome-ignore format: a table
      await assert.rejects(again(() => objects.create(at, utf8('x'))), TypeError)
      await assert.rejects(
        again(() => objects.replace(at, utf8('x'))),
        TypeError,
      )
      assert.equal(await again(() => objects.get(at)), undefined)
    }
  })

  check('the folder of an object is no object', async (objects) => {
    await again(() => objects.create('folder/file', utf8('x')))
    assert.equal(await text(objects, 'folder'), undefined)
    assert.equal(await text(objects, 'folder/file/below'), undefined)
  })

  check('all names are listed, whole and once', async (objects) => {
    const names = ['b', 'a/b', 'a/c.d/7', 'tile/0/x001/234.p/7']
    for (const at of names) await again(() => objects.create(at, utf8(at)))
    await again(() => objects.replace('b', utf8('other')))
    assert.deepEqual((await again(() => Array.fromAsync(objects.list()))).sort(), names.sort())
  })
}
