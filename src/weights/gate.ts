// What keeps a file from being served to others: bytes that are invalid, or dangerous to whoever opens them. Asked by the
// gate of hosting, and by a publisher's command before anything is signed, so that both say the same.
// Source: weight-formats 9 (Gate).

import type { Hazard, Inspection } from './inspection.ts'

export function keepsFromHosting({ hazards }: Pick<Inspection, 'hazards'>): readonly Hazard[] {
  return hazards.filter(({ verdict }) => verdict === 'I' || verdict === 'D')
}
