// An advisory as exports read it: the true example of its type, two makers' bytes that it reaches, and their answers.

import { types } from '../../../../src/commons/advisories/statements.ts'
import type { AdvisoryBody, AdvisoryCase } from '../../../../src/commons/standard/exports/advisory.ts'
import { sha } from './release.ts'

export const body = types.find(({ type }) => type === 'owc:advisory/v1')?.example as AdvisoryBody

export const CASE: AdvisoryCase = {
  statement: sha('advisory'),
  issuer: 'owcid:uni',
  issuerName: 'Uni Lab',
  logged: '2026-11-20T10:00:05Z',
  body,
  reached: [
    {
      artifact: sha('child'),
      name: 'acme/child',
      basis: 'declared',
      path: ['acme/base'],
      status: 'under_investigation',
    },
    { artifact: sha('other'), name: 'other/fork', basis: 'tensors', path: [], status: 'not_affected' },
  ],
  answers: [
    {
      product: sha('other'),
      status: 'not_affected',
      reason: 'inline_mitigations_already_exist: a filter stands in front',
      issuer: 'owcid:other',
      issuerName: 'Other Lab',
      time: '2026-11-21T10:00:00Z',
    },
    {
      product: sha('more'),
      status: 'affected',
      action: 'Use 1.1.0',
      issuer: 'owcid:other',
      issuerName: 'Other Lab',
      time: '2026-11-21T09:00:00Z',
    },
  ],
}
