// owc export in the forms that others use, with a real node: the command, the API by name and by digest, the file.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { connect } from '../../src/client/api.ts'
import { ADVISORY_FORMS } from '../../src/commons/standard/exports/advisory-forms.ts'
import { EXPORT_FORMS } from '../../src/commons/standard/exports/forms.ts'
import { artifactFiles } from '../../src/node/manifests.ts'
import type { ExportView } from '../../src/node/views/export.ts'
import { wholeRecord } from '../commons/releases/whole.ts'
import { openFixture } from '../http/node-fixture.ts'
import { called } from './called.ts'

const fixture = await openFixture()
const place = mkdtempSync(join(tmpdir(), 'owc-forms-'))
const api = connect({ url: fixture.url, token: fixture.values['token'] as string })
after(async () => {
  await api.close()
  await fixture.close()
  rmSync(place, { recursive: true, force: true })
  assert.deepEqual(fixture.defects, [])
})

const owc = (...words: readonly string[]) => owcIn(place, ...words)

function owcIn(folder: string, ...words: readonly string[]) {
  const connection = { api, url: fixture.url, close: async () => undefined }
  return called(words, { folder, stateFolder: place, connect: async () => connection })
}

for (const { id, file } of EXPORT_FORMS) {
  test(`export --as ${id}: the command, the API and the file are one text`, async () => {
    const made = await owc('export', 'acme/open', '--as', id, '--json')
    assert.equal(made.exit, 0, made.err)
    const told = JSON.parse(made.out) as ExportView & { file: string }
    assert.equal(told.file, join(place, file))
    const text = readFileSync(told.file, 'utf8')
    const path = `/commons/v1/releases/acme/open/export?as=${id}`
    const view = await api.get<ExportView>(path)
    assert.equal(view.text, text)
    const digest = `/commons/v1/artifacts/${fixture.values['open']}/export?as=${id}`
    assert.deepEqual(await api.get(digest), view)
    const answer = await fetch(`${fixture.url}${path}&file=yes`)
    assert.equal(answer.headers.get('content-type'), view.mediaType)
    assert.equal(await answer.text(), text)
    assert.match((await owc('export', 'acme/open', '--as', id, '--out', '-')).out, /\S/)
  })
}

test('export: a published record leaves whole in every form, with the keys of the card among its files', async () => {
  const artifact = fixture.values['held'] as Sha256
  const files = await artifactFiles(fixture.node.storage.blobs, artifact)
  const artifacts = files.map(({ path, sizeBytes, sha256 }) => ({ path, bytes: sizeBytes, sha256 }))
  const { artifacts: _, moreFiles: _more, objects: _objects, tensorRoot: _root, ...whole } = wholeRecord
  const body = { ...whole, artifacts, subject: { ...whole.subject, id: 'acme/held', display: 'Acme/Held' } }
  await fixture.node.say({ type: 'owc:release/v1', subjects: [{ digest: artifact }], body })
  for (const { id } of EXPORT_FORMS) {
    const { text } = await api.get<ExportView>(`/commons/v1/releases/acme/held/export?as=${id}`)
    assert.match(text, /Acme\/Held|Acme-Held|acme\/held|owc:sha256|"Held"/, id)
  }
  const card = await api.get<ExportView>('/commons/v1/releases/acme/held/export?as=card')
  assert.match(card.text, /Written from the signed release record of acme\/held/)
  assert.match(card.text, /license is "mit" in the shipped card, and "Apache-2\.0/)
})

for (const { id, file } of ADVISORY_FORMS) {
  test(`export of an advisory --as ${id}: by the digest of its statement, as text and as a file`, async () => {
    const artifact = fixture.values['open'] as Sha256
    const { statement } = await fixture.node.say({
      type: 'owc:advisory/v1',
      subjects: [{ digest: artifact }],
      body: {
        id: 'OWC-2026-0007',
        kind: 'integrity',
        summary: 'A tensor is not what it says.',
        published: '2026-11-20T10:00:00Z',
        affected: [{ sha256: artifact, why: 'Looked at.' }],
      },
    })
    const made = await owc('export', `sha256:${statement}`, '--as', id, '--json')
    assert.equal(made.exit, 0, made.err + made.out)
    const text = readFileSync(join(place, file), 'utf8')
    assert.ok(text.includes(artifact) && text.includes('A tensor is not what it says.'))
    const answer = await fetch(`${fixture.url}/commons/v1/statements/${statement}/export?as=${id}&file=yes`)
    assert.equal(await answer.text(), text)
  })
}

test('export: no file is overwritten but one that was named', async () => {
  const mine = join(place, 'mine')
  mkdirSync(mine)
  const file = join(mine, 'README.md')
  writeFileSync(file, 'my own words')
  const { exit, out } = await owcIn(mine, 'export', 'acme/open', '--as', 'card', '--json')
  assert.deepEqual([exit, JSON.parse(out).error.code], [3, 'file-unusable'])
  assert.equal(readFileSync(file, 'utf8'), 'my own words')
  const named = ['export', 'acme/open', '--as', 'card', '--out', 'README.md'] as const
  assert.equal((await owcIn(mine, ...named)).exit, 0)
  assert.match(readFileSync(file, 'utf8'), /^---\n/)
  assert.equal((await owcIn(mine, 'export', 'acme/open', '--as', 'card')).exit, 0, 'the same bytes are there')
})

test('export: what is no advisory has none of their forms', async () => {
  const { statement } = await api.get<{ statement: string }>('/commons/v1/releases/acme/open')
  const { exit, out } = await owc('export', statement, '--as', 'osv', '--json')
  assert.deepEqual([exit, JSON.parse(out).error.code], [2, 'not-found'])
  const wrong = await owc('export', 'acme/open', '--as', 'osv', '--json')
  assert.deepEqual([wrong.exit, JSON.parse(wrong.out).error.code], [2, 'digest-invalid'])
})

test('export: the page of a release lists each form with its file, and its twin is the same view', async () => {
  const text = await (await fetch(`${fixture.url}/r/acme/held/exports`)).text()
  const twin = (await (await fetch(`${fixture.url}/r/acme/held/exports.json`)).json()) as {
    forms: ExportView[]
  }
  for (const { form, title, file } of twin.forms) {
    assert.ok(text.includes(`<h2 id="${form}">${title}</h2>`), title)
    const address = `/commons/v1/releases/acme/held/export?as=${form}&amp;file=yes`
    assert.ok(text.includes(`<a href="${address}">${file}</a>`), address)
  }
  assert.equal((await fetch(`${fixture.url}/r/acme/nobody/exports`)).status, 404)
})

test('export: the list of forms names each with what it cannot carry, and an unknown one is refused', async () => {
  const { forms } = await api.get<{ forms: ExportView[] }>('/commons/v1/releases/acme/open/export')
  assert.deepEqual(
    forms.map(({ form }) => form),
    EXPORT_FORMS.map(({ id }) => id),
  )
  const { exit, out } = await owc('export', 'acme/open', '--as', 'docx', '--json')
  assert.deepEqual([exit, JSON.parse(out).error.where], [2, 'owc export --as'])
  const answer = await fetch(`${fixture.url}/commons/v1/releases/acme/open/export?as=docx`)
  assert.equal(answer.status, 400)
})
