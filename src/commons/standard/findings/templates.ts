// Prompts that travel with a release: files, templates, texts inside templates; and whether a child's template is still
// its parent's. Invariant: at most MAX_LITERALS texts of a template are hashed. Source: release-standard 6 (SW-4, SW-6).

import { createHash } from 'node:crypto'
import type { Dossier, DossierFile } from '../dossier.ts'
import { type ReleaseBody, recordIn } from '../questions/grading.ts'

const MAX_LITERALS = 200
const LITERAL = /'([^'\\]{1,20000})'|"([^"\\]{1,20000})"/g

/** Digests under which a prompt of the release is known: bare hex. */
export function shippedPrompts({ files }: Dossier, record: ReleaseBody): ReadonlySet<string> {
  const digests = new Set<string>([...record.artifacts, ...files].map(({ sha256 }) => sha256))
  for (const file of files) {
    for (const { sha256 } of file.inspection?.templates ?? []) digests.add(sha256)
    for (const text of templatesOf(file))
      for (const literal of literalsOf(text)) digests.add(createHash('sha256').update(literal).digest('hex'))
  }
  return digests
}

function templatesOf({ role, text, inspection }: DossierFile): readonly string[] {
  const inside = (inspection?.templates ?? []).flatMap(({ text }) => (text === undefined ? [] : [text]))
  return role === 'template' && text !== undefined ? [text, ...inside] : inside
}

function literalsOf(template: string): readonly string[] {
  const found: string[] = []
  for (const [, single, double] of template.matchAll(LITERAL)) {
    if (found.length >= MAX_LITERALS) break
    const text = (single ?? double ?? '').replaceAll('\\n', '\n')
    found.push(text, text.trim())
  }
  return found
}

/** Files whose template is not that of a parent in whose template a safeguard lives. */
export function changedPrompts(dossier: Dossier): readonly Pick<DossierFile, 'path' | 'sha256'>[] {
  if (declaresChange(recordIn(dossier))) return []
  const own = dossier.files.flatMap((file) => templatesOf(file).map((text) => ({ file, text: plain(text) })))
  const parents = dossier.ancestors.filter(
    ({ path, known, basis }) =>
      path.length === 1 && known !== undefined && (basis === 'record' || basis === 'file'),
  )
  const theirs = parents.flatMap(({ known }) => {
    if (known?.content.kind !== 'release' || !livesInTemplate(known.content.body)) return []
    return known.files.flatMap(templatesOf).map(plain)
  })
  if (theirs.length === 0 || own.length === 0) return []
  return [...new Set(own.filter(({ text }) => !theirs.includes(text)).map(({ file }) => file))]
}

function plain(template: string): string {
  return template.replace(/\s+/g, ' ').trim()
}

function livesInTemplate({ safeguards = [], artifacts }: ReleaseBody): boolean {
  const templates = artifacts.filter(({ role }) => role === 'template')
  const refers = (ref: string | undefined): boolean =>
    templates.some(({ id, sha256 }) => ref === id || ref === `sha256:${sha256}`)
  return (
    safeguards.some(
      ({ lives, ref, kind }) => lives === 'artifact' && (refers(ref) || /prompt|template/.test(kind)),
    ) || templates.some(({ defaultSystemPrompt }) => defaultSystemPrompt === true)
  )
}

function declaresChange(record: ReleaseBody | undefined): boolean {
  const said = [
    ...(record?.supplyChain?.templateDifference === undefined ? [] : ['template']),
    ...(record?.changes ?? []).map(({ what }) => what),
    ...(record?.lineage ?? []).map(({ method }) => method ?? ''),
  ]
  return said.some((text) => /\b(?:template|prompt)s?\b/i.test(text))
}
