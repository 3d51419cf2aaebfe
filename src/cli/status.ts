// owc status: the node in a few counts, and every setting with the place that it came from.

import { SETTINGS, type Settings } from '../base/settings.ts'
import type { NodeView } from '../node/views/statement.ts'
import type { Command } from './command.ts'
import { size } from './out.ts'

export const command: Command = {
  spec: {
    name: 'status',
    usage: '',
    summary: 'Shows what the node holds, its log, and each setting with the place that it came from.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc status', 'owc status --json'],
  },
  async run({ world }, out) {
    const connection = await world.connect()
    try {
      const view = await connection.api.get<NodeView & { settings?: Settings }>('/commons/v1/node')
      out.line(`${out.strong(view.name)}  ${view.identity}`)
      out.line(`address   ${connection.url}`)
      if (view.dataFolder !== undefined) out.line(`data      ${view.dataFolder}`)
      out.line(`holds     ${view.releases} artifacts, ${size(view.heldBytes)}`)
      out.line(`log       ${view.log.origin}, size ${view.log.size}, time ${view.log.time}`)
      if (view.charter !== undefined) out.line(`charter   ${view.charter.sentence}`)
      if (view.settings !== undefined) {
        out.line('settings')
        for (const { key } of SETTINGS)
          out.line(
            `  ${key.padEnd(16)} ${JSON.stringify(view.settings.value[key])}  ${out.soft(view.settings.from[key])}`,
          )
      }
      out.result(view)
      return 0
    } finally {
      await connection.close()
    }
  },
}
