// An answer in the node's own name, to a statement that it knows.

import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Response } from '../commons/advisories/statements.ts'
import { entriesOf } from '../commons/all-statements.ts'
import type { Node, Receipt } from './node.ts'

export type Words = Pick<Response, 'kind' | 'text' | 'finding'>

/** Also to one whose body was erased: that it stood there can still be answered.
 *  @throws OwcError `not-found`, `body-invalid` */
export async function answerAsNode(node: Node, statement: Sha256, words: Words): Promise<Receipt> {
  const known = await entriesOf(node.index, statement)
  const own = known.length > 0 ? [] : await node.storage.logStore.find(statement)
  if (known.length + own.length === 0)
    throw new OwcError({
      code: 'not-found',
      where: 'answer',
      expected: 'a statement that this node knows',
      found: digestText(statement),
    })
  return await node.say({
    type: 'owc:response/v1',
    subjects: [{ name: 'statement', digest: statement }],
    body: words,
  })
}
