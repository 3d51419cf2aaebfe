// owc namespace evidence DOMAIN: an identity names a domain; the domain names it in turn by a small file. Whoever
// operates a node lets it look, and it says what it found. Shown beside the identity, never decisive.

import { OwcError } from '../base/errors.ts'
import { addressOf, type Checked, isDomain } from '../node/evidence.ts'
import type { Command } from './command.ts'
import { changeIdentity } from './namespace-change.ts'
import { nodeOf } from './node-answers.ts'

export const command: Command = {
  spec: {
    name: 'namespace evidence',
    usage: 'DOMAIN [--key K] | --look IDENTITY',
    summary:
      'Names a domain as evidence of who an identity is, and says which file the domain must serve. With --look the node looks at what an identity named and logs what it found; the operator asks for that.',
    flags: [
      {
        name: 'key',
        value: 'K',
        meaning: 'Identity that names it (default: the only one here, else the node).',
      },
      {
        name: 'look',
        value: 'IDENTITY',
        meaning: 'Let the node look at the domains that this identity names.',
      },
    ],
    arguments: { least: 0, most: 1 },
    examples: ['owc namespace evidence acme.example', 'owc namespace evidence --look owcid:…'],
  },
  async run({ args, flag, world }, out) {
    const look = flag('look')
    const [domain] = args.map((text) => readDomain(text))
    if (domain === undefined && look === undefined)
      throw new OwcError({
        code: 'usage',
        where: 'owc namespace evidence',
        expected: 'a domain, or --look IDENTITY',
        found: 'neither',
      })
    const connection = await world.connect()
    try {
      const { api } = connection
      const said = domain === undefined ? undefined : await named(domain)
      const { dataFolder } = await nodeOf(api)
      const whom = look ?? (dataFolder === undefined ? undefined : said?.identity) // only the operator lets it look
      const { checked } =
        whom === undefined
          ? { checked: [] }
          : await api.post<{ checked: readonly Checked[] }>(`/commons/v1/identities/${whom}/evidence`, {})
      for (const one of checked)
        out.line(`${one.domain}: ${one.outcome}, logged at index ${one.receipt.logIndex}`)
      out.result({ ...said, checked })
      return checked.some(({ outcome }) => outcome !== 'named') ? 1 : 0
    } finally {
      await connection.close()
    }

    async function named(value: string) {
      const { view } = await changeIdentity(world, connection, {
        key: flag('key'),
        change: ({ evidence = [] }) =>
          evidence.some((one) => one.kind === 'domain' && one.value === value)
            ? undefined
            : { evidence: [...evidence, { kind: 'domain', value, where: addressOf(value) }] },
      })
      const file = JSON.stringify({ identities: [view.identity] })
      out.line(`${view.name} names ${value}. Serve this at ${addressOf(value)}:\n${file}`)
      return { identity: view.identity, domain: value, address: addressOf(value), file }
    }
  },
}

function readDomain(text: string): string {
  const domain = text.toLowerCase()
  if (isDomain(domain)) return domain
  throw new OwcError({
    code: 'usage',
    where: 'domain',
    expected: 'a public domain such as acme.example, without https:// and path',
    found: JSON.stringify(text.slice(0, 200)),
  })
}
