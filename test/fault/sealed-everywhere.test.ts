// What is sealed on a real node, words and bytes: in no answer to anybody, in no file outside sealed/ and in no table
// before its day; opened by the clerk at its log time, or by hand by its issuer alone; then as public as anything.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { toBase64, utf8 } from '../../src/base/bytes.ts'
import { digestText, type Sha256 } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import { manifestBytes } from '../../src/base/manifest.ts'
import { type Instant, instant } from '../../src/base/time.ts'
import type { Draft } from '../../src/commons/subject.ts'
import { subjects } from '../../src/commons/subjects.ts'
import { type Serving, serve } from '../../src/http/serve.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { parseEnvelope } from '../../src/ledger/envelope.ts'
import { sealCommitment } from '../../src/ledger/seal.ts'
import { indexTables } from '../../src/node/fold.ts'
import type { ToSeal } from '../../src/node/sealable.ts'
import type { SealedFile } from '../../src/node/sealed-vault.ts'
import { dumpTables } from '../../src/storage/tables/fold.ts'
import { askedAt, everything, filesWith, type Given, holding } from '../http/everywhere.ts'
import { tinyWeights } from '../http/node-fixture.ts'
import { ask } from '../http/script.ts'
import { type Author, author, OPERATOR } from '../node/author.ts'
import { makeHouse } from '../node/house.ts'

const house = makeHouse()
let node = await house.open()
let serving: Serving = await serve(node, {
  host: '127.0.0.1',
  port: 0,
  defects: (error) => house.defects.push(error),
})
after(async () => {
  await serving.close()
  await node.close()
  house.remove()
  assert.deepEqual(house.defects, [])
})
const ada = await author(node, 'Ada', ['acme'])
const eve = await author(node, 'Eve')
const tokens = {
  nobody: undefined,
  publisher: await node.access.issueToken('publisher', ['publish:acme'], null),
  operator: await node.access.issueToken('operator', ['operate'], null),
}
const DAY = 86_400
const later = (seconds: number): Instant => instant(house.clock.seconds + seconds)

type Terms = { readonly opens?: Instant; readonly files?: readonly SealedFile[] }

async function sealedBy(
  who: Author,
  draft: Draft,
  { opens, files = [] }: Terms,
): Promise<ToSeal & { payload: Sha256 }> {
  const envelope = await who.sign(draft)
  const { payload } = parseEnvelope(envelope, 'test')
  const salt = new Uint8Array(randomBytes(32))
  const commitment = sealCommitment(salt, payload, nodeCrypto)
  const seal = await who.sign({
    type: 'owc:seal/v1',
    subjects: [{ name: 'commitment', digest: commitment }],
    body: { commitment: digestText(commitment), ...(opens && { opens }) },
  })
  return { envelope, seal, salt, files, payload: nodeCrypto.sha256(payload).toHex() as Sha256 }
}

async function revealOf(who: Author, seal: Sha256, { salt, payload }: { salt: Uint8Array; payload: Sha256 }) {
  return await who.sign({
    type: 'owc:reveal/v1',
    subjects: [
      { name: 'seal', digest: seal },
      { name: 'statement', digest: payload },
    ],
    body: { seal: digestText(seal), salt: salt.toHex(), payload: digestText(payload) },
  })
}

async function code(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'nothing thrown'
  } catch (error) {
    return error instanceof OwcError ? error.problem.code : String(error)
  }
}

const README = utf8('# plantedmarmalade\nA card that nobody may read yet.\n')
const WEIGHTS = tinyWeights(7)
const sha = (bytes: Uint8Array) => nodeCrypto.sha256(bytes).toHex() as Sha256
const LISTED = [
  { path: 'README.md', sizeBytes: README.length, sha256: sha(README) },
  { path: 'model.safetensors', sizeBytes: WEIGHTS.length, sha256: sha(WEIGHTS) },
]
const MANIFEST = manifestBytes(LISTED)
const artifact = sha(MANIFEST)
const release: Draft = {
  type: 'owc:release/v1',
  subjects: [{ name: 'acme/plantedquince', digest: artifact }],
  body: {
    owc: 1,
    kind: 'release',
    subject: { id: 'acme/plantedquince', version: '1.0' },
    artifacts: LISTED.map(({ path, sizeBytes, sha256 }) => ({ path, bytes: sizeBytes, sha256 })),
    limits: ['Not for plantedvermilion.'],
  },
}
const WORDS = ['plantedmarmalade', 'plantedquince', 'plantedvermilion', 'plantedhand']

async function send(bytes: Uint8Array, cutAt: number): Promise<void> {
  const headers = (position: number) => ({
    authorization: `Bearer ${tokens.publisher}`,
    'upload-digest': sha(bytes),
    'upload-size': String(bytes.length),
    'upload-offset': String(position),
  })
  for (const [start, end] of [
    [0, cutAt],
    [cutAt, bytes.length],
  ] as const) {
    const answer = await fetch(`${serving.url}/commons/v1/sealed-bytes`, {
      method: 'PATCH',
      headers: headers(start),
      body: bytes.slice(start, end),
    })
    assert.equal(answer.status, 200, await answer.text())
  }
}

let seal: Sha256
let byHand: Sha256
let hidden: Awaited<ReturnType<typeof sealedBy>>
let quiet: Awaited<ReturnType<typeof sealedBy>>

test('sealing: bytes are sent in pieces, then the release is sealed; a wrong seal keeps nothing', async () => {
  for (const bytes of [README, WEIGHTS]) await send(bytes, 10)
  const files = [...LISTED, { sha256: artifact, sizeBytes: MANIFEST.length }]
  const rows: readonly (readonly [what: string, toSeal: ToSeal, code: string])[] = [
    ['bytes that were not sent', await sealedBy(ada, release, { opens: later(DAY), files }), 'blob-missing'],
    ['a day that has passed', await sealedBy(ada, release, { opens: instant(house.clock.seconds - 1) }), 'seal-invalid'],
    ['another salt', { ...(await sealedBy(ada, release, {})), salt: new Uint8Array(32) }, 'seal-invalid'],
    ['a short salt', { ...(await sealedBy(ada, release, {})), salt: new Uint8Array(31) }, 'seal-invalid'],
    ['a seal of a seal', await sealedBy(ada, { ...release, type: 'owc:seal/v1', body: { commitment: digestText(artifact) } }, {}), 'seal-invalid'],
    ['an erasure', await sealedBy(ada, { ...release, type: 'owc:erasure/v1', body: { reason: 'other', text: 'x' } }, {}), 'seal-invalid'],
    ['a namespace of another', await sealedBy(eve, release, {}), 'namespace-unclaimed'],
  ] // biome-ignore format: a table
  for (const [what, toSeal, expected] of rows) {
    const who = { name: 'a token', scopes: ['publish:acme'], operator: false } as const
    const found = await code(node.seals.keep(toSeal, who))
    assert.ok([expected, 'namespace-taken'].includes(found), `${what}: ${found}`)
  }
  const theirs = { ...(await sealedBy(ada, release, {})), seal: (await sealedBy(eve, release, {})).seal }
  assert.equal(await code(node.seals.keep(theirs, OPERATOR)), 'seal-invalid', 'a seal by another')
  assert.deepEqual([...(await node.seals.kept()).keys()], [])
  await send(MANIFEST, 1)
  hidden = await sealedBy(ada, release, { opens: later(DAY), files })
  const answer = await fetch(`${serving.url}/commons/v1/seals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.publisher}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      envelope: toBase64(hidden.envelope),
      seal: toBase64(hidden.seal),
      salt: hidden.salt.toHex(),
      files: files.map(({ sizeBytes, ...file }) => ({ ...file, size: sizeBytes })),
    }),
  })
  assert.equal(answer.status, 201, await answer.clone().text())
  seal = ((await answer.json()) as { statement: Sha256 }).statement
  const note: Draft = { type: 'test:note/v1', subjects: [], body: { says: 'plantedhand' } }
  quiet = await sealedBy(ada, note, {})
  byHand = (await node.seals.keep(quiet, OPERATOR)).statement
})

test('sealing: before its day in no answer, no file outside sealed/, no table', async () => {
  const secrets = [...WORDS, hidden.payload, quiet.payload, artifact, ...LISTED.map(({ sha256 }) => sha256)]
  const data = join(house.place, 'data')
  const inside = filesWith(data, secrets)
  assert.ok(
    inside.some((name) => name.startsWith('sealed/')),
    'the scan would find them',
  )
  assert.deepEqual(inside.filter((name) => !name.startsWith('sealed/')), []) // biome-ignore format: one claim
  const lines = await Array.fromAsync(dumpTables(node.storage.index.db, indexTables(subjects)))
  assert.deepEqual(lines.filter((line) => secrets.some((secret) => line.includes(secret))), []) // biome-ignore format: one claim
  const known = {
    digests: [seal, byHand, artifact, hidden.payload, ...LISTED.map(({ sha256 }) => sha256)],
    refs: ['acme/plantedquince'],
    ids: [node.identity, ada.identity],
  }
  const given = await everything(serving.url, tokens, known)
  assert.ok(given.length > 300)
  // An address that somebody made up comes back in the sentence that nothing is there: only answers count that gave.
  const gave = given.filter(({ answer }) => answer.status < 400)
  assert.deepEqual(
    gave.filter(
      (one) =>
        holding(
          [one],
          secrets.filter((secret) => !one.address.includes(secret)),
        ).length > 0,
    ),
    [],
  )
  for (const secret of known.refs.concat(known.digests.slice(2))) await likeUnknown(secret, given)
})

/** Who asks for what is sealed by its name or digest learns no more than who asks for what nobody ever had. */
async function likeUnknown(secret: string, given: readonly Given[]): Promise<void> {
  const decoy = secret.includes('/') ? 'acme/plantedquinze' : sha(utf8(`decoy of ${secret}`))
  for (const { as, address, answer } of given) {
    if (!address.includes(secret)) continue
    const token = tokens[as as keyof typeof tokens]
    const other = await askedAt(serving.url, address.replaceAll(secret, decoy), token)
    const cut = (part: string) => (decoy.startsWith(part) ? secret.slice(0, part.length) : part)
    const text = other.body
      .toString()
      .replaceAll(decoy, secret)
      .replaceAll(/[0-9a-f]{12,64}/g, cut)
    assert.equal(answer.status, other.status, `${as} ${address}`)
    assert.equal(answer.body.toString(), text, `${as} ${address}`)
  }
}

test('sealing: a page says that it waits and until when; the list says it to everybody', async () => {
  const page = (await ask(serving.url, `GET /s/${seal}`, ['> Accept: text/html'])).body.toString()
  assert.match(page, /whose words nobody can read yet/)
  const list = JSON.parse((await ask(serving.url, 'GET /commons/v1/seals')).body.toString()) as {
    seals: { statement: string; opens?: string; kept?: string }[]
  }
  assert.equal(list.seals.find(({ statement }) => statement === seal)?.opens, later(DAY))
  assert.ok(
    list.seals.every(({ kept }) => kept === undefined),
    'what is kept here is for the operator',
  )
})

test('sealing: nobody opens what is another’s, nor with anything else than was sealed', async () => {
  const { size } = node.log.checkpoint()
  const copied = { salt: quiet.salt, payload: quiet.payload }
  const rows: readonly (readonly [what: string, work: () => Promise<unknown>, code: string])[] = [
    ['without a reveal', () => node.seals.open(byHand, OPERATOR), 'reveal-refused'],
    ['by another', async () => node.seals.open(byHand, OPERATOR, await revealOf(eve, byHand, copied)), 'reveal-refused'],
    ['another salt', async () => node.seals.open(byHand, OPERATOR, await revealOf(ada, byHand, { ...copied, salt: new Uint8Array(32) })), 'reveal-refused'],
    ['of another seal', async () => node.seals.open(byHand, OPERATOR, await revealOf(ada, seal, copied)), 'reveal-refused'],
    ['no seal', () => node.seals.open(artifact, OPERATOR), 'not-found'],
    ['past the node’s hands', async () => node.admit(await revealOf(ada, byHand, copied), OPERATOR), 'reveal-refused'],
    ['early by a stranger', async () => node.admit(await revealOf(eve, seal, hidden), OPERATOR), 'reveal-refused'],
  ] // biome-ignore format: a table
  for (const [what, work, expected] of rows) assert.equal(await code(work()), expected, what)
  assert.equal(node.log.checkpoint().size, size)
  assert.deepEqual([...(await node.seals.kept()).values()], [undefined, undefined])
})

test('sealing: by hand its issuer opens it; it has effect from there on, and nothing stays sealed', async () => {
  const { statement, reveal } = await node.seals.open(byHand, OPERATOR, await revealOf(ada, byHand, quiet))
  assert.equal(statement.statement, quiet.payload)
  assert.ok(reveal.logIndex > statement.logIndex)
  assert.equal(
    await code(node.seals.open(byHand, OPERATOR, await revealOf(ada, byHand, quiet))),
    'reveal-refused',
  )
  const view = JSON.parse((await ask(serving.url, `GET /s/${byHand}.json`)).body.toString())
  assert.deepEqual(
    [view.sealed.kind, view.sealed.holds, view.sealed.statement],
    ['opened', true, quiet.payload],
  )
  const opened = JSON.parse((await ask(serving.url, `GET /s/${quiet.payload}.json`)).body.toString())
  assert.equal(opened.sealed.seal, byHand)
})

test('sealing: at its log time the clerk opens the release: record, bytes, facts and custody stand together', async () => {
  assert.equal(await node.clerk(), 0)
  house.clock.seconds += DAY - 10
  assert.equal(await node.clerk(), 0)
  assert.equal((await ask(serving.url, 'GET /r/acme/plantedquince')).status, 404)
  house.clock.seconds += 700 // past the day, and past the ten minutes between two time leaves
  assert.equal(await node.clerk(), 1)
  assert.equal(await node.clerk(), 0)
  const view = JSON.parse((await ask(serving.url, 'GET /r/acme/plantedquince.json')).body.toString())
  assert.deepEqual([view.artifact, view.version, view.holders.length], [artifact, '1.0', 1])
  assert.deepEqual(
    view.fileList.map(({ path, held }: { path: string; held: boolean }) => [path, held]),
    [
      ['README.md', true],
      ['model.safetensors', true],
    ],
  )
  assert.ok(view.fileList[1].format, 'it was inspected')
  const left = filesWith(join(house.place, 'data', 'sealed'), WORDS)
  assert.deepEqual(left, [])
  assert.deepEqual(readdirSync(join(house.place, 'data', 'sealed', 'said')).filter((name) => /\.(json|open)$/.test(name)), []) // biome-ignore format: one claim
})

const version = (number: string, digits: string): Draft => ({
  ...release,
  subjects: [{ name: 'acme/plantedquince', digest: digits.repeat(32) as Sha256 }],
  body: { ...release.body, subject: { id: 'acme/plantedquince', version: number } },
})

test('sealing: what is refused on its day waits, with the reason for the operator; the other opens', async () => {
  const taken = await sealedBy(ada, version('1.0', 'ef'), { opens: later(DAY) })
  const found = await code(node.seals.keep(taken, OPERATOR))
  assert.equal(found, 'version-taken', 'what would be refused on its day is refused now')
  for (const digits of ['ab', 'cd'])
    await node.seals.keep(await sealedBy(ada, version('2.0', digits), { opens: later(DAY) }), OPERATOR)
  house.clock.seconds += DAY + 1
  assert.equal(await node.clerk(), 1, 'two releases of one version: the first is opened')
  const list = async (lines: readonly string[]) =>
    (
      JSON.parse((await ask(serving.url, 'GET /commons/v1/seals', lines)).body.toString()) as {
        seals: { problem?: { code: string } }[]
      }
    ).seals.flatMap(({ problem }) => problem?.code ?? [])
  assert.deepEqual(await list([`> Authorization: Bearer ${tokens.operator}`]), ['version-taken'])
  assert.deepEqual(await list([]), [])
  const { size } = node.log.checkpoint()
  assert.equal(await node.clerk(), 0)
  assert.ok(node.log.checkpoint().size <= size + 1, 'asked again, nothing is said but the time')
})

test('sealing: a restart and a rebuild end in the same rows', async () => {
  const first = await node.rebuild()
  assert.deepEqual(await node.rebuild(), first)
  await serving.close()
  await node.close()
  node = await house.open()
  serving = await serve(node, { host: '127.0.0.1', port: 0, defects: (error) => house.defects.push(error) })
  assert.deepEqual(await node.rebuild(), first)
})
