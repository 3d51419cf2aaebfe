// Whole checks of files that somebody filled with one thing half a million times: no rule costs more than their length.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import { check } from '../../../src/commons/standard/check.ts'
import { MAX_FILE_TEXT } from '../../../src/commons/standard/dossier.ts'
import { dossierOf } from '../../../src/node/views/dossier.ts'
import { resolveRef } from '../../../src/node/views/ref.ts'
import { digestOf, identityNamed, logged, withIndex } from '../../commons/folded.ts'

const LIMIT_MS = 10_000 // a rule that goes back over what it read takes minutes
const record = logged(1, {
  type: 'owc:release/v1',
  issuer: identityNamed('acme'),
  subjects: [{ digest: digestOf('tern') }],
  body: { ...structuredClone(exampleRecord), subject: { ...exampleRecord.subject, id: 'acme/tern' } },
})

test('hostile files: line breaks, blanks and tabs without end', async () => {
  const dossier = await withIndex([record], async ({ sources }) =>
    dossierOf(sources, (await resolveRef(sources, 'acme/tern')).record),
  )
  assert.ok(dossier)
  for (const piece of ['\n', ' ', '\t', ' \n', '\r\n']) {
    const text = piece.repeat(MAX_FILE_TEXT / piece.length)
    const made = (path: string, role: string) => ({
      path,
      role,
      sha256: digestOf(path),
      sizeBytes: MAX_FILE_TEXT,
      held: true,
      text,
    })
    const files = [made('README.md', 'card'), made('LICENSE', 'licence-text'), made('config.json', 'config')]
    const start = performance.now()
    check({ ...dossier, files })
    assert.ok(performance.now() - start < LIMIT_MS, JSON.stringify(piece))
  }
})
