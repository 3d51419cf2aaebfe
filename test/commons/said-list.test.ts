// Lists of statements by key: every filter gives exactly what a plain look through all of them gives, page by page, nothing
// twice and nothing missed, whatever the page's size; logs of several nodes interleave by log time.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Sha256 } from '../../src/base/digest.ts'
import { countSaid, saidAbout } from '../../src/commons/all-statements.ts'
import { type SaidFilter, type SaidKey, saidList } from '../../src/commons/said-list.ts'
import type { Logged } from '../../src/commons/subject.ts'
import { digestOf, identityNamed, logged, ORIGIN, timeAt, withIndex } from './folded.ts'

const TYPES = ['owc:custody/v1', 'owc:unknown/v1', 'owc:response/v1']
const WHO = ['ada', 'ben'].map(identityNamed)
const ABOUT = ['one', 'two', 'three'].map(digestOf)
const BODIES: readonly Logged['body'][] = [
  { since: '2026-11-03T09:00:00Z' },
  { free: 'words' },
  { kind: 'comment', text: 'x' },
]

/** Interleaved logs, several statements in one second, some about two digests, some about the same one twice. */
function statements(count: number): readonly Logged[] {
  return Array.from({ length: count }, (_, i) => {
    const subjects = [ABOUT[i % 3], ABOUT[(i * i) % 3]].map((digest) => ({ digest: digest as Sha256 }))
    return logged(i, {
      type: TYPES[((i * 7) % 5) % 3] as string,
      body: BODIES[((i * 7) % 5) % 3] ?? {},
      issuer: WHO[(i >> 2) % 2] as string,
      origin: i % 3 === 0 ? 'other.example/log' : ORIGIN,
      time: timeAt(i >> 2),
      subjects: i % 5 === 0 ? [] : subjects,
    })
  })
}

function naive(all: readonly Logged[], filter: Omit<SaidFilter, 'limit'>): readonly string[] {
  const { type, issuer, subjects, from, until } = filter
  return all
    .filter((one) => type === undefined || one.type === type)
    .filter((one) => issuer === undefined || one.issuer === issuer)
    .filter((one) => subjects === undefined || one.subjects.some(({ digest }) => subjects.includes(digest)))
    .filter((one) => (from === undefined || one.time >= from) && (until === undefined || one.time < until))
    .toSorted((a, b) => {
      if (a.time !== b.time) return a.time < b.time ? 1 : -1
      if (a.origin !== b.origin) return a.origin < b.origin ? 1 : -1
      return b.index - a.index
    })
    .map(({ statement }) => statement)
}

test('said list: pages of every filter are the whole, in order, once', async () => {
  const all = statements(700) // more than one page sifts beside a subject
  await withIndex(all, async ({ db }) => {
    const optional = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
    const filters = fc.record({
      type: optional(TYPES),
      issuer: optional(WHO),
      subjects: optional([[ABOUT[0]], [ABOUT[1], ABOUT[2]], [digestOf('nothing')]] as readonly Sha256[][]),
      from: optional([timeAt(40)]),
      until: optional([timeAt(120), timeAt(41)]),
      limit: fc.constantFrom(7, 50, 200),
    })
    await fc.assert(
      fc.asyncProperty(filters, async ({ limit, ...raw }) => {
        const filter = Object.fromEntries(
          Object.entries(raw).filter(([, value]) => value !== undefined),
        ) as Omit<SaidFilter, 'limit'>
        const seen: string[] = []
        let after: SaidKey | undefined
        let pages = 0
        do {
          const page = await saidList(db, { ...filter, limit, ...(after !== undefined && { after }) })
          assert.ok(page.rows.length <= limit)
          seen.push(...page.rows.map(({ statement }) => statement))
          after = page.next
          pages += 1
        } while (after !== undefined && pages < 300)
        assert.deepEqual(seen, naive(all, filter))
      }),
      { seed: 23, numRuns: 60 },
    )
  })
})

test('said list: what is about several digests is told once, newest first, and counting stops', async () => {
  const all = statements(60)
  await withIndex(all, async ({ db }) => {
    const rows = await saidAbout(db, ABOUT, 20)
    assert.deepEqual(
      rows.map(({ statement }) => statement),
      naive(all, { subjects: ABOUT }).slice(0, 20),
    )
    assert.equal(await countSaid(db, ORIGIN, 1000), 40)
    assert.equal(await countSaid(db, ORIGIN, 7), 7)
  })
})
