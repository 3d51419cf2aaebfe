// What an identity document changed, against the one that it follows, field by field: names, keys, thresholds, recovery,
// namespaces, evidence. The first document changes nothing; what it says is the identity.

import type { Identity } from '../../commons/keys/statements.ts'
import type { Change } from './who.ts'

type What = Change['what']

export function changesBetween(was: Identity, is: Identity): readonly Change[] {
  return [
    ...value('name', was.name, is.name),
    ...value('home log', was.homeLog, is.homeLog),
    ...value('kinds', was.kinds.join(', '), is.kinds.join(', ')),
    ...members('key', keys(was.keys), keys(is.keys)),
    ...members('revoked key', revoked(was), revoked(is)),
    ...value('signatures needed', String(was.threshold), String(is.threshold)),
    ...members('recovery key', keys(was.recovery?.keys ?? []), keys(is.recovery?.keys ?? [])),
    ...value('recovery signatures needed', was.recovery?.threshold, is.recovery?.threshold),
    ...value('recovery delay', hours(was), hours(is)),
    ...members('namespace', was.namespaces ?? [], is.namespaces ?? []),
    ...members('evidence', evidence(was), evidence(is)),
  ]
}

function value(what: What, was: string | number | undefined, is: string | number | undefined): Change[] {
  if (was === is) return []
  return [
    { what, ...(was !== undefined && { was: String(was) }), ...(is !== undefined && { is: String(is) }) },
  ]
}

/** Each member that came or went, in the order of the documents. */
function members(what: What, was: readonly string[], is: readonly string[]): Change[] {
  return [
    ...was.filter((one) => !is.includes(one)).map((one) => ({ what, was: one })),
    ...is.filter((one) => !was.includes(one)).map((one) => ({ what, is: one })),
  ]
}

function keys(list: Identity['keys']): readonly string[] {
  return list.map(({ keyid, use }) => (use === 'model-signing' ? `${keyid} (model signatures)` : keyid))
}

function revoked({ keys: list }: Identity): readonly string[] {
  return list.flatMap(({ keyid, revokedFrom }) =>
    revokedFrom === undefined ? [] : [`${keyid}, from entry ${revokedFrom} on`],
  )
}

function hours({ recovery }: Identity): string | undefined {
  return recovery && `${recovery.delayHours} hours`
}

function evidence({ evidence: list = [] }: Identity): readonly string[] {
  return list.map(({ kind, value: said, where }) =>
    where === undefined ? `${kind}: ${said}` : `${kind}: ${said}, ${where}`,
  )
}
