// P7, supply chain: formats that run nothing, signatures, the same digests elsewhere, where tokenizer and template come
// from, how it was built. Source: release-standard 5; evidence: parsed files, signature, lineage, other hosts.

import type { Outcome, Question } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { seen, weightFiles } from '../met.ts'
import {
  absent,
  contradicted,
  count,
  declared,
  entry,
  evidenced,
  field,
  fileAt,
  incomplete,
  list,
  met,
  recordIn,
} from './grading.ts'
import { fileNamed, openable, recordEntry } from './looked-up.ts'
import { tokenizerFrom, tokenizerSame } from './tokenizers.ts'

const SAFE = ['safetensors', 'gguf']

function safeFormat(dossier: Dossier): Outcome {
  const weights = weightFiles(dossier)
  if (weights.length === 0) return absent(dossier, 'a file of weights')
  const read = weights.filter(({ inspection }) => inspection !== undefined)
  const other = read.filter(({ inspection }) => !SAFE.includes(inspection?.format ?? ''))
  if (other.length > 0)
    return contradicted(`Neither safetensors nor GGUF: ${list(other.map(({ path }) => path))}.`, {
      said: weights.filter((file) => !other.includes(file)).map((file) => fileAt(file)),
      against: other.map((file) => fileAt(file)),
    })
  if (read.length === weights.length)
    return evidenced(
      `All weights are safetensors or GGUF, as read: ${count(read.length, 'file')}.`,
      read.map((file) => fileAt(file)),
    )
  const unread = weights.filter(({ inspection }) => inspection === undefined)
  const named = unread.every(({ path }) => /\.(safetensors|gguf)$/i.test(path))
  if (named)
    return declared(
      'Safetensors or GGUF by their names; not all bytes were read here.',
      unread.map((file) => fileAt(file)),
    )
  return incomplete(
    `Not read here, and of another name: ${list(unread.map(({ path }) => path))}.`,
    unread.map((file) => fileAt(file)),
  )
}

const CODE_RULES = /^(program\.|code\.)/
const HARMLESS = ['program.npy', 'program.onnx'] // notes: these run nothing by themselves

function runsNothing(dossier: Dossier): Outcome {
  const code = dossier.files.filter(
    ({ path, inspection }) =>
      /\.(py|pyc|so|dll|dylib|sh)$/i.test(path) ||
      (inspection?.hazards ?? []).some(({ rule }) => CODE_RULES.test(rule) && !HARMLESS.includes(rule)),
  )
  const remote = recordIn(dossier)?.supplyChain?.remoteCode
  const said = remote === undefined ? [] : [field('supplyChain.remoteCode', String(remote))]
  if (code.length > 0)
    return contradicted(`Code, or what runs code when it is loaded: ${list(code.map(({ path }) => path))}.`, {
      said,
      against: code.map((file) => fileAt(file)),
    })
  if (remote === true)
    return contradicted('The record says that loading it needs code of its own.', { said, against: said })
  if (dossier.files.length > 0 && dossier.files.every(({ inspection }) => inspection !== undefined))
    return evidenced('No pickle, no Python and no auto_map in any file, as read.', [
      recordEntry(dossier),
      ...said,
    ])
  if (remote === false) return declared('The record says so; not all files were read here.', said)
  return absent(dossier, 'whether it brings code')
}

function signed(dossier: Dossier): Outcome {
  const { content, by, statement } = dossier
  if (content.kind === 'observed') return absent(dossier, 'a record signed by the publisher')
  const who = by.name ?? by.identity
  const holds = by.holdsNamespace ? ', who holds the namespace here' : ''
  return evidenced(`Signed by ${who}${holds}; the record and its keys are in the log.`, [
    entry(statement, 'the signed record'),
  ])
}

function hashesElsewhere(dossier: Dossier): Outcome {
  const others = seen(dossier, dossier.artifact).filter(
    ({ how, by }) => how !== 'held' && by !== dossier.by.identity && by !== dossier.node,
  )
  if (others.length > 0)
    return evidenced(
      `Besides its publisher and this node, ${count(new Set(others.map(({ by }) => by)).size, 'other says', 'others say')} in the log to have found or to hold files of exactly this digest.`,
      others.map(met),
    )
  const place = recordIn(dossier)?.supplyChain?.hashesAlso
  if (place === undefined) return absent(dossier, 'a second place where its digests are published')
  return declared(
    'The record names an address where its digests are published too; this node did not look there.',
    [field('supplyChain.hashesAlso', place)],
  )
}

function derivatives(dossier: Dossier): Outcome {
  const rules = recordIn(dossier)?.obligations?.derivatives
  if (rules === undefined || (rules.keep ?? []).length + (rules.notice === undefined ? 0 : 1) === 0)
    return absent(dossier, 'what makers of derivatives have to keep')
  const said = [
    field(
      'obligations.derivatives',
      list([...(rules.keep ?? []), ...(rules.notice === undefined ? [] : [rules.notice])]),
    ),
  ]
  const file = rules.notice === undefined ? undefined : fileNamed(dossier, rules.notice)
  if (file?.held === true)
    return evidenced(`What to keep is stated, and ${file.path} travels along.`, [...said, fileAt(file)])
  return declared('What derivatives keep is stated.', said)
}

function build(dossier: Dossier): Outcome {
  const digest = recordIn(dossier)?.supplyChain?.build
  if (digest === undefined) return absent(dossier, 'how the files were built')
  const said = [field('supplyChain.build', digest)]
  const evidence = openable(dossier, digest)
  if (evidence.length > 0)
    return evidenced('What says how the files were built can be opened.', [...said, ...evidence])
  return declared('A digest of the build is named; its bytes were not met here.', said)
}

export const P7: readonly Question[] = [
  {
    id: 'P7.1',
    group: 'P7',
    asks: 'Are the weights safetensors or GGUF?',
    looksAt:
      'Bytes of each file of weights: evidenced when all were read as one of the two, contradicted when one is another, declared when only the names say so.',
    fields: ['artifacts'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: safeFormat,
  },
  {
    id: 'P7.2',
    group: 'P7',
    asks: 'Is it free of pickle, Python and auto_map?',
    looksAt:
      'Every file as read: evidenced when none brings code, contradicted when one does or the record says so, declared when not all were read and the record says none.',
    fields: ['supplyChain.remoteCode'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: runsNothing,
  },
  {
    id: 'P7.3',
    group: 'P7',
    asks: 'Is it signed, and is the key in the log?',
    looksAt:
      'Evidenced by a release record under keys of an identity in the log; what an importer found is not signed by the publisher.',
    fields: [],
    grades: ['evidenced', 'absent'],
    rule: 1,
    answer: signed,
  },
  {
    id: 'P7.4',
    group: 'P7',
    asks: 'Are the same digests published in a second place, so that a copy can be checked against both?',
    looksAt:
      'Evidenced when somebody who is neither the publisher nor this node says in the log to have found or to hold the same artifact; declared when the record names an address where its digests are published too.',
    fields: ['supplyChain.hashesAlso'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: hashesElsewhere,
  },
  {
    id: 'P7.5',
    group: 'P7',
    asks: 'Where do tokenizer and configuration come from?',
    looksAt:
      'Declared when the record says from where, or that it was trained from random weights; evidenced when the tokenizer is that of the named release, contradicted when it is not and no difference is stated.',
    fields: ['supplyChain.tokenizerFrom', 'lineage'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'],
    rule: 1,
    answer: tokenizerFrom,
  },
  {
    id: 'P7.6',
    group: 'P7',
    asks: 'Are tokenizer and template those of the parent, or is the difference declared?',
    looksAt:
      'Digests against a parent whose record is here: evidenced when equal, declared when they differ and the record says how, or says that there is no parent, contradicted when they differ in silence, absent while the parent is not known here.',
    fields: ['supplyChain.tokenizerDifference', 'supplyChain.templateDifference', 'lineage'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'],
    rule: 1,
    answer: tokenizerSame,
  },
  {
    id: 'P7.7',
    group: 'P7',
    asks: 'Are makers of derivatives told what to keep?',
    looksAt: 'Declared when the record says it; evidenced when the notice that it names is among the files.',
    fields: ['obligations.derivatives.keep', 'obligations.derivatives.notice'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: derivatives,
  },
  {
    id: 'P7.8',
    group: 'P7',
    asks: 'Is it known how the files were built?',
    looksAt: 'Declared when the record names a digest; evidenced when its bytes are here or were met.',
    fields: ['supplyChain.build'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: build,
  },
]
