// P5.9: sentences that licences ask to stand in a file, looked for in the text files with blanks, case and
// punctuation set aside. Source:
// release-standard 4.2 (Notice), 6 LD-6.

import type { Outcome } from '../answer.ts'
import type { Dossier, DossierFile } from '../dossier.ts'
import { isOwnWord } from '../kind.ts'
import { chainIn, licencesIn } from '../readings.ts'
import { absent, declared, evidenced, fileAt, incomplete, list, NOT_FOUND } from './grading.ts'
import { recordEntry } from './looked-up.ts'

export function noticeSentences(dossier: Dossier): Outcome {
  const { steps, notices, unknown } = chainIn(dossier)
  const [own] = steps
  if (own?.licence === undefined || own.verdict === 'unknown')
    return absent(dossier, 'a known licence, so that its notices could be looked for')
  const bound = notices.filter(({ from }) => isOwnWord(from.basis)) // by the release's own word, not by others'
  const sentences = [...new Set(bound.flatMap(({ sentence }) => sentence ?? []))]
  const parents = unknown.filter(({ basis, joined }) => isOwnWord(basis) && joined === 'weights')
  const besides =
    parents.length === 0 ? undefined : `Terms not known here: ${list(parents.map(({ name }) => name))}.`
  const exact = licencesIn(dossier).licences.some(({ id, text }) => id === own.licence && text === 'exact')
  if (sentences.length === 0) {
    const because = `${own.licence} asks for no sentence`
    if (!exact)
      return declared(`${because}; its text is not among the files that were read.`, [recordEntry(dossier)])
    const whole = `${because}, and its text is among the files.`
    return besides === undefined
      ? evidenced(whole, [recordEntry(dossier)])
      : declared(`${whole} ${besides}`, [recordEntry(dossier)])
  }
  const standing = sentences.map((sentence) => ({ sentence, file: fileWithNotice(dossier, sentence) }))
  const missing = standing.filter(({ file }) => file === undefined)
  const found = standing.flatMap(({ file }) => (file === undefined ? [] : [fileAt(file)]))
  const where = dossier.content.kind === 'observed' ? NOT_FOUND : 'in no text file that is here'
  if (missing.length > 0)
    return incomplete(
      `Asked for and ${where}: ${list(missing.map(({ sentence }) => `“${sentence}”`))}.`,
      found,
    )
  const whole = 'Each sentence that is asked for stands in a file.'
  return besides === undefined ? evidenced(whole, found) : declared(`${whole} ${besides}`, found)
}

const TERMS = /(^|[/_. -])(licen[cs]e|copying|terms|agreement|policy)([/_. -]|$)/i

/** A text file in which the sentence stands. The terms that ask for it do not answer for it by quoting it. */
export function fileWithNotice({ files }: Dossier, sentence: string): DossierFile | undefined {
  const wanted = plainWords(sentence)
  return files.find(
    (file) => file.role !== 'licence-text' && !TERMS.test(file.path) && wordsIn(file).includes(wanted),
  )
}

const read = new WeakMap<DossierFile, string>() // of a file that nobody changes: each sentence asks for it again

function wordsIn(file: DossierFile): string {
  return read.getOrInsertComputed(file, ({ text = '' }) => plainWords(text))
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/\(c\)|©/g, ' copyright ')
    .replace(/(?:copyright\s+)+/g, 'copyright ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
