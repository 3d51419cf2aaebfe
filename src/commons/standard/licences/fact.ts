// What is known of a licence: what it allows, asks and forbids, of whom, what ends it, who may change it, and where each
// of that was read. Invariant: facts are of one text, named by its id; nothing here is advice (release-standard 4.2).

export const VERDICTS = ['osi', 'open-data', 'unlisted', 'restricted', 'unknown'] as const
/** `unlisted`: its text is known, nothing in it limits use, and the Open Source Initiative has not approved it. */
export type Verdict = (typeof VERDICTS)[number]

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  osi: 'approved by the Open Source Initiative',
  'open-data': 'an open licence for data and documents',
  unlisted: 'no limit known, not approved by the Open Source Initiative',
  restricted: 'limits use, users, territory or commerce',
  unknown: 'not known here',
}

/** Of whom something is asked. One person can be several of them. */
export const PEOPLE = ['user', 'redistributor', 'deriver', 'provider'] as const
export type Person = (typeof PEOPLE)[number]

export const PERSON_WORDS: Readonly<Record<Person, string>> = {
  user: 'Who uses it',
  redistributor: 'Who passes it on',
  deriver: 'Who passes on a changed version',
  provider: 'Who offers it as a service',
}

export type Limit = {
  readonly kind: 'use' | 'users' | 'revenue' | 'commercial' | 'territory' | 'models' | 'outputs'
  readonly says: string // in words, a whole sentence
  readonly most?: number // monthly active users, or yearly revenue in US dollars
  readonly clause?: string
}

export type Ask = {
  readonly kind:
    | 'text' // a copy of the terms
    | 'notice' // a sentence in a notice file
    | 'notices' // copyright and origin notices are kept
    | 'changes' // changed files say so
    | 'display' // words shown to the public
    | 'name' // the model's name begins with it
    | 'attribution'
    | 'same-licence'
    | 'use-limits' // passed on as terms that bind
    | 'source'
    | 'register'
    | 'latest'
    | 'documents'
  readonly who: readonly Person[]
  readonly says: string
  readonly sentence?: string // verbatim
  readonly prefix?: string // of a model's name
  readonly made?: 'from it' | 'from it or its outputs' // which models it reaches
  readonly clause?: string
}

/** What binds those who receive a derivative. */
export type Flow = {
  readonly kind: 'none' | 'copy' | 'use-limits' | 'same-licence' | 'no-derivatives'
  readonly says: string
  readonly distillation: boolean | 'naming' // are models trained on its outputs derivatives, or only named after it?
  readonly clause?: string
}

export type Policy = { readonly name: string; readonly url: string; readonly says: string }
export type Ending = { readonly on: string; readonly says: string; readonly deletion?: true }

export type Source = {
  readonly kind: 'list' | 'text' | 'publisher' | 'secondary' | 'memory'
  readonly where: string // package with version, or address
  readonly on: string // day on which it was read
}

export type LicenceFacts = {
  readonly id: string
  readonly name: string
  readonly spellings: readonly string[] // lower case, as cards and files write it, beside the id itself
  readonly commercial: 'yes' | 'limited' | 'no' | 'unknown'
  readonly limits: readonly Limit[]
  readonly asks: readonly Ask[]
  readonly flow: Flow
  readonly policies: readonly Policy[] // become part of it by their address, and may change without it
  readonly mayChange: { readonly who: 'nobody' | 'licensor' | 'unknown'; readonly says: string }
  readonly ends: readonly Ending[]
  readonly law?: string
  readonly source: Source
  readonly note?: string
}

export const SHARERS: readonly Person[] = ['redistributor', 'deriver']
export const OFFERERS: readonly Person[] = ['redistributor', 'deriver', 'provider']
