// The licences of a release and what flows down to it, with the places that state them as evidence.

import type { Evidence } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { isOwnWord } from '../kind.ts'
import type { ChainView } from '../licences/chain.ts'
import type { LicencePlace, LicencesView } from '../licences/of.ts'
import { entry, field, fileAt, recordIn } from '../questions/grading.ts'
import { chainIn, licencesIn } from '../readings.ts'
import { factIn } from './reading.ts'

/** The licences of a release and what flows down to it. */
export function termsOf(dossier: Dossier): { readonly licences: LicencesView; readonly chain: ChainView } {
  return { licences: licencesIn(dossier), chain: chainIn(dossier) }
}

/** Whether testing without safeguards would itself end the licence (release-standard 4.3, C10). What it was made from by
 *  others' word alone excuses nobody from a test. */
export function endsOnRemoval(dossier: Dossier): boolean {
  return termsOf(dossier).chain.endings.some(
    ({ on, says, from }) => isOwnWord(from.basis) && /guardrail|safeguard|bypass/i.test(`${on} ${says}`),
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
  return field(fieldOf(dossier, where), said)
}

/** "the record, terms[0]" and "the record, component weights-final" as fields of the record. */
function fieldOf(dossier: Dossier, where: string): string {
  const place = where.replace('the record, ', '')
  const component = /^component (.*)$/.exec(place)?.[1]
  if (component === undefined) return `${place}.licence`
  const index = (recordIn(dossier)?.components ?? []).findIndex(({ c }) => c === component)
  return `components[${index}].licence`
}
