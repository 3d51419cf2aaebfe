// Somebody who speaks on a node of a test: an identity of its own with a namespace, made and admitted at once.

import { randomBytes } from 'node:crypto'
import { toBase64 } from '../../src/base/bytes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { instant } from '../../src/base/time.ts'
import type { Draft } from '../../src/commons/subject.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { envelopeBytes, signEnvelope } from '../../src/ledger/envelope.ts'
import { type KeyPair, makeKeyPair } from '../../src/ledger/signer.ts'
import { identityId, makeStatement, nonceText } from '../../src/ledger/statement.ts'
import type { Who } from '../../src/node/access.ts'
import type { Node, Receipt } from '../../src/node/node.ts'

export const OPERATOR: Who = { name: 'operator', scopes: ['operate'], operator: true }

export type Author = {
  readonly identity: string
  readonly key: KeyPair
  sign(draft: Draft): Promise<Uint8Array>
  say(draft: Draft): Promise<Receipt>
}

export async function author(
  node: Node,
  name: string,
  namespaces: readonly string[] = [],
  more: object = {},
): Promise<Author> {
  const home = node.log.origin
  const key = makeKeyPair('ed25519', nodeCrypto)
  const header = () => ({ home, nonce: nonceText(randomBytes(16)), issued: instant(node.clock()) })
  const keys = [{ keyid: key.key.keyid, alg: 'ed25519', pub: toBase64(key.key.raw) }]
  const body = {
    id: null,
    homeLog: home,
    name,
    kinds: ['publisher'],
    keys,
    threshold: 1,
    namespaces,
    ...more,
  }
  const founding = { ...header(), issuer: null, seq: 0, prev: null }
  const first = makeStatement({ type: 'owc:identity/v1', subjects: [], header: founding, body }, nodeCrypto)
  await node.admit(envelopeBytes(await signEnvelope(first, [key])), OPERATOR)
  const identity = identityId(first, nodeCrypto)
  const sign = async (draft: Draft) => {
    const payload = makeStatement({ ...draft, header: { ...header(), issuer: identity } }, nodeCrypto)
    return envelopeBytes(await signEnvelope(payload, [key]))
  }
  return { identity, key, sign, say: async (draft) => await node.admit(await sign(draft), OPERATOR) }
}

/** The least record that the schema of a release takes. */
export function leastRelease(ref: string, version: string, artifact: Sha256): Draft {
  return {
    type: 'owc:release/v1',
    subjects: [{ name: ref, digest: artifact }],
    body: {
      owc: 1,
      kind: 'release',
      subject: { id: ref, version },
      artifacts: [{ path: 'x.bin', bytes: 1, sha256: 'ab'.repeat(32) }],
    },
  }
}
