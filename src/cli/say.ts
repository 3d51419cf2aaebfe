// owc say TYPE --file F: a statement of any type in the node's name, its body from a JSON file.

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseStrict } from '../base/strict-json.ts'
import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'say',
    usage: 'TYPE --file F [--about DIGEST]…',
    summary:
      'Says a statement of the given type in the node’s name. The file holds the body as JSON; each type’s schema is under /commons/v1/schemas.',
    flags: [
      { name: 'file', value: 'F', meaning: 'JSON file with the body of the statement.' },
      {
        name: 'about',
        value: 'DIGEST',
        many: true,
        meaning: 'Digest or reference that it is about; may be given several times.',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: ['owc say response --file answer.json', 'owc say status --file status.json --about acme/tern'],
  },
  async run({ args, flag, flags, world }, out) {
    const file = flag('file') ?? '/dev/stdin'
    const body = parseStrict(await readFile(resolve(world.folder, file)), file)
    const connection = await world.connect()
    try {
      const receipt = await connection.api.post<{ statement: string; logIndex: number }>('/commons/v1/say', {
        type: (args[0] as string).includes(':') ? args[0] : `owc:${args[0]}/v1`,
        about: flags('about'),
        body,
      })
      out.line(`logged sha256:${receipt.statement} at index ${receipt.logIndex}`)
      out.result({ statement: `sha256:${receipt.statement}`, logIndex: receipt.logIndex })
      return 0
    } finally {
      await connection.close()
    }
  },
}
