import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { connect } from '../../src/client/api.ts'
import { pullRelease } from '../../src/client/pull-release.ts'
import { describe, parseWanted } from '../../src/client/release.ts'
import { openWeb } from '../../src/client/web.ts'
import { type How, refuse, sendFile, sendJson, withServer } from '../sources/emulator.ts'
import { bundle, type Change, describePeer, type Files, peerHandler } from './peer.ts'

const files: Files = {
  'model.gguf': randomBytes(6_000_000),
  'sub/a b.txt': Buffer.from('text'),
  'empty.txt': Buffer.alloc(0),
}

type Pulling = {
  readonly goal: string
  readonly folder: string
  readonly bytes: () => number
  run(): Promise<unknown>
}

async function withPeer(
  change: Change,
  use: (pulling: Pulling) => Promise<void>,
  stallMs = 10_000,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'owc-pull-'))
  let bytes = 0
  try {
    await withServer(peerHandler(files, change), async ({ url }) => {
      const goal = join(folder, 'tiny')
      const run = async () => {
        const web = openWeb(undefined, { stallMs, redirects: 3, retryMs: 5 })
        const api = connect({ url, web })
        try {
          const release = await describe(api, parseWanted('acme/tiny', 'test'))
          const progress = (step: { readonly bytes: number }) => {
            bytes += step.bytes
          }
          return await pullRelease({
            api,
            release,
            folder: goal,
            progress,
            signal: AbortSignal.timeout(20_000),
          })
        } finally {
          api.close()
        }
      }
      await use({ goal, folder, bytes: () => bytes, run })
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const total = Object.values(files).reduce((size, one) => size + one.length, 0)

async function checkWhole({ goal, folder }: Pulling): Promise<void> {
  for (const [path, expected] of Object.entries(files))
    assert.ok(expected.equals(await readFile(join(goal, path))), path)
  assert.ok(bundle.equals(await readFile(join(goal, '.owc/bundle.json'))))
  assert.deepEqual(await readdir(folder), ['tiny'], 'nothing is left beside it')
}

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof OwcError, String(error))
  assert.equal(error.problem.code, expected, error.message)
  return true
}

const serving =
  (how: How): Change =>
  (path, request, response) => {
    const isModel = path.endsWith('/model.gguf')
    if (isModel) sendFile(request, response, files['model.gguf'] as Buffer, how)
    return isModel
  }

test('pull: a release arrives whole, verified, with its bundle; an empty folder will do, another will not', async () => {
  await withPeer(
    () => false,
    async (pulling) => {
      await mkdir(pulling.goal)
      await pulling.run()
      await checkWhole(pulling)
      assert.equal(pulling.bytes(), total)
      await assert.rejects(pulling.run(), code('folder-in-use'))
    },
  )
})

test('pull: chunked answers, redirects and servers without ranges go by the slower way', async () => {
  const ways: readonly Change[] = [
    (path, _request, response) => {
      if (path.endsWith('/model.gguf'))
        response.writeHead(200).write(files['model.gguf'], () => response.end())
      return path.endsWith('/model.gguf')
    },
    (path, _request, response) => {
      if (path.endsWith('/model.gguf')) response.writeHead(307, { location: '/other' }).end()
      else if (path === '/other') response.end(files['model.gguf'])
      return path.endsWith('/model.gguf') || path === '/other'
    },
  ]
  for (const way of ways)
    await withPeer(way, async (pulling) => {
      await pulling.run()
      await checkWhole(pulling)
    })
})

test('pull: cut again and again, it goes on; without ranges a later process begins again', async () => {
  await withPeer(serving({ cutAfter: 5_000_000 }), async (pulling) => {
    await pulling.run()
    await checkWhole(pulling)
  })
  let cut = true
  const once: Change = (path, request, response) =>
    serving(cut ? { cutAfter: 5_000_000, noRanges: true } : { noRanges: true })(path, request, response)
  await withPeer(once, async (pulling) => {
    await assert.rejects(pulling.run(), code('unreachable'))
    assert.equal((await readdir(pulling.folder)).length, 1, 'only the folder of parts')
    cut = false
    await pulling.run()
    await checkWhole(pulling)
  })
})

test('pull: wrong bytes of the right size are named, dropped, and nothing becomes visible', async () => {
  let lie = true
  const change: Change = (path, request, response) => {
    if (!path.endsWith('/model.gguf') || !lie) return false
    const bytes = Buffer.from(files['model.gguf'] as Buffer)
    bytes[3_000_000] = (bytes[3_000_000] as number) ^ 1
    sendFile(request, response, bytes)
    return true
  }
  await withPeer(change, async (pulling) => {
    await assert.rejects(pulling.run(), (error) => {
      assert.match(String(error), /model\.gguf/)
      return code('bytes-differ')(error)
    })
    await assert.rejects(readdir(pulling.goal))
    lie = false
    await pulling.run()
    await checkWhole(pulling)
  })
})

const lies: readonly { name: string; change: Change; code: string }[] = [
  { name: 'a shorter file', change: (p, _q, r) => end(p, () => r.end('short')), code: 'answer-invalid' },
  {
    name: 'a longer file',
    change: (p, _q, r) => end(p, () => r.end(Buffer.alloc(6_000_001))),
    code: 'answer-invalid',
  },
  { name: 'a refusal', change: (p, _q, r) => end(p, () => refuse(r, 403)), code: 'source-denied' },
  { name: 'silence', change: (p) => end(p, () => undefined), code: 'unreachable' },
]

function end(path: string, answer: () => void): boolean {
  if (path.endsWith('/model.gguf')) answer()
  return path.endsWith('/model.gguf')
}

for (const { name, change, code: expected } of lies)
  test(`pull: ${name} instead of a file is explained and nothing becomes visible`, async () => {
    await withPeer(
      change,
      async (pulling) => {
        await assert.rejects(pulling.run(), code(expected))
        await assert.rejects(readdir(pulling.goal))
      },
      150,
    )
  })

test('pull: a hole that a kill left near the end of a part is fetched again', async () => {
  await withPeer(
    () => false,
    async (pulling) => {
      const { artifact, view } = describePeer(files)
      const parts = join(pulling.folder, `.tiny.${artifact.slice(0, 12)}.part`, 'parts')
      await mkdir(parts, { recursive: true })
      const part = Buffer.from(files['model.gguf'] as Buffer).subarray(0, 5_000_000)
      part.fill(0, 3_500_000, 4_000_000)
      await writeFile(join(parts, view.fileList[0]?.sha256 ?? ''), part)
      await pulling.run()
      await checkWhole(pulling)
    },
  )
})

test('release: a list of other files, hostile paths and unknown versions are refused', async () => {
  const { view } = describePeer(files)
  const rows: readonly { name: string; answer: unknown; wanted?: string }[] = [
    { name: 'other files', answer: { ...view, fileList: view.fileList.slice(1) } },
    { name: 'no files', answer: { ...view, fileList: undefined } },
    { name: 'no artifact', answer: { ...view, artifact: 'x' } },
    { name: 'a size of -1', answer: { ...view, fileList: [{ ...view.fileList[0], sizeBytes: -1 }] } },
    { name: 'no version 9', answer: view, wanted: 'acme/tiny@9' },
    { name: 'no such artifact', answer: view, wanted: `acme/tiny@sha256:${'0'.repeat(12)}` },
    { name: 'another version', answer: view, wanted: 'acme/tiny@1' },
    { name: 'nothing', answer: null },
  ]
  for (const { name, answer, wanted } of rows)
    await withServer(
      (_path, _request, response) => sendJson(response, answer),
      async ({ url }) => {
        const api = connect({ url })
        await assert.rejects(
          describe(api, parseWanted(wanted ?? 'acme/tiny', 'test')),
          { name: 'OwcError' },
          name,
        )
        api.close()
      },
    )
  const evil = describePeer({ '../x': Buffer.from('x') })
  await withServer(
    (_path, _request, response) => sendJson(response, evil.view),
    async ({ url }) => {
      const api = connect({ url })
      await assert.rejects(describe(api, parseWanted('acme/tiny', 'test')), code('path-invalid'))
      api.close()
    },
  )
})
