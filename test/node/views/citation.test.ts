// Citations: what is stated and nothing else, bound to digests, in forms in which nothing from outside gets out of its
// place.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import type { Citation } from '../../../src/node/views/citation.ts'
import { CITATION_FORMS, citationText, publicAddress } from '../../../src/node/views/citation-forms.ts'
import { releaseView } from '../../../src/node/views/release-view.ts'
import { withIndex } from '../../commons/folded.ts'
import { charter, observation, withdrawal } from '../../commons/samples.ts'

const OBSERVED: Citation = {
  name: 'HuggingFaceTB/SmolLM2-135M-Instruct',
  ref: 'huggingfacetb/smollm2-135m-instruct',
  version: null,
  date: '2026-11-01',
  dateIs: 'recorded',
  kind: 'observed',
  issuer: 'owcid:harbour',
  issuerName: 'Harbour Library',
  licences: ['apache-2.0'],
  card: { path: 'README.md', sha256: 'ab'.repeat(32) },
  artifact: `sha256:${'68'.repeat(32)}`,
  statement: `sha256:${'17'.repeat(32)}`,
  withdrawn: false,
  host: { name: 'Harbour Library', identity: 'owcid:harbour', log: 'owc-log/2fc0b2db5c7c871b' },
}
const RELEASED: Citation = {
  ...OBSERVED,
  version: '1.0.0',
  dateIs: 'released',
  kind: 'released',
  publisher: 'Acme & Söhne',
  licences: ['Apache-2.0'],
  safetyReport: { url: 'https://acme.example/safety.pdf' },
}

test('citation: an observation names no publisher, and says that nobody but its finder signed', () => {
  const text = citationText(OBSERVED, 'text')
  assert.equal(
    text,
    `HuggingFaceTB/SmolLM2-135M-Instruct, version not stated. Publisher not stated, 2026-11-01 (recorded). Observed: Harbour Library recorded what was found, the publisher has not signed a record here. Licence as stated: apache-2.0. Card: README.md (sha256:${'ab'.repeat(32)}). Safety report not stated. Artifact sha256:${'68'.repeat(32)}, record sha256:${'17'.repeat(32)}. Recorded at Harbour Library (owcid:harbour), log owc-log/2fc0b2db5c7c871b.\n`,
  )
  assert.doesNotMatch(citationText(OBSERVED, 'bibtex'), /author/)
  assert.doesNotMatch(citationText(OBSERVED, 'cff'), /date-released/)
})

test('citation: a release in each form bears version, day, licence, report and both digests', () => {
  const address = 'https://commons.example/r/acme/tern@686868686868'
  for (const form of CITATION_FORMS) {
    const text = citationText(RELEASED, form, address)
    for (const part of ['1.0.0', RELEASED.artifact, RELEASED.statement, address, 'Apache-2.0', 'safety.pdf'])
      assert.ok(text.includes(part), `${form} without ${part}`)
  }
  const [item] = JSON.parse(citationText(RELEASED, 'csl')) as { issued: unknown; author: unknown }[]
  assert.deepEqual(
    [item?.issued, item?.author],
    [{ 'date-parts': [[2026, 11, 1]] }, [{ literal: 'Acme & Söhne' }]],
  )
  const cff = parse(citationText(RELEASED, 'cff')) as Record<string, unknown>
  assert.deepEqual(
    [cff['cff-version'], cff['type'], cff['date-released'], cff['license'], cff['authors']],
    ['1.2.0', 'dataset', '2026-11-01', 'Apache-2.0', [{ name: 'Acme & Söhne' }]],
  )
  assert.match(citationText(RELEASED, 'bibtex'), /author = \{\{Acme \\& Söhne\}\}/)
})

test('citation: a licence that CITATION.cff does not know stays in its abstract', () => {
  const cff = parse(citationText({ ...RELEASED, licences: ['OpenMDW-1.0'] }, 'cff')) as Record<string, string>
  assert.equal(cff['license'], undefined)
  assert.match(cff['abstract'] ?? '', /OpenMDW-1\.0/)
})

const NASTY = fc.constantFrom(...'{}\\$&#_%~^"\':-[]<>\n\r\t\0\u202e\u200b\ud800@,ax é')

test('citation: no text from outside leaves its place', () => {
  fc.assert(
    fc.property(fc.string({ unit: NASTY, maxLength: 40 }), (hostile) => {
      const citation = {
        ...RELEASED,
        name: hostile,
        publisher: hostile,
        version: hostile,
        licences: [hostile],
      }
      const csl = JSON.parse(citationText(citation, 'csl')) as unknown[]
      assert.equal(csl.length, 1)
      const cff = parse(citationText(citation, 'cff')) as Record<string, unknown>
      assert.equal(cff['cff-version'], '1.2.0')
      const bibtex = citationText(citation, 'bibtex').replaceAll(/\\[{}]/g, '')
      let [depth, least] = [0, 0]
      for (const sign of bibtex) {
        depth += sign === '{' ? 1 : sign === '}' ? -1 : 0
        least = Math.min(least, depth)
      }
      assert.deepEqual([depth, least], [0, 0])
      assert.equal(citationText(citation, 'text').split('\n').length, 2)
    }),
    { seed: 8, numRuns: 60 },
  )
})

test('citation: an address that only this machine can open is left out', () => {
  for (const origin of ['http://127.0.0.1:8500', 'http://localhost:8500', 'http://[::1]:8500'])
    assert.equal(publicAddress(origin, '/r/a/b'), undefined, origin)
  assert.equal(publicAddress('https://commons.example/', '/r/a/b'), 'https://commons.example/r/a/b')
})

test('citation: the view says what the index knows, also that the record was withdrawn', async () => {
  const found = observation(2, 'acme/tern', { licences: ['mit'] })
  await withIndex([charter(1), found], async ({ sources }) => {
    const { citation } = await releaseView(sources, 'acme/tern')
    assert.deepEqual(
      [
        citation.ref,
        citation.kind,
        citation.dateIs,
        citation.licences,
        citation.withdrawn,
        citation.statement,
      ],
      ['acme/tern', 'observed', 'recorded', ['mit'], false, `sha256:${found.statement}`],
    )
    assert.deepEqual(citation.host, { name: 'Test Node', identity: 'owcid:test', log: sources.origin })
  })
  await withIndex([charter(1), found, withdrawal(3, found)], async ({ sources }) => {
    assert.equal((await releaseView(sources, 'acme/tern')).citation.withdrawn, true)
  })
})
