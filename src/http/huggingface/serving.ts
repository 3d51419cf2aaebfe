// Which bytes are served to whom (DESIGN 2): what is hosted, to everybody; what is held, to the people of this machine;
// what is refused or withdrawn, to nobody.

import { OwcError } from '../../base/errors.ts'
import { type Asker, mayReadHeld } from '../asker.ts'
import type { Repository } from './repository.ts'

/** @throws OwcError `release-withdrawn`, `not-hosted` */
export function mayBeServed(repository: Repository, asker: Asker): void {
  const { id, state, withdrawn } = repository
  if (withdrawn !== undefined)
    throw new OwcError({
      code: 'release-withdrawn',
      where: id,
      expected: 'a release that stands',
      found: `a withdrawal: ${withdrawn}`,
      hint: 'Copies that were made before may remain; the record says which are known.',
    })
  if (state === 'hosted' || (state === 'held' && mayReadHeld(asker))) return
  const found = state === 'held' ? 'held for this node only' : 'refused'
  throw new OwcError({
    code: 'not-hosted',
    where: id,
    expected: 'a release that this node serves to others',
    found,
    hint: 'Whoever runs the node hosts it with `owc host`.',
  })
}
