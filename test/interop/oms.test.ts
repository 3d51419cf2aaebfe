// model_signing 1.1.1, the reference, both ways: it verifies what we sign, and we what it signs. The peer is a Python
// environment under $TEST_PEERS; it is not installed here.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { encodeSpki, spkiPem } from '../../src/ledger/keys.ts'
import { type OmsFile, signOms, verifyOms } from '../../src/ledger/oms.ts'
import { omsKeyFromPem } from '../../src/ledger/oms-key.ts'
import { makeKeyPair } from '../../src/ledger/signer.ts'

const VENV = join(process.env['TEST_PEERS'] ?? join(tmpdir(), 'owc-peers'), 'model-signing')
const CONTENT: Readonly<Record<string, string>> = {
  '.hidden': 'h',
  'a/b.bin': 'hello',
  'a-b': 'dash',
  'config.json': '{"a":1}',
  'empty.txt': '',
  'sub/.gitignore': 'nested ignore',
  'sub/w.safetensors': 'x',
  'zürich/ü.txt': 'umlaut',
}
const scratch = await mkdtemp(join(tmpdir(), 'owc-oms-'))
after(() => rm(scratch, { recursive: true }))

function reference(...args: readonly string[]) {
  const python = join(VENV, 'bin', 'python')
  if (!existsSync(python))
    throw new Error(
      `missing peer; run: python3 -m venv ${VENV} && ${python} -m pip install model_signing==1.1.1 pyopenssl`,
    )
  const { status, stdout, stderr } = spawnSync(python, ['-m', 'model_signing', ...args], { encoding: 'utf8' })
  return { ok: status === 0, said: `${stdout}${stderr}` }
}

async function model(name: string): Promise<string> {
  const folder = join(scratch, name)
  for (const [path, text] of Object.entries(CONTENT)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

async function hashed(folder: string): Promise<readonly OmsFile[]> {
  const paths = Object.keys(CONTENT)
  return Promise.all(
    paths.map(async (path) => ({
      path,
      sha256: crypto.sha256(await readFile(join(folder, path))).toHex() as OmsFile['sha256'],
    })),
  )
}

test('model_signing verifies what we sign, and refuses it when a byte changes', async () => {
  const folder = await model('ours')
  await writeFile(join(folder, '.gitattributes'), '* binary')
  const pair = makeKeyPair('ecdsa-p256-sha256', crypto)
  const key = join(scratch, 'ours.pub')
  await writeFile(key, spkiPem(encodeSpki(pair.key)))
  const signature = join(folder, 'model.sig')
  await writeFile(signature, await signOms({ name: 'ours', files: await hashed(folder) }, pair, crypto))
  await mkdir(join(folder, '.owc'))
  await writeFile(join(folder, '.owc', 'bundle.json'), '{}') // as it lies in every pulled copy
  const verify = () => reference('verify', 'key', folder, '--signature', signature, '--public_key', key)
  const good = verify()
  assert.ok(good.ok, good.said)
  await writeFile(join(folder, 'a/b.bin'), 'hellp')
  assert.equal(verify().ok, false)
})

for (const namedCurve of ['P-256', 'P-384', 'P-521']) {
  test(`we verify what model_signing signs with ${namedCurve}, and see what it does not`, async () => {
    const folder = await model(namedCurve)
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    const secret = join(scratch, `${namedCurve}.pem`)
    await writeFile(secret, privateKey.export({ type: 'sec1', format: 'pem' }))
    const signature = join(folder, 'model.sig')
    const signed = reference('sign', 'key', folder, '--signature', signature, '--private_key', secret)
    assert.ok(signed.ok, signed.said)
    const key = omsKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'key', crypto)
    const text = await readFile(signature)
    const files = await hashed(folder)
    const verify = (given: readonly OmsFile[]) =>
      verifyOms(text, { files: given, keys: [key], where: 'model.sig' }, crypto)
    const { facts } = await verify(files)
    assert.equal(facts.verdict, 'good', facts.because)
    const changed = files.map((file, i) =>
      i === 2 ? { ...file, sha256: files[0]?.sha256 ?? file.sha256 } : file,
    )
    assert.equal((await verify(changed)).facts.verdict, 'bad')
    const git = [...files, { path: '.gitattributes', sha256: (files[0] as OmsFile).sha256 }]
    assert.deepEqual((await verify(git)).facts.unsigned, ['.gitattributes'])
  })
}

test('model_signing signs a single file as ".", and we read it so', async () => {
  const folder = await model('single')
  const path = join(scratch, 'w.safetensors')
  await rename(join(folder, 'sub/w.safetensors'), path)
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const secret = join(scratch, 'single.pem')
  await writeFile(secret, privateKey.export({ type: 'sec1', format: 'pem' }))
  const signature = join(scratch, 'single.sig')
  const signed = reference('sign', 'key', path, '--signature', signature, '--private_key', secret)
  assert.ok(signed.ok, signed.said)
  const key = omsKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'key', crypto)
  const sha256 = crypto.sha256(await readFile(path)).toHex() as OmsFile['sha256']
  const given = { files: [{ path: 'w.safetensors', sha256 }], keys: [key], where: 'single.sig' }
  assert.equal((await verifyOms(await readFile(signature), given, crypto)).facts.verdict, 'good')
})
