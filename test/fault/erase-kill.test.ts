// kill −9 before and after each step of an erasure and of an opening: after the next start it is done or not begun. Done
// means: words and digests nowhere they must not be; not begun means: as if nobody had asked.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { asChunks, utf8 } from '../../src/base/bytes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { manifestBytes } from '../../src/base/manifest.ts'
import { instant } from '../../src/base/time.ts'
import { newestSaid } from '../../src/commons/all-statements.ts'
import { subjects } from '../../src/commons/subjects.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { indexTables } from '../../src/node/fold.ts'
import type { Node } from '../../src/node/node.ts'
import { dumpDigest } from '../../src/node/rebuild.ts'
import { NODE_STEPS, type NodeStepName } from '../../src/node/steps.ts'
import { filesWith } from '../http/everywhere.ts'
import { makeHouse } from '../node/house.ts'

const house = makeHouse()
after(() => {
  house.remove()
  assert.deepEqual(house.defects, [])
})
const WORD = 'plantedkumquat'
const FILE = utf8(`# ${WORD}\n`)
const sha = (bytes: Uint8Array) => nodeCrypto.sha256(bytes).toHex() as Sha256
const README = { path: 'README.md', sizeBytes: FILE.length, sha256: sha(FILE) }
const MANIFEST = manifestBytes([README])
const NODE = { id: 'test/sealed', version: '1.0' }
const opens = instant(house.clock.seconds + 86_400)

/** A node with a statement to erase and a release that waits; each round works on a copy of its folder. */
const prepared = await prepare()

async function prepare(): Promise<{ readonly statement: Sha256 }> {
  const node = await house.open('origin/data')
  const { statement } = await node.say({
    type: 'owc:response/v1',
    subjects: [{ name: 'nothing', digest: 'ab'.repeat(32) as Sha256 }],
    body: { kind: 'comment', text: `It was ${WORD}.` },
  })
  for (const bytes of [FILE, MANIFEST]) await node.storage.sealedBlobs.put(asChunks(bytes))
  const release = {
    type: 'owc:response/v1',
    subjects: [{ name: 'nothing', digest: 'ab'.repeat(32) as Sha256 }],
    body: { kind: 'comment', text: `${NODE.id} is ${WORD}.` },
  }
  const files = [README, { sha256: sha(MANIFEST), sizeBytes: MANIFEST.length }]
  await node.seals.own(release, { opens }, files)
  await node.close()
  return { statement }
}

type Round = { readonly step: NodeStepName; readonly when: 'before' | 'after' }

function roundsOf(kind: 'erase' | 'open'): readonly Round[] {
  const steps = NODE_STEPS.filter((name) => name.startsWith(`${kind}.`))
  const last = steps.at(-1) as NodeStepName
  // After a step is before the next one: nothing lies between them.
  return [...steps.map((step) => ({ step, when: 'before' }) as const), { step: last, when: 'after' }]
}

/** The folder after a kill at that point. */
function killed(kind: 'erase' | 'open', { step, when }: Round): string {
  const name = `${kind}-${step}-${when}`
  cpSync(join(house.place, 'origin'), join(house.place, name), { recursive: true })
  const clock = house.clock.seconds + (kind === 'open' ? 90_000 : 60)
  const program = join(import.meta.dirname, 'erase-process.ts')
  const place = join(house.place, name)
  const target = kind === 'erase' ? [prepared.statement] : []
  const args = [program, place, kind, step, when, String(clock), ...target]
  const result = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 })
  assert.equal(result.signal, 'SIGKILL', `${name}: ${result.stderr}${result.stdout}`)
  return name
}

async function reopened(name: string, look: (node: Node) => Promise<void>): Promise<void> {
  rmSync(join(house.place, 'state'), { recursive: true, force: true }) // each round is a machine of its own
  const node = await house.open(`${name}/data`)
  try {
    await look(node)
    const live = await dumpDigest(node.storage.index, indexTables(subjects))
    assert.equal((await node.rebuild()).dump, live, name)
  } finally {
    await node.close()
  }
}

/** Words of the sealed statement and of the erased one stand in different files: each round looks for its own. */
function wordsOutside(name: string): readonly string[] {
  return filesWith(join(house.place, name, 'data'), [`It was ${WORD}`])
}

test('erasing: killed at any step, after the next start the words are nowhere and the proof stands', async () => {
  for (const round of roundsOf('erase')) {
    const name = killed('erase', round)
    const before = `${round.when} ${round.step}`
    await reopened(name, async (node) => {
      const body = await node.storage.logStore.body(prepared.statement)
      assert.ok(
        body !== undefined && 'erased' in body,
        `${before}: the erasure was logged, so it is carried out`,
      )
      assert.deepEqual(wordsOutside(name), [], before)
      const [index] = await node.storage.logStore.find(prepared.statement)
      assert.match(await node.log.prove(index as number), /^c2sp\.org\/tlog-proof@v1\n/)
      const marks = await node.storage.state.db.selectFrom('unscrubbed').selectAll().execute()
      assert.deepEqual(marks, [], before)
    })
  }
})

const SEALED_WORDS = [`${NODE.id} is ${WORD}`]

test('opening: killed at any step, after the next start it is sealed as before or open whole', async () => {
  const ends = new Set<string>()
  for (const round of roundsOf('open')) {
    const name = killed('open', round)
    const where = `${round.when} ${round.step}`
    await reopened(name, async (node) => {
      const [reveal] = await newestSaid(node.index, { type: 'owc:reveal/v1', limit: 1 })
      const [answer] = await newestSaid(node.index, { type: 'owc:response/v1', limit: 1 })
      const open = answer?.line.includes(NODE.id) === true
      assert.equal(reveal !== undefined, open, `${where}: statement and reveal stand together`)
      ends.add(open ? 'open' : 'sealed')
      const said = readdirSync(join(house.place, name, 'data', 'sealed', 'said'))
      const outside = filesWith(join(house.place, name, 'data'), SEALED_WORDS)
      if (open) {
        assert.deepEqual(
          outside.filter((file) => file.startsWith('sealed/')),
          [],
          where,
        )
        assert.deepEqual(
          said.filter((file) => /\.(json|open)$/.test(file)),
          [],
          where,
        )
        assert.ok(await node.storage.blobs.stat(README.sha256), where)
      } else
        assert.deepEqual(
          outside.filter((file) => !file.startsWith('sealed/')),
          [],
          where,
        )
      house.clock.seconds += 100_000
      await node.clerk()
      house.clock.seconds -= 100_000
      assert.equal(
        (await newestSaid(node.index, { type: 'owc:reveal/v1', limit: 5 })).length,
        1,
        `${where}: once`,
      )
    })
  }
  assert.deepEqual([...ends].sort(), ['open', 'sealed'])
})

test('sealing: killed between keeping and logging, nothing is sealed and nothing is left', async () => {
  const name = 'orphan'
  cpSync(join(house.place, 'origin'), join(house.place, name), { recursive: true })
  const orphan = join(house.place, name, 'data', 'sealed', 'said')
  const [waiting] = readdirSync(orphan).filter((file) => file.endsWith('.json'))
  cpSync(join(orphan, waiting as string), join(orphan, `${'cd'.repeat(32)}.json`))
  await reopened(name, async (node) => {
    assert.deepEqual([...(await node.seals.kept()).keys()], [waiting?.slice(0, -5)])
    assert.ok(await node.storage.sealedBlobs.stat(README.sha256), 'bytes that another seal needs stay')
  })
})
