// What a case of a detector is, and how tests make one.

import { readFileSync } from 'node:fs'
import type { Instant } from '../../../src/base/time.ts'
import type { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import type { AdvisoryFact, Ancestor } from '../../../src/commons/standard/dossier.ts'
import {
  ancestor,
  type Files,
  type Made,
  made,
  observed,
  record,
  SOMEBODY,
  sha,
  WEIGHTS,
} from './findings-made.ts'

export type Case = {
  readonly id: string
  readonly kind: 'fires' | 'silent' | 'guard'
  readonly name: string
  readonly of: Made
  readonly severity?: 'B' | 'W' | 'N'
}

export function cases(
  id: string,
  list: readonly (readonly [Case['kind'], string, Made, Case['severity']?])[],
): Case[] {
  return list.map(([kind, name, of, severity]) => ({ id, kind, name, of, ...(severity && { severity }) }))
}

export function card(body: string, front = 'license: mit'): Made {
  return made(observed(), {
    'README.md': `---\n${front}\n---\n# Tern\n\n${body}\n`,
    'model.safetensors': WEIGHTS,
  })
}

export function own(change: (body: ReleaseRecord) => void, files: Files = {}): Made {
  return made(record(change), files)
}

export const APACHE = readFileSync(new URL('../../../LICENSE', import.meta.url), 'utf8')

export function results(kind: 'capability' | 'misuse', n: number) {
  const domain = kind === 'misuse' && { domain: 'cyber' }
  return { id: `${kind}${n}`, kind, suite: `suite ${n}`, metric: 'acc', value: '0.5', ...domain }
}

export const TIME = '2026-11-02T00:00:00Z' as Instant

export function advised(change: Partial<AdvisoryFact>): Made {
  const advisory: AdvisoryFact = {
    id: 'OWC-2026-0001',
    statement: sha('advisory'),
    issuer: SOMEBODY,
    kind: 'malware',
    summary: 'The template sends prompts elsewhere.',
    published: TIME,
    status: 'under_investigation',
    basis: 'declared',
    path: ['other/base'],
    responses: [],
    evidence: [],
    ...change,
  }
  return made(record(), {}, { advisories: [advisory] })
}

/** An ancestor under a licence. */
export function underTerms(licence: string, more: Partial<Ancestor> = {}): Ancestor {
  const content = record((body) => {
    body.subject.id = 'other/base'
    body.terms = [{ licence }]
    body.components = []
    body.lineage = []
  })
  return ancestor(content, {}, more)
}
