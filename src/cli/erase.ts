// owc erase STATEMENT: the body of a statement leaves this node; its entry and proofs stay. It says first what exactly
// goes, what stays and what nobody here can reach, and asks.

import { parseDigest } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Erasable } from '../node/erasable.ts'
import type { Receipt } from '../node/node.ts'
import { meant, oneOf } from './answering.ts'
import type { Command } from './command.ts'
import type { Out } from './out.ts'

const BEGINNING = /^(sha256:)?[0-9a-f]{1,63}$/ // of a digest, as pages show it; the node says when it is too short
const REASONS = ['personal-data', 'law', 'court-order', 'safety', 'other'] as const

export const command: Command = {
  spec: {
    name: 'erase',
    usage: 'STATEMENT --because WORDS [--reason R] [--controller NAME] [--jurisdiction J] [--yes]',
    summary:
      'Erases the body of a statement from this node, for its operator, who answers for the data. The entry in the log and every proof stay; the erasure is logged with its reason.',
    flags: [
      { name: 'because', value: 'WORDS', meaning: 'Why; public for good, so it must not repeat the words.' },
      { name: 'reason', value: 'R', meaning: `${REASONS.join(', ')}; personal-data when not given.` },
      { name: 'controller', value: 'NAME', meaning: 'Who answers for the deletion.' },
      { name: 'jurisdiction', value: 'J', meaning: 'Whose law it follows, such as EU.' },
      { name: 'yes', meaning: 'Erase without asking.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      "owc erase sha256:9f2c… --because 'A person who is named in it asked for it.'",
      "owc erase sha256:9f2c… --because 'Order 12/26 of a court.' --reason court-order --jurisdiction DE --yes",
    ],
  },
  async run({ args, flag, on, world }, out) {
    const given = args[0] as string
    const whole = BEGINNING.test(given) ? undefined : parseDigest(given, 'STATEMENT')
    const text = flag('because')
    if (text === undefined || text.trim() === '') throw noReason()
    const reason = oneOf(REASONS, flag('reason') ?? 'personal-data', 'owc erase --reason')
    const connection = await world.connect()
    try {
      const digest = whole ?? (await meant(connection, given)).statement
      const plan = await connection.api.get<Erasable>(`/commons/v1/erasures/${digest}/plan`)
      show(out, plan)
      if (!on('yes')) {
        const agreed = await world.ask('Erase it? This cannot be undone.')
        if (agreed === undefined) throw nobodyToAsk(digest)
        if (!agreed) {
          out.line('Nothing was erased.')
          return 1
        }
      }
      const receipt = await connection.api.post<Receipt>('/commons/v1/erasures', {
        statement: digest,
        reason,
        text,
        controller: flag('controller'),
        jurisdiction: flag('jurisdiction'),
      })
      out.line(`erased; the erasure is sha256:${receipt.statement} at index ${receipt.logIndex}`)
      out.result({
        erased: `sha256:${digest}`,
        statement: `sha256:${receipt.statement}`,
        logIndex: receipt.logIndex,
        entries: plan.entries,
        beyond: plan.beyond,
      })
      return 0
    } finally {
      await connection.close()
    }
  },
}

function show(out: Out, { statement, title, issuer, issuerName, line, goes, stays, beyond }: Erasable): void {
  out.line(`${out.strong(title)} by ${issuerName ?? issuer ?? 'somebody'}: ${line}`)
  out.line(out.soft(`sha256:${statement}`))
  const part = (name: string, lines: readonly string[]) => {
    out.line(`${name}:`)
    for (const one of lines) out.line(`  - ${one}`)
  }
  part('Goes', goes)
  part('Stays', stays)
  part('Beyond this node', beyond)
}

function noReason(): OwcError {
  return new OwcError({
    code: 'usage',
    where: 'owc erase --because',
    expected: 'why it is erased, in words that may stay public',
    found: 'nothing',
  })
}

function nobodyToAsk(digest: string): OwcError {
  return new OwcError({
    code: 'agreement-needed',
    where: `sha256:${digest.slice(0, 12)}`,
    expected: 'your agreement to erase it',
    found: 'nobody to ask',
    hint: 'Run it again with --yes.',
  })
}
