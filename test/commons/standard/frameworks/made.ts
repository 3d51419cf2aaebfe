// Lists of components for tests of frameworks, each fact as it would be after a dossier was read.

import type { Instant } from '../../../../src/base/time.ts'
import { COMPONENTS } from '../../../../src/commons/releases/words.ts'
import {
  type ComponentFact,
  type ComponentId,
  type Components,
  DATA_FACTS,
} from '../../../../src/commons/standard/frameworks/have.ts'
import { verdictOf } from '../../../../src/commons/standard/licences/facts.ts'

export function had(c: ComponentId, licence: string, more: Partial<ComponentFact> = {}): ComponentFact {
  return {
    c,
    state: 'released',
    have: 'checked',
    because: 'Its bytes are here and match.',
    licence,
    verdict: verdictOf(licence),
    ...more,
  }
}

export function components(
  facts: readonly ComponentFact[],
  data: 'all data facts' | 'none' = 'none',
): Components {
  return {
    at: '2026-11-20T00:00:00Z' as Instant,
    kind: 'release',
    facts: new Map(facts.map((fact) => [fact.c, fact])),
    data: Object.fromEntries(DATA_FACTS.map((fact) => [fact, data !== 'none'])) as Components['data'],
  }
}

/** Everything, under one licence for code and weights and another for data and documents. */
export function whole(licence: string, ofData = 'CC-BY-4.0'): readonly ComponentFact[] {
  const data: readonly ComponentId[] = [
    'pretraining-data',
    'posttraining-data',
    'evaluation-data',
    'data-card',
    'model-card',
    'evaluation-results',
    'technical-report',
    'research-paper',
  ]
  return COMPONENTS.map((c) => had(c, data.includes(c) ? ofData : licence))
}

export function without(
  facts: readonly ComponentFact[],
  ...ids: readonly ComponentId[]
): readonly ComponentFact[] {
  return facts.filter(({ c }) => !ids.includes(c))
}

export function replaced(
  facts: readonly ComponentFact[],
  ...by: readonly ComponentFact[]
): readonly ComponentFact[] {
  return [...without(facts, ...by.map(({ c }) => c)), ...by]
}
