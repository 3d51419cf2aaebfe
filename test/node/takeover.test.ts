// Whoever writes the node's public key into a document of their own is not the node: not at its next start, and not
// when an erasure is asked for.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { toBase64 } from '../../src/base/bytes.ts'
import { digestText } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import { instant } from '../../src/base/time.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { envelopeBytes, signEnvelope } from '../../src/ledger/envelope.ts'
import { makeKeyPair } from '../../src/ledger/signer.ts'
import { identityId, makeStatement, nonceText } from '../../src/ledger/statement.ts'
import type { Who } from '../../src/node/access.ts'
import type { Node } from '../../src/node/node.ts'
import { author } from './author.ts'
import { makeHouse } from './house.ts'

const STRANGERS = 12
const SAY: Who = { name: 'stranger', scopes: ['say'], operator: false }

const house = makeHouse()
let node = await house.open()
after(async () => {
  await node.close()
  house.remove()
})

const header = (at: Node) => ({
  home: at.log.origin,
  nonce: nonceText(randomBytes(16)),
  issued: instant(at.clock()),
})

/** An identity of a stranger's own key that also lists the node's. */
async function pretender(at: Node) {
  const key = makeKeyPair('ed25519', nodeCrypto)
  const listed = [key.key, at.keys.node.key].map(({ keyid, algorithm, raw }) => ({
    keyid,
    alg: algorithm,
    pub: toBase64(raw),
  }))
  const body = { id: null, homeLog: at.log.origin, name: 'Node', kinds: ['node'], keys: listed, threshold: 1 }
  const founding = { ...header(at), issuer: null, seq: 0, prev: null }
  const first = makeStatement({ type: 'owc:identity/v1', subjects: [], header: founding, body }, nodeCrypto)
  await at.admit(envelopeBytes(await signEnvelope(first, [key])), SAY)
  return { key, identity: identityId(first, nodeCrypto) }
}

test('takeover: the node is who signed its own first document, whoever else lists its key', async () => {
  const own = node.identity
  const victim = await author(node, 'Somebody')
  const { statement } = await victim.say({ type: 'test:note/v1', subjects: [], body: { words: 'stay' } })
  for (let i = 0; i < STRANGERS; i++) {
    const { key, identity } = await pretender(node)
    const body = { reason: 'personal-data', text: 'mine' }
    const said = { ...header(node), issuer: identity }
    const erasure = makeStatement(
      { type: 'owc:erasure/v1', subjects: [{ digest: statement }], header: said, body },
      nodeCrypto,
    )
    const asked = node.admit(envelopeBytes(await signEnvelope(erasure, [key])), SAY)
    await asked.catch((error: unknown) => assert.ok(error instanceof OwcError, String(error)))
  }
  const kept = await node.storage.logStore.body(statement)
  assert.ok(kept !== undefined && 'envelope' in kept, `the body of ${digestText(statement)} stays`)
  await node.close()
  node = await house.open()
  assert.equal(node.identity, own)
})
