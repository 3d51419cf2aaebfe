// Schedules of failure for the durable steps of files. At each point (before or after a named step) the work fails;
// then a fresh start on the same folder must find what was acknowledged, and nothing that is visible may be half.
// Two ways: the step alone fails (an error of the disk), or the process dies there (no later step happens either).

import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { utf8 } from '../../src/base/bytes.ts'
import { openFolderBlobs } from '../../src/storage/blobs/folder.ts'
import type { Blobs, Sealed } from '../../src/storage/contracts.ts'
import { openDisk } from '../../src/storage/disk.ts'
import { openFolderObjects } from '../../src/storage/objects/folder.ts'
import type { Step } from '../../src/storage/steps.ts'
import { chunked, code, digestOf, gather, sample } from './contract/bytes.ts'
import { temporary } from './temporary.ts'

export const reached = new Set<string>()

export class Failed extends Error {}
export type Way = 'fails' | 'dies'

/** Fails at the point with this number; counts all points. */
export function failing(at: number, way: Way): { step: Step; points: readonly string[] } {
  const points: string[] = []
  const step: Step = (name, when) => {
    const point = points.push(`${when} ${name}`) - 1
    reached.add(`${when} ${name}`)
    if (point === at || (way === 'dies' && point > at)) throw new Failed(`${when} ${name}`)
  }
  return { step, points }
}

export const A = sample(1, 5000)
export const B = sample(2, 1)
const C = sample(3, 9000)
const D = sample(4, 700)
const known = new Map([A, B, C, D].map((bytes) => [digestOf(bytes), bytes]))

type Files = { readonly blobs: Blobs; readonly objects: Sealed }

async function openFiles(folder: string, step?: Step): Promise<Files> {
  const disk = openDisk(step)
  const objects = await openFolderObjects(path.join(folder, 'log'), disk, { folder: 0o755, file: 0o644 })
  return { objects, blobs: await openFolderBlobs(path.join(folder, 'blobs'), disk) }
}

/** Work in small acknowledged pieces; what was acknowledged goes into the list by its name. */
function pieces({ blobs, objects }: Files): [string, () => Promise<unknown>][] {
  const write = async (key: string, position: number, bytes: Uint8Array) =>
    (await blobs.stage(key)).write(position, chunked(bytes, 1000))
  return [
    ['A', () => blobs.put(chunked(A), { sha256: digestOf(A) })],
    ['B', () => blobs.put(chunked(B))],
    ['A', () => blobs.put(chunked(A))],
    ['half of C', () => write('c', 0, C.subarray(0, 4500))],
    ['half of D', () => write('d', 0, D.subarray(0, 300))],
    ['C', async () => {
      const at = await (await blobs.stage('c')).sizeBytes()
      await write('c', at, C.subarray(at))
      return (await blobs.stage('c')).commit({ sha256: digestOf(C) })
    }],
    ['refusal', async () => {
      await write('wrong', 0, D)
      await assert.rejects((await blobs.stage('wrong')).commit({ sha256: digestOf(A) }), (error) => {
        if (error instanceof Failed) throw error
        return code('bytes-differ')(error)
      })
    }],
    ['tile', () => objects.create('tile/0/000', utf8('tile'))],
    ['tile', () => objects.create('tile/0/000', utf8('tile'))],
    ['checkpoint 1', () => objects.replace('checkpoint', utf8('one'))],
    ['checkpoint 2', () => objects.replace('checkpoint', utf8('two'))],
    ['second', () => objects.create('tile/0/001', utf8('second'))],
    ['no second', () => objects.remove('tile/0/001')],
    ['no B', () => blobs.remove(digestOf(B))],
    ['no D', async () => (await blobs.stage('d')).discard()],
  ] // biome-ignore format: a table
}

/** Does all pieces; names of those that were acknowledged, and of all that were tried. */
async function work(files: Files): Promise<{ done: Set<string>; tried: Set<string> }> {
  const done = new Set<string>()
  const tried = new Set<string>()
  for (const [name, piece] of pieces(files)) {
    tried.add(name)
    try {
      await piece()
      done.add(name)
    } catch (error) {
      if (!(error instanceof Failed)) throw error
    }
  }
  return { done, tried }
}

async function checkFiles(folder: string, { done, tried }: Awaited<ReturnType<typeof work>>): Promise<void> {
  const { blobs, objects } = await openFiles(folder)
  const present = new Set<string>()
  for await (const { sha256 } of blobs.list()) {
    const bytes = await gather(blobs.read(sha256))
    assert.equal(digestOf(bytes), sha256, 'every visible blob is whole')
    assert.ok(known.has(sha256) && sha256 !== digestOf(D))
    present.add(sha256)
  }
  if (done.has('A')) assert.ok(present.has(digestOf(A)))
  if (done.has('C')) assert.ok(present.has(digestOf(C)))
  if (done.has('no B')) assert.ok(!present.has(digestOf(B)))
  if (done.has('B') && !tried.has('no B')) assert.ok(present.has(digestOf(B)))
  const staged = new Map(
    (await Array.fromAsync(blobs.stages())).map(({ key, sizeBytes }) => [key, sizeBytes]),
  )
  for (const [key, bytes] of [['c', C], ['d', D]] as const) // biome-ignore format: a table
    if (staged.has(key)) {
      const prefix = await gather((await blobs.stage(key)).read())
      assert.ok(
        Buffer.from(prefix).equals(bytes.subarray(0, staged.get(key))),
        'a stage holds what was written',
      )
    }
  if (done.has('half of C') && !present.has(digestOf(C))) assert.ok((staged.get('c') ?? 0) >= 4500)
  if (done.has('refusal')) assert.ok(!staged.has('wrong') || !done.has('refusal'))
  assert.equal(Buffer.from((await objects.get('tile/0/000')) ?? []).toString(), done.has('tile') ? 'tile' : await tileOr(objects)) // biome-ignore format: one claim
  const second = await objects.get('tile/0/001')
  if (done.has('no second')) assert.equal(second, undefined, 'what was removed stays away')
  else if (done.has('second') && !tried.has('no second')) assert.equal(second?.length, 6)
  const checkpoint = Buffer.from((await objects.get('checkpoint')) ?? []).toString()
  if (done.has('checkpoint 2')) assert.equal(checkpoint, 'two')
  else if (done.has('checkpoint 1')) assert.ok(['one', 'two'].includes(checkpoint))
  else assert.ok(['', 'one', 'two'].includes(checkpoint))
  assert.deepEqual(await readdir(path.join(folder, 'blobs', 'incoming')), [])
  assert.deepEqual(await readdir(path.join(folder, 'log', '.incoming')), [])
}

async function tileOr(objects: Sealed): Promise<string> {
  const bytes = await objects.get('tile/0/000')
  assert.ok(bytes === undefined || Buffer.from(bytes).toString() === 'tile', 'an object is whole or absent')
  return bytes === undefined ? '' : 'tile'
}

/** Names of all points that the work passes when nothing fails. */
export async function pointsOfFiles(): Promise<readonly string[]> {
  const counting = failing(-1, 'fails')
  await using folder = await temporary()
  const all = await work(await openFiles(folder.path, counting.step))
  assert.equal(all.done.size, all.tried.size)
  await checkFiles(folder.path, all)
  return counting.points
}

/** Fails at one point, starts again and checks. */
export async function failFilesAt(at: number, way: Way): Promise<void> {
  await using folder = await temporary()
  await failIn(folder.path, at, way)
}

/** The same, and then does the same work to its end. */
export async function failAndRepeatFilesAt(at: number, way: Way): Promise<void> {
  await using folder = await temporary()
  await failIn(folder.path, at, way)
  const again = await work(await openFiles(folder.path))
  assert.equal(again.done.size, again.tried.size, 'the same work can be done again')
  await checkFiles(folder.path, again)
}

async function failIn(folder: string, at: number, way: Way): Promise<void> {
  const result = await work(await openFiles(folder, failing(at, way).step))
  await checkFiles(folder, result)
}
