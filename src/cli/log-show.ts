// owc log show [N]: the newest entries of the log, or one entry.

import type { Command } from './command.ts'
import { logOf } from './node-answers.ts'

export const command: Command = {
  spec: {
    name: 'log show',
    usage: '[N]',
    summary:
      'Shows the newest entries of the log, or those up to entry N, with the checkpoint that covers them.',
    flags: [],
    arguments: { least: 0, most: 1 },
    examples: ['owc log show', 'owc log show 12 --json'],
  },
  async run({ args, world }, out) {
    const connection = await world.connect()
    try {
      const query = args[0] === undefined ? '' : `?from=${encodeURIComponent(args[0])}`
      const view = await logOf(connection.api, query)
      out.line(
        `${out.strong(view.origin)}  size ${view.size}  root ${view.root.slice(0, 12)}  at ${view.time}`,
      )
      for (const row of view.rows) {
        const what =
          row.kind === 'time'
            ? out.soft('time')
            : `${row.type}  sha256:${row.statement?.slice(0, 12)}  ${row.subject ?? ''}`
        out.line(`${String(row.index).padStart(6)}  ${row.time}  ${what}`)
      }
      out.result(view)
      return 0
    } finally {
      await connection.close()
    }
  },
}
