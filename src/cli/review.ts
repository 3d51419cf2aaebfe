// owc review REF: one person says what they found when they looked into one question of the release standard, how they
// looked, and what interest they have. It counts for that question and for no other, and as evidence when it names what
// was looked at by its digest.

import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { OUTCOMES } from '../commons/review/statements.ts'
import type { ReleaseView } from '../node/views/release.ts'
import { evidence, oneOf } from './answering.ts'
import type { Call, Command } from './command.ts'
import { nodeOf } from './node-answers.ts'
import { releasePath } from './reference.ts'
import { openVoice } from './voice.ts'

export const command: Command = {
  spec: {
    name: 'review',
    usage: 'REF --question ID --outcome WORD --how TEXT --interest TEXT [--evidence REF]… [--key K]',
    summary:
      'Says what you found when you looked into one question about a release, how you looked, and what interest you have; "none" is an interest that is declared. Your name stands beside it.',
    flags: [
      { name: 'question', value: 'ID', meaning: 'Question of the release standard, such as P1.7 or T.1.' },
      { name: 'outcome', value: 'WORD', meaning: `${OUTCOMES.join(', ')}.` },
      { name: 'how', value: 'TEXT', meaning: 'What you read, ran or compared.' },
      { name: 'interest', value: 'TEXT', meaning: 'Who pays you, what you gain or lose by it; or none.' },
      {
        name: 'evidence',
        value: 'REF',
        many: true,
        meaning:
          'What you looked at: sha256:… counts as evidence where it is held; an address stands beside.',
      },
      { name: 'key', value: 'K', meaning: 'Name or id of the identity that speaks.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      "owc review acme/tern@1.0.0 --question P1.7 --outcome confirmed --how 'Read the data card.' --interest none --evidence sha256:0606…06",
      "owc review acme/tern --question T.2 --outcome could-not-tell --how 'Asked twice.' --interest 'I work for north.example'",
    ],
  },
  async run(call, out) {
    const body = bodyOf(call)
    const connection = await call.world.connect()
    try {
      const { api } = connection
      const view = await api.get<ReleaseView>(releasePath(call.args[0] as string))
      const voice = await openVoice(call.world, connection, call.flag('key'))
      if (voice.identity === (await nodeOf(api)).identity) throw nobody(voice.name)
      if (voice.identity === view.by)
        out.note('You released it: this is shown as the publisher’s own review, not an independent one.')
      const receipt = await voice.say({
        type: 'owc:review/v1',
        subjects: [{ name: view.ref, digest: view.artifact }],
        body: { ...body, about: digestText(view.statement) },
      })
      const statement = digestText(receipt.statement)
      out.line(`reviewed by ${voice.name}: ${statement} at index ${receipt.logIndex}`)
      out.result({ statement, logIndex: receipt.logIndex, ref: view.ref, by: voice.identity })
      return 0
    } finally {
      await connection.close()
    }
  },
}

function bodyOf({ flag, flags }: Call): Readonly<Record<string, unknown>> {
  const said = (name: string): string => {
    const value = flag(name)?.trim()
    if (value !== undefined && value !== '') return value
    const hint = name === 'interest' ? 'Without any, say --interest none: that is declared too.' : undefined
    throw new OwcError({
      code: 'usage',
      where: 'owc review',
      expected: `--${name}`,
      found: 'nothing',
      ...(hint !== undefined && { hint }),
    })
  }
  return {
    question: said('question'),
    outcome: oneOf(OUTCOMES, said('outcome'), 'owc review --outcome'),
    how: said('how'),
    interest: said('interest'),
    evidence: evidence(flags('evidence')),
  }
}

function nobody(name: string): OwcError {
  return new OwcError({
    code: 'usage',
    where: 'owc review',
    expected: 'a person who looked',
    found: `the node ${name}`,
    hint: 'owc key new NAME makes an identity for you; name it with --key.',
  })
}
