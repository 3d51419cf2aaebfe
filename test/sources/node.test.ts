import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { openWeb } from '../../src/client/web.ts'
import { nodeSource, nodeSourceBy } from '../../src/sources/node.ts'
import { bundle, describePeer, type Files, peerHandler } from '../client/peer.ts'
import { refuse, sendFile, withServer } from './emulator.ts'
import { openVault, takeAll } from './workspace.ts'

const files: Files = {
  'model.gguf': randomBytes(300_000),
  'README.md': Buffer.from('# card'),
  'e.txt': Buffer.alloc(0),
}
const { view } = describePeer(files)
const { signal } = new AbortController()
const find = (ref: string) => nodeSource.find(ref, { pypiIndex: '', huggingface: '' }, signal)

test('owc: a release of another node comes with its bundle, commit and what was stated of it', async () => {
  await withServer(peerHandler(files), async ({ url }) => {
    const host = url.slice('http://'.length)
    const offer = await find(`owc://${host}/Acme/Tiny`)
    assert.equal(offer.name, 'acme/tiny')
    assert.equal(offer.ref, `owc://${host}/acme/tiny@sha256:${view.artifact}`)
    assert.equal(offer.commit, view.commit)
    assert.equal(offer.version, '2')
    assert.ok(bundle.equals(offer.bundle ?? Buffer.alloc(0)))
    assert.deepEqual(
      offer.licences.map(({ value }) => value),
      ['apache-2.0'],
    )
    assert.equal(offer.fetchBytes, 300_006)
    const vault = openVault()
    const found = await takeAll(await find(offer.ref), vault)
    for (const [path, bytes] of Object.entries(files))
      assert.ok(bytes.equals(found.get(path) as Uint8Array), path)
    assert.equal(vault.stages.size, 0)
  })
})

test('owc: wrong bytes are refused and not kept', async () => {
  const lie = peerHandler(files, (path, request, response) => {
    if (path.endsWith('/model.gguf')) sendFile(request, response, randomBytes(300_000))
    return path.endsWith('/model.gguf')
  })
  await withServer(lie, async ({ url }) => {
    const vault = openVault()
    const offer = await find(`owc+http://${url.slice(7)}/acme/tiny@2`)
    await assert.rejects(
      takeAll(offer, vault),
      (error) => (error as OwcError).problem.code === 'bytes-differ',
    )
    assert.ok(![...vault.blobs.values()].some((bytes) => bytes.length === 300_000))
    assert.equal(vault.stages.size, 0)
  })
})

test('owc: a node that has no bundle gives bytes alone; one that fails to give it is asked again later', async () => {
  const rows = [
    { status: 404, code: undefined },
    { status: 451, code: undefined },
    { status: 500, code: 'unreachable' },
  ]
  for (const { status, code } of rows) {
    const without = peerHandler(files, (path, _request, response) => {
      const asked = path.endsWith('/bundle.json') || path.startsWith('/commons/v1/bundles/')
      if (asked) refuse(response, status)
      return asked
    })
    await withServer(without, async ({ url }) => {
      const found = await find(`owc+http://${url.slice(7)}/acme/tiny`).catch((error: OwcError) => error)
      assert.equal(found instanceof OwcError ? found.problem.code : found.bundle, code, String(status))
    })
  }
})

test('owc: other forms are refused', async () => {
  for (const ref of [
    'owc:acme/tiny',
    'owc://h',
    'owc://h/x',
    'owc://u@h/a/b',
    'owc://h/a/b?c',
    'owc://h/../b',
  ])
    await assert.rejects(find(ref), (error) => error instanceof OwcError && error.kind === 'input', ref)
})

test('owc: a node that says nothing, stops in the middle, or drips for ever is given up in time', async () => {
  const patience = { stallMs: 100, redirects: 5, retryMs: 1 }
  const impatient = nodeSourceBy(() => openWeb(undefined, patience), 400)
  const rows: readonly (readonly [name: string, stall: Parameters<typeof peerHandler>[1]])[] = [
    ['silence', () => true],
    [
      'half an answer',
      (_path, _request, response) => {
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
          .write('{"ref":')
        return true
      },
    ],
    ['no bundle ever', (path) => path.endsWith('/.owc/bundle.json')],
    [
      'one byte every now and then',
      (_path, _request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const drip = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(drip))
        return true
      },
    ],
  ]
  for (const [name, stall] of rows)
    await withServer(peerHandler(files, stall), async ({ url }) => {
      const found = impatient.find(
        `owc+http://${url.slice(7)}/acme/tiny`,
        { pypiIndex: '', huggingface: '' },
        signal,
      )
      await assert.rejects(found, (error) => (error as OwcError).problem.code === 'unreachable', name)
    })
})
