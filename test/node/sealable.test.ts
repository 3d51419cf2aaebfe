// What may be sealed with a statement: only what its sender has sent, and nothing is told of what somebody else did.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { asChunks } from '../../src/base/bytes.ts'
import { digestText, type Sha256 } from '../../src/base/digest.ts'
import type { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { parseEnvelope } from '../../src/ledger/envelope.ts'
import { SEAL_SALT_BYTES, sealCommitment } from '../../src/ledger/seal.ts'
import type { Who } from '../../src/node/access.ts'
import { author } from './author.ts'
import { makeHouse } from './house.ts'

const house = makeHouse()
const node = await house.open()
after(async () => {
  await node.close()
  house.remove()
  assert.deepEqual(house.defects, [])
})

test('seal: bytes of another sender are as good as not there, sealed or held', async () => {
  const secret = new TextEncoder().encode('words of another, until their day')
  const sha256 = createHash('sha256').update(secret).digest('hex') as Sha256
  const sizeBytes = secret.length
  const part = () => ({ sha256, sizeBytes, position: 0, chunks: asChunks(secret) })
  const who: Who = { name: 'lab', scopes: ['say', 'publish:lab'], operator: false }
  const lab = await author(node, 'Lab', ['lab'])
  const seal = async () => {
    const body = { kind: 'comment', text: 'Later.' }
    const envelope = await lab.sign({ type: 'owc:response/v1', subjects: [], body })
    const salt = new Uint8Array(randomBytes(SEAL_SALT_BYTES))
    const commitment = sealCommitment(salt, parseEnvelope(envelope, 'test').payload, nodeCrypto)
    const sealed = await lab.sign({
      type: 'owc:seal/v1',
      subjects: [{ name: 'commitment', digest: commitment }],
      body: { commitment: digestText(commitment) },
    })
    const files = [{ sha256, sizeBytes, path: 'x.txt' }]
    return await node.seals.keep({ envelope, seal: sealed, salt, files }, who)
  }
  const refused = async () =>
    await assert.rejects(
      seal(),
      ({ problem }: OwcError) => problem.code === 'blob-missing' && problem.found === 'none',
    )
  await refused()
  await node.sealedBytes.write('token other', part())
  await refused()
  await node.storage.blobs.put(asChunks(secret))
  await refused()
  await node.sealedBytes.write('token lab', part())
  assert.equal((await seal()).type, 'owc:seal/v1')
})
