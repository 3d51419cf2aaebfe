// owc release status REF: what stage a release has reached, what follows it, whether its issuer serves it. Without a
// change it tells what was said last. A release never goes back a stage; pausing is the only step back there is.

import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { STAGES } from '../commons/releases/words.ts'
import type { ReleaseView } from '../node/views/release.ts'
import { agreed } from './agreed.ts'
import type { Call, Command } from './command.ts'
import type { Out } from './out.ts'
import { stageOf } from './publish-name.ts'
import { releasePath } from './reference.ts'
import { openVoice } from './voice.ts'

const SERVING = ['serving', 'paused'] as const

export const command: Command = {
  spec: {
    name: 'release status',
    usage: 'REF [--stage STAGE] [--superseded-by REF] [--serving WORD] [--because TEXT] [--key K] [--yes]',
    summary:
      'Says what stage your release has reached and what follows it; without a change, tells what was said last. A release never goes back a stage.',
    flags: [
      { name: 'stage', value: 'STAGE', meaning: `One of ${STAGES.join(', ')}.` },
      {
        name: 'superseded-by',
        value: 'REF',
        meaning: 'The version that follows it, as ns/name@version.',
      },
      {
        name: 'serving',
        value: 'WORD',
        meaning: 'paused or serving: whether you ask hosts to serve it now.',
      },
      { name: 'because', value: 'TEXT', meaning: 'Why, in a sentence.' },
      { name: 'key', value: 'K', meaning: 'Name or id of the identity that speaks.' },
      { name: 'yes', meaning: 'Ask nothing.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc release status acme/tern@1.0.0',
      'owc release status acme/tern@1.0.0 --superseded-by acme/tern@1.1.0 --because "a wrong tokenizer"',
    ],
  },
  async run(call, out) {
    const connection = await call.world.connect()
    try {
      const view = await connection.api.get<ReleaseView>(releasePath(call.args[0] as string))
      const before = await stageOf(connection.api, view)
      const change = changeIn(call)
      if (change === undefined) return tell(view, before, out)
      const stage = laterStage(before, change.stage ?? before)
      const voice = await openVoice(call.world, connection, call.flag('key'))
      checkOwn(view, voice.identity)
      const ref = `${view.ref}${view.version === null ? '' : `@${view.version}`}`
      out.line(`${out.strong(ref)}  stage ${before}${stage === before ? '' : ` → ${stage}`}`)
      const { stage: _asked, ...rest } = change
      for (const [key, value] of Object.entries(rest)) out.line(`  ${WORDS[key] ?? key}: ${value}`)
      if (!(await agreed(call, `Say this as ${voice.name}?`, ref))) return 1
      const receipt = await voice.say({
        type: 'owc:status/v1',
        subjects: [{ name: view.ref, digest: view.artifact }],
        body: { stage, ...rest },
      })
      out.line(`logged sha256:${receipt.statement.slice(0, 12)} at index ${receipt.logIndex}`)
      out.result({
        ref,
        stage,
        ...rest,
        statement: digestText(receipt.statement),
        logIndex: receipt.logIndex,
      })
      return 0
    } finally {
      await connection.close()
    }
  },
}

const WORDS: Readonly<Record<string, string>> = {
  supersededBy: 'followed by',
  serving: 'serving',
  because: 'because',
}

type Change = {
  readonly stage?: (typeof STAGES)[number]
  readonly serving?: (typeof SERVING)[number]
  readonly supersededBy?: string
  readonly because?: string
}

function changeIn({ flag }: Call): Change | undefined {
  const [stage, serving] = [
    oneOf(STAGES, flag('stage'), '--stage'),
    oneOf(SERVING, flag('serving'), '--serving'),
  ]
  const [supersededBy, because] = [flag('superseded-by'), flag('because')]
  const change: Change = {
    ...(stage !== undefined && { stage }),
    ...(serving !== undefined && { serving }),
    ...(supersededBy !== undefined && { supersededBy }),
    ...(because !== undefined && { because }),
  }
  return Object.keys(change).length === 0 ? undefined : change
}

function oneOf<W extends string>(
  words: readonly W[],
  text: string | undefined,
  where: string,
): W | undefined {
  if (text === undefined) return undefined
  const word = words.find((one) => one === text)
  if (word !== undefined) return word
  const close = nearest(text, words)
  throw new OwcError({
    code: 'usage',
    where,
    expected: `one of ${words.join(', ')}`,
    found: JSON.stringify(text.slice(0, 80)),
    ...(close !== undefined && { hint: `Did you mean ${close}?` }),
  })
}

function laterStage(before: string, after: (typeof STAGES)[number] | string): string {
  const [from, to] = [before, after].map((stage) => (STAGES as readonly string[]).indexOf(stage)) as [
    number,
    number,
  ]
  if (to >= from) return after
  throw new OwcError({
    code: 'usage',
    where: '--stage',
    expected: `${before} or a later stage: copies that are out stay out`,
    found: after,
    hint: 'To ask hosts to stop serving: --serving paused, or owc withdraw.',
  })
}

/** A status by somebody else has no effect, so it is not said by mistake. */
export function checkOwn({ by, byName, ref }: ReleaseView, identity: string): void {
  if (by === identity) return
  throw new OwcError({
    code: 'usage',
    where: ref,
    expected: `the identity that released it, ${byName ?? by}`,
    found: identity,
    hint: 'Choose it with --key; others can answer with owc respond or owc advise.',
  })
}

function tell({ ref, version, status, withdrawal, statement }: ReleaseView, stage: string, out: Out): 0 {
  const name = `${ref}${version === null ? '' : `@${version}`}`
  out.line(`${out.strong(name)}  stage ${stage}`)
  if (status?.supersededBy !== undefined) out.line(`  followed by ${status.supersededBy}`)
  if (withdrawal !== undefined) out.line(`  withdrawn (${withdrawal.reason})`)
  out.result({
    ref: name,
    stage,
    ...(status?.supersededBy !== undefined && { supersededBy: status.supersededBy }),
    statement: digestText(status?.statement ?? statement),
    withdrawn: withdrawal !== undefined,
  })
  return 0
}
