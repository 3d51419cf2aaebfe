// The durable steps of storage, by name. Each is announced before and after it happens, so that a fault test can
// throw or kill exactly there; what a crash means at each step is written where the step is taken.

export const STEPS = [
  'blob.write', // temporary file made and filled
  'blob.sync',
  'blob.link', // from here on the blob has its name
  'blob.sync-folder', // from here on it may be acknowledged
  'blob.tidy', // temporary file removed
  'blob.remove',
  'stage.write',
  'stage.sync',
  'stage.account', // from here on a later process knows of the bytes
  'stage.name', // commit: the staged file becomes the blob
  'stage.tidy',
  'object.write',
  'object.sync',
  'object.link',
  'object.rename',
  'object.sync-folder',
  'object.tidy',
  'object.remove',
  'log.append',
  'log.swap-head',
  'log.erase',
  'index.fill',
  'index.swap',
] as const

export type StepName = (typeof STEPS)[number]

/** What it throws leaves through the operation, as a failure of that step would. */
export type Step = (name: StepName, when: 'before' | 'after') => void | Promise<void>

export const noStep: Step = () => {}
