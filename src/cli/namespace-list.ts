// owc namespace list: every namespace that was claimed on the node, with who holds it.

import type { NamespacePage, NamespaceRow } from '../node/namespace-list.ts'
import type { Command } from './command.ts'

const MAX_PAGES = 1_000

export const command: Command = {
  spec: {
    name: 'namespace list',
    usage: '',
    summary: 'Lists namespaces that were claimed on the node, with who holds each and since when.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc namespace list', 'owc namespace list --node https://commons.library.example --json'],
  },
  async run({ world }, out) {
    const connection = await world.connect()
    try {
      const namespaces: NamespaceRow[] = []
      let after = ''
      for (let pages = 0; pages < MAX_PAGES; pages++) {
        const query = new URLSearchParams({ after })
        const page = await connection.api.get<NamespacePage>(`/commons/v1/namespaces?${query}`)
        namespaces.push(...page.namespaces)
        if (page.next === undefined) break
        after = page.next
      }
      for (const { namespace, holder } of namespaces)
        out.line(
          holder === undefined
            ? `${namespace}  ${out.soft('nobody: dropped or released')}`
            : `${namespace}  ${holder.name ?? ''}  ${out.soft(`${holder.identity} since ${holder.since}`)}`,
        )
      if (namespaces.length === 0) out.line('No namespace is claimed: owc namespace add N claims one.')
      out.result({ namespaces })
      return 0
    } finally {
      await connection.close()
    }
  },
}
