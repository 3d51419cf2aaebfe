// The licences of a release and what flows down to it, worked out once for all detectors of one dossier.

import type { Evidence } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { type ChainView, chainOf } from '../licences/chain.ts'
import { type LicencePlace, type LicencesView, licencesOf } from '../licences/of.ts'
import { entry, field, fileAt } from '../questions/grading.ts'
import { factIn } from './reading.ts'

type Terms = { readonly licences: LicencesView; readonly chain: ChainView }

const worked = new WeakMap<Dossier, Terms>() // of a dossier that nobody changes

export function termsOf(dossier: Dossier): Terms {
  return worked.getOrInsertComputed(dossier, () => {
    const licences = licencesOf(dossier)
    return { licences, chain: chainOf(dossier, licences) }
  })
}

/** Whether testing without safeguards would itself end the licence (release-standard 4.3, C10). */
export function endsOnRemoval(dossier: Dossier): boolean {
  return termsOf(dossier).chain.endings.some(({ on, says }) =>
    /guardrail|safeguard|bypass/i.test(`${on} ${says}`),
  )
}

/** The place that states a licence, as it can be opened. */
export function placeOf(dossier: Dossier, { where, said, text, offset, kind }: LicencePlace): Evidence {
  const file = dossier.files.find(({ path }) => path === (text?.path ?? where.split(', ')[0]))
  if (file !== undefined)
    return said === undefined || offset === undefined
      ? fileAt(file)
      : factIn(file, { key: '', value: said, offset })
  if (kind !== 'record') return entry(dossier.statement, `${where}: ${said ?? ''}`)
  return field(where.replace('the record, ', '').replace(/^component (.*)$/, 'components.$1.licence'), said)
}
