// Which models the record and the files of a release point to as what it was made from, with the place of each word.
// Invariant: a pointer is what somebody wrote, never a conclusion; two spellings of one name are one model.
// Source: weight-formats 8 (keys), release-standard 6 (LD-3, LD-9).

import type { Evidence } from '../answer.ts'
import type { Dossier, DossierFile } from '../dossier.ts'
import { weightFiles } from '../met.ts'
import { field, fileAt, recordIn } from '../questions/grading.ts'
import { type Card, factIn, factsOf, readingOf, stretchOf } from './reading.ts'

export type Pointer = {
  readonly name: string // as written
  readonly pinned: boolean // by a digest or a revision
  readonly declared: boolean // by the record, or by a card's or a header's own field for it; else only hinted at
  readonly evidence: Evidence
}

const DECLARING = /^(base_model|general\.base_model\.\d+\.(repo_url|name))$/
const HINTING =
  /^(_name_or_path|name_or_path|base_model_name_or_path|__metadata__\.(base_model|ss_sd_model_name))$/
const MAX_LINKS = 400 // of one card

/** Parents that the record names; for a find, those that its files have a field for. */
export function declaredParents(dossier: Dossier): readonly Pointer[] {
  const record = recordIn(dossier)
  if (record !== undefined)
    return (record.lineage ?? []).map(({ parent, parentDigest }, index) => ({
      name: parent,
      pinned: parentDigest !== undefined || /@[^@\s]+$/.test(parent),
      declared: true,
      evidence: field(`lineage[${index}].parent`, parent),
    }))
  return pointersInFiles(dossier).filter(({ declared }) => declared)
}

export function pointersInFiles(dossier: Dossier): readonly Pointer[] {
  const all = [
    ...dossier.files.flatMap((file) => pointersIn(dossier, file)),
    ...readingOf(dossier).cards.flatMap(linksTo),
  ]
  return once(all.filter(({ name, declared }) => declared || !isItself(dossier, name)))
}

/** The release under its own name, whoever the owner: a mirror, or the page of the model. */
function isItself({ ref, display }: Dossier, name: string): boolean {
  const last = (whole: string): string => whole.slice(whole.lastIndexOf('/') + 1).toLowerCase()
  return [last(ref), last(display)].includes(last(bareName(name)))
}

function pointersIn(dossier: Dossier, file: DossierFile): readonly Pointer[] {
  const facts = factsOf(dossier, file, /./)
  const revision = facts.some(({ key, value }) => key === 'revision' && value !== '')
  return facts
    .filter(({ key, value }) => (DECLARING.test(key) || HINTING.test(key)) && isModelName(value))
    .map((fact) => ({
      name: fact.value,
      pinned:
        (fact.key === 'base_model_name_or_path' && revision) ||
        /\/(?:commit|blob|tree|resolve)\/[0-9a-f]{7,}/.test(fact.value),
      declared: DECLARING.test(fact.key) || fact.key === 'base_model_name_or_path',
      evidence: factIn(file, fact),
    }))
}

/** `owner/name`, also as an address; not a folder of somebody's machine. */
export function isModelName(value: string): boolean {
  const path = bareName(value)
  return (
    /^[a-z0-9][\w.-]{0,95}\/[\w.-]{1,96}$/.test(path) &&
    !/^(home|root|mnt|data|tmp|users|models?|content|workspace|output|results?|checkpoints?|runs)\//.test(
      path,
    )
  )
}

/** "https://huggingface.co/Acme/Tern@1.0.0" → "acme/tern" */
export function bareName(value: string): string {
  const path = value
    .replace(/^https?:\/\/(?:www\.)?huggingface\.co\//i, '')
    .replace(/^(?:hf|ollama|owc):/i, '')
  return path
    .replace(/\/(?:commit|blob|tree|resolve)\/.*$/, '')
    .replace(/[@#?].*$/, '')
    .toLowerCase()
}

const MADE_FROM =
  /\b(?:fine[- ]?tun\w+|quanti[sz]ed?|quanti[sz]ation|distill?ed|converted|derived|trained|built|based|initiali[sz]ed|adapter|lora|version|merge|developed)\b[^.!?\n|]{0,60}?\b(?:from|of|on top of|on|upon)\b(?! huggingface| the hub)[^.!?\n|:]{0,30}$/i
const CHILD = /\b(?:such as|e\.g|found|available|download\w*|released|see)\b[^.!?\n|]{0,40}$/i
/** A line of a list about something else: "- [LLaVA](…): a model based on". */
const OTHERS = /^\s*(?:[-*+]|\d+[.)])?\s*\[[^\]]{1,80}\]\(/
const MAX_BEFORE = 200 // characters before a link that are read
const LINK = /\]\(https:\/\/huggingface\.co\/([\w.-]{1,96}\/[\w.-]{1,96})(?:[/?#][^)\s]{0,200})?\)/g

/** Links of a card to a model, right after words such as "fine-tuned from". */
function linksTo(card: Card): readonly Pointer[] {
  const found: Pointer[] = []
  for (const match of card.text.matchAll(LINK)) {
    if (found.length >= MAX_LINKS) break
    const name = match[1] as string
    const open = card.text.lastIndexOf('[', match.index)
    const before = card.text.slice(Math.max(0, open - MAX_BEFORE), Math.max(0, open))
    const line = before.slice(before.lastIndexOf('\n') + 1)
    const madeFrom = MADE_FROM.test(before) && !CHILD.test(before) && !OTHERS.test(line)
    if (/^(datasets|spaces|docs|blog|papers|collections)\//.test(name) || !madeFrom) continue
    const from = match.index + match[0].indexOf(name)
    found.push({
      name,
      pinned: false,
      declared: false,
      evidence: stretchOf(card.file, from, from + name.length),
    })
  }
  return found
}

function once(pointers: readonly Pointer[]): readonly Pointer[] {
  const byName = new Map<string, Pointer>()
  for (const pointer of pointers) {
    const name = bareName(pointer.name)
    const other = byName.get(name)
    if (other === undefined) byName.set(name, pointer)
    else if (pointer.declared && !other.declared)
      byName.set(name, { ...pointer, pinned: pointer.pinned || other.pinned })
    else if (pointer.pinned && !other.pinned) byName.set(name, { ...other, pinned: true })
  }
  return [...byName.values()]
}

const QUANTISED = /^(?:i?q\d|tq\d|mxfp|nvfp)/i

/** The weight file that is a quantised copy by its own tag, with the name that its file bears without the tag. None
 *  where weights that are not quantised lie beside it: it may have been made from those. */
export function quantisedFile(
  dossier: Dossier,
): { readonly file: DossierFile; readonly tag: string; readonly label: string } | undefined {
  if (dossier.objects.some(({ tag }) => !QUANTISED.test(tag))) return undefined
  const weights = new Map(
    weightFiles(dossier)
      .toReversed()
      .map((file) => [file.path, file]),
  ) // the first of each
  for (const { tag, files } of dossier.objects) {
    const file = weights.get(files[0] ?? '')
    if (file === undefined || !QUANTISED.test(tag)) continue
    const stem = (file.path.split('/').at(-1) ?? '').replace(/\.gguf$/i, '')
    const label = stem
      .replace(/-\d{5}-of-\d{5}$/, '')
      .replace(new RegExp(`[-._]?${RegExp.escape(tag)}$`, 'i'), '')
    return { file, tag, label }
  }
  return undefined
}

/** Anything that shows a parent: the record, the files, or a quantised tag. */
export function showsParent(dossier: Dossier): readonly Evidence[] {
  const inRecord = dossier.content.kind === 'release' ? declaredParents(dossier) : []
  const named = [...inRecord, ...pointersInFiles(dossier)].map(({ evidence }) => evidence)
  if (named.length > 0) return named
  const quantised = quantisedFile(dossier)
  return quantised === undefined ? [] : [fileAt(quantised.file)]
}
