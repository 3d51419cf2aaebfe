// Stock ssh-keygen: what it signs over a statement's PAE stands in an envelope and counts; and what our parser takes
// apart is what it verifies.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { utf8 } from '../../src/base/bytes.ts'
import { bundleBytes } from '../../src/ledger/bundle.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { webCrypto } from '../../src/ledger/crypto-web.ts'
import { statementEntry } from '../../src/ledger/entry.ts'
import {
  envelopeBytes,
  pae,
  parseEnvelope,
  STATEMENT_PAYLOAD_TYPE,
  verifyEnvelope,
} from '../../src/ledger/envelope.ts'
import { identityKey } from '../../src/ledger/identity.ts'
import type { PublicKey } from '../../src/ledger/keys.ts'
import { parseSshPublicKey, SSH_NAMESPACE, sshSignatureBlob } from '../../src/ledger/sshsig.ts'
import { identityId, makeStatement, type NewStatement } from '../../src/ledger/statement.ts'
import { identityLine, parseTrust } from '../../src/ledger/trust.ts'
import { verifyRelease } from '../../src/ledger/verify.ts'
import { artifactDigest } from '../../src/ledger/verify-bytes.ts'
import { CONTENT, filesOf, genesisBody, header, idOf, memoryLog } from '../ledger/signing-doubles.ts'

const scratch = await mkdtemp(join(tmpdir(), 'owc-ssh-'))
const KEY = join(scratch, 'id_ed25519')
const payload = utf8('{"_type":"https://in-toto.io/Statement/v1"}')
const message = pae(STATEMENT_PAYLOAD_TYPE, payload)

function keygen(args: readonly string[], input?: Uint8Array) {
  const { status, stdout, stderr, error } = spawnSync('ssh-keygen', args, { input })
  if (error !== undefined)
    throw new Error('missing peer; run: apt-get install -y openssh-client', { cause: error })
  return { ok: status === 0, out: new Uint8Array(stdout), said: stderr.toString() }
}

async function signed(namespace: string, bytes = message): Promise<Uint8Array> {
  const file = join(scratch, 'message')
  await writeFile(file, bytes)
  await rm(`${file}.sig`, { force: true })
  const made = keygen(['-q', '-Y', 'sign', '-f', KEY, '-n', namespace, file])
  assert.ok(made.ok, made.said)
  return sshSignatureBlob(new Uint8Array(await readFile(`${file}.sig`)), 'message.sig')
}

let key: PublicKey
before(async () => {
  const made = keygen(['-q', '-t', 'ed25519', '-N', '', '-C', 'somebody', '-f', KEY])
  assert.ok(made.ok, made.said)
  key = parseSshPublicKey(await readFile(`${KEY}.pub`, 'utf8'), 'id_ed25519.pub', nodeCrypto)
})
after(() => rm(scratch, { recursive: true }))

test('ssh-keygen -Y sign: its signature stands in an envelope and counts', async () => {
  const sig = await signed(SSH_NAMESPACE)
  const bytes = envelopeBytes({
    payload,
    payloadType: STATEMENT_PAYLOAD_TYPE,
    signatures: [{ keyid: key.keyid, sig }],
  })
  const envelope = parseEnvelope(bytes, 'envelope')
  for (const crypto of [nodeCrypto, webCrypto]) {
    assert.equal((await verifyEnvelope(envelope, [key], 1, crypto)).ok, true)
    const other = { ...envelope, payload: utf8('{}') }
    assert.equal((await verifyEnvelope(other, [key], 1, crypto)).ok, false)
  }
})

test('ssh-keygen -Y sign: a signature for another purpose does not count', async () => {
  for (const namespace of ['git', 'owc-statement@v1', 'file']) {
    const signatures = [{ keyid: key.keyid, sig: await signed(namespace) }]
    const envelope = { payload, payloadType: STATEMENT_PAYLOAD_TYPE, signatures }
    assert.equal((await verifyEnvelope(envelope, [key], 1, nodeCrypto)).ok, false, namespace)
  }
})

test('ssh-keygen -Y sign: an identity that is an SSH key publishes, and its release verifies', async () => {
  const log = memoryLog()
  const say = async (given: Omit<NewStatement, 'header'>, issuer: string | null, order = {}) => {
    const said = makeStatement({ ...given, header: { ...header(1, issuer), ...order } }, nodeCrypto)
    const sig = await signed(SSH_NAMESPACE, pae(STATEMENT_PAYLOAD_TYPE, said))
    const envelope = {
      payload: said,
      payloadType: STATEMENT_PAYLOAD_TYPE,
      signatures: [{ keyid: key.keyid, sig }],
    }
    return { envelope, index: log.add(statementEntry(envelope, given.type, nodeCrypto)) }
  }
  const body = genesisBody([identityKey(key)])
  const person = await say({ type: 'owc:identity/v1', subjects: [], body }, null, { seq: 0, prev: null })
  const id = identityId(person.envelope.payload, nodeCrypto)
  const files = filesOf(CONTENT)
  const subjects = [{ digest: artifactDigest(files, nodeCrypto) }]
  const release = await say({ type: 'owc:release/v1', subjects, body: {} }, id)
  const statements = [person, release].map(async ({ envelope, index }) => ({
    envelope,
    proofs: [await log.prove(index)],
  }))
  const bundle = bundleBytes({
    subject: idOf(release.envelope),
    statements: await Promise.all(statements),
    times: [],
    files,
    blobs: [],
    oms: [],
    consistency: [],
  })
  const trust = parseTrust(`log ${log.vkey}\n${identityLine({ id })}`, 'trust', nodeCrypto)
  const report = await verifyRelease({ bundle, found: { files, scope: 'folder' }, trust }, nodeCrypto)
  assert.deepEqual(report.problems, [])
  assert.deepEqual([report.ok, report.record.signers], [true, [key.keyid]])
})

test('ssh-keygen -Y verify: takes the armour of the blob that we carry', async () => {
  const blob = await signed(SSH_NAMESPACE)
  const lines = blob.toBase64().match(/.{1,70}/g) ?? []
  const armour = `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`
  const [signature, signers] = [join(scratch, 'again.sig'), join(scratch, 'allowed_signers')]
  await writeFile(signature, armour)
  await writeFile(signers, `lab namespaces="${SSH_NAMESPACE}" ${await readFile(`${KEY}.pub`, 'utf8')}`)
  const args = ['-Y', 'verify', '-f', signers, '-I', 'lab', '-n', SSH_NAMESPACE, '-s', signature]
  assert.equal(keygen(args, message).ok, true)
  assert.equal(keygen(args, utf8('other')).ok, false)
})
