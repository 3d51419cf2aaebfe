// What a parent states that should travel with whatever is made from it, and whether a child states it too.
// Source: release-standard 6 (LD-1); lineage 5 ("carried on every edge").

import type { Evidence } from '../answer.ts'
import type { Ancestor, Dossier } from '../dossier.ts'
import { isOwnWord } from '../kind.ts'
import { entry, field, fileAt, recordIn } from '../questions/grading.ts'
import { headingIn } from '../questions/headings.ts'
import { declaredParents, quantisedFile } from './parents.ts'

export const LIMITS =
  /limit|bias|risk|known issue|caveat|intended use|out[- ]of[- ]scope|misuse|consideration/i
const OUT_OF_SCOPE = /out[- ]of[- ]scope|misuse|not (?:for|intended)|prohibited|use restriction|limit/i
const RESULTS = /evaluation|benchmark|result|performance/i

type Known = NonNullable<Ancestor['known']>
type Stated = (of: Pick<Dossier, 'content' | 'files'>) => Evidence | undefined

/** In the order of the standard. Each says where it is stated, if it is. */
const CARRIED: readonly { readonly word: string; readonly stated: Stated; readonly only?: 'release' }[] = [
  { word: 'licence', stated: licence },
  { word: 'licence text', stated: byRole('licence-text', /^(licen[cs]e|copying|terms)|_terms\b/i) },
  { word: 'notice', stated: byRole('notice', /^notice/i) },
  { word: 'variant', stated: inRecord('subject.variant', ({ subject }) => subject.variant), only: 'release' },
  { word: 'limits', stated: either('limits', ({ limits = [] }) => limits[0], LIMITS) },
  {
    word: 'uses that are out of scope',
    stated: either('obligations.outOfScope', ({ obligations }) => obligations?.outOfScope?.[0], OUT_OF_SCOPE),
  },
  { word: 'use policy', stated: inRecord('components', policy), only: 'release' },
  {
    word: 'results',
    stated: either('evaluations', ({ evaluations = [] }) => evaluations[0]?.suite, RESULTS),
  },
]

type Body = NonNullable<ReturnType<typeof recordIn>>

/** Fields that the parent's record here has and the child lacks, with where the parent states them. */
export function lostFrom(
  parent: Known,
  child: Dossier,
): { readonly fields: readonly string[]; readonly quotes: readonly Evidence[] } {
  const linked = linksOf(child)
  const lost = CARRIED.flatMap(({ word, stated, only }) => {
    if (only === 'release' && child.content.kind !== 'release') return []
    const there = stated(parent)
    if (there === undefined || stated(child) !== undefined || isLinked(there, parent, linked)) return []
    return [{ word, there }]
  })
  const base =
    child.content.kind === 'release' &&
    declaredParents(child).length === 0 &&
    !child.ancestors.some(({ basis }) => isOwnWord(basis))
  return {
    fields: [...lost.map(({ word }) => word), ...(base ? ['the model it was made from'] : [])],
    quotes: [
      ...lost.map(({ there }) => named(there, parent)),
      ...(base ? [entry(child.statement, 'the record without it')] : []),
    ],
  }
}

/** Evidence of a parent opens under the parent's name. */
function named(there: Evidence, { ref }: Known): Evidence {
  return there.kind === 'record' ? { ...there, field: `${ref}: ${there.field}` } : there
}

/** What files of something made from another model usually carry, as far as these themselves show. */
export function missingBySelf(dossier: Dossier): readonly string[] {
  const own = CARRIED.filter(
    ({ word, stated }) => ['licence text', 'limits'].includes(word) && stated(dossier) === undefined,
  ).map(({ word }) => word)
  const base = quantisedFile(dossier) !== undefined && declaredParents(dossier).length === 0
  return base ? [...own, 'the model it was made from'] : own
}

/** Digests to which a record points: components, terms, sources of claims. */
function linksOf(child: Dossier): ReadonlySet<string> {
  const record = recordIn(child)
  const all = [
    ...(record?.components ?? []).flatMap(({ sha256, ref = [] }) => [sha256, ...ref]),
    ...(record?.terms ?? []).flatMap(({ sha256, text }) => [sha256, text]),
    ...(record?.claims ?? []).map(({ source }) => source?.sha256),
    record?.obligations?.derivatives?.notice,
  ]
  return new Set(all.flatMap((one) => (one === undefined ? [] : [one.replace(/^sha256:/, '')])))
}

function isLinked(there: Evidence, parent: Known, linked: ReadonlySet<string>): boolean {
  if (there.kind === 'file') return linked.has(there.digest.replace(/^sha256:/, ''))
  return linked.has(parent.artifact)
}

function licence({ content, files }: Parameters<Stated>[0]): Evidence | undefined {
  if (content.kind === 'release') {
    const [terms] = content.body.terms ?? []
    if (terms !== undefined) return field('terms[0].licence', terms.licence)
  }
  const file = files.find(({ inspection }) =>
    inspection?.facts.some(({ key }) => key === 'license' || key === 'general.license'),
  )
  return file === undefined ? undefined : fileAt(file)
}

function byRole(role: string, name: RegExp): Stated {
  return ({ files }) => {
    const file = files.find((one) => one.role === role || name.test(one.path.split('/').at(-1) ?? ''))
    return file === undefined ? undefined : fileAt(file)
  }
}

function inRecord(path: string, read: (body: Body) => string | undefined): Stated {
  return ({ content }) => {
    const text = content.kind === 'release' ? read(content.body) : undefined
    return text === undefined ? undefined : field(path, text)
  }
}

function either(path: string, read: (body: Body) => string | undefined, heading: RegExp): Stated {
  const stated = inRecord(path, read)
  return (of) => stated(of) ?? headingIn(of, heading)
}

function policy({ components = [] }: Body): string | undefined {
  const line = components.find(({ c }) => c === 'acceptable-use-policy')
  return line === undefined || line.state === 'withheld' || line.state === 'not-produced' ? undefined : line.c
}
