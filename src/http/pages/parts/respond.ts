// How to answer a statement: a form for the node's operator, in the node's own name; a command for everybody else, whose
// key must not leave their machine.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import { METHODS } from '../../../commons/standard/findings/method.ts'
import type { Who } from '../../../node/access.ts'
import { statementAddress } from '../addresses.ts'
import { command } from './command.ts'
import type { Example } from './example.ts'
import { keyNeeded } from './operator.ts'

export const MAX_ANSWER = 20_000 // characters of an answer from a form

export function respond(
  statement: Sha256,
  { who, nodeName }: { readonly who: Who; readonly nodeName: string },
): Html {
  return html`<p>Whoever is spoken about can answer, and so can anyone else; the answer is signed, logged and shown beside this, with the name of who gives it. With keys of your own:</p>
${command(`npx owc respond sha256:${statement} --text '…'`, 'Answer this statement')}
${who.operator ? form(statement, nodeName) : keyNeeded('Answer in the node’s name')}`
}

function form(statement: Sha256, nodeName: string): Html {
  return html`<details><summary>Answer in the name of this node</summary>
<form method="post" action="${link(`${statementAddress(statement)}/respond`)}">
<p><label for="kind">What it is</label><br><select id="kind" name="kind"><option value="answer">an answer</option><option value="comment">a comment</option><option value="objection">an objection</option></select></p>
<p><label for="finding">The finding that it is about</label><br><select id="finding" name="finding"><option value="">none</option>${METHODS.map(({ id, title }) => html`<option value="${id}">${id} ${title}</option>`)}</select></p>
<p><label for="text">Words of <bdi>${nodeName}</bdi>; they cannot be taken back</label><br><textarea id="text" name="text" rows="6" cols="60" maxlength="${MAX_ANSWER}" required></textarea></p>
<p><label><input type="checkbox" name="agreed" value="yes" required> Sign it with the node’s key and log it</label></p>
<button>Answer</button></form></details>`
}

export function examples(): readonly Example[] {
  const statement = '8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f' as Sha256
  const operator: Who = { name: 'operator', scopes: ['operate'], operator: true }
  const visitor: Who = { name: 'anonymous', scopes: [], operator: false }
  return [
    { name: 'operator', html: respond(statement, { who: operator, nodeName: '<b>Harbour\u202e' }) },
    { name: 'visitor', html: respond(statement, { who: visitor, nodeName: 'Harbour Library' }) },
  ]
}
