// Each type of statement in a form of its own: what it says as a person reads it, composed of small parts. A type that is
// unknown here, or a body that does not fit its type, is shown as it was signed. One function per type; the table below
// is the whole list, and a test holds it against commons/subjects.ts.

import type { Static, TObject } from 'typebox'
import { type Html, html } from '../../../base/html.ts'
import type { Body } from '../../../commons/subject.ts'
import { checkBody } from '../../../commons/validate.ts'
import type { StatementView } from '../../../node/views/statement.ts'
import { body } from '../parts/body.ts'

/** A form is shown a body that fits its schema. */
export type Form = (body: Body, view: StatementView) => Html

export function form<S extends TObject>(
  _schema: S,
  show: (body: Static<S>, view: StatementView) => Html,
): Form {
  return (said, view) => show(said as Static<S>, view)
}

export type Forms = ReadonlyMap<string, Form>

export function statementForm(forms: Forms, view: StatementView): Html {
  if (view.body === undefined) return html`<p>Nothing can be read of it.</p>`
  const known = forms.get(view.type)
  if (checkBody(view.type, view.body).length > 0)
    return html`<p>Its words do not have the form of its type, so it has no effect here.</p>${body(view.body)}`
  return known === undefined ? html`${body(view.body)}` : known(view.body, view)
}
