// The durable steps of work that the node must begin and end whole: erasing, opening what was sealed. Each is announced
// before and after it happens, so that a fault test can kill exactly there; what a crash means stands where it is taken.

export const NODE_STEPS = [
  'erase.mark', // from here on the next start makes sure that freed pages are overwritten
  'erase.body', // the tombstone is durable: nothing serves the words any more
  'erase.rows',
  'erase.bundles', // of other nodes, which repeated it
  'erase.scrub', // no file holds them
  'erase.unmark',
  'seal.keep', // what is sealed is durable before its seal is logged
  'seal.log',
  'open.intend', // the reveal is signed and kept: from here on an opening goes on by itself
  'open.bytes', // files stand among the blobs
  'open.statement', // what was sealed is logged …
  'open.reveal', // … and so is what opened it
  'open.tidy', // nothing of it is left among the sealed
] as const

export type NodeStepName = (typeof NODE_STEPS)[number]

/** What it throws leaves through the work, as a failure of that step would. */
export type NodeStep = (name: NodeStepName, when: 'before' | 'after') => void | Promise<void>

export const noNodeStep: NodeStep = () => {}

export async function stepping<T>(step: NodeStep, name: NodeStepName, work: () => Promise<T>): Promise<T> {
  await step(name, 'before')
  const result = await work()
  await step(name, 'after')
  return result
}
