// Prints what the rules about sentences say of real model cards, so that a person can judge every firing:
//   node test/standard-cards/run.ts FOLDER
// Each `.md` file of the folder is one card; a name OWNER+MODEL__FILE.md gives the model's name. Nothing is written, and
// no card belongs into the checkout. What the rules should say is judged by hand (docs/learn/findings.md).

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Evidence } from '../../src/commons/standard/answer.ts'
import type { Dossier } from '../../src/commons/standard/dossier.ts'
import { findingsOf } from '../../src/commons/standard/findings/catalogue.ts'
import {
  assertsSafety,
  bindsEarlier,
  callsItOpenSource,
  offersToAnyone,
  recallWords,
  testedALargerSystem,
} from '../../src/commons/standard/findings/phrases.ts'
import { readingOf, sentencesSaying } from '../../src/commons/standard/findings/reading.ts'
import { made, observed } from '../commons/standard/findings-made.ts'

const SENTENCES: Readonly<Record<string, (dossier: Dossier) => (text: string) => boolean>> = {
  'OW-1': (dossier) => (text) => callsItOpenSource(text, readingOf(dossier).names),
  'OW-4': () => assertsSafety,
  'OW-5': () => offersToAnyone,
  'SW-7':
    ({ display }) =>
    (text) =>
      !/guard|shield/i.test(display) && testedALargerSystem(text),
  'FR-1': () => (text) => recallWords(text) !== undefined,
  'FR-2': () => bindsEarlier,
}

function quoted(evidence: Evidence): string {
  const text = 'quote' in evidence ? evidence.quote?.text : undefined
  return (text ?? JSON.stringify(evidence)).replace(/\s+/g, ' ').slice(0, 400)
}

function print(file: string, text: string): void {
  const [name] = file.replace('+', '/').split('__')
  const { dossier } = made(observed(name), { 'README.md': text })
  const { cards } = readingOf(dossier)
  for (const { prose } of cards)
    console.log(
      `\n# ${file}: ${prose.language}, ${prose.sentences.length} sentences read, ${prose.notChecked} not checked`,
    )
  for (const [rule, holds] of Object.entries(SENTENCES))
    for (const evidence of sentencesSaying(dossier, holds(dossier)))
      console.log(`${rule}\t${quoted(evidence)}`)
  for (const { id, says, quotes } of findingsOf(dossier))
    if (!(id in SENTENCES)) console.log(`${id}\t${says}\t${quotes.map(quoted).join(' | ').slice(0, 200)}`)
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('name a folder of model cards')
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.md'))
  .toSorted())
  print(file, readFileSync(join(folder, file), 'utf8'))
