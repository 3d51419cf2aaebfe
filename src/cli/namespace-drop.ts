// owc namespace drop N: an identity claims it no more, so that another may. What it released stays what it was.

import { OwcError } from '../base/errors.ts'
import type { Command } from './command.ts'
import { changeNamespace, identityFlags } from './namespace-change.ts'

export const command: Command = {
  spec: {
    name: 'namespace drop',
    usage: 'N [--key K]',
    summary:
      'Drops a claim, so that another identity may claim the namespace: this is how one moves. Releases stay what they were.',
    flags: identityFlags('drops it'),
    arguments: { least: 1, most: 1 },
    examples: ['owc namespace drop acme', 'owc namespace drop acme --key acme-lab'],
  },
  run: (call, out) =>
    changeNamespace(
      call,
      {
        list: (claimed, namespace) =>
          claimed.includes(namespace) ? claimed.filter((one) => one !== namespace) : undefined,
        tell({ view, receipt }, namespace) {
          if (receipt !== undefined) return `${view.name} dropped ${namespace} at index ${receipt.logIndex}.`
          throw new OwcError({
            code: 'namespace-free',
            where: `namespace ${namespace}`,
            expected: `a claim by ${view.name}`,
            found: `claims of ${view.namespaces.join(', ') || 'none'}`,
          })
        },
      },
      out,
    ),
}
