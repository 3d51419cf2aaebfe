// What one party says of an advisory as OpenVEX: the issuer of the advisory of the bytes that it names, or a maker of the
// bytes that are theirs. Source: OpenVEX 0.2.0 (affected asks for an action, not affected for a reason).

import { type AdvisoryCase, callerOf, doneIn, type MakerAnswer, productOf } from './advisory.ts'
import { notCarriedBy } from './carried.ts'
import type { Exported } from './exported.ts'
import { jsonText } from './json-text.ts'

const CARRIES: readonly string[] = [
  'id',
  'affected[].sha256',
  'affected[].tensorRoot',
  'summary',
  'details',
  'response',
  'remainingCopies',
  'workaround',
  'legal',
]
const JUSTIFICATIONS: readonly string[] = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
]

/** @param by identity of a maker; absent: the issuer of the advisory */
export function exportOpenVex(found: AdvisoryCase, by?: string): Exported {
  const { body, statement, issuer, logged, withdrawn } = found
  const own = by === undefined || by === issuer
  const answers = found.answers.filter((one) => one.issuer === by)
  const vulnerability = {
    name: body.id,
    description: [
      body.summary,
      body.details,
      withdrawn && `Withdrawn by its issuer, ${withdrawn.time}: ${withdrawn.text}`,
    ]
      .filter((one) => one !== undefined)
      .join('\n'),
  }
  const statements = own
    ? [
        {
          vulnerability,
          products: body.affected.map(productOf).map(({ name, sha256 }) => product(name, sha256)),
          status: 'affected',
          action_statement: doneIn(found).join(' ') || 'No action is stated.',
        },
      ]
    : answers.map((one) => ({
        vulnerability,
        products: [product(`sha256:${one.product}`, one.product)],
        ...said(one),
      }))
  const [first] = answers
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `urn:owc:sha256:${statement}${own ? '' : `#${by}`}`,
    author: own ? callerOf(found) : first === undefined ? by : callerOf(first),
    timestamp: own ? logged : (first?.time ?? logged),
    version: 1,
    statements,
  }
  return {
    text: jsonText(document),
    mediaType: 'application/json; charset=utf-8',
    gaps: statements.length === 0 ? [`Nothing was answered by ${by}.`] : [],
    notCarried: [...others(found, by), ...notCarriedBy(CARRIES, body)],
  }
}

function product(id: string, sha256: string | undefined) {
  return {
    '@id': `urn:owc:${id.replace(' ', ':')}`,
    hashes: sha256 === undefined ? undefined : { 'sha-256': sha256 },
  }
}

function said({ status, reason, action, fixedIn }: MakerAnswer) {
  const [first = '', ...rest] = (reason ?? '').split(': ')
  const known = JUSTIFICATIONS.includes(first)
  const words = known ? rest.join(': ') : reason
  const notes = fixedIn === undefined ? undefined : `Fixed in ${fixedIn}.`
  if (status === 'not_affected')
    return {
      status,
      justification: known ? first : undefined,
      impact_statement: known ? (words === '' ? undefined : words) : (words ?? 'not stated'),
      status_notes: notes,
    }
  if (status === 'affected')
    return { status, action_statement: action ?? 'No action is stated.', status_notes: notes }
  return {
    status,
    status_notes: [reason, action, notes].filter((one) => one !== undefined).join(' ') || undefined,
  }
}

/** A document has one author: what the others say is theirs. */
function others({ answers, issuer }: AdvisoryCase, by: string | undefined): readonly string[] {
  const speakers = new Map(answers.map((one) => [one.issuer, callerOf(one)]))
  speakers.delete(by ?? issuer)
  if (speakers.size === 0) return []
  return [
    `Answers of ${[...speakers.values()].slice(0, 20).join(', ')}: each is a document of its own (by=IDENTITY).`,
  ]
}
