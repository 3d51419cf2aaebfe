// A yes before something is said in public: asked of a person, or given with --yes. Nobody to ask is no yes.

import { OwcError } from '../base/errors.ts'
import type { Call } from './command.ts'

/** @throws OwcError `agreement-needed` when nobody can be asked */
export async function agreed({ on, world }: Call, question: string, where: string): Promise<boolean> {
  if (on('yes')) return true
  const answer = await world.ask(question)
  if (answer !== undefined) return answer
  throw new OwcError({
    code: 'agreement-needed',
    where,
    expected: 'your yes to what will be said',
    found: 'nobody to ask',
    hint: 'Run it again with --yes.',
  })
}
