// owc rebuild: folds the whole log again. The printed digest is that of the canonical dump: equal logs give equal digests.

import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'rebuild',
    usage: '',
    summary:
      'Folds the whole log again into a fresh index and puts it in the old one’s place. Prints the digest of its canonical dump.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc rebuild', 'owc rebuild --json'],
  },
  async run({ world }, out) {
    const connection = await world.connect()
    try {
      const done = await connection.api.post<{ statements: number; dump: string }>('/commons/v1/rebuild', {})
      out.line(`${done.statements} statements folded; index sha256:${done.dump}`)
      out.result(done)
      return 0
    } finally {
      await connection.close()
    }
  },
}
