// An advisory: a danger or a defect, bound to bytes by digest or to tensors by their root, with what was done and what
// cannot be undone. Invariants: whoever says that serving stopped says which copies remain; nothing is ever "recalled";
// inheritance alone makes nothing affected (node/views/advisory-reach.ts). Source: release-standard 8, 7.3; FR-3, FR-4.

import Type, { type Static } from 'typebox'
import type { Misfit } from '../misfit.ts'
import { closed, Day, Hex256, Line, list, oneOf, optional, Pointers, Text, Time, typed } from '../shapes.ts'
import type { StatementType } from '../subject.ts'

export const ADVISORY_KINDS = [
  'vulnerability',
  'misuse-capability',
  'safeguard-failure',
  'data-problem',
  'licence',
  'malware',
  'integrity',
  'incident',
] as const

/** What somebody did. Bytes that others have stay where they are, so nothing here says otherwise. */
export const ADVISORY_RESPONSES = [
  'advisory-only',
  'serving-paused',
  'mirrors-asked',
  'safeguard-published',
  'new-version',
  'service-off',
  'authority-informed',
] as const

/** After these somebody could think that the bytes are gone. */
const STOPS: readonly string[] = ['serving-paused', 'mirrors-asked', 'service-off']

/** Words of VEX (OpenVEX 0.2.0). */
export const VEX_STATUSES = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const

const why = optional(Text)

export const Advisory = closed({
  id: Type.String({ pattern: '^OWC-[0-9]{4}-[0-9]{4,8}$' }),
  kind: oneOf(ADVISORY_KINDS),
  summary: Line,
  details: optional(Text),
  discovered: optional(Time),
  published: Time,
  modified: optional(Time),
  affected: Type.Array(
    Type.Union([closed({ sha256: Hex256, why }), closed({ tensorRoot: Hex256, why })]), // file, object or artifact
    { minItems: 1, maxItems: 256 },
  ),
  reach: optional(
    list(
      closed({
        descendant: Hex256,
        path: optional(list(Line, 64)), // from the affected bytes down to it
        basis: oneOf(['declared', 'tensor']),
        status: oneOf(VEX_STATUSES),
        by: Line, // whose word the status is
      }),
      256,
    ),
  ),
  severity: optional(list(closed({ scheme: Line, value: Line, by: Line }), 16)),
  evidence: optional(Pointers),
  credit: optional(list(Line, 64)),
  embargoUntil: optional(Time),
  response: optional(list(oneOf(ADVISORY_RESPONSES), ADVISORY_RESPONSES.length)),
  remainingCopies: optional(closed({ known: list(Line, 256), asOf: Time })),
  workaround: optional(Text),
  references: optional(list(Line, 64)),
  legal: optional(closed({ jurisdiction: Line, instrument: Line, asOf: Day })),
})
export type Advisory = Static<typeof Advisory>

/** Findings FR-3: who stopped serving says what remains. Jurisdictions and severities are words of somebody. */
function remaining({ response = [], remainingCopies }: Advisory): readonly Misfit[] {
  const stop = response.find((one) => STOPS.includes(one))
  if (stop === undefined || remainingCopies !== undefined) return []
  const hint =
    'known: addresses where copies are known to be, [] when none is known; asOf: when that was looked up.'
  return [
    { path: 'remainingCopies', expected: `what remains, since it says ${stop}`, found: 'nothing', hint },
  ]
}

const exampleAdvisory = {
  id: 'OWC-2026-0001',
  kind: 'safeguard-failure',
  summary: 'The default system prompt can be turned off by one sentence.',
  details: 'Seen with the template of this release and with that of the release before.',
  discovered: '2026-11-10T09:00:00Z',
  published: '2026-11-20T10:00:00Z',
  affected: [
    { sha256: 'a1'.repeat(32), why: 'Measured on these bytes.' },
    { tensorRoot: 'b2'.repeat(32), why: 'The same tensors in any wrapping.' },
  ],
  severity: [{ scheme: 'words', value: 'moderate', by: 'Uni Lab' }],
  evidence: [{ kind: 'report', ref: 'https://uni.example/tern', digest: `sha256:${'19'.repeat(32)}` }],
  credit: ['Ada at Uni Lab'],
  response: ['safeguard-published', 'serving-paused'],
  remainingCopies: {
    known: ['https://north.example/r/acme/tern-360m-instruct'],
    asOf: '2026-11-20T10:00:00Z',
  },
  workaround: 'Filter inputs that speak of the system prompt.',
  references: ['https://acme.example/advisories/1'],
  legal: { jurisdiction: 'EU', instrument: 'Regulation (EU) 2024/1689, Art. 55', asOf: '2026-11-20' },
} satisfies Advisory

export const advisoryType: StatementType = {
  type: 'owc:advisory/v1',
  title: 'Advisory',
  summary: 'A danger or a defect of exactly these bytes, what was done, and what remains.',
  schema: Advisory,
  ordered: false,
  example: exampleAdvisory,
  line: typed(Advisory, ({ id, kind, summary }) => `gives notice ${id} (${kind}): ${summary}`),
  rule: (body) => remaining(body as Advisory),
}
