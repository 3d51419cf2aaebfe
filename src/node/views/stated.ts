// What files, package and record say about themselves, verbatim, each with its place, never merged; and whether the
// places that name a licence name the same one. Spellings are compared, never texts (release-standard 4.1, 4.3 C7).

import type { Content } from '../../commons/releases/query.ts'
import { isLicenceLine, licenceText } from '../../commons/releases/words.ts'
import { meanOne } from '../../commons/standard/licences/spelling.ts'
import { TRAVELLED_KEY } from '../foreign.ts'
import type { ReleaseView, Stated } from './release.ts'

export function statedIn(content: Content): readonly Stated[] {
  return content.kind === 'release' ? statedByPublisher(content.body) : statedInFound(content.body)
}

function statedInFound({ read, said }: Extract<Content, { kind: 'observed' }>['body']): readonly Stated[] {
  const about = said.filter(({ key }) => key !== TRAVELLED_KEY) // another log's, shown with its proofs
  const lines = [...read.map(({ key, value, file }) => ({ key, value, where: `${file}, ${key}` })), ...about]
  return lines.map((line) =>
    isLicenceLine(line) ? { key: 'licence', value: licenceText(line.value), where: line.where } : line,
  )
}

export const RECORD = 'the release record' // the place of whatever a publisher's record states

function statedByPublisher(record: Extract<Content, { kind: 'release' }>['body']): readonly Stated[] {
  const { subject, terms = [], lineage = [], limits = [], obligations } = record
  const where = RECORD
  const one = (key: string, value: string | undefined) => (value === undefined ? [] : [{ key, value, where }])
  return [
    ...terms.map(({ licence }) => ({ key: 'licence', value: licence, where })),
    ...one('variant', subject.variant),
    ...one('family', subject.family),
    ...one('publisher', subject.publisher?.name),
    ...lineage.map(({ relation, parent }) => ({ key: `base (${relation})`, value: parent, where })),
    ...limits.map((value) => ({ key: 'limit', value, where })),
    ...one('report problems to', obligations?.reportTo),
  ]
}

export function licenceAgreement(stated: readonly Stated[]): ReleaseView['licenceAgreement'] {
  const named = stated.filter(({ key, value }) => key === 'licence' && value !== '')
  if (named.length === 0) return 'silent'
  // A record may name one licence for the weights and another for the code: it does not disagree with itself.
  if (named.length === 1 || named.every(({ where }) => where === RECORD)) return 'single'
  return meanOne(named.map(({ value }) => value)) ? 'agree' : 'conflict'
}
