// owc namespace drop N: an identity claims it no more, so that another may. What it released stays what it was.

import { OwcError } from '../base/errors.ts'
import { parseNamespace } from '../base/names.ts'
import type { Command } from './command.ts'
import { changeIdentity } from './namespace-change.ts'

export const command: Command = {
  spec: {
    name: 'namespace drop',
    usage: 'N [--key K]',
    summary:
      'Drops a claim, so that another identity may claim the namespace: this is how one moves. Releases stay what they were.',
    flags: [
      {
        name: 'key',
        value: 'K',
        meaning: 'Identity that drops it (default: the only one here, else the node).',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: ['owc namespace drop acme', 'owc namespace drop acme --key acme-lab'],
  },
  async run({ args, flag, world }, out) {
    const namespace = parseNamespace(args[0] as string, 'namespace')
    const connection = await world.connect()
    try {
      const { view, receipt } = await changeIdentity(world, connection, {
        key: flag('key'),
        change: ({ namespaces = [] }) =>
          namespaces.includes(namespace)
            ? { namespaces: namespaces.filter((one) => one !== namespace) }
            : undefined,
      })
      if (receipt === undefined)
        throw new OwcError({
          code: 'namespace-free',
          where: `namespace ${namespace}`,
          expected: `a claim by ${view.name}`,
          found: `claims of ${view.namespaces.join(', ') || 'none'}`,
        })
      out.line(`${view.name} dropped ${namespace} at index ${receipt.logIndex}.`)
      out.result({ namespace, identity: view.identity, logIndex: receipt.logIndex })
      return 0
    } finally {
      await connection.close()
    }
  },
}
