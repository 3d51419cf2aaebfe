// A release in other forms, as its page reads it: each form with something lost and something not stated.

import { EXPORT_FORMS } from '../../../src/commons/standard/exports/forms.ts'
import type { ExportsPage } from '../../../src/node/views/export.ts'
import { digestOf, HOSTILE } from './fixture.ts'

export function exportsOf(ref: string): ExportsPage {
  const digest = `sha256:${digestOf(ref)}`
  return {
    ref,
    display: ref === 'acme/hostile' ? HOSTILE : ref,
    artifact: digest,
    statement: digest,
    forms: EXPORT_FORMS.map(({ id, title, version, file }, index) => ({
      form: id,
      title,
      version,
      file,
      mediaType: 'text/plain',
      gaps: index % 2 === 0 ? [] : [{ says: 'Family (subject.family)', field: 'subject.family' }],
      notCarried: [{ says: HOSTILE }],
    })),
    ...(ref === 'acme/hostile' && { withdrawn: HOSTILE }),
  }
}
