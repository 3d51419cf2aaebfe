// owc namespace release N --reason TEXT: the operator's decision, logged, that its holder holds it no more.

import { OwcError } from '../base/errors.ts'
import { parseNamespace } from '../base/names.ts'
import type { Receipt } from '../node/node.ts'
import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'namespace release',
    usage: 'N --reason TEXT',
    summary:
      'Releases a namespace from its holder by a logged decision of the node, for instance when all keys were lost. Releases stay what they were.',
    flags: [{ name: 'reason', value: 'TEXT', meaning: 'Why; it is logged with the decision.' }],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc namespace release acme --reason "Its keys were lost; the lab asked for it."',
      'owc namespace release acme --reason "Not the lab of that name." --json',
    ],
  },
  async run({ args, flag, world }, out) {
    const namespace = parseNamespace(args[0] as string, 'namespace')
    const reason = flag('reason')
    if (reason === undefined)
      throw new OwcError({
        code: 'usage',
        where: 'owc namespace release',
        expected: '--reason TEXT',
        found: 'none',
        hint: 'The reason is logged with the decision.',
      })
    const connection = await world.connect()
    try {
      const path = `/commons/v1/namespaces/${encodeURIComponent(namespace)}/release`
      const receipt = await connection.api.post<Receipt>(path, { reason })
      out.line(`${namespace} is free since index ${receipt.logIndex}: whoever claims it next holds it.`)
      out.result({ namespace, statement: `sha256:${receipt.statement}`, logIndex: receipt.logIndex })
      return 0
    } finally {
      await connection.close()
    }
  },
}
