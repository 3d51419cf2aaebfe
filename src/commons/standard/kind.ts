// What kind of model it is, as far as record and files tell: does it generate, does it read language, was it trained
// further after pretraining, are its weights its parent's. Invariant: undefined where nothing tells; names of files and
// releases tell nothing. These excuse questions (release-standard 5) and keep findings silent (6).

import type { Evidence } from './answer.ts'
import type { Dossier, DossierFile } from './dossier.ts'
import { field, fileAt, recordIn } from './questions/grading.ts'

/** `is` undefined: nothing here tells. */
export type Told = { readonly is: boolean | undefined; readonly evidence: readonly Evidence[] }

const UNKNOWN: Told = { is: undefined, evidence: [] }
const ENCODERS =
  /^(bert|nomic-bert(-moe)?|jina-bert-v\d|jina-bert|roberta|xlm-roberta|distilbert|mpnet|deberta(-v2)?)$/i
const ENCODING =
  /(^(Bert|XLMRoberta|Roberta|MPNet|DistilBert|Deberta(V2)?|NomicBert)Model|For(MaskedLM|SequenceClassification|TokenClassification|ImageClassification))$/
const GENERATING = /For(CausalLM|ConditionalGeneration)$|LMHeadModel$/

export function generates(dossier: Dossier): Told {
  const variant = recordIn(dossier)?.subject.variant
  const said = variant === undefined ? [] : [field('subject.variant', variant)]
  if (variant === 'embedding' || variant === 'classifier') return { is: false, evidence: said }
  const architecture = factsOf(dossier, /^architectures(\[\d+\])?$/)
  const generating = architecture.filter(({ value }) => GENERATING.test(value))
  if (generating.length > 0) return { is: true, evidence: generating.map(({ file }) => fileAt(file)) }
  if (variant === 'instruct' || variant === 'reasoning') return { is: true, evidence: said }
  const types = factsOf(dossier, /^(general\.architecture|model_type)$/)
  const encoders = [
    ...architecture.filter(({ value }) => ENCODING.test(value)),
    ...types.filter(({ value }) => ENCODERS.test(value)),
  ]
  if (encoders.length > 0) return { is: false, evidence: encoders.map(({ file }) => fileAt(file)) }
  if (types.some(({ key }) => key === 'general.architecture'))
    return { is: true, evidence: types.map(({ file }) => fileAt(file)) }
  return UNKNOWN
}

/** Only what shows it: a file without any tokenizer may still be a language model whose tokenizer stands elsewhere. */
export function readsLanguage(dossier: Dossier): Told {
  const modalities = recordIn(dossier)?.training?.data?.modalities
  if (modalities !== undefined && modalities.length > 0) {
    const evidence = [field('training.data.modalities', modalities.join(', '))]
    return { is: modalities.some((one) => /text|language|code/i.test(one)), evidence }
  }
  const files = dossier.files.filter(
    ({ role, inspection }) =>
      role === 'tokenizer' || role === 'template' || (inspection?.templates.length ?? 0) > 0,
  )
  return files.length === 0 ? UNKNOWN : { is: true, evidence: files.map((file) => fileAt(file)) }
}

const FURTHER =
  /\b(sft|dpo|ppo|rl\w*|reinforcement|kto|grpo|orpo|instruct\w*|prefer\w*|align\w*|post[- ]?train\w*|(fine|safety|chat)[- ]?tun\w*|(human|ai) feedback|distil\w*|reason\w*)\b/i
const FIRST =
  /\b((pre|mid)[- ]?train\w*|anneal\w*|cool-?down|warm-?up|(long[- ])?context([- ]extension)?|vocabulary)\b/i

/** Stages and kind of the record together: no is said only where all of them say so, and a stage of an unknown name does
 *  not. */
export function furtherTrained(dossier: Dossier): Told {
  const record = recordIn(dossier)
  const { variant } = record?.subject ?? {}
  const stages = record?.training?.stages ?? []
  const said = stages.length === 0 ? [] : [field('training.stages', stages.join(', '))]
  if (stages.some((stage) => FURTHER.test(stage))) return { is: true, evidence: said }
  const evidence = variant === undefined ? said : [...said, field('subject.variant', variant)]
  const further = ['instruct', 'reasoning', 'distilled'].includes(variant ?? '')
  if (stages.length === 0 && further) return { is: true, evidence }
  const first = stages.length === 0 ? variant === 'base' : stages.every((stage) => FIRST.test(stage))
  return first && !further ? { is: false, evidence } : UNKNOWN
}

/** Whether the release itself names an ancestor: what only others say or measured asks, and answers nothing. */
export function isOwnWord(basis: string): boolean {
  return basis === 'record' || basis === 'file' || basis === 'release'
}

/** By the weights root of the bytes, where a parent with the same one is recorded here. */
export function parentWeights(dossier: Dossier): Told {
  const root = dossier.set?.tensorRoot ?? dossier.content.body.tensorRoot
  if (root === undefined) return UNKNOWN
  const same = dossier.ancestors.find(
    ({ basis, path, digest, known }) =>
      isOwnWord(basis) && path.length === 1 && (digest === root || known?.content.body.tensorRoot === root),
  )
  if (same === undefined) return UNKNOWN
  return {
    is: true,
    evidence: [{ kind: 'statement', digest: `sha256:${same.statement}`, says: 'names the parent' }],
  }
}

type Fact = { readonly file: DossierFile; readonly key: string; readonly value: string }

function factsOf({ files }: Dossier, pattern: RegExp): readonly Fact[] {
  return files.flatMap((file) =>
    (file.inspection?.facts ?? [])
      .filter(({ key }) => pattern.test(key))
      .map(({ key, value }) => ({ file, key, value })),
  )
}
