// Closed lists of the release standard: component ids (1.1), danger areas (2.2), stages (7.1), variants (10); and by which
// names files and lines are known for what they are.

export const COMPONENTS = [
  'weights-final',
  'tokenizer-config',
  'architecture',
  'inference-code',
  'training-code',
  'data-code',
  'evaluation-code',
  'supporting-libs',
  'pretraining-data',
  'posttraining-data',
  'evaluation-data',
  'data-card',
  'content-summary',
  'copyright-policy',
  'model-card',
  'evaluation-results',
  'technical-report',
  'research-paper',
  'checkpoints',
  'training-logs',
  'safety-report',
  'safety-classifier',
  'sample-outputs',
  'licence-terms',
  'acceptable-use-policy',
] as const

/** In order; a release never goes back. */
export const STAGES = ['internal', 'trusted-external', 'research', 'gated', 'broad', 'fully-open'] as const
export type Stage = (typeof STAGES)[number]

/** Why somebody no longer stands behind what was said. */
export const WITHDRAWAL_REASONS = [
  'error',
  'security',
  'legal',
  'licence',
  'privacy',
  'safety',
  'superseded',
  'other',
] as const

export const VARIANTS = [
  'base',
  'instruct',
  'reasoning',
  'distilled',
  'quantized',
  'adapter',
  'merge',
  'embedding',
  'classifier',
  'hosted',
] as const

export const COMPONENT_STATES = ['released', 'linked', 'described', 'withheld', 'not-produced'] as const

/** Why something is withheld, or why data is described instead of given (1.1). */
export const REASONS = ['legal', 'privacy', 'safety', 'commercial', 'third-party', 'lost'] as const

export const RELEASE_WORDS = [
  'weights-available',
  'open-weights',
  'open-source-ai',
  'open-source-ai-open-data',
  'hosted-only',
] as const

/** The areas of misuse (5, P3); others are `other:NAME`. */
export const DOMAINS = [
  'cyber',
  'bio',
  'fraud',
  'impersonation',
  'weaponisation',
  'surveillance',
  'agent',
  'safeguard-removal',
] as const

export const EVALUATION_KINDS = ['capability', 'misuse', 'bias', 'robustness', 'privacy', 'other'] as const

/** Kinds of sources that a claim may have (9). */
export const SOURCE_KINDS = [
  'file',
  'log-entry',
  'announcement',
  'model-card',
  'paper',
  'licence-text',
  'law',
  'regulator-guidance',
  'standard',
  'news',
  'observation',
] as const

export const CLAIM_TYPES = ['fact', 'measurement', 'plan', 'legal', 'opinion'] as const

/** Why a result that was measured or begun is not among those shown (5, T.4). */
export const NOT_SHOWN = ['failed', 'dropped', 'unfinished'] as const

/** Systemic risk as the publisher declares it (2.1). */
export const SYSTEMIC_RISK = ['none-known', 'presumed', 'designated'] as const

/** What the standard asks of a component beside licence, address and digest (1.1, column "extra"). What has a field of
 *  its own in the record (the six facts of a data card, tensor roots) is not asked twice. */
export const EXTRAS: Readonly<Partial<Record<(typeof COMPONENTS)[number], readonly string[]>>> = {
  'tokenizer-config': ['template', 'default-system-prompt'],
  'inference-code': ['runs-offline'],
  'training-code': ['stages'],
  'data-code': ['filtering', 'dedup'],
  'supporting-libs': ['lock-file'],
  'pretraining-data': ['sources', 'size', 'splits'],
  'posttraining-data': ['sources', 'size', 'splits', 'sft', 'preference', 'rl-prompts'],
  'evaluation-data': ['contamination'],
  'content-summary': ['template-version', 'contact'],
  'copyright-policy': ['contact'],
  'model-card': ['version'],
  'evaluation-results': ['items'],
  'research-paper': ['peer-reviewed'],
  checkpoints: ['steps', 'optimizer-state'],
  'safety-report': ['system'],
  'safety-classifier': ['runs-where'],
  'licence-terms': ['snapshot'],
  'acceptable-use-policy': ['snapshot'],
}

export function extrasOf(component: string): readonly string[] {
  return Object.hasOwn(EXTRAS, component) ? (EXTRAS[component as keyof typeof EXTRAS] ?? []) : []
}

// ---- what a file is for, by the names that files of models have (10; hub-protocols 1: names that clients look for) ----

type Role =
  | 'weights'
  | 'index'
  | 'adapter'
  | 'config'
  | 'tokenizer'
  | 'template'
  | 'licence-text'
  | 'notice'
  | 'card'
  | 'code'

const ROLES: readonly (readonly [RegExp, Role])[] = [
  [/^(adapter_model\.(safetensors|bin))$/i, 'adapter'],
  [/\.index\.json$/i, 'index'],
  [/\.(safetensors|gguf|onnx|bin|pt|pth|ckpt|h5|npz|msgpack)$/i, 'weights'],
  [/^(licen[cs]e|copying|unlicense|terms)([-_. ].*)?$/i, 'licence-text'],
  [/^notice([-_. ].*)?$/i, 'notice'],
  [/^(readme|model[-_]?card)\.(md|rst|txt)$/i, 'card'],
  [/\.jinja$/i, 'template'],
  [
    /^(tokenizer(_config)?\.json|special_tokens_map\.json|added_tokens\.json|vocab\.(txt|json))$/i,
    'tokenizer',
  ],
  [/^(merges\.txt|tokenizer\.model|spiece\.model|sentencepiece\.bpe\.model|tekken\.json)$/i, 'tokenizer'],
  [/\.json$/i, 'config'],
  [/\.py$/i, 'code'],
]

/** Undefined: a file that no rule of names covers. */
export function roleOf(path: string): Role | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return ROLES.find(([pattern]) => pattern.test(name))?.[1]
}

// ---- which verbatim lines of an observation name a licence; nothing is identified here (4.3 C7) ----

const LICENCE_KEY = /^(general\.)?licen[cs]e([-_](name|id|expression))?$/i
const CLASSIFIER = /^License :: /

export type LicenceLine = { readonly key: string; readonly value: string }

export function isLicenceLine({ key, value }: LicenceLine): boolean {
  return LICENCE_KEY.test(key) || (/^classifier$/i.test(key) && CLASSIFIER.test(value))
}

export function licenceText(value: string): string {
  return value.replace(/^License :: (OSI Approved :: )?/, '').trim()
}
