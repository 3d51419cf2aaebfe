// Somebody who signs statements for a log: an identity that is introduced once, then as many envelopes as are wanted.

import { randomBytes } from 'node:crypto'
import { toBase64 } from '../../../src/base/bytes.ts'
import { instant } from '../../../src/base/time.ts'
import { nodeCrypto } from '../../../src/ledger/crypto-node.ts'
import { envelopeBytes, signEnvelope } from '../../../src/ledger/envelope.ts'
import { makeKeyPair } from '../../../src/ledger/signer.ts'
import { identityId, makeStatement, nonceText } from '../../../src/ledger/statement.ts'
import type { Door } from './door.ts'

export type Author = { envelopes(count: number): Promise<Uint8Array[]> }

export async function introduce(door: Door): Promise<Author> {
  const { origin: home } = JSON.parse((await door.get('/commons/v1/log')).body) as { origin: string }
  const key = makeKeyPair('ed25519', nodeCrypto)
  const now = () => instant(Math.floor(Date.now() / 1000))
  const header = () => ({ home, nonce: nonceText(randomBytes(16)), issued: now() })
  const keys = [{ keyid: key.key.keyid, alg: 'ed25519', pub: toBase64(key.key.raw) }]
  const body = { id: null, homeLog: home, name: 'Bench', kinds: ['person'], keys, threshold: 1 }
  const first = makeStatement(
    {
      type: 'owc:identity/v1',
      subjects: [],
      header: { ...header(), issuer: null, seq: 0, prev: null },
      body,
    },
    nodeCrypto,
  )
  await door.post('/commons/v1/statements', envelopeBytes(await signEnvelope(first, [key])))
  const issuer = identityId(first, nodeCrypto)
  return {
    async envelopes(count) {
      const made: Uint8Array[] = []
      for (let i = 0; i < count; i++) {
        const said = { type: 'test:note/v1', subjects: [], header: { ...header(), issuer }, body: {} }
        made.push(envelopeBytes(await signEnvelope(makeStatement(said, nodeCrypto), [key])))
      }
      return made
    },
  }
}
