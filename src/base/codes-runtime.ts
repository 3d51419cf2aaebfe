// Codes of the runtime: loading a model, asking it, and what it does not take. One room of the table in codes.ts.

import type { CodeRow } from './codes-ledger.ts'

export const runtimeCodes = {
  'runtime-missing': {
    kind: 'environment',
    status: 503,
    meaning:
      'The part that runs models is not installed beside this program, or has no build for this machine.',
  },
  'runtime-unfetched': {
    kind: 'environment',
    status: 503,
    meaning: 'The part that runs models could not be fetched from the npm registry; nothing was installed.',
  },
  'model-refused': {
    kind: 'input',
    status: 422,
    meaning: 'The runtime does not load this file, or what was read from it forbids to try.',
  },
  'model-lost': {
    kind: 'environment',
    status: 503,
    meaning: 'The process of a model ended in the middle of an answer. Nothing of the node is lost.',
  },
  'model-slow': {
    kind: 'environment',
    status: 503,
    meaning: 'The process of a model gave no sign of work for too long and was ended.',
  },
  'model-quarantined': {
    kind: 'environment',
    status: 503,
    meaning: 'A model ended its process too often in a short time; it is not started again for a while.',
  },
  'memory-short': {
    kind: 'environment',
    status: 503,
    meaning: 'Loading a model needs more memory than this machine has free.',
  },
  'queue-full': {
    kind: 'environment',
    status: 429,
    meaning: 'As many requests as may wait for a model are waiting already.',
  },
  'context-overflow': {
    kind: 'input',
    status: 400,
    meaning: "A prompt is longer than the model's context; nothing is cut silently.",
  },
  'template-missing': {
    kind: 'input',
    status: 400,
    meaning: 'A chat was asked of a model that carries no chat template; completions work.',
  },
  'template-invalid': {
    kind: 'input',
    status: 422,
    meaning: 'A chat template cannot be read, or took more time, memory or text than it may.',
  },
  'schema-unsupported': {
    kind: 'input',
    status: 400,
    meaning: 'A JSON schema says something that answers cannot be held to here.',
  },
} as const satisfies Readonly<Record<string, CodeRow>>
