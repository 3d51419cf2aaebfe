// Markup, script, and characters that hide or reorder, in every text of a record, an advisory, a review and an answer at
// once: on every page that shows them they stay text.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sample, string, stringMatching } from 'fast-check'
import type { Sha256 } from '../../src/base/digest.ts'
import { exampleRecord } from '../../src/commons/releases/example-record.ts'
import type { Body } from '../../src/commons/subject.ts'
import { statementTypes } from '../../src/commons/subjects.ts'
import { checkBody } from '../../src/commons/validate.ts'
import { type Serving, serve } from '../../src/http/serve.ts'
import type { Node } from '../../src/node/node.ts'
import { digestOf } from '../commons/folded.ts'
import { type Author, author } from '../node/author.ts'
import { makeHouse } from '../node/house.ts'

const WORDS = [
  '"><script>alert(1)</script>',
  '\u202egnp.exe\u200b',
  "'><img src=x onerror=alert(1)>",
  'javascript:alert(1)',
  '</textarea><svg onload=alert(1)>',
  '{{7*7}}<!--',
  ...sample(stringMatching(/^[<>"'&]{1,6}script[<>/"' ]{1,4}$/), { seed: 10, numRuns: 6 }),
  ...sample(string({ unit: 'binary', minLength: 1, maxLength: 20 }), { seed: 10, numRuns: 6 }),
].filter((word) => word.isWellFormed())

const house = makeHouse()
const artifact = digestOf('hostile artifact')
let node: Node
let serving: Serving
let acme: Author
const said: Sha256[] = []

before(async () => {
  node = await house.open('data')
  serving = await serve(node, { host: '127.0.0.1', port: 0, defects: (error) => house.defects.push(error) })
  acme = await author(node, 'Acme', ['acme'])
})
after(async () => {
  await serving.close()
  await node.close()
  house.remove()
  assert.deepEqual(house.defects, [])
})

/** Every text and every free name that its type lets through, in turn another word. Counts what was replaced. */
function poisoned(type: string, body: Body, from: number): { readonly body: Body; readonly count: number } {
  let [now, count] = [structuredClone(body), 0]
  for (const path of texts(body)) {
    const tried = structuredClone(now)
    let at = tried as Record<string, unknown>
    for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>
    at[path.at(-1) as string] = WORDS[(from + count) % WORDS.length]
    if (checkBody(type, tried).length > 0) continue
    now = tried
    count++
  }
  return { body: now, count }
}

function texts(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value === 'string') return [path]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, one]) => texts(one, [...path, key]))
}

async function say(type: string, body: Body, digests: readonly Sha256[]): Promise<Sha256> {
  const receipt = await acme.say({ type, subjects: digests.map((digest) => ({ digest })), body })
  said.push(receipt.statement as Sha256)
  return receipt.statement as Sha256
}

test('pages: hostile words in every text of a record and of what is said about it stay words', async () => {
  const names = {
    systems: { [WORDS[0] as string]: { artifacts: ['w'], safeguards: [] } },
    risk: { ...exampleRecord.risk, notTested: { [`other:${WORDS[2]}`]: WORDS[0] } },
  }
  for (const from of [0, 1, 5]) {
    const base = { ...exampleRecord, ...(from === 1 ? names : {}) }
    const { body, count } = poisoned('owc:release/v1', base, from)
    assert.ok(count > 120, `${count}`)
    const version = `1.0.${from}`
    const record = { ...body, subject: { ...(body['subject'] as object), id: 'acme/h', version } }
    await say('owc:release/v1', record, [artifact])
    for (const type of ['owc:advisory/v1', 'owc:review/v1', 'owc:response/v1']) {
      const example = statementTypes.get(type)?.example ?? {}
      const about = type === 'owc:advisory/v1' ? { affected: [{ sha256: artifact, why: WORDS[0] }] } : {}
      await say(type, { ...poisoned(type, example, from).body, ...about }, [artifact])
    }
  }
  const pages = [
    '/r/acme/h', '/r/acme/h@1.0.0', '/r/acme/h/history', '/r/acme/h/after', '/r/acme/h/check', '/releases', '/log',
    '/said', `/a/${artifact}`, `/who/${acme.identity}`, '/who/acme',
    '/r/acme/h/compare?a=1.0.0&b=1.0.5', '/r/acme/h/exports', '/findings', '/findings/OW-1', '/licences', '/well',
    ...said.map((one) => `/s/${one}`),
  ] // biome-ignore format: a list
  for (const page of pages) {
    const answer = await fetch(new URL(page, serving.url))
    const text = await answer.text()
    assert.equal(answer.status, 200, `${page}: ${text.slice(0, 300)}`)
    assert.doesNotMatch(text, /<script>alert|<img src=x|<svg onload|\u202e|\u200b/, page)
    assert.doesNotMatch(text, /(href|src|action)="javascript:/i, page)
    assert.doesNotMatch(text, /\[object Object\]|>undefined</, page)
  }
})
