// owc respond STATEMENT: an answer, a comment or an objection. Whoever is spoken about answers; anyone else's words are
// shown as anyone else's.

import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { VEX_STATUSES } from '../commons/advisories/advisory.ts'
import type { Body } from '../commons/subject.ts'
import { answerFlags, evidence, oneOf, sayBeside } from './answering.ts'
import type { Call, Command, Connection } from './command.ts'
import { digestOf } from './say.ts'

const KINDS = ['answer', 'comment', 'objection', 'undeclared-interest'] as const

export const command: Command = {
  spec: {
    name: 'respond',
    usage:
      'STATEMENT --text WORDS | --file F [--kind KIND] [--finding ID] [--status STATUS --of REF] [--evidence REF]… [--key K]',
    summary:
      'Answers a statement, or the record that a name points to; an advisory with what it means for your bytes. The answer is signed, logged, and stands beside what it answers wherever that is shown.',
    flags: [
      ...answerFlags,
      { name: 'kind', value: 'KIND', meaning: `${KINDS.join(', ')}; answer when not given.` },
      { name: 'finding', value: 'ID', meaning: 'The finding that it is about, such as OW-1 or LD-3.' },
      { name: 'status', value: 'STATUS', meaning: `To an advisory: ${VEX_STATUSES.join(', ')}.` },
      { name: 'of', value: 'REF', meaning: 'What of yours the status is of: a release, or a digest.' },
      { name: 'reason', value: 'TEXT', meaning: 'Why it is not affected.' },
      { name: 'action', value: 'TEXT', meaning: 'What whoever uses it should do.' },
      { name: 'fixed-in', value: 'REF', meaning: 'The release in which it is fixed.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      "owc respond sha256:9f2c… --text 'The base model is named in README.md since revision 3.'",
      "owc respond sha256:31bb… --status not_affected --of acme/tern@1.0.0 --reason 'Another template.' --text 'Looked into.'",
    ],
  },
  run: (call, out) =>
    sayBeside(call, out, {
      type: 'owc:response/v1',
      beside: {
        command: 'respond',
        done: 'answered',
        body: async ({ text, target, connection }) => ({
          kind: oneOf(KINDS, call.flag('kind') ?? 'answer', 'owc respond --kind'),
          text,
          finding: call.flag('finding'),
          vex: await vexIn(call, connection, target.statement),
          evidence: evidence(call.flags('evidence')),
        }),
      },
    }),
}

/** What an advisory means for bytes of one's own; undefined: no advisory is answered. */
async function vexIn({ flag }: Call, connection: Connection, advisory: Sha256): Promise<Body | undefined> {
  const [status, of, reason, action] = [flag('status'), flag('of'), flag('reason'), flag('action')]
  const fixedIn = flag('fixed-in')
  if (status === undefined) {
    const lonely = { of, reason, action, 'fixed-in': fixedIn }
    const given = Object.entries(lonely).find(([, value]) => value !== undefined)?.[0]
    if (given === undefined) return undefined
    throw usage(`--status, since --${given} is given`)
  }
  if (of === undefined) throw usage('--of REF: the bytes of yours that it is about')
  return {
    advisory: digestText(advisory),
    product: digestText(await digestOf(connection, of, '--of')),
    status: oneOf(VEX_STATUSES, status, 'owc respond --status'),
    impact: reason,
    action,
    fixedIn,
  }
}

function usage(expected: string): OwcError {
  return new OwcError({ code: 'usage', where: 'owc respond', expected, found: 'nothing' })
}
