// owc respond STATEMENT: an answer, a comment or an objection. Whoever is spoken about answers; anyone else's words are
// shown as anyone else's.

import { answerFlags, evidence, meant, oneOf, showMeant, words } from './answering.ts'
import type { Command } from './command.ts'
import { openVoice } from './voice.ts'

const KINDS = ['answer', 'comment', 'objection', 'undeclared-interest'] as const

export const command: Command = {
  spec: {
    name: 'respond',
    usage: 'STATEMENT --text WORDS | --file F [--kind KIND] [--finding ID] [--evidence REF]… [--key K]',
    summary:
      'Answers a statement, or the record that a name points to. The answer is signed, logged, and stands beside what it answers wherever that is shown.',
    flags: [
      ...answerFlags,
      { name: 'kind', value: 'KIND', meaning: `${KINDS.join(', ')}; answer when not given.` },
      { name: 'finding', value: 'ID', meaning: 'The finding that it is about, such as OW-1 or LD-3.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      "owc respond sha256:9f2c… --text 'The base model is named in README.md since revision 3.'",
      'owc respond acme/tern --kind objection --file objection.txt --key ada',
    ],
  },
  async run(call, out) {
    const { args, flag, flags, world } = call
    const text = await words(call, 'respond')
    const connection = await world.connect()
    try {
      const target = await meant(connection, args[0] as string)
      showMeant(out, target)
      const voice = await openVoice(world, connection, flag('key'))
      const receipt = await voice.say({
        type: 'owc:response/v1',
        subjects: [{ name: 'statement', digest: target.statement }],
        body: {
          kind: oneOf(KINDS, flag('kind') ?? 'answer', 'owc respond --kind'),
          text,
          finding: flag('finding'),
          evidence: evidence(flags('evidence')),
        },
      })
      out.line(`answered by ${voice.name}: sha256:${receipt.statement} at index ${receipt.logIndex}`)
      out.result({
        statement: `sha256:${receipt.statement}`,
        logIndex: receipt.logIndex,
        about: `sha256:${target.statement}`,
        by: voice.identity,
      })
      return 0
    } finally {
      await connection.close()
    }
  },
}
