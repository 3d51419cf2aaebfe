// owc ps: models that are loaded, and what they take.

import type { LoadedView } from '../runtime/pool.ts'
import type { Command } from './command.ts'
import { size } from './out.ts'

export const command: Command = {
  spec: {
    name: 'ps',
    usage: '',
    summary: 'Models that are loaded on the node, with the memory that they take.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc ps', 'owc ps --json'],
  },
  async run({ world }, out) {
    const connection = await world.connect()
    try {
      const { loaded } = await connection.api.get<{ loaded: readonly LoadedView[] }>('/commons/v1/loaded')
      for (const { key, pid, residentBytes, running, waiting } of loaded)
        out.line(
          `sha256:${key.slice(0, 12)}  ${size(residentBytes)}  process ${pid}  ${running} running, ${waiting} waiting`,
        )
      if (loaded.length === 0) out.line('No model is loaded. owc run REF loads one.')
      out.result(loaded)
      return 0
    } finally {
      await connection.close()
    }
  },
}
