// Closed lists of the release standard: component ids (1.1), danger areas (2.2), stages (7.1), variants (10).

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
