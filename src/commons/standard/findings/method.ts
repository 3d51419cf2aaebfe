// Each detector as it is published: what it looks for, how grave it is, what clears it, how it errs and what it said of
// real cards. Plain data, for method pages and for machines (/commons/v1/standard).

import type { Detector } from '../answer.ts'
import { type Calibration, calibrationOf } from './calibration.ts'
import { DETECTORS, MODES, SEVERITIES } from './catalogue.ts'

export type Method = Omit<Detector, 'find'> & {
  readonly modeName: string
  readonly severityWords: string
  readonly calibration: readonly Calibration[]
}

export const METHODS: readonly Method[] = DETECTORS.map(({ find: _, ...plain }) => ({
  ...plain,
  modeName: MODES[plain.mode],
  severityWords: SEVERITIES[plain.severity],
  calibration: calibrationOf(plain.id),
}))

export function methodOf(id: string): Method | undefined {
  return METHODS.find((one) => one.id === id.toUpperCase())
}
