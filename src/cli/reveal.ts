// owc reveal SEAL: opens by hand what was sealed, before its day or without one. Only its issuer can.

import { toBase64 } from '../base/bytes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Opened } from '../node/sealing.ts'
import { meant } from './answering.ts'
import type { Command, World } from './command.ts'
import { storedSeal } from './seal-store.ts'
import { openVoice, type Voice } from './voice.ts'

export const command: Command = {
  spec: {
    name: 'reveal',
    usage: 'SEAL [--key K]',
    summary:
      'Opens by hand what you have sealed: the statement and what opens it are logged; it has effect from then on.',
    flags: [
      {
        name: 'key',
        value: 'K',
        meaning: 'The identity that sealed it, when several are at home on the node.',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: ['owc reveal sha256:9f2c…', 'owc reveal sha256:9f2c… --key ada --json'],
  },
  async run({ args, flag, world }, out) {
    const connection = await world.connect()
    try {
      const { statement: seal, said } = await meant(connection, args[0] as string)
      if (said.type !== 'owc:seal/v1') throw noSeal(said.title)
      const voice = await openVoice(world, connection, flag('key'))
      if (voice.identity !== said.by) throw anothers(said.byName ?? said.by, voice.name)
      const opened = await connection.api.post<Opened>(`/commons/v1/seals/${seal}/open`, {
        reveal: await revealFor(world, voice, seal),
      })
      const { statement, reveal } = opened
      out.line(`opened: ${statement.type} ${digestText(statement.statement)} at index ${statement.logIndex}`)
      out.result({
        seal: digestText(seal),
        statement: digestText(statement.statement),
        logIndex: statement.logIndex,
        reveal: digestText(reveal.statement),
      })
      return 0
    } finally {
      await connection.close()
    }
  },
}

/** Signed here; of the node's own seals the node signs it itself. */
async function revealFor(world: World, voice: Voice, seal: Sha256): Promise<string | undefined> {
  if (voice.keys.statements.length === 0) return undefined
  const { salt, payload } = await storedSeal(world.stateFolder, seal)
  const envelope = await voice.sign({
    type: 'owc:reveal/v1',
    subjects: [
      { name: 'seal', digest: seal },
      { name: 'statement', digest: payload },
    ],
    body: { seal: digestText(seal), salt, payload: digestText(payload) },
  })
  return toBase64(envelope)
}

function noSeal(found: string): OwcError {
  return new OwcError({ code: 'usage', where: 'SEAL', expected: 'the statement of a seal', found })
}

function anothers(issuer: string, speaker: string): OwcError {
  return new OwcError({
    code: 'reveal-refused',
    where: 'owc reveal',
    expected: `its issuer, ${issuer}`,
    found: speaker,
    hint: 'Name the identity that sealed it with --key.',
  })
}
