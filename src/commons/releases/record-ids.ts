// The short names inside a draft: of files, evaluations, safeguards, systems, evaluators, claims. A name of a file
// becomes its digest; every other name must be one that the record has. Source: release-standard 10.

import { digestText, type Sha256 } from '../../base/digest.ts'
import { nearest } from '../../base/nearest.ts'
import type { ReadRecord, RecordProblem } from './record-yaml.ts'

/** What a name may stand for where it is used. */
export type Kind = 'file' | 'evaluation' | 'safeguard' | 'system' | 'evaluator' | 'part'

export type FileName = { readonly path: string; readonly sha256: Sha256; readonly id?: string | undefined }

const MAX_PROBLEMS = 50

export class Names {
  readonly problems: RecordProblem[] = []
  private readonly files = new Map<string, Sha256>()
  private readonly others: Readonly<Record<Exclude<Kind, 'file'>, ReadonlySet<string>>>
  private readonly at: ReadRecord['at']
  private readonly own: ReadonlySet<string>

  /** `more`: other digests by which the files go: of all of them, of objects. */
  constructor(
    { draft, at }: Pick<ReadRecord, 'draft' | 'at'>,
    files: readonly FileName[],
    more: readonly Sha256[] = [],
  ) {
    this.at = at
    this.own = new Set([...files.map(({ sha256 }) => sha256), ...more].map(digestText))
    for (const { path, sha256 } of files) this.files.set(path, sha256)
    for (const { id, sha256 } of files) if (id !== undefined) this.files.set(id, sha256)
    this.others = {
      evaluation: this.once('evaluations', draft.evaluations ?? []),
      safeguard: this.once('safeguards', draft.safeguards ?? []),
      system: new Set(Object.keys(draft.systems ?? {})),
      evaluator: new Set(Object.keys(draft.evaluators ?? {})),
      part: new Set(Object.keys(draft)),
    }
    this.once('artifacts', (draft.artifacts ?? []).filter(hasId))
    this.once('claims', draft.claims ?? [])
  }

  /** The digest of a file, or the name itself when it stands for one of the other kinds. */
  one(name: string, path: string, kinds: readonly Kind[]): string {
    if (name.startsWith('sha256:')) return name
    const file = kinds.includes('file') ? this.files.get(name) : undefined
    if (file !== undefined) return digestText(file)
    const known = kinds.flatMap((kind) => (kind === 'file' ? [...this.files.keys()] : [...this.others[kind]]))
    if (!known.includes(name)) this.unknown(name, path, { kinds, known })
    return name
  }

  /** The same of bytes that must be of this release: a digest that no file of it has is a problem. */
  ours(name: string, path: string, kinds: readonly Kind[]): string {
    if (name.startsWith('sha256:') && !this.own.has(name))
      this.problem(path, 'the digest of a file of this release', `${name.slice(0, 19)}…, which none has`)
    return this.one(name, path, kinds)
  }

  manyOurs(names: readonly string[] | undefined, path: string, kinds: readonly Kind[]): string[] | undefined {
    return names?.map((name, index) => this.ours(name, `${path}[${index}]`, kinds))
  }

  many(names: readonly string[] | undefined, path: string, kinds: readonly Kind[]): string[] | undefined {
    return names?.map((name, index) => this.one(name, `${path}[${index}]`, kinds))
  }

  /** A word of a closed list of the standard. */
  word(word: string, path: string, words: readonly string[]): void {
    if (words.includes(word)) return
    const close = nearest(word, words)
    const hint = close === undefined ? undefined : `Did you mean ${JSON.stringify(close)}?`
    this.problem(path, `one of ${words.join(', ')}`, JSON.stringify(word), hint)
  }

  problem(path: string, expected: string, found: string, hint?: string): void {
    if (this.problems.length >= MAX_PROBLEMS) return
    const where = this.at(path)
    this.problems.push({
      code: 'record-invalid',
      where,
      path,
      expected,
      found,
      ...(hint !== undefined && { hint }),
    })
  }

  private unknown(
    name: string,
    path: string,
    { kinds, known }: { readonly kinds: readonly Kind[]; readonly known: readonly string[] },
  ): void {
    const close = nearest(name, known)
    const expected = `the id of ${kinds.map((kind) => WORDS[kind]).join(' or ')}`
    const hint = close === undefined ? undefined : `Did you mean ${JSON.stringify(close)}?`
    this.problem(path, expected, JSON.stringify(name), hint)
  }

  private once(field: string, items: readonly { readonly id: string }[]): ReadonlySet<string> {
    const seen = new Set<string>()
    for (const [index, { id }] of items.entries()) {
      if (seen.has(id))
        this.problem(`${field}[${index}].id`, 'each id once', `a second ${JSON.stringify(id)}`)
      seen.add(id)
    }
    return seen
  }
}

const WORDS: Readonly<Record<Kind, string>> = {
  file: 'a file',
  evaluation: 'an evaluation',
  safeguard: 'a safeguard',
  system: 'a system',
  evaluator: 'an evaluator',
  part: 'a part of the record',
}

function hasId<T extends { readonly id?: string }>(item: T): item is T & { readonly id: string } {
  return item.id !== undefined
}
