// owc namespace add N: an identity claims a namespace. The first claim in the log holds it.

import { parseNamespace } from '../base/names.ts'
import type { Command } from './command.ts'
import { changeIdentity } from './namespace-change.ts'

export const command: Command = {
  spec: {
    name: 'namespace add',
    usage: 'N [--key K]',
    summary:
      'Claims a namespace on the node for an identity: names under it then point to what this identity releases. The first claim in the log stands.',
    flags: [
      {
        name: 'key',
        value: 'K',
        meaning: 'Identity that claims it (default: the only one here, else the node).',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: ['owc namespace add acme', 'owc namespace add acme --key acme-lab'],
  },
  async run({ args, flag, world }, out) {
    const namespace = parseNamespace(args[0] as string, 'namespace')
    const connection = await world.connect()
    try {
      const { view, receipt } = await changeIdentity(world, connection, {
        key: flag('key'),
        change: ({ namespaces = [] }) =>
          namespaces.includes(namespace) ? undefined : { namespaces: [...namespaces, namespace] },
      })
      out.line(
        receipt === undefined
          ? `${view.name} claims ${namespace} already.`
          : `${view.name} holds ${namespace} since index ${receipt.logIndex}.`,
      )
      out.result({
        namespace,
        identity: view.identity,
        ...(receipt && { statement: `sha256:${receipt.statement}`, logIndex: receipt.logIndex }),
      })
      return 0
    } finally {
      await connection.close()
    }
  },
}
