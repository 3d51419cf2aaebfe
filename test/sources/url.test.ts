import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { findOffer, isSourceRef } from '../../src/sources/find.ts'
import { type Handler, sendFile, withServer } from './emulator.ts'
import { digestOf, openVault, takeAll } from './workspace.ts'

const { signal } = new AbortController()
const settings = { pypiIndex: '', huggingface: '' }
const find = (ref: string) => findOffer(ref, settings, signal)
const weights = randomBytes(300_000)
const files: Handler = (_path, request, response) => sendFile(request, response, weights, { etag: '"e"' })

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof OwcError, String(error))
  assert.equal(error.problem.code, expected, error.message)
  return true
}

test('url: one weight file with its size; the record leaves out user, password and query', async () => {
  await withServer(files, async ({ url }) => {
    const offer = await find(`${url.replace('//', '//me:secret@')}/dir/Tiny%20Model.Q4.gguf?token=secret#x`)
    assert.equal(offer.name, 'web/tiny-model.q4')
    assert.equal(offer.fetchBytes, weights.length)
    assert.deepEqual(offer.found, { kind: 'url', url: `${url}/dir/Tiny%20Model.Q4.gguf`, query: 'left out' })
    assert.ok(!/secret/.test(JSON.stringify(offer)))
    const found = await takeAll(offer, openVault())
    assert.ok(weights.equals(found.get('Tiny Model.Q4.gguf') as Uint8Array))
  })
})

test('url: a digest behind the address is what the bytes must have', async () => {
  await withServer(files, async ({ url }) => {
    const vault = openVault()
    await takeAll(await find(`${url}/m.gguf#sha256=${digestOf(weights)}`), vault)
    assert.equal(vault.blobs.size, 1)
    const wrong = await find(`${url}/m.gguf#sha256=${'a'.repeat(64)}`)
    await assert.rejects(takeAll(wrong, openVault()), code('bytes-differ'))
  })
})

test('url: a name that the server proposes is taken when the address has none', async () => {
  const named: Handler = (_path, request, response) =>
    sendFile(request, response, weights, {
      headers: { 'content-disposition': 'attachment; filename="m.safetensors"' },
    })
  await withServer(named, async ({ url }) => {
    assert.deepEqual(
      [...(await takeAll(await find(`${url}/download?id=7`), openVault())).keys()],
      ['m.safetensors'],
    )
  })
  const evil: Handler = (_path, request, response) =>
    sendFile(request, response, weights, {
      headers: { 'content-disposition': 'attachment; filename="../../m.gguf"' },
    })
  await withServer(evil, ({ url }) => assert.rejects(find(`${url}/download`), { name: 'OwcError' }))
})

test('url: web pages, archives, absent files and forms of no source are explained', async () => {
  await withServer(
    (path, _request, response) => {
      if (path === '/page.gguf') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
      else if (path === '/hidden.gguf') response.end('<!doctype html>')
      else if (path === '/gone.gguf') response.writeHead(404).end()
      else response.end('bytes')
    },
    async ({ url }) => {
      await assert.rejects(find(`${url}/page.gguf`), code('answer-invalid'))
      await assert.rejects(find(`${url}/hidden.gguf`), code('answer-invalid'))
      await assert.rejects(find(`${url}/gone.gguf`), code('source-missing'))
      await assert.rejects(find(`${url}/model.zip`), code('no-weights'))
      await assert.rejects(find(`${url}/%2e%2e%2fx.gguf`), { name: 'OwcError' })
      await assert.rejects(find(`${url}/C%3Ax.gguf`), { name: 'OwcError' })
    },
  )
  for (const ref of ['', 'acme/tiny', 'ftp://x/y.gguf', 'file:///etc/passwd', 'javascript:1', 'ollama:x'])
    await assert.rejects(find(ref), code('source-unknown'))
})

test('find: references of sources are told from names of releases', () => {
  for (const ref of [
    './x',
    '/x',
    '..',
    'C:\\x',
    'pypi:a',
    'hf:a/b',
    'https://x/y',
    'http://x/y',
    'owc://h/a/b',
    'owc+http://h/a/b',
    'path:/x',
  ])
    assert.ok(isSourceRef(ref), ref)
  for (const ref of ['acme/tiny', 'acme/tiny:Q4', 'acme/tiny@sha256:abc', 'x:y', ''])
    assert.ok(!isSourceRef(ref), ref)
})
