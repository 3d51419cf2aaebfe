// The bundle of an artifact carries the model signatures among its files, verbatim, and a verifier reports them.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { parseBundle } from '../../src/ledger/bundle.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { signOms } from '../../src/ledger/oms.ts'
import { identityLine, parseTrust } from '../../src/ledger/trust.ts'
import { verifyRelease } from '../../src/ledger/verify.ts'
import { releaseBundle } from '../../src/node/bundle.ts'
import { artifactFiles } from '../../src/node/manifests.ts'
import { sha } from '../ledger/signing-doubles.ts'
import { author, leastRelease } from './author.ts'
import { makeHouse } from './house.ts'
import { take } from './taking.ts'

const house = makeHouse()
const node = await house.open()
after(async () => {
  await node.close()
  house.remove()
})
const CONTENT = { 'config.json': '{"a":1}', 'weights.txt': 'w' }
const FILES = Object.entries(CONTENT).map(([path, text]) => ({ path, sha256: sha(text) }))
const trust = parseTrust(
  `log ${node.log.verifierKey}\n${identityLine({ id: node.identity })}`,
  'trust',
  nodeCrypto,
)

/** A model in which these signature files lie, as a verifier reports on its bundle. */
async function reported(name: string, signatures: Readonly<Record<string, string | Uint8Array>>) {
  const folder = join(house.place, name)
  mkdirSync(folder)
  for (const [path, text] of Object.entries({ ...CONTENT, ...signatures }))
    writeFileSync(join(folder, path), text)
  const { artifact } = await take(node, folder, `test/${name}`)
  const bundle = await releaseBundle(node, artifact)
  const files = await artifactFiles(node.storage.blobs, artifact)
  const report = await verifyRelease({ bundle, found: { files, scope: 'folder' }, trust }, nodeCrypto)
  return { report, carried: parseBundle(bundle, 'bundle').oms, folder }
}

const signed = await signOms({ name: 'm', files: FILES }, node.keys.modelSigning, nodeCrypto)

test('bundle: a model signature travels verbatim and is reported as good', async () => {
  const { report, carried, folder } = await reported('signed', { 'model.sig': signed })
  assert.deepEqual(carried, [readFileSync(join(folder, 'model.sig'), 'utf8')])
  assert.deepEqual(report.problems, [])
  assert.deepEqual(
    report.record.oms.map(({ verdict, because }) => [verdict, because]),
    [['good', 'covers every file']],
  )
})

test('bundle: a signature of other bytes is carried too, and reported as bad', async () => {
  const other = await signOms(
    { name: 'm', files: [{ path: 'config.json', sha256: sha('other') }] },
    node.keys.modelSigning,
    nodeCrypto,
  )
  const { report } = await reported('lying', { 'model.sig': other })
  assert.equal(report.record.oms[0]?.verdict, 'bad')
  assert.ok(report.problems.every(({ code }) => code === 'oms-invalid'))
})

test('bundle: what is no text stays behind, and no more than sixteen travel', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 18 }, (_, i) => [`${String(i).padStart(2, '0')}.oms.json`, `{"number":${i}}`]),
  )
  const { carried } = await reported('many', { ...many, '00.oms.json': Uint8Array.of(0xff, 0xfe) })
  assert.deepEqual(
    carried,
    Array.from({ length: 15 }, (_, i) => `{"number":${i + 1}}`),
  )
})

test('bundle: it leads with the record of who first released the bytes, whoever releases them again', async () => {
  const folder = join(house.place, 'twice')
  mkdirSync(folder)
  writeFileSync(join(folder, 'twice.txt'), 'released twice')
  const { artifact } = await take(node, folder, 'test/twice')
  const [ada, eve] = [await author(node, 'Ada', ['ada']), await author(node, 'Eve', ['eve'])]
  const own = await ada.say(leastRelease('ada/twice', '1', artifact))
  await eve.say(leastRelease('eve/twice', '1', artifact))
  assert.equal(parseBundle(await releaseBundle(node, artifact), 'bundle').subject, own.statement)
})
