// An advisory in one of the forms of exports/advisory-forms.ts: its body as it was signed, what it reaches here, and what
// makers answered. Erased or of another type: there is nothing to give.

import type { Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { vexOf } from '../../commons/advisories/reach.ts'
import { identityName } from '../../commons/keys/query.ts'
import type { AdvisoryBody, AdvisoryCase, MakerAnswer } from '../../commons/standard/exports/advisory.ts'
import type { AdvisoryForm } from '../../commons/standard/exports/advisory-forms.ts'
import type { Node } from '../node.ts'
import { standing } from './derivations.ts'
import { type FormView, formView } from './export.ts'
import type { StatementView } from './statement.ts'
import { statementView } from './statement-view.ts'

export type AdvisoryExportView = FormView & {
  readonly statement: string // sha256:…
  readonly text: string
}

/** @param by identity of a maker whose answers are wanted; absent: the advisory's own issuer */
export async function advisoryExportView(
  node: Node,
  statement: Sha256,
  form: AdvisoryForm,
  by?: string,
): Promise<AdvisoryExportView> {
  const view = await statementView(node, statement)
  const body = view?.erased === undefined && view?.type === 'owc:advisory/v1' ? view.body : undefined
  if (view === undefined || body === undefined)
    throw new OwcError({
      code: 'not-found',
      where: 'address',
      expected: 'the statement of an advisory',
      found: view === undefined ? 'nothing' : view.type,
    })
  const found = await caseOf(node, view, body as AdvisoryBody) // as its schema said when it was logged
  const exported = form.write(found, by)
  return { statement: `sha256:${statement}`, ...formView(form, exported), text: exported.text }
}

async function caseOf(node: Node, view: StatementView, body: AdvisoryBody): Promise<AdvisoryCase> {
  const { statement, issuer, issuerName, entries, reach, withdrawn } = view
  const named = new Set(body.affected.flatMap(({ sha256, tensorRoot }) => sha256 ?? tensorRoot ?? []))
  const lines = (reach?.lines ?? []).filter(
    ({ artifact, basis }) => basis !== 'named' && !named.has(artifact),
  )
  const answers: MakerAnswer[] = []
  for (const one of await standing(node, await vexOf(node.index, [statement]))) {
    const name = await identityName(node.index, one.issuer)
    const { product, status, reason, action, fixedIn, time } = one
    answers.push({
      product,
      status,
      ...(reason !== null && { reason }),
      ...(action !== null && { action }),
      ...(fixedIn !== null && { fixedIn }),
      issuer: one.issuer,
      ...(name !== undefined && { issuerName: name }),
      time,
    })
  }
  return {
    statement,
    issuer,
    ...(issuerName !== undefined && { issuerName }),
    logged: entries[0]?.time ?? view.issued,
    body,
    reached: lines.map(({ artifact, name, basis, path, status }) => ({
      artifact,
      ...(name !== undefined && { name }),
      basis,
      path,
      status,
    })),
    answers,
    ...(withdrawn !== undefined && { withdrawn: { time: withdrawn.time, text: withdrawn.text } }),
  }
}
