// Trust in logs as text (c2sp.org/tlog-policy): `log`, `witness`, `group`, `quorum` lines. It says whose checkpoints
// count, and whose cosignatures they must carry. Definitions come before their use, so a policy has no cycles.

import { OwcError } from '../base/errors.ts'
import { parseSize } from './checkpoint.ts'
import type { Crypto } from './crypto.ts'
import { type NoteKey, parseNoteKey } from './note.ts'
import type { Signed } from './note-verify.ts'

const MAX_POLICY_CHARS = 1 << 20
const MAX_LINES = 4096

export type Named = { readonly key: NoteKey; readonly url?: string }
export type Rule =
  | { readonly kind: 'none' }
  | { readonly kind: 'witness'; readonly key: NoteKey }
  | { readonly kind: 'group'; readonly threshold: number; readonly members: readonly Rule[] }
export type Policy = {
  readonly logs: readonly Named[]
  readonly witnesses: readonly Named[]
  readonly quorum: Rule
}

type Draft = {
  readonly crypto: Crypto
  readonly logs: Named[]
  readonly witnesses: Named[]
  readonly rules: Map<string, Rule> // by the names of witnesses and groups
  readonly grouped: Set<string>
  quorum: Rule | undefined
}

/** @throws OwcError `policy-invalid` with the line in `where` */
export function parsePolicy(crypto: Crypto, text: string, where: string): Policy {
  const lines = text.split('\n')
  if (text.length > MAX_POLICY_CHARS || lines.length > MAX_LINES)
    throw bad(where, `at most ${MAX_LINES} lines`, `${lines.length}`)
  const draft: Draft = {
    crypto,
    logs: [],
    witnesses: [],
    rules: new Map([['none', { kind: 'none' }]]),
    grouped: new Set(),
    quorum: undefined,
  }
  for (const [i, line] of lines.entries()) {
    const words = line.split(/[ \t\r]+/).filter((word) => word !== '')
    if (words.length > 0 && words[0]?.startsWith('#') !== true)
      parseLine(draft, words, `${where}, line ${i + 1}`)
  }
  const { logs, witnesses, quorum } = draft
  if (quorum === undefined) throw bad(where, 'a quorum line', 'none')
  return { logs, witnesses, quorum }
}

function parseLine(draft: Draft, words: readonly string[], where: string): void {
  const [keyword, ...rest] = words
  switch (keyword) {
    case 'log':
      draft.logs.push(parseNamed(draft, rest, where))
      break
    case 'witness':
      parseWitness(draft, rest, where)
      break
    case 'group':
      parseGroup(draft, rest, where)
      break
    case 'quorum':
      parseQuorum(draft, rest, where)
      break
    default:
      throw bad(where, 'log, witness, group or quorum', keyword ?? '')
  }
}

function parseNamed(draft: Draft, words: readonly string[], where: string): Named {
  const [vkey = '', url, ...rest] = words
  if (rest.length > 0) throw bad(where, 'a verifier key and at most one URL', rest.join(' '))
  const key = parseNoteKey(draft.crypto, vkey, where)
  const all = [...draft.logs, ...draft.witnesses]
  if (all.some((one) => one.key.keyId === key.keyId && one.key.name === key.name))
    throw bad(where, 'each key once', `a second ${key.name}`)
  return url === undefined ? { key } : { key, url }
}

function parseWitness(draft: Draft, words: readonly string[], where: string): void {
  const [name = '', ...rest] = words
  const witness = parseNamed(draft, rest, where)
  if (witness.key.type !== 0x04 && witness.key.type !== 0x06)
    throw bad(where, 'the key of a cosigner (type 4 or 6)', `type ${witness.key.type}`)
  define(draft, name, { rule: { kind: 'witness', key: witness.key }, where })
  draft.witnesses.push(witness)
}

function parseGroup(draft: Draft, words: readonly string[], where: string): void {
  const [name = '', count = '', ...names] = words
  const members = names.map((member) => {
    const rule = draft.rules.get(member)
    if (rule === undefined || rule.kind === 'none') throw bad(where, 'names defined above', member)
    if (draft.grouped.has(member)) throw bad(where, 'each name in at most one group', member)
    draft.grouped.add(member)
    return rule
  })
  const threshold = count === 'any' ? 1 : count === 'all' ? members.length : parseSize(count)
  if (threshold === undefined || threshold < 1 || threshold > members.length)
    throw bad(where, `any, all or a number from 1 to ${members.length}`, count)
  define(draft, name, { rule: { kind: 'group', threshold, members }, where })
}

function parseQuorum(draft: Draft, words: readonly string[], where: string): void {
  const [name = '', ...rest] = words
  const rule = draft.rules.get(name)
  if (draft.quorum !== undefined) throw bad(where, 'one quorum line', 'a second')
  if (rule === undefined || rest.length > 0)
    throw bad(where, 'one name defined above, or none', words.join(' '))
  draft.quorum = rule
}

function define(draft: Draft, name: string, as: { readonly rule: Rule; readonly where: string }): void {
  if (name === '' || draft.rules.has(name)) throw bad(as.where, 'a new name', name)
  draft.rules.set(name, as.rule)
}

/** Whether the cosignatures that verified satisfy the policy. */
export function quorumMet(rule: Rule, signed: readonly Signed[]): boolean {
  switch (rule.kind) {
    case 'none':
      return true
    case 'witness':
      return signed.some(({ key }) => key.keyId === rule.key.keyId && key.name === rule.key.name)
    case 'group':
      return distinct(rule.members.filter((member) => quorumMet(member, signed))) >= rule.threshold
  }
}

/** A cosignature does not bind its witness's name: one raw key under two names is one witness. */
function distinct(members: readonly Rule[]): number {
  return new Set(
    members.map((member, i) => (member.kind === 'witness' ? member.key.key.toHex() : `rule ${i}`)),
  ).size
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'policy-invalid', where, expected, found: JSON.stringify(found.slice(0, 120)) })
}
