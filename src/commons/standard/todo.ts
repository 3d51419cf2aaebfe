// What a publisher could do next, in the order of what it would change: components that a framework's next step lacks,
// then findings, the graver first, then questions that are contradicted, absent or only declared, in the order of the
// standard. Each names its field and what would change. Invariant: it asks for nothing; nothing is added up, and what
// would change is what the same rules answer of the record with the field filled in.

import type { Grade, Question, Severity } from './answer.ts'
import type { Checked } from './check.ts'
import type { Dossier } from './dossier.ts'
import { COMPONENT_NAMES } from './frameworks/component-names.ts'
import type { ComponentId } from './frameworks/have.ts'
import { answerTo } from './questions/asking.ts'
import { QUESTIONS } from './questions/catalogue.ts'
import { recordIn } from './questions/grading.ts'

export type Effect =
  | { readonly question: string; readonly from: Grade; readonly to: Grade }
  | { readonly framework: string; readonly to: string } // a label, class or part that would lack this no more
  | { readonly finding: string; readonly severity: Severity } // that would be cleared

export type Todo = {
  readonly about: string // P3.1, OW-1, or the id of a component
  readonly field?: string // of the record
  readonly does: string // a sentence
  readonly effects: readonly Effect[]
}

/** A value that a field could have, by its path: the example of the standard. */
export type Examples = (path: string) => unknown

export function todoOf(checked: Checked, dossier: Dossier, examples: Examples): readonly Todo[] {
  const record = recordIn(dossier)
  if (record === undefined) return [OWN_RECORD, ...findings(checked)]
  return [...frameworks(checked), ...findings(checked), ...questions(checked, dossier, examples)]
}

const OWN_RECORD: Todo = {
  about: 'P7.3',
  does: 'Its publisher can sign a record: what an importer found states nothing in their name.',
  effects: [{ question: 'P7.3', from: 'absent', to: 'evidenced' }],
}

/** Components that serve several frameworks come first. */
function frameworks({ frameworks: { g7, osaid, mof } }: Checked): readonly Todo[] {
  const wanted = new Map<ComponentId, { readonly says: string; readonly effects: Effect[] }>()
  const add = (framework: string, to: string, lacks: typeof g7.lacks) => {
    for (const { c, says } of lacks) {
      if (c === undefined) continue
      const { effects } = wanted.getOrInsertComputed(c, () => ({ says, effects: [] }))
      if (!effects.some((one) => 'framework' in one && one.framework === framework && one.to === to))
        effects.push({ framework, to })
    }
  }
  add(g7.framework, g7.label === 'none' || g7.label === 'undecided' ? 'a label' : 'the next label', g7.lacks)
  if (mof.next !== null) add(mof.framework, `Class ${mof.next}`, mof.lacks)
  add(osaid.framework, 'parameters', osaid.parameters.lacks)
  add(osaid.framework, 'code', osaid.code.lacks)
  add(osaid.framework, 'data information', osaid.data.lacks)
  return [...wanted]
    .toSorted(([, a], [, b]) => b.effects.length - a.effects.length)
    .map(([c, { says, effects }]) => ({
      about: c,
      field: 'components',
      does: `${capital(COMPONENT_NAMES[c])}: ${says}`,
      effects,
    }))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const ORDER: readonly Severity[] = ['B', 'W', 'N']

function findings({ findings: found }: Checked): readonly Todo[] {
  return found
    .toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity))
    .map(({ id, severity, says, clears }) => ({
      about: id,
      does: `${says} Clears with: ${clears.charAt(0).toLowerCase()}${clears.slice(1).replace(/\.$/, '')}.`,
      effects: [{ finding: id, severity }],
    }))
}

const OPEN: readonly Grade[] = ['contradicted', 'absent', 'declared']

function questions({ answers }: Checked, dossier: Dossier, examples: Examples): readonly Todo[] {
  const grades = new Map(answers.map(({ q, grade }) => [q, grade]))
  return QUESTIONS.filter(({ id }) => OPEN.includes(grades.get(id) ?? 'evidenced'))
    .toSorted((a, b) => rank(grades.get(a.id)) - rank(grades.get(b.id)))
    .flatMap((question) => {
      const { id, asks, looksAt, fields } = question
      const [first] = fields
      if (first === undefined) return []
      const from = grades.get(id) ?? 'absent'
      const filled = from === 'absent' ? filling(question, dossier, { grades, examples }) : undefined
      return [
        {
          about: id,
          field: filled?.field ?? first,
          does: `${asks} ${looksAt}`,
          effects: filled?.effects ?? [],
        },
      ]
    })
}

/** The order of the standard stays within a grade: toSorted is stable. */
function rank(grade: Grade | undefined): number {
  return OPEN.indexOf(grade ?? 'absent')
}

/** Fields on which licences and frameworks rest are dear to try out; what they change is told by the frameworks. */
const DEAR = /^(components|terms|artifacts|lineage|subject)\b/

/** The first field whose example would answer the question, with everything else that it would change. */
function filling(
  { id, fields }: Question,
  dossier: Dossier,
  { grades, examples }: { readonly grades: ReadonlyMap<string, Grade>; readonly examples: Examples },
): { readonly field: string; readonly effects: readonly Effect[] } | undefined {
  for (const field of fields) {
    const value = examples(field)
    if (DEAR.test(field) || value === undefined) continue
    const changed = withField(dossier, field, value)
    const effects = QUESTIONS.filter(({ fields: read }) => read.some((one) => sameTop(one, field))).flatMap(
      (question): readonly Effect[] => {
        const from = grades.get(question.id) ?? 'absent'
        const { grade: to } = answerTo(question, changed)
        return better(from, to) ? [{ question: question.id, from, to }] : []
      },
    )
    if (effects.some((effect) => 'question' in effect && effect.question === id)) return { field, effects }
  }
  return undefined
}

const UPWARDS: readonly Grade[] = ['contradicted', 'absent', 'declared', 'evidenced']

function better(from: Grade, to: Grade): boolean {
  return UPWARDS.indexOf(to) > UPWARDS.indexOf(from) && UPWARDS.includes(from)
}

function sameTop(a: string, b: string): boolean {
  return a.split('.')[0] === b.split('.')[0]
}

/** The dossier with one field of its record filled in; the rest is shared. */
function withField(dossier: Dossier, path: string, value: unknown): Dossier {
  const { content } = dossier
  if (content.kind !== 'release') return dossier
  const body = filledIn(content.body, path.split('.'), value) as typeof content.body // of its example's form
  return { ...dossier, content: { kind: 'release', body } }
}

function filledIn(into: object, [name = '', ...rest]: readonly string[], value: unknown): object {
  const present = (into as Readonly<Record<string, unknown>>)[name]
  if (rest.length === 0) return { ...into, [name]: value }
  const inner = typeof present === 'object' && present !== null ? present : {}
  return { ...into, [name]: filledIn(inner, rest, value) }
}
