// owc seal TYPE --file F: fixes a statement now and opens it later, on a day or by hand. Until then nobody reads it, and
// nobody can change it.

import { digestText } from '../base/digest.ts'
import type { Command } from './command.ts'
import { draftOf, typeOf, unknownType } from './say.ts'
import { openingDay, type SealTerms, sealAs } from './sealing.ts'
import { openVoice } from './voice.ts'

export const command: Command = {
  spec: {
    name: 'seal',
    usage: 'TYPE --file F [--about REF]… [--until DAY] [--tell-type] [--because WORDS] [--key K]',
    summary:
      'Fixes a statement now and opens it later. The log holds a commitment; the node keeps the words unread until the day, when its clerk opens them. Without --until it opens by owc reveal.',
    flags: [
      { name: 'file', value: 'F', meaning: 'JSON file with the body of the statement; - for the input.' },
      { name: 'about', value: 'REF', many: true, meaning: 'What it is about; sealed with it.' },
      { name: 'until', value: 'DAY', meaning: '2026-12-01, or 2026-12-01T09:00:00Z; UTC.' },
      { name: 'tell-type', meaning: 'Say in public of which type it is.' },
      { name: 'because', value: 'WORDS', meaning: 'Why it is sealed; public.' },
      {
        name: 'key',
        value: 'K',
        meaning: 'The identity that seals; the only one at home on the node if not given.',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc seal response --file answer.json --until 2026-12-01',
      "owc seal review --file review.json --because 'Until the vote is over.' --tell-type --key ada",
    ],
  },
  async run(call, out) {
    const { args, flag, on, world } = call
    const type = typeOf(args[0] as string)
    const [until, because] = [flag('until'), flag('because')]
    const terms: SealTerms = {
      ...(until !== undefined && { opens: openingDay(until, '--until', world.now()) }),
      ...(on('tell-type') && { hint: true as const }),
      ...(because !== undefined && { because }),
    }
    const connection = await world.connect()
    try {
      const draft = await draftOf(call, connection, type)
      const warning = unknownType(type)
      if (warning !== undefined) out.note(warning)
      const voice = await openVoice(world, connection, flag('key'))
      const receipt = await sealAs(world, { connection, voice }, draft, { terms })
      const seal = digestText(receipt.statement)
      out.line(`sealed as ${seal} at index ${receipt.logIndex}`)
      const { opens } = terms
      const later = opens === undefined ? '' : `${opens} by itself; sooner by `
      out.line(`opens ${later}owc reveal ${seal.slice(0, 19)}…`)
      out.result({ statement: seal, logIndex: receipt.logIndex, ...(opens !== undefined && { opens }) })
      return 0
    } finally {
      await connection.close()
    }
  },
}
