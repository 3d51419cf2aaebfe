// What the release standard answers of one record here: `owc check`, its route and its page print this view. From the
// dossier alone; cached by all that the dossier holds (node/checks.ts), never truth.

import type { Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import { countAbout } from '../../commons/all-statements.ts'
import type { Row } from '../../commons/releases/query.ts'
import type { Answer, Finding, NotChecked } from '../../commons/standard/answer.ts'
import { type AdvisoryFact, type Dossier, MAX_SAID, type ReviewFact } from '../../commons/standard/dossier.ts'
import type { FrameworksView } from '../../commons/standard/frameworks/all.ts'
import type { LicencesView } from '../../commons/standard/licences/of.ts'
import { QUESTIONS } from '../../commons/standard/questions/catalogue.ts'
import { checkedHere } from './checked.ts'
import { type ClaimsView, claimsOf } from './claims.ts'
import type { ViewSources } from './sources.ts'

export type CheckLine = Omit<Answer, 'q' | 'at'> & {
  readonly id: string // P7.2
  readonly group: string
  readonly asks: string
}

export type CheckView = {
  readonly ref: string
  readonly display: string
  readonly version: string | null
  readonly kind: 'release' | 'observed'
  readonly artifact: Sha256
  readonly commit: string // at which its files are read
  readonly statement: Sha256
  readonly at: Instant // log time of the answers
  readonly checks: readonly CheckLine[]
  readonly findings: readonly Finding[]
  readonly notChecked: readonly NotChecked[]
  readonly openness: { readonly licences: LicencesView; readonly frameworks: FrameworksView }
  readonly claims: ClaimsView
  readonly advisories: readonly AdvisoryFact[] // that bear on these bytes, with the way
  readonly reviews: readonly ReviewFact[] // by named people
  readonly reviewsSaid?: number // in all, where these are some of them
}

/** @throws OwcError `body-erased` */
export async function checkOfRecord(sources: ViewSources, row: Row): Promise<CheckView> {
  const checked = await checkedHere(sources, row)
  if (checked === undefined) throw erased(row)
  const { dossier, answers, findings, notChecked, licences, frameworks } = checked
  return {
    ref: row.name,
    display: row.display,
    version: row.version,
    kind: row.kind,
    artifact: row.artifact,
    commit: row.commit,
    statement: row.statement,
    at: dossier.at,
    checks: answers.map(line),
    findings,
    notChecked,
    openness: { licences, frameworks },
    claims: await claimsOf(sources, row, checked),
    advisories: dossier.advisories,
    reviews: dossier.reviews,
    ...(await reviewsSaid(sources, dossier)),
  }
}

async function reviewsSaid(
  { index }: ViewSources,
  { reviews, artifact, statement, objects }: Dossier,
): Promise<Pick<CheckView, 'reviewsSaid'>> {
  if (reviews.length < MAX_SAID / 2) return {} // withdrawn ones are left out after the list was cut
  const digests = [artifact, statement, ...objects.map(({ digest }) => digest)]
  const said = await countAbout(index, { type: 'owc:review/v1', digests })
  return said > reviews.length ? { reviewsSaid: said } : {}
}

const asked = new Map(QUESTIONS.map((question) => [question.id, question]))

function line({ q, at: _, ...rest }: Answer): CheckLine {
  const { group = '', asks = '' } = asked.get(q) ?? {}
  return { id: q, group, asks, ...rest }
}

function erased({ statement }: Row): OwcError {
  return new OwcError({
    code: 'body-erased',
    where: `sha256:${statement}`,
    expected: 'a record with its body',
    found: 'a record whose body was erased',
  })
}
