// Two real nodes: bytes go from one to the other in three ways and stay the same, statements and proofs come along,
// each is judged under its own trust; a node that lies is refused and nothing of it is logged; a log that forks is told.

import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type RunningNode, startNode } from '../fault/running.ts'
import { refuse, serve, withServer } from '../sources/emulator.ts'
import { owc, type Ran } from './peers.ts'

type Imported = {
  readonly ref: string
  readonly artifact: string
  readonly statements: readonly { readonly type: string; readonly digest: string }[]
  readonly files: readonly { readonly path: string; readonly sha256: string }[]
}
type Problem = {
  readonly code: string
  readonly expected: string
  readonly found: string
  readonly hint?: string
}

const place = mkdtempSync(join(tmpdir(), 'owc-nodes-'))
const settings = (name: string) => ({ OWC_DATA: join(place, name), OWC_STATE: join(place, `${name}-state`) })
type Environment = ReturnType<typeof settings>
const [ofA, ofB] = [settings('a'), settings('b')]
const [ofC, ofD] = [settings('c'), settings('d')] // they hold nothing yet, so they have to fetch
const model = join(place, 'model')
let a: RunningNode
let b: RunningNode
let first: Imported

before(async () => {
  mkdirSync(model)
  writeFileSync(join(model, 'model.safetensors'), tiny())
  writeFileSync(join(model, 'config.json'), '{"architectures":["Tiny"]}')
  writeFileSync(join(model, 'README.md'), '---\nlicense: apache-2.0\n---\n# Tiny\n')
  a = await startNode(ofA.OWC_DATA, ofA.OWC_STATE, { OWC_NAME: 'Node A' })
  b = await startNode(ofB.OWC_DATA, ofB.OWC_STATE, { OWC_NAME: 'Node B', HF_ENDPOINT: a.url })
  first = good(await owc(['import', model, '--as', 'test/tiny', '--json'], ofA))
  good(await owc(['host', 'test/tiny', '--json'], ofA))
})
after(async () => {
  await Promise.all([a.kill(), b.kill()])
  rmSync(place, { recursive: true, force: true })
})

/** A safetensors file of two tensors. */
function tiny(): Uint8Array {
  const values = Float32Array.from({ length: 600 }, (_, i) => Math.sin(i))
  const header = JSON.stringify({
    'a.weight': { dtype: 'F32', shape: [20, 20], data_offsets: [0, 1600] },
    'b.weight': { dtype: 'F32', shape: [200], data_offsets: [1600, 2400] },
  }).padEnd(256)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(256n)
  return Buffer.concat([length, Buffer.from(header), Buffer.from(values.buffer)])
}

function good<T = Imported>({ status, stdout, stderr }: Ran): T {
  assert.equal(status, 0, stdout + stderr)
  return JSON.parse(stdout)
}

function problem({ status, stdout, stderr }: Ran): Problem {
  assert.ok(status > 0, stdout)
  assert.doesNotMatch(stderr, /\n\s+at /, 'no stack reaches a person')
  return JSON.parse(stdout).error
}

const host = (url: string) => url.slice('http://'.length)
const sums = ({ files }: Imported) => files.map(({ path, sha256 }) => `${sha256} ${path}`).sort()
const logSize = async (of = ofB) => good<{ size: number }>(await owc(['log', 'show', '--json'], of)).size

async function said(at: RunningNode, digest: string): Promise<string> {
  const answer = await fetch(`${at.url}/commons/v1/statements/${digest.replace('sha256:', '')}`, {
    headers: { authorization: `Bearer ${at.token}` },
  })
  assert.equal(answer.status, 200)
  return await answer.text()
}

test('owc: from another node come the same bytes, and its record is named', async () => {
  const imported = good(await owc(['import', `owc://${host(a.url)}/test/tiny`, '--json'], ofB))
  assert.equal(imported.artifact, first.artifact)
  assert.deepEqual(sums(imported), sums(first))
  const [record] = first.statements
  const [observation, , checkpoint] = imported.statements
  assert.equal(observation?.type, 'owc:observation/v1')
  const text = await said(b, observation.digest)
  assert.ok(text.includes(record?.digest as string), 'the other node’s record')
  assert.match(text, /Node A/)
  assert.equal(checkpoint?.type, 'owc:peer-checkpoint/v1')
})

test('hf: a node is a hub: the revision is pinned, the bytes are the same', async () => {
  const imported = good(await owc(['import', 'hf:test/tiny', '--as', 'test/by-hub', '--json'], ofB))
  assert.equal(imported.artifact, first.artifact)
  assert.deepEqual(sums(imported), sums(first))
  const commit = first.artifact.replace('sha256:', '').slice(0, 40)
  assert.ok((await said(b, imported.statements[0]?.digest as string)).includes(commit))
})

test('https: one file by its address has the same digest', async () => {
  const url = `${a.url}/test/tiny/resolve/main/model.safetensors`
  const imported = good(await owc(['import', url, '--as', 'test/by-url', '--json'], ofB))
  assert.deepEqual(
    imported.files.map(({ sha256 }) => sha256),
    first.files.filter(({ path }) => path === 'model.safetensors').map(({ sha256 }) => sha256),
  )
})

test('verify: each copy holds under its own node’s trust; the other’s only when it is added', async () => {
  const [copyA, copyB] = [join(place, 'copy-a'), join(place, 'copy-b')]
  good(await owc(['pull', 'test/tiny', '--to', copyA, '--json'], ofA))
  good(await owc(['pull', 'test/tiny', '--to', copyB, '--json'], ofB))
  good(await owc(['verify', 'test/tiny', '--json'], ofB))
  good(await owc(['verify', copyB, '--json'], ofB))
  good(await owc(['verify', copyA, '--json'], ofA))
  const foreign = await owc(['verify', copyA, '--json'], ofB)
  assert.equal(foreign.status, 1)
  const { bytes, record, trust } = JSON.parse(foreign.stdout)
  assert.deepEqual([bytes.ok, record.ok, trust.ok], [true, true, false])
  good(await owc(['trust', 'add', a.url, '--yes', '--json'], ofB))
  good(await owc(['verify', copyA, '--json'], ofB))
})

type Lie = (path: string, body: Buffer, response: ServerResponse) => Buffer | undefined

/** Serves what A serves, but for what `lie` changes; undefined: it has answered, or never will. */
function lying(lie: Lie) {
  return (path: string, { method = 'GET', headers }: IncomingMessage, response: ServerResponse) => {
    const { range, accept } = headers
    const asked = { ...(range !== undefined && { range }), ...(accept !== undefined && { accept }) }
    const send = async () => {
      const answer = await fetch(`${a.url}${path}`, { method, headers: asked })
      const body = lie(path, Buffer.from(await answer.arrayBuffer()), response)
      if (body === undefined) return
      const kept = ['content-type', 'content-range', 'etag', 'x-repo-commit', 'x-linked-etag']
      const all = kept.flatMap((name) => {
        const value = answer.headers.get(name)
        return value === null ? [] : [[name, value] as const]
      })
      response.writeHead(answer.status, { ...Object.fromEntries(all), 'content-length': body.length })
      response.end(body)
    }
    send().catch(() => response.destroy())
  }
}

function oneByte(body: Buffer, at: number): Buffer {
  const changed = Buffer.from(body)
  changed[at] = (changed[at] as number) ^ 1
  return changed
}

const HTML = '<!doctype html><title>Sign in to the network</title>'
const lies: readonly { readonly name: string; readonly codes: readonly string[]; readonly lie: Lie }[] = [
  {
    name: 'one byte of the weights',
    codes: ['bytes-differ'],
    lie: (path, body) => (path.endsWith('/model.safetensors') ? oneByte(body, body.length >> 1) : body),
  },
  {
    name: 'one byte of a signature in the bundle',
    codes: ['signature-invalid', 'proof-wrong', 'envelope-invalid', 'identity-unknown'],
    lie: (path, body) =>
      path.endsWith('/.owc/bundle.json') ? oneByte(body, body.indexOf('"sig":"') + 20) : body,
  },
  {
    name: 'one digest in the list of files',
    codes: ['answer-invalid'],
    lie: (path, body) => (path.startsWith('/commons/') ? changedDigest(body) : body),
  },
  {
    name: 'a web page for everything',
    codes: ['answer-invalid'],
    lie: (_path, _body, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(HTML)
      return undefined
    },
  },
]

function changedDigest(body: Buffer): Buffer {
  const sha256 = first.files.find(({ path }) => path === 'config.json')?.sha256 ?? ''
  return Buffer.from(body.toString().replaceAll(sha256.slice(0, 64), `${sha256.slice(0, 63)}0`))
}

async function importLie(lie: Lie, of: Environment): Promise<Ran> {
  const told: Ran[] = []
  await withServer(lying(lie), async ({ url }) => {
    told.push(await owc(['import', `owc://${host(url)}/test/tiny`, '--as', 'test/lie', '--json'], of))
  })
  return told[0] as Ran
}

function assertRefused(ran: Ran, codes: readonly string[]): void {
  const { code, expected, found } = problem(ran)
  assert.ok(codes.includes(code), `${code}: expected ${expected}, found ${found}`)
  assert.ok(expected.length > 0 && found.length > 0)
}

async function assertNothingOf(size: number, of: Environment): Promise<void> {
  assert.equal(await logSize(of), size)
  assert.equal((await owc(['verify', 'test/lie', '--json'], of)).status, 2)
}

// Silence is told when patience ends: it waits, on a node of its own, while the others are told.
let [silent, sizeOfD]: [Promise<Ran> | undefined, number] = [undefined, 0]
let sizeOfC: number | undefined

for (const { name, codes, lie } of lies)
  test(`a node that lies (${name}) is refused with a reason, and nothing is logged`, async () => {
    if (silent === undefined) {
      sizeOfD = await logSize(ofD)
      silent = importLie(() => undefined, ofD)
      silent.catch(() => {}) // told by its own test
    }
    sizeOfC ??= await logSize(ofC)
    assertRefused(await importLie(lie, ofC), codes)
    await assertNothingOf(sizeOfC, ofC)
  })

test('a node that lies (silence) is refused with a reason, and nothing is logged', async () => {
  assert.ok(silent !== undefined)
  assertRefused(await silent, ['unreachable'])
  await assertNothingOf(sizeOfD, ofD)
})

for (const status of [401, 403])
  test(`hf: a gated model (${status}) is explained`, async () => {
    const hub = await serve((_path, _request, response) =>
      refuse(response, status, { 'x-error-code': 'GatedRepo', 'x-error-message': 'Access is restricted.' }),
    )
    try {
      const elsewhere = { ...settings('gated'), HF_ENDPOINT: hub.url }
      const { code, expected, hint } = problem(await owc(['import', 'hf:acme/gated', '--json'], elsewhere))
      assert.equal(code, 'source-denied')
      assert.match(expected, /gated/)
      assert.match(hint ?? '', /Accept its terms/)
    } finally {
      await hub.close()
    }
  })

type Seen = {
  readonly kind: string
  readonly size: number
  readonly receipt?: { readonly statement: string }
  readonly evidence?: { readonly known: string; readonly found: string }
}
type Evidence = {
  readonly kind: string
  readonly verdict: { readonly proved: boolean }
  readonly written: string
  readonly file: string
}
const look = (url: string) => owc(['log', 'checkpoint-peer', url, '--json'], ofB)

test('checkpoint-peer: a log that grows continues; one that forked is told, and both notes are kept', async () => {
  const forked = settings('fork')
  await a.kill()
  cpSync(ofA.OWC_DATA, forked.OWC_DATA, { recursive: true })
  rmSync(join(forked.OWC_DATA, 'node.json'), { force: true })
  a = await startNode(ofA.OWC_DATA, ofA.OWC_STATE)
  const before = good<Seen>(await look(a.url))
  assert.ok(['same', 'newer'].includes(before.kind), before.kind)
  assert.equal(good<Seen>(await look(a.url)).receipt, undefined, 'the same is logged once')
  good(await owc(['import', join(model, 'config.json'), '--as', 'test/more', '--json'], ofA))
  const grown = good<Seen>(await look(a.url))
  assert.equal(grown.kind, 'newer')

  const fork = await startNode(forked.OWC_DATA, forked.OWC_STATE)
  try {
    const shorter = await look(fork.url)
    assert.equal(shorter.status, 1, 'what is shorter and cannot be continued is no proof')
    for (const name of ['README.md', 'config.json', 'model.safetensors'])
      good(await owc(['import', join(model, name), '--as', 'test/other', '--json'], forked))
    const size = await logSize()
    const told = await look(fork.url)
    assert.equal(told.status, 1)
    const { kind, evidence, receipt }: Seen = JSON.parse(told.stdout)
    assert.equal(kind, 'split')
    assert.ok(evidence !== undefined && evidence.known !== evidence.found)
    assert.ok((await logSize()) > size)
    const kept = [grown.receipt?.statement, receipt?.statement].map((digest) => said(b, digest as string))
    const notes = (await Promise.all(kept)).join('')
    for (const note of [evidence.known, evidence.found])
      assert.ok(notes.includes(JSON.stringify(note).slice(1, -1)), 'both notes stand in our log')
    const loud = await owc(['log', 'checkpoint-peer', fork.url], ofB)
    assert.match(loud.stdout, /SPLIT VIEW/)
    const listed = await owc(['log', 'evidence', '--to', join(place, 'evidence'), '--json'], ofB)
    assert.equal(listed.status, 1)
    const pieces = (JSON.parse(listed.stdout) as { evidence: Evidence[] }).evidence
    assert.ok(
      pieces.some(({ kind, verdict }) => kind === 'split' && verdict.proved),
      listed.stdout,
    )
    for (const { written, file } of pieces) assert.equal(readFileSync(written, 'utf8'), file)
    assert.match((await owc(['status'], ofB)).stdout, /two histories that exclude each other/)
    assert.equal((await owc(['log', 'peers'], ofB)).status, 1)
  } finally {
    await fork.kill()
  }
})
