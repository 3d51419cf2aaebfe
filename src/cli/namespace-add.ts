// owc namespace add N: an identity claims a namespace. The first claim in the log holds it.

import type { Command } from './command.ts'
import { changeNamespace, identityFlags } from './namespace-change.ts'

export const command: Command = {
  spec: {
    name: 'namespace add',
    usage: 'N [--key K]',
    summary:
      'Claims a namespace on the node for an identity: names under it then point to what this identity releases. The first claim in the log stands.',
    flags: identityFlags('claims it'),
    arguments: { least: 1, most: 1 },
    examples: ['owc namespace add acme', 'owc namespace add acme --key acme-lab'],
  },
  run: (call, out) =>
    changeNamespace(
      call,
      {
        list: (claimed, namespace) => (claimed.includes(namespace) ? undefined : [...claimed, namespace]),
        tell: ({ view, receipt }, namespace) =>
          receipt === undefined
            ? `${view.name} claims ${namespace} already.`
            : `${view.name} holds ${namespace} since index ${receipt.logIndex}.`,
      },
      out,
    ),
}
