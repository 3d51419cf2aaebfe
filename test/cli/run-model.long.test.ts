// owc run against a real node and the real runtime: an answer that is held to a schema is given again from its receipt
// when the same schema is given, and is not the same without it; what cannot be meant is refused before anything is asked.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { tinyModel } from '../runtime/tiny-model.ts'
import { type NodeWorld, nodeWorld } from './node-world.ts'

let world: NodeWorld

before(async () => {
  world = await nodeWorld()
  const folder = join(world.house.place, 'tiny')
  mkdirSync(folder)
  writeFileSync(join(folder, 'tiny.gguf'), tinyModel())
  const colour = { enum: ['red', 'blue'] }
  const schema = { type: 'object', properties: { colour }, required: ['colour'] }
  writeFileSync(join(world.house.place, 'schema.json'), JSON.stringify(schema))
  writeFileSync(join(world.house.place, 'broken.json'), '{"type":')
  const { exit, err } = await world.call(['import', folder, '--as', 'tiny/one', '--yes'])
  assert.equal(exit, 0, err)
})
after(() => world.close())

const run = async (...words: string[]) => await world.call(['run', 'tiny/one', ...words, '--json'])

test('owc run --replay: the schema of the answer is given again with it', async () => {
  const held = ['--schema', 'schema.json']
  const answer = await run('A colour?', '--max-tokens', '40', '--seed', '5', ...held)
  assert.equal(answer.exit, 0, answer.err)
  const { text, receipt } = JSON.parse(answer.out)
  assert.match(JSON.parse(text).colour, /^(red|blue)$/)
  const replay = ['--replay', `${receipt.receipt}:${receipt.salt}`]
  const same = await run('A colour?', ...replay, ...held)
  assert.deepEqual([same.exit, JSON.parse(same.out).verdict, JSON.parse(same.out).text], [0, 'same', text])
  const without = await run('A colour?', ...replay)
  assert.equal(without.exit, 1, without.err)
  assert.ok(JSON.parse(without.out).differs.includes('grammar'))
})

const REFUSED = [
  { words: ['hi', '--schema', 'broken.json'], code: 'json-invalid' },
  { words: ['hi', '--schema', 'nowhere.json'], code: 'file-unusable' },
  { words: ['hi', '--replay', 'abc'], code: 'usage' },
  { words: ['hi', '--replay', 'abc:'], code: 'usage' },
  { words: ['--replay', 'abc:AAAA'], code: 'usage' },
  { words: ['hi', '--replay', 'abc:AAAA', '--seed', '1'], code: 'usage' },
  { words: ['hi', '--seed', 'one'], code: 'usage' },
]
test('owc run: what cannot be meant is refused in one sentence, before a model is asked', async () => {
  for (const { words, code } of REFUSED) {
    const { exit, out } = await run(...words)
    assert.equal(JSON.parse(out).error.code, code, words.join(' '))
    assert.equal(exit, code === 'file-unusable' ? 3 : 2)
  }
})
