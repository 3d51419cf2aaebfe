// A draft as a commented release.yaml: what is stated with the place that it was read from, what is not stated as a
// commented line with one sentence and an example. Invariants: reading the text gives the same draft back, and taking
// away a "# " alone states nothing. Source: release-standard 10; DESIGN 5 (Release record).

import { yamlComment, yamlProse, yamlText } from '../../base/yaml-text.ts'
import type { Field } from './field.ts'
import type { ReleaseDraft } from './record-draft.ts'
import { COMPONENT_WORDS, SECTIONS } from './record-fields.ts'
import { REASONS } from './words.ts'

/** What stands in comments: by path of a field, such as `subject.params` or `terms[0]`. */
export type Notes = ReadonlyMap<string, readonly string[]>

type Branch = { readonly title?: string; readonly inner: Map<string, Branch | Field> }
type At = { readonly path: string; readonly indent: string }

const OUTLINE = outline()

export function writeRecord(draft: ReleaseDraft, head: readonly string[], notes: Notes): string {
  const lines = head.map((line) => `# ${yamlComment(line)}`)
  lines.push('', 'owc: 1', 'kind: release')
  const writer = new Writer(notes, lines)
  writer.branch(OUTLINE, draft, { path: '', indent: '' })
  return `${lines.join('\n')}\n`
}

class Writer {
  private readonly notes: Notes
  private readonly lines: string[]

  constructor(notes: Notes, lines: string[]) {
    this.notes = notes
    this.lines = lines
  }

  branch({ inner }: Branch, value: object, { path, indent }: At): void {
    for (const [key, node] of inner) {
      const at = { path: path === '' ? key : `${path}.${key}`, indent }
      const one = (value as Readonly<Record<string, unknown>>)[key]
      if (path === '') this.lines.push('', ...('title' in node && 'inner' in node ? [`# ${node.title}`] : []))
      if ('inner' in node) {
        this.lines.push(`${indent}${key}:`)
        this.branch(node, isObject(one) ? one : {}, { path: at.path, indent: `${indent}  ` })
      } else this.field(node, key, one, at)
    }
    for (const [key, one] of Object.entries(value)) {
      if (inner.has(key) || (path === '' && (key === 'owc' || key === 'kind'))) continue
      this.lines.push(`${indent}${key}: ${yamlText(one)}`)
    }
  }

  private field(field: Field, key: string, value: unknown, { path, indent }: At): void {
    const { title, help, example, answers = [] } = field
    const stated = value !== undefined || field.input === 'components'
    const asked = answers.length === 0 ? '' : ` (${answers.join(', ')})`
    this.comment(indent, `${title}${asked}: ${help}${stated ? '' : ` For example: ${example}`}`)
    for (const note of this.notes.get(path) ?? []) this.comment(indent, note)
    if (field.input === 'components') this.components(key, value, { path, indent })
    else if (value === undefined) this.lines.push(`${indent}# ${key}:`)
    else if (Array.isArray(value) && value.some(isObject)) this.list(key, value, { path, indent })
    else if (typeof value === 'string') this.lines.push(`${indent}${key}: ${yamlProse(value, indent)}`)
    else this.lines.push(`${indent}${key}: ${yamlText(value)}`)
  }

  private list(key: string, items: readonly unknown[], { path, indent }: At): void {
    this.lines.push(`${indent}${key}:`)
    for (const [index, item] of items.entries()) {
      for (const note of this.notes.get(`${path}[${index}]`) ?? []) this.comment(`${indent}  `, note)
      this.lines.push(`${indent}  - ${yamlText(item)}`)
    }
  }

  /** What is stated, then each further component as a line to take up. */
  private components(key: string, value: unknown, at: At): void {
    const stated = (value ?? []) as NonNullable<ReleaseDraft['components']>
    if (value !== undefined && stated.length === 0) this.lines.push(`${at.indent}${key}: []`)
    else this.list(key, stated, at)
    const said = new Set<string>(stated.flatMap(({ c }) => c))
    for (const line of COMPONENT_HELP) this.comment(`${at.indent}  `, line)
    for (const [id, words] of Object.entries(COMPONENT_WORDS)) {
      if (said.has(id)) continue
      this.comment(`${at.indent}  `, `${words}:`)
      for (const note of this.notes.get(`components.${id}`) ?? []) this.comment(`${at.indent}  `, note)
      this.lines.push(`${at.indent}  # - {c: ${id}, state: }`)
    }
  }

  private comment(indent: string, text: string): void {
    this.lines.push(`${indent}# ${yamlComment(text)}`)
  }
}

const COMPONENT_HELP: readonly string[] = [
  'state: released, with ref: [ids of files] · linked, with url: and sha256: · described, with ref: or url: ·',
  `withheld, with why: (${REASONS.join(', ')}) · not-produced. licence: where it has one of its own.`,
  'One line may name several: c: [training-code, checkpoints].',
]

/** The fields as the tree that their paths are; the first key of a section carries its title. */
function outline(): Branch {
  const root: Branch = { inner: new Map() }
  for (const { title, fields } of SECTIONS) {
    for (const [index, field] of fields.entries()) {
      const names = field.path.split('.')
      const last = names.pop() ?? ''
      let at = root
      for (const [depth, name] of names.entries()) {
        const known = at.inner.get(name)
        const next: Branch =
          known !== undefined && 'inner' in known
            ? known
            : { inner: new Map(), ...(depth === 0 && index === 0 && { title }) }
        at.inner.set(name, next)
        at = next
      }
      at.inner.set(last, field)
    }
  }
  return root
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
