// A release record as its publisher writes it, before it is compiled: every field may be missing, a line of components
// may name several ids at once, files may go by a short name of their own, and what can be read from files may be left
// to them. Invariant: a compiled record is a draft too. Source: release-standard 10.

import type { Static } from 'typebox'
import { Count, closed, Hex256, Id, Line, list, MAX_FILES, mapOf, oneOf, optional, Text } from '../shapes.ts'
import { ReleaseRecord } from './record.ts'
import { COMPONENT_STATES, COMPONENTS } from './words.ts'

const { properties } = ReleaseRecord
const { subject, artifacts, releaseType } = properties
const { word, ...stage } = releaseType.properties
const { id, version, publisher, ...named } = subject.properties
const { name: publisherName, ...reached } = publisher.properties
const { bytes: _bytes, sha256: _sha256, ...read } = artifacts.items.properties

/** One line for several components that stand alike. */
const DraftComponent = closed({
  c: list(oneOf(COMPONENTS), COMPONENTS.length),
  state: oneOf(COMPONENT_STATES),
  ref: optional(list(Id)),
  url: optional(Line),
  sha256: optional(Hex256),
  licence: optional(Line),
  why: optional(Line),
  tensorRoot: optional(Hex256),
  format: optional(Line),
  precision: optional(Line),
  extra: optional(mapOf(Text)),
  notes: optional(Text),
})

export const ReleaseDraft = closed({
  ...properties,
  owc: optional(properties.owc),
  kind: optional(properties.kind),
  subject: optional(
    closed({
      ...named,
      id: optional(id),
      version: optional(version),
      publisher: optional(closed({ ...reached, name: optional(publisherName) })),
    }),
  ),
  releaseType: optional(closed({ ...stage, word: optional(word) })),
  artifacts: optional(list(closed({ ...read, bytes: optional(Count), sha256: optional(Hex256) }), MAX_FILES)),
  components: optional(list(DraftComponent, COMPONENTS.length)),
})
export type ReleaseDraft = Static<typeof ReleaseDraft>
export type DraftComponent = Static<typeof DraftComponent>
