// A disk that fills up while somebody uploads: the sender is told so, what is durable stays for later, and nothing
// half-written has a name.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import { connect } from '../../src/client/api.ts'
import { uploadAll } from '../../src/client/upload.ts'
import { serve } from '../../src/http/serve.ts'
import type { StepName } from '../../src/storage/steps.ts'
import { makeHouse } from './house.ts'

const full = new Set<StepName>()
const house = makeHouse()
const node = await house.open(
  'data',
  {},
  {
    step: (name) => {
      if (full.has(name))
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' })
    },
  },
)
const serving = await serve(node, {
  host: '127.0.0.1',
  port: 0,
  defects: (error) => house.defects.push(error),
})
const api = connect({
  url: serving.url,
  token: await node.access.issueToken('student', ['publish:acme'], null),
})
after(async () => {
  api.close()
  await serving.close()
  await node.close()
  house.remove()
  assert.deepEqual(house.defects, [])
})

function fileOf(bytes: Uint8Array, path: string) {
  return {
    path,
    sha256: createHash('sha256').update(bytes).digest('hex') as Sha256,
    sizeBytes: bytes.length,
    async *open(position: number) {
      yield bytes.subarray(position)
    },
  }
}

const quiet = { progress: () => undefined, signal: new AbortController().signal }

for (const [step, size] of [
  ['stage.write', 6_000_000],
  ['stage.account', 6_000_000],
  ['stage.name', 6_000_000],
  ['blob.write', 1_000],
] as const)
  test(`upload: a full disk at ${step} is told to the sender, names nothing, and the upload ends when there is room`, async () => {
    const file = fileOf(randomBytes(size), `${step}.bin`)
    full.add(step)
    await assert.rejects(uploadAll(api, [file], quiet), (error: unknown) => {
      assert.ok(error instanceof OwcError)
      assert.equal(error.problem.code, 'disk-full')
      return true
    })
    assert.equal(await node.storage.blobs.stat(file.sha256), undefined)
    full.clear()
    await uploadAll(api, [file], quiet)
    const [state] = await node.uploads.begin('token student', [file], async () => false)
    assert.equal(state?.haveBytes, size)
  })
