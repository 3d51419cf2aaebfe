// owc withdraw REF --reason R: the issuer no longer stands behind a release, and says which copies are known to remain.
// The bytes that others hold stay where they are: the words for it are fixed (release-standard 7.3).

import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { instant } from '../base/time.ts'
import { WITHDRAWAL_REASONS } from '../commons/releases/words.ts'
import type { ReleaseView } from '../node/views/release.ts'
import { agreed } from './agreed.ts'
import type { Call, Command, Exit } from './command.ts'
import { nodeOf } from './node-answers.ts'
import type { Out } from './out.ts'
import { releasePath } from './reference.ts'
import { checkOwn } from './release-status.ts'
import { openVoice } from './voice.ts'

const MAX_NAMED = 256 // as many as a withdrawal holds
const MAX_LINE = 2048 // characters of each

export const command: Command = {
  spec: {
    name: 'withdraw',
    usage: 'REF --reason REASON [--text TEXT] [--record-only] [--key K] [--yes]',
    summary:
      'Says that you no longer stand behind a release, why, and which copies are known to remain. This node then stops serving it; copies elsewhere stay where they are.',
    flags: [
      { name: 'reason', value: 'REASON', meaning: `One of ${WITHDRAWAL_REASONS.join(', ')}.` },
      { name: 'text', value: 'TEXT', meaning: 'Why, in your words.' },
      {
        name: 'record-only',
        meaning: 'Withdraw this one record; other records of yours about the same bytes stand.',
      },
      { name: 'key', value: 'K', meaning: 'Name or id of the identity that speaks.' },
      { name: 'yes', meaning: 'Ask nothing.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc withdraw acme/tern@1.0.0 --reason error --text "The tokenizer was of another release."',
      'owc withdraw acme/tern@1.0.0 --reason security --text "…" --yes --json',
    ],
  },
  async run(call, out) {
    const reason = reasonIn(call)
    const connection = await call.world.connect()
    try {
      return await withdraw(call, { connection, reason }, out)
    } finally {
      await connection.close()
    }
  },
}

type Asked = { readonly connection: Awaited<ReturnType<Call['world']['connect']>>; readonly reason: string }

async function withdraw(call: Call, { connection, reason }: Asked, out: Out): Promise<Exit> {
  const { api } = connection
  const view = await api.get<ReleaseView>(releasePath(call.args[0] as string))
  const voice = await openVoice(call.world, connection, call.flag('key'))
  checkOwn(view, voice.identity)
  const known = copiesOf(view, (await nodeOf(api)).identity)
  const ref = `${view.ref}${view.version === null ? '' : `@${view.version}`}`
  show({ ref, reason, known, view }, out)
  const text = call.flag('text') ?? (await call.world.askText('Why, in a sentence?')) ?? ''
  if (text === '') throw noText()
  if (!(await agreed(call, `Withdraw it as ${voice.name}?`, ref))) {
    out.line('Nothing was said.')
    out.result({ ref, withdrawn: false })
    return 1
  }
  const digest = call.on('record-only') ? view.statement : view.artifact
  const remaining = { known: known.slice(0, MAX_NAMED), asOf: instant(call.world.now()) }
  const receipt = await voice.say({
    type: 'owc:withdrawal/v1',
    subjects: [{ name: view.ref, digest }],
    body: { reason, text, remaining },
  })
  out.line(`logged sha256:${receipt.statement.slice(0, 12)} at index ${receipt.logIndex}`)
  out.line(
    `This node stops serving it. Known copies elsewhere: ${known.length}. Unknown copies may exist. Old bytes still run.`,
  )
  out.result({
    ref,
    withdrawn: true,
    remaining: known,
    statement: digestText(receipt.statement),
    logIndex: receipt.logIndex,
  })
  return 0
}

/** Copies elsewhere that this node knows of: who says to hold the bytes, here or in logs from which it came along. The
 *  node itself is none of them. */
function copiesOf({ holders, elsewhere = [] }: ReleaseView, itself: string): readonly string[] {
  const here = holders
    .filter(({ holder, lapsed }) => !lapsed && holder !== itself)
    .map(({ holder, name, since }) => `${name ?? holder} holds them since ${since}`)
  const there = elsewhere
    .filter(({ type, withdrawnBy }) => type === 'owc:custody/v1' && withdrawnBy === undefined)
    .filter(({ issuer }) => issuer !== itself)
    .map(({ issuer, issuerName, issued, places }) => {
      const logs = places.map(({ origin }) => origin).join(', ')
      return `${issuerName ?? issuer} held them on ${issued}, as ${logs} says`
    })
  return [...new Set([...here, ...there])].map((line) => line.slice(0, MAX_LINE))
}

type Shown = {
  readonly ref: string
  readonly reason: string
  readonly known: readonly string[]
  readonly view: ReleaseView
}

function show({ ref, reason, known, view }: Shown, out: Out): void {
  out.line(`${out.strong(ref)}  sha256:${view.artifact.slice(0, 12)}  ${view.files} files`)
  out.line(`  reason: ${reason}`)
  out.line(
    known.length === 0
      ? '  no copies elsewhere are known here; unknown ones may exist'
      : '  copies known to remain elsewhere, which this withdrawal does not reach:',
  )
  for (const line of known) out.line(`    ${line}`)
  if (view.withdrawal !== undefined) out.line(`  it was withdrawn before (${view.withdrawal.reason})`)
}

function reasonIn({ flag }: Call): string {
  const given = flag('reason')
  const words: readonly string[] = WITHDRAWAL_REASONS
  if (given !== undefined && words.includes(given)) return given
  const close = given === undefined ? undefined : nearest(given, words)
  throw new OwcError({
    code: 'usage',
    where: '--reason',
    expected: `one of ${words.join(', ')}`,
    found: given === undefined ? 'none' : JSON.stringify(given.slice(0, 80)),
    ...(close !== undefined && { hint: `Did you mean ${close}?` }),
  })
}

function noText(): OwcError {
  return new OwcError({
    code: 'usage',
    where: '--text',
    expected: 'why, in a sentence',
    found: 'nothing',
  })
}
