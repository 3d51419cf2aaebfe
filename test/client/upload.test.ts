// Uploads from the client's side to a real node: whole, resumed at any byte by anybody with the same right, refused
// when the bytes are others, and then nothing of them is visible.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import fc from 'fast-check'
import type { Sha256 } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import { manifestBytes } from '../../src/base/manifest.ts'
import { type Api, connect } from '../../src/client/api.ts'
import { finishUpload, type LocalFile, uploadAll } from '../../src/client/upload.ts'
import { holders } from '../../src/commons/custody/query.ts'
import { serve } from '../../src/http/serve.ts'
import { tinyWeights } from '../http/node-fixture.ts'
import { author, leastRelease } from '../node/author.ts'
import { makeHouse } from '../node/house.ts'

const house = makeHouse()
const node = await house.open('data', { maxUploadBytes: '60000000' })
const serving = await serve(node, {
  host: '127.0.0.1',
  port: 0,
  defects: (error) => house.defects.push(error),
})
const asPublisher = connect({
  url: serving.url,
  token: await node.access.issueToken('student', ['publish:acme'], null),
})
const asOther = connect({
  url: serving.url,
  token: await node.access.issueToken('other', ['publish:other'], null),
})
const quiet = { progress: () => undefined, signal: new AbortController().signal }
after(async () => {
  for (const api of [asPublisher, asOther]) api.close()
  await serving.close()
  await node.close()
  house.remove()
  assert.deepEqual(house.defects, [])
})

/** What the gc must leave because it was announced. */
async function uploadsInUse(): Promise<ReadonlySet<string>> {
  const rows = await node.storage.state.db.selectFrom('upload').select('sha256').execute()
  return new Set(rows.map(({ sha256 }) => sha256))
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') as Sha256

function local(bytes: Uint8Array, path?: string): LocalFile {
  return {
    sha256: hash(bytes),
    sizeBytes: bytes.length,
    ...(path === undefined ? {} : { path }),
    async *open(position) {
      for (let at = position; at < bytes.length; at += 100_000)
        yield bytes.subarray(at, Math.min(bytes.length, at + 100_000))
    },
  }
}

function artifactOf(files: readonly LocalFile[]): LocalFile {
  return local(manifestBytes(files.map((file) => ({ ...file, path: file.path ?? '' }))))
}

async function gathered(file: LocalFile): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(file.open(0)))
}

async function code(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'nothing thrown'
  } catch (error) {
    return error instanceof OwcError ? error.problem.code : String(error)
  }
}

/** One PATCH of some bytes; the node's answer. */
async function patch(api: Api, file: LocalFile, position: number, bytes: Uint8Array) {
  return await api.send<{ have: number; held: boolean }>(`commons/v1/uploads/${file.sha256}`, {
    method: 'PATCH',
    headers: { 'upload-offset': String(position) },
    body: bytes,
  })
}

const announce = (api: Api, file: LocalFile) =>
  api.post<{ files: { have: number; held: boolean }[] }>('commons/v1/uploads', {
    files: [{ sha256: file.sha256, size: file.sizeBytes, path: file.path }],
  })

test('upload: an artifact arrives whole, is inspected as an import does it, and the node says custody after its release', async () => {
  const files = [
    local(tinyWeights(7), 'model.safetensors'),
    local(Buffer.from('{"a":1}'), 'config.json'),
    local(new Uint8Array(), 'empty.txt'),
    local(randomBytes(5_000_000), 'sub/large.bin'),
  ]
  const manifest = artifactOf(files)
  await uploadAll(asPublisher, [...files, manifest], quiet)
  const finished = await finishUpload(asPublisher, manifest.sha256, quiet)
  assert.equal(finished.artifact, manifest.sha256)
  assert.equal((await node.facts((files[0] as LocalFile).sha256))?.format, 'safetensors')
  const inUse = await uploadsInUse()
  for (const { sha256 } of [...files, manifest])
    assert.ok(inUse.has(sha256), 'gc leaves what waits for its release')
  const acme = await author(node, 'Acme', ['acme'])
  await acme.say(leastRelease('acme/tern', '1.0.0', manifest.sha256))
  const custody = await holders(node.index, manifest.sha256, node.logTime())
  assert.deepEqual(
    custody.map(({ holder }) => holder),
    [node.identity],
  )
  assert.ok(!(await uploadsInUse()).has(manifest.sha256), 'custody is said, and not again')
})

test('upload: cut at any byte, it goes on there, also through another connection; fixed seed', async () => {
  const bytes = randomBytes(4_500_000)
  const file = local(bytes, 'cut.bin')
  await announce(asPublisher, file)
  const cuts = fc.sample(
    fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { minLength: 8, maxLength: 8 }),
    {
      numRuns: 1,
      seed: 8,
    },
  )[0] as number[]
  let at = 0
  for (const cut of [...cuts.sort((a, b) => a - b), bytes.length]) {
    const answer = await patch(asPublisher, file, at, bytes.subarray(at, cut))
    assert.equal(answer.have, cut)
    at = cut
  }
  assert.equal(await node.storage.blobs.stat(file.sha256), undefined, 'no name before all is hashed')
  const manifest = artifactOf([file])
  await uploadAll(asPublisher, [manifest], quiet)
  await finishUpload(asPublisher, manifest.sha256, quiet)
  assert.equal((await node.storage.blobs.stat(file.sha256))?.sizeBytes, bytes.length)
})

test('upload: a connection that breaks in the middle loses nothing that arrived', async () => {
  const bytes = randomBytes(6_000_000)
  const file = local(bytes, 'broken.bin')
  let broken = 0
  const breaking: LocalFile = {
    ...file,
    async *open(position) {
      for await (const chunk of file.open(position)) {
        if (
          position < 3_000_000 &&
          broken < 2 &&
          chunk.byteOffset - bytes.byteOffset > 1_000_000 * (broken + 1)
        ) {
          broken++
          throw new Error('the cable was pulled')
        }
        yield chunk
      }
    },
  }
  const starts: number[] = []
  const seen: LocalFile = {
    ...breaking,
    open: (position) => {
      starts.push(position)
      return breaking.open(position)
    },
  }
  await uploadAll(asPublisher, [seen], quiet)
  assert.equal(starts[0], 0)
  assert.ok(
    starts.length === 3 && (starts[1] ?? 0) > 0 && (starts[2] ?? 0) > (starts[1] ?? 0),
    String(starts),
  )
})

test('upload: other bytes than announced are refused, small or large, and nothing of them is visible', async () => {
  const ways: readonly [string, number, number[], string, string][] = [
    ['small', 1_000, [1_000], 'bytes-differ', 'upload-incomplete'],
    ['large, hashed as it came', 5_000_000, [5_000_000], 'bytes-differ', 'upload-incomplete'],
    ['large, in parts, hashed at the end', 5_000_000, [9, 5_000_000], 'nothing thrown', 'bytes-differ'],
  ]
  for (const [name, size, ends, sent, finished] of ways) {
    const file = local(randomBytes(size), 'wrong.bin')
    const other = randomBytes(size)
    await announce(asPublisher, file)
    const manifest = artifactOf([file])
    await uploadAll(asPublisher, [manifest], quiet)
    let at = 0
    for (const end of ends) {
      const told = await code(patch(asPublisher, file, at, other.subarray(at, end)))
      assert.equal(told, end === size ? sent : 'nothing thrown', name)
      at = end
    }
    assert.equal(await code(finishUpload(asPublisher, manifest.sha256, quiet)), finished, name)
    assert.equal(await node.storage.blobs.stat(file.sha256), undefined)
    assert.equal(await node.storage.blobs.stat(hash(other)), undefined)
    assert.equal((await announce(asPublisher, file)).files[0]?.have, 0, 'the next try begins at 0')
  }
})

test('upload: what is not of the form or not this token’s is refused and stores nothing', async () => {
  const file = local(randomBytes(5_000_000), 'mine.bin')
  await announce(asPublisher, file)
  await patch(asPublisher, file, 0, randomBytes(1_000))
  const post = (body: unknown) => asPublisher.post('commons/v1/uploads', body)
  const nobody = connect({ url: serving.url })
  const one = { sha256: file.sha256, size: 1 }
  const rows: readonly [string, () => Promise<unknown>, string][] = [
    ['not announced by this token', () => patch(asOther, file, 0, new Uint8Array(1)), 'not-found'],
    ['a hole', () => patch(asPublisher, file, 2_000, new Uint8Array(1)), 'upload-conflict'],
    ['a part that is there', () => patch(asPublisher, file, 0, new Uint8Array(1)), 'upload-conflict'],
    ['more than announced', () => patch(asPublisher, file, 1_000, randomBytes(5_000_000)), 'bytes-differ'],
    ['more than the settings allow', () => post({ files: [{ ...one, size: 60_000_001 }] }), 'too-large'],
    ['a digest that is none', () => post({ files: [{ sha256: 'xyz', size: 1 }] }), 'usage'],
    ['a negative size', () => post({ files: [{ ...one, size: -1 }] }), 'usage'],
    ['a field nobody knows', () => post({ files: [{ ...one, owner: 'operator' }] }), 'usage'],
    ['nobody', () => nobody.post('commons/v1/uploads', { files: [one] }), 'token-needed'],
    [
      'an artifact not sent',
      () => finishUpload(asPublisher, hash(randomBytes(3)), quiet),
      'upload-incomplete',
    ],
  ]
  const offset =
    (value: string, api = asPublisher) =>
    () => {
      const headers = value === 'none' ? {} : { 'upload-offset': value }
      return api.send(`commons/v1/uploads/${file.sha256}`, {
        method: 'PATCH',
        headers,
        body: new Uint8Array(9),
      })
    }
  const headers: typeof rows = [
    ['no offset', offset('none'), 'usage'],
    ['an offset below nothing', offset('-1'), 'usage'],
    ['a fraction', offset('1000.5'), 'usage'],
    ['an offset beyond all bytes', offset('999999999999999'), 'upload-conflict'],
    ['bytes of nobody', offset('1000', nobody), 'token-needed'],
  ]
  const blobs = (await Array.fromAsync(node.storage.blobs.list())).length
  for (const [name, work, expected] of [...headers, ...rows]) assert.equal(await code(work()), expected, name)
  assert.equal((await Array.fromAsync(node.storage.blobs.list())).length, blobs)
  nobody.close()
})

test('upload: who finishes while a sender that is gone is still being written down waits for it; the later sender goes on', async () => {
  const bytes = randomBytes(6_000_000)
  const file = local(bytes, 'overtaken.bin')
  const manifest = artifactOf([file])
  await uploadAll(asPublisher, [manifest], quiet)
  await announce(asPublisher, file)
  const slow = asPublisher.send(`commons/v1/uploads/${file.sha256}`, {
    method: 'PATCH',
    headers: { 'upload-offset': '0' },
    body: {
      sizeBytes: bytes.length,
      chunks: (async function* () {
        yield bytes.subarray(0, 1_000_000)
        await new Promise((resolve) => setTimeout(resolve, 5_000).unref())
      })(),
    },
  })
  const cut = code(slow)
  await new Promise((resolve) => setTimeout(resolve, 100))
  await uploadAll(asPublisher, [file], quiet)
  assert.equal(await cut, 'unreachable', 'the earlier sender was cut, at once')
  const whole = local(randomBytes(5_000_000), 'whole.bin')
  const list = artifactOf([whole])
  await uploadAll(asPublisher, [list], quiet)
  await announce(asPublisher, whole)
  const sent = patch(asPublisher, whole, 0, await gathered(whole))
  let finished = 'upload-incomplete'
  while (finished === 'upload-incomplete')
    finished = await code(finishUpload(asPublisher, list.sha256, quiet))
  assert.equal(finished, 'nothing thrown')
  assert.equal((await sent).held, true)
  await finishUpload(asPublisher, manifest.sha256, quiet)
})

test('upload: who may not read held bytes must send them: a digest alone proves nothing', async () => {
  const secret = randomBytes(2_000)
  const file = local(secret, 'secret.bin')
  await announce(asPublisher, file)
  await patch(asPublisher, file, 0, secret)
  assert.equal((await announce(asPublisher, file)).files[0]?.held, true, 'its sender need not send it again')
  const files = [{ sha256: file.sha256, sizeBytes: file.sizeBytes, path: 'secret.bin' }]
  for (const may of [true, false]) {
    const [state] = await node.uploads.begin(`token reader ${may}`, files, async () => may)
    assert.equal(state?.held, may)
  }
})

test('upload: what nobody goes on with is forgotten after a week, with its stage', async () => {
  const file = local(randomBytes(5_000_000), 'left.bin')
  await announce(asPublisher, file)
  await patch(asPublisher, file, 0, randomBytes(1_000))
  const stages = async () => (await Array.fromAsync(node.storage.blobs.stages())).map(({ key }) => key)
  assert.ok((await stages()).some((key) => key.endsWith(file.sha256)))
  house.clock.seconds += 8 * 86_400
  await node.uploads.expire()
  assert.ok(!(await stages()).some((key) => key.endsWith(file.sha256)))
  assert.equal((await uploadsInUse()).size, 0)
})
