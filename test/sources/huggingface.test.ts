import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { huggingfaceSource } from '../../src/sources/huggingface.ts'
import { refuse, type Served, sendFile, sendJson, withServer } from './emulator.ts'
import { digestOf, openVault, takeAll } from './workspace.ts'

const { signal } = new AbortController()
const commit = 'c'.repeat(40)
const files: Readonly<Record<string, Buffer>> = {
  'README.md': Buffer.from('# card'),
  'empty.txt': Buffer.alloc(0),
  'sub/a b.txt': Buffer.from('space'),
  'model.safetensors': randomBytes(9 << 20),
}
const gitOid = (bytes: Buffer) =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
const entry = ([path, bytes]: readonly [string, Buffer]) => ({
  type: 'file',
  path,
  size: bytes.length,
  oid: gitOid(bytes),
  ...(path.endsWith('.safetensors')
    ? { oid: 'f'.repeat(40), lfs: { oid: digestOf(bytes), size: bytes.length } }
    : {}),
})
const info = {
  id: 'Acme/Tiny.Model',
  sha: commit,
  gated: false,
  siblings: Object.entries(files).map((file) => {
    const { path, size, oid, lfs } = entry(file)
    return {
      rfilename: path,
      size,
      blobId: oid,
      ...(lfs === undefined ? {} : { lfs: { sha256: lfs.oid, size } }),
    }
  }),
  cardData: { license: 'apache-2.0', base_model: ['acme/base', 'acme/other'], tags: [1, {}] },
}

type Change = (path: string, request: IncomingMessage, response: ServerResponse) => boolean

async function withHub(
  change: Change,
  run: (
    find: (ref: string, token?: string) => ReturnType<typeof huggingfaceSource.find>,
    hub: Served,
  ) => Promise<void>,
): Promise<void> {
  await withServer(
    (path, request, response) => {
      if (change(path, request, response)) return
      const tree = Object.entries(files).map(entry)
      if (path.startsWith('/api/models/Acme/Tiny.Model/revision/')) sendJson(response, info)
      else if (path.includes('/tree/') && path.includes('cursor=2')) sendJson(response, tree.slice(2))
      else if (path.includes('/tree/')) {
        const next = `<http://${request.headers.host}${path}&cursor=2>; rel="next"`
        sendJson(response, [{ type: 'directory', path: 'sub', size: 0 }, ...tree.slice(0, 2)], { link: next })
      } else {
        const name = decodeURIComponent(path.split(`/resolve/${commit}/`)[1] ?? '')
        const bytes = files[name]
        if (bytes === undefined) refuse(response, 404, { 'x-error-code': 'EntryNotFound' })
        else sendFile(request, response, bytes)
      }
    },
    (hub) =>
      run((ref, token) => {
        const settings = {
          pypiIndex: '',
          huggingface: hub.url,
          ...(token === undefined ? {} : { huggingfaceToken: token }),
        }
        return huggingfaceSource.find(ref, settings, signal)
      }, hub),
  )
}

const nothing: Change = () => false

test('hf: a repository is pinned to its commit; size, licence and base model are known before bytes are fetched', async () => {
  await withHub(nothing, async (find, hub) => {
    const offer = await find('hf:Acme/Tiny.Model', 'hf_token')
    assert.equal(offer.ref, `hf:Acme/Tiny.Model@${commit}`)
    assert.equal(offer.name, 'acme/tiny.model')
    assert.equal(offer.display, 'Acme/Tiny.Model')
    assert.equal(offer.commit, commit)
    assert.equal(
      offer.fetchBytes,
      Object.values(files).reduce((size, bytes) => size + bytes.length, 0),
    )
    assert.deepEqual(
      offer.licences.map(({ key, value }) => [key, value]),
      [['license', 'apache-2.0']],
    )
    assert.deepEqual(
      offer.said.map(({ value }) => value),
      ['acme/base', 'acme/other'],
    )
    assert.ok(!/127\.0\.0\.1|hf_token/.test(JSON.stringify(offer)))
    assert.ok(!hub.seen.some(({ path }) => path.includes('/resolve/')))
    const vault = openVault()
    const found = await takeAll(offer, vault)
    assert.deepEqual([...found.keys()].sort(), Object.keys(files).sort())
    for (const [path, bytes] of Object.entries(files))
      assert.ok(bytes.equals(found.get(path) as Uint8Array), path)
    assert.equal(vault.stages.size, 0)
    assert.ok(hub.seen.every(({ headers }) => headers.authorization === 'Bearer hf_token'))
  })
})

test('hf: the record that a node of ours serves along is no file of the artifact', async () => {
  const bundle = Buffer.from('{"bundle":1}')
  const ours: Change = (path, request, response) => {
    if (path.includes('/tree/'))
      sendJson(response, [
        entry(['README.md', files['README.md'] as Buffer]),
        entry(['.owc/bundle.json', bundle]),
      ])
    else if (path.endsWith('/.owc/bundle.json')) sendFile(request, response, bundle)
    else return false
    return true
  }
  await withHub(ours, async (find) => {
    const offer = await find('hf:Acme/Tiny.Model')
    assert.ok(bundle.equals(offer.bundle ?? Buffer.alloc(0)))
    assert.deepEqual([...(await takeAll(offer, openVault())).keys()], ['README.md'])
  })
})

test('hf: a server without /tree is read by its list of siblings', async () => {
  const noTree: Change = (path, _request, response) => {
    if (!path.includes('/tree/')) return false
    refuse(response, 404)
    return true
  }
  await withHub(noTree, async (find) => {
    assert.equal((await takeAll(await find('hf:Acme/Tiny.Model@v1'), openVault())).size, 4)
  })
})

const answers: readonly {
  name: string
  status: number
  headers: Record<string, string>
  code: string
  says: RegExp
}[] = [
  {
    name: 'gated',
    status: 401,
    headers: { 'x-error-code': 'GatedRepo' },
    code: 'source-denied',
    says: /gated.*Accept its terms/s,
  },
  {
    name: 'absent or private',
    status: 401,
    headers: { 'x-error-code': 'RepoNotFound' },
    code: 'source-missing',
    says: /private: Set HF_TOKEN/,
  },
  {
    name: 'no such revision',
    status: 404,
    headers: { 'x-error-code': 'RevisionNotFound' },
    code: 'source-missing',
    says: /revision v9/,
  },
  {
    name: 'withdrawn',
    status: 451,
    headers: { 'x-error-message': 'taken down' },
    code: 'source-denied',
    says: /withdrawn: "taken down"/,
  },
  {
    name: 'refused by policy',
    status: 403,
    headers: { 'x-error-message': 'No.' },
    code: 'source-denied',
    says: /"No\."/,
  },
  {
    name: 'a captive portal',
    status: 200,
    headers: { 'content-type': 'text/html' },
    code: 'answer-invalid',
    says: /web page/,
  },
  { name: 'busy', status: 429, headers: {}, code: 'unreachable', says: /429/ },
]

for (const { name, status, headers, code, says } of answers)
  test(`hf: ${name} is explained`, async () => {
    const all: Change = (_path, _request, response) => {
      response.writeHead(status, headers).end('<html>')
      return true
    }
    await withHub(all, (find) =>
      assert.rejects(find('hf:Acme/Tiny.Model@v9'), (error) => {
        assert.ok(error instanceof OwcError, String(error))
        assert.equal(error.problem.code, code)
        assert.match(error.message, says)
        return true
      }),
    )
  })

const hostile: readonly { name: string; tree: unknown }[] = [
  { name: 'a way out', tree: [{ path: '../x', size: 1 }] },
  {
    name: 'names that differ by case',
    tree: [
      { path: 'a', size: 1 },
      { path: 'A', size: 1 },
    ],
  },
  { name: 'a negative size', tree: [{ path: 'a', size: -1 }] },
  { name: 'a fractional size', tree: [{ path: 'a', size: 0.5 }] },
  { name: 'no list', tree: { error: 'x' } },
  { name: 'no files', tree: [] },
]

for (const { name, tree } of hostile)
  test(`hf: a file list with ${name} is refused`, async () => {
    const lie: Change = (path, _request, response) => {
      if (path.includes('/tree/')) sendJson(response, tree)
      return path.includes('/tree/')
    }
    await withHub(lie, (find) => assert.rejects(find('hf:Acme/Tiny.Model'), { name: 'OwcError' }))
  })

test('hf: wrong bytes of the right size are refused, of small files too, and not kept', async () => {
  for (const name of ['model.safetensors', 'README.md']) {
    const lie: Change = (path, request, response) => {
      if (!path.endsWith(name)) return false
      const bytes = Buffer.from(files[name] as Buffer)
      bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1
      sendFile(request, response, bytes)
      return true
    }
    await withHub(lie, async (find) => {
      const vault = openVault()
      const offer = await find('hf:Acme/Tiny.Model')
      await assert.rejects(
        takeAll(offer, vault),
        (error) => (error as OwcError).problem.code === 'bytes-differ',
      )
      assert.ok(![...vault.blobs.values()].some((bytes) => bytes.length === files[name]?.length))
      assert.equal(vault.stages.size, 0)
    })
  }
})

test('hf: another commit than the pinned one, pages of another origin and other references are refused', async () => {
  await withHub(nothing, async (find) => {
    await assert.rejects(find(`hf:Acme/Tiny.Model@${'d'.repeat(40)}`), /commit/)
    for (const ref of ['hf:x', 'hf:a/b/c', 'hf:../..', 'hf:a/b@', 'hf:a/b@x y'])
      await assert.rejects(find(ref), (error) => (error as OwcError).problem.code === 'source-unknown')
  })
  const elsewhere: Change = (path, _request, response) => {
    if (path.includes('/tree/')) sendJson(response, [], { link: '<http://other.test/x>; rel="next"' })
    return path.includes('/tree/')
  }
  await withHub(elsewhere, (find) => assert.rejects(find('hf:Acme/Tiny.Model'), /same hub/))
})
