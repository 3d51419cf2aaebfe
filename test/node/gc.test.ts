// gc never removes what a statement that stands, a draft, an upload, an import or a sealed thing needs, and does remove
// what none of them does: random worlds on the real blob store, then a real node.

import assert from 'node:assert/strict'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import fc from 'fast-check'
import { asChunks, toBase64, utf8 } from '../../src/base/bytes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { manifestBytes } from '../../src/base/manifest.ts'
import { digestsIn } from '../../src/node/digests-in.ts'
import { gc, type Needs, STAGE_SECONDS, YOUNG_SECONDS } from '../../src/node/gc.ts'
import { openFolderBlobs } from '../../src/storage/blobs/folder.ts'
import { openDisk } from '../../src/storage/disk.ts'
import { tinyWeights } from '../http/node-fixture.ts'
import { digestOf } from '../storage/contract/bytes.ts'
import { temporary } from '../storage/temporary.ts'
import { makeHouse } from './house.ts'

const NOW = 2_000_000_000
const OLD = NOW - 30 * 86_400
const silent = () => {}
const RUNS = Number(process.env['OWC_GC_RUNS'] ?? 20)

type World = {
  readonly files: number // single blobs
  readonly sets: readonly (readonly number[])[] // manifests over them
  readonly young: readonly number[] // put within a day
  readonly said: readonly { readonly of: 'file' | 'set'; readonly at: number; readonly form: number }[]
  readonly state: readonly { readonly of: 'file' | 'set'; readonly at: number }[]
  readonly stages: readonly { readonly at: number; readonly age: 'old' | 'young' }[]
  readonly uploads: readonly number[]
  readonly began: number | undefined // days ago
}

const target = { of: fc.constantFrom('file' as const, 'set' as const), at: fc.nat(11) }
const world: fc.Arbitrary<World> = fc.record({
  files: fc.integer({ min: 1, max: 12 }),
  sets: fc.array(fc.array(fc.nat(11), { maxLength: 5 }), { maxLength: 4 }),
  young: fc.array(fc.nat(15), { maxLength: 4 }),
  said: fc.array(fc.record({ ...target, form: fc.nat(3) }), { maxLength: 6 }),
  state: fc.array(fc.record(target), { maxLength: 3 }),
  stages: fc.array(fc.record({ at: fc.nat(11), age: fc.constantFrom('old' as const, 'young' as const) }), {
    maxLength: 3,
  }),
  uploads: fc.array(fc.nat(11), { maxLength: 2 }),
  began: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
})

const bytesOf = (n: number) => utf8(`file ${n}`)
const text = (digest: Sha256, form: number): string => {
  const plain = `{"files":[{"sha256":"${digest}"}],"evidence":"sha256:${digest}"}`
  if (form === 0) return plain
  const envelope = JSON.stringify({ payload: toBase64(utf8(plain)), signatures: [] })
  return form === 1 ? envelope : JSON.stringify({ envelope: toBase64(utf8(envelope)), salt: 'ab'.repeat(32) })
}

test('gc: in random worlds what is needed stays, and what nothing needs goes', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      await using folder = await temporary()
      const blobs = await openFolderBlobs(folder.path, openDisk())
      const files: Sha256[] = []
      for (let n = 0; n < made.files; n++) files.push((await blobs.put(asChunks(bytesOf(n)))).sha256)
      const sets = await Promise.all(
        made.sets.map(async (members, n) => {
          const listed = [...new Set(members.map((at) => at % made.files))]
          const rows = listed.map((at) => ({
            path: `${n}/${at}`,
            sizeBytes: bytesOf(at).length,
            sha256: digestOf(bytesOf(at)),
          }))
          return {
            artifact: (await blobs.put(asChunks(manifestBytes(rows)))).sha256,
            files: rows.map(({ sha256 }) => sha256),
          }
        }),
      )
      const all = [...files, ...sets.map(({ artifact }) => artifact)]
      const young = new Set(made.young.map((at) => all[at % all.length] as Sha256))
      for (const digest of all) await blobs.keep(digest, young.has(digest) ? NOW - 60 : OLD)
      const point = ({ of, at }: { of: 'file' | 'set'; at: number }) =>
        of === 'set' && sets.length > 0
          ? (sets[at % sets.length]?.artifact as Sha256)
          : (files[at % files.length] as Sha256)
      for (const { at, age } of made.stages) {
        const key = `up-x-${digestOf(utf8(`stage ${at}`))}`
        await (await blobs.stage(key)).write(0, asChunks(utf8('part')))
        const seconds = age === 'old' ? NOW - STAGE_SECONDS - 60 : NOW - 60
        utimesSync(join(folder.path, 'stages', `${key}.parts`), seconds, seconds)
      }
      const uploads = made.uploads.map((at) => digestOf(utf8(`stage ${at}`)))
      const needs: Needs = {
        async *said() {
          for (const one of made.said) yield text(point(one), one.form)
        },
        async *state() {
          for (const one of made.state) yield `draft\n${point(one)}`
          for (const digest of uploads) yield `owner\n${digest}\n4`
        },
        workBeganSeconds: async () => (made.began === undefined ? undefined : NOW - made.began * 86_400),
      }
      const before = Math.min(NOW - YOUNG_SECONDS, made.began === undefined ? NOW : NOW - made.began * 86_400)
      const touched = (digest: Sha256) => (young.has(digest) ? NOW - 60 : OLD)
      const named = new Set([...made.said, ...made.state].map(point))
      for (const { artifact, files: listed } of sets)
        if (named.has(artifact) || touched(artifact) >= before) for (const file of listed) named.add(file)
      const expected = all.filter((digest) => named.has(digest) || touched(digest) >= before)
      const stages = (await Array.fromAsync(blobs.stages())).filter(
        ({ key, touchedSeconds }) =>
          touchedSeconds >= Math.min(NOW - STAGE_SECONDS, before) ||
          uploads.includes(key.slice(-64) as Sha256),
      )
      const parts = { blobs, needs, nowSeconds: NOW, forget: async () => {} }
      const shown = await gc(parts, { remove: false }, silent)
      assert.equal((await Array.fromAsync(blobs.list())).length, new Set(all).size)
      const done = await gc(parts, { remove: true }, silent)
      assert.deepEqual([done.blobs, done.stages], [shown.blobs, shown.stages])
      const left = (await Array.fromAsync(blobs.list())).map(({ sha256 }) => sha256)
      assert.deepEqual(left.sort(), [...new Set(expected)].sort())
      assert.deepEqual(
        (await Array.fromAsync(blobs.stages())).map(({ key }) => key),
        stages.map(({ key }) => key),
      )
    }),
    { numRuns: RUNS, seed: 8 },
  )
})

test('gc: a digest is found wherever a text spells it out, and nowhere else', () => {
  const [a, b] = ['a'.repeat(64), '0123456789abcdef'.repeat(4)]
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [`sha256:${a}`, [a]],
    [`"${a}","${b}"`, [a, b]],
    [`${a}0`, []],
    [`f${a}`, []],
    [a.slice(1), []],
    [toBase64(utf8(`{"x":"${a}"}`)), [a]],
    [toBase64(utf8(toBase64(utf8(toBase64(utf8(a)))))), [a]],
    ['', []],
  ]
  for (const [given, expected] of rows) assert.deepEqual([...digestsIn(given)], expected, given.slice(0, 80))
})

test('gc: on a real node everything that was imported stays, also when withdrawn; what a cut import left goes', async () => {
  const house = makeHouse()
  const node = await house.open()
  try {
    const folder = join(house.place, 'model')
    mkdirSync(folder)
    writeFileSync(join(folder, 'model.safetensors'), tinyWeights(1))
    const { id } = await node.imports.start({ ref: folder, as: 'acme/tern', agreed: true })
    let artifact: Sha256 | undefined
    for await (const view of node.imports.follow(id, AbortSignal.timeout(20_000)))
      artifact = view.result?.artifact
    assert.ok(artifact)
    await node.say({
      type: 'owc:withdrawal/v1',
      subjects: [{ digest: artifact }],
      body: { reason: 'error', text: 'wrong' },
    })
    const named = (await node.storage.blobs.put(asChunks(utf8('named by a draft')))).sha256
    await node.storage.jobs.add('other', JSON.stringify({ needs: named }), 9_999_999_999)
    const orphan = (await node.storage.blobs.put(asChunks(utf8('left by a cut import')))).sha256
    const before = (await Array.fromAsync(node.storage.blobs.list())).length
    const now = house.clock.seconds
    for await (const { sha256 } of node.storage.blobs.list())
      await node.storage.blobs.keep(sha256, now - 2 * 86_400)
    await node.storage.blobs.keep(orphan, now - 2 * 86_400)
    const done = await node.operate.gc({ remove: true }, silent)
    assert.deepEqual(
      done.largest.map(({ sha256 }) => sha256),
      [orphan],
    )
    assert.equal((await Array.fromAsync(node.storage.blobs.list())).length, before - 1)
    assert.ok(await node.storage.blobs.stat(named))
    const found = await node.operate.fsck({ deep: true, repair: false }, silent)
    assert.deepEqual(found.problems, [])
  } finally {
    await node.close()
    house.remove()
  }
})
