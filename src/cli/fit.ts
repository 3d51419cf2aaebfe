// owc fit [QUERY]: what this machine can run, from headers alone: of everything held, of what a word finds, or of
// something that could be imported, before it is fetched.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FitView } from '../node/views/fit.ts'
import { isSourceRef } from '../sources/find.ts'
import type { Command } from './command.ts'
import { size } from './out.ts'

export const command: Command = {
  spec: {
    name: 'fit',
    usage: '[QUERY|REF]',
    summary:
      'What can this machine run? Memory that each held model needs beside what is free; or of something that could be imported, from what its source says. Nothing is loaded.',
    flags: [],
    arguments: { least: 0, most: 1 },
    examples: ['owc fit', 'owc fit hf:HuggingFaceTB/SmolLM2-135M-Instruct-GGUF'],
  },
  async run({ args, world }, out) {
    const connection = await world.connect()
    try {
      const asked = args[0]
      const path = asked !== undefined && isSourceRef(asked) ? resolve(world.folder, asked) : undefined
      const q = path !== undefined && existsSync(path) ? path : asked
      const query = q === undefined ? '' : `?${new URLSearchParams({ q })}`
      const view = await connection.api.get<FitView>(`/commons/v1/fit${query}`)
      out.line(view.sentence)
      const { offer } = view
      if (offer !== undefined && offer.licences.length > 0)
        out.line(`licences as stated: ${offer.licences.join(', ')}`)
      for (const { name, sizeBytes, sentence } of offer?.lines ?? view.lines)
        out.line(`${out.strong(name)}  ${size(sizeBytes)}\n  ${sentence}`)
      if (view.more) out.line(out.soft('There are more; a word narrows them down.'))
      if (!view.runtime.installed)
        out.line(
          out.soft('The runtime that answers is not installed yet; owc run installs it, after asking.'),
        )
      out.result(view)
      return 0
    } finally {
      await connection.close()
    }
  },
}
