// owc advise REF: notice of a danger or defect, bound to the digests that the name means now. Anyone may give it; makers
// of what descends from these bytes answer with owc respond. What is not to be known yet is sealed.

import { resolve } from 'node:path'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { type Instant, instant } from '../base/time.ts'
import { ADVISORY_KINDS, ADVISORY_RESPONSES } from '../commons/advisories/advisory.ts'
import type { Body, Draft } from '../commons/subject.ts'
import type { ReleaseView } from '../node/views/release.ts'
import type { StatementView } from '../node/views/statement.ts'
import { evidence, meant, oneOf, readWords } from './answering.ts'
import type { Call, Command, Connection, Exit } from './command.ts'
import { nodeOf } from './node-answers.ts'
import type { Out } from './out.ts'
import { releasePath } from './reference.ts'
import { openingDay, type Speaking, sealAs } from './sealing.ts'
import { openVoice } from './voice.ts'

export const command: Command = {
  spec: {
    name: 'advise',
    usage:
      'REF --kind KIND --summary TEXT [--why TEXT] [--details FILE] [--any-wrapping] [--response WORD]… [--remaining URL]… [--again STATEMENT] [--seal-until DAY] [--key K]',
    summary:
      'Gives notice of a danger or defect of exactly the bytes that a reference means now. It reaches whatever was made from them: there it stands as under investigation until its maker answers.',
    flags: [
      { name: 'kind', value: 'KIND', meaning: `${ADVISORY_KINDS.join(', ')}.` },
      { name: 'summary', value: 'TEXT', meaning: 'What it is, in a sentence.' },
      { name: 'why', value: 'TEXT', meaning: 'Why these bytes are affected.' },
      { name: 'details', value: 'FILE', meaning: 'Text file with the whole of it.' },
      {
        name: 'any-wrapping',
        meaning: 'Name the tensors too, so that it holds in every other file of them.',
      },
      { name: 'discovered', value: 'TIME', meaning: 'When it was found, as 2026-11-20T10:00:00Z.' },
      {
        name: 'response',
        value: 'WORD',
        many: true,
        meaning: `What was done: ${ADVISORY_RESPONSES.join(', ')}.`,
      },
      {
        name: 'remaining',
        value: 'URL',
        many: true,
        meaning: 'Where copies are known to be. Who stopped serving has to say it, or --none-known.',
      },
      { name: 'none-known', meaning: 'No copy elsewhere is known now.' },
      { name: 'workaround', value: 'TEXT', meaning: 'What helps until there is more.' },
      { name: 'evidence', value: 'REF', many: true, meaning: 'Address or digest that shows it.' },
      { name: 'reference', value: 'URL', many: true, meaning: 'Where more is said.' },
      { name: 'credit', value: 'NAME', many: true, meaning: 'Who found it.' },
      {
        name: 'seal-until',
        value: 'DAY',
        meaning: 'Fix it now and open it on this day, as 2026-12-01: an embargo.',
      },
      { name: 'again', value: 'STATEMENT', meaning: 'An advisory of yours that this one says anew.' },
      { name: 'key', value: 'K', meaning: 'Name or id of the identity that speaks.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      "owc advise acme/tern@1.0.0 --kind safeguard-failure --summary 'The default prompt can be turned off.' --any-wrapping",
      "owc advise acme/tern --kind integrity --summary 'Wrong bytes.' --response serving-paused --none-known",
    ],
  },
  async run(call, out) {
    const told = toldIn(call)
    const connection = await call.world.connect()
    try {
      const view = await connection.api.get<ReleaseView>(releasePath(call.args[0] as string))
      const named = await naming(call, connection)
      const details = call.flag('details')
      const voice = await openVoice(call.world, connection, call.flag('key'))
      const until = call.flag('seal-until')
      const opens = until === undefined ? undefined : openingDay(until, '--seal-until', call.world.now())
      const body: Body = {
        ...named,
        ...(opens !== undefined && { published: opens, embargoUntil: opens }),
        ...told,
        ...(details !== undefined && { details: await readWords(resolve(call.world.folder, details)) }),
        affected: affected(view, call),
      }
      const draft = {
        type: 'owc:advisory/v1',
        subjects: [{ name: view.ref, digest: view.artifact }],
        body: JSON.parse(JSON.stringify(body)) as Body, // without what was not said
      }
      if (opens !== undefined) return await sealed(call, { connection, voice }, { draft, opens, out })
      const receipt = await voice.say(draft)
      const statement = digestText(receipt.statement)
      out.line(`${named.id} by ${voice.name}: ${statement} at index ${receipt.logIndex}`)
      out.line(
        'Whoever has these bytes can go on running them; makers of what descends from them can answer.',
      )
      out.result({ id: named.id, statement, logIndex: receipt.logIndex, ref: view.ref, by: voice.identity })
      return 0
    } finally {
      await connection.close()
    }
  },
}

type Sealed = { readonly draft: Draft; readonly opens: Instant; readonly out: Out }

/** Fixed now, read by nobody until its day; then it is logged and reaches what it reaches. */
async function sealed({ world }: Call, speaking: Speaking, { draft, opens, out }: Sealed): Promise<Exit> {
  const receipt = await sealAs(world, speaking, draft, { terms: { opens } })
  const seal = digestText(receipt.statement)
  out.line(`${draft.body['id']} sealed as ${seal} at index ${receipt.logIndex}; opens ${opens}`)
  out.line(out.soft(`Until then nobody reads it. owc reveal ${seal} opens it sooner.`))
  out.result({ id: draft.body['id'], sealed: seal, logIndex: receipt.logIndex, opens })
  return 0
}

/** What the words of the command say, before anything is asked of the node. */
function toldIn({ flag, flags, on, world }: Call): Body {
  const summary = flag('summary')?.trim() ?? ''
  if (summary === '') throw usage('--summary: what it is, in a sentence', 'nothing')
  const response = flags('response').map((word) => oneOf(ADVISORY_RESPONSES, word, 'owc advise --response'))
  const known = flags('remaining')
  if (known.length > 0 && on('none-known')) throw usage('--remaining or --none-known', 'both')
  const said = known.length > 0 || on('none-known')
  return {
    kind: oneOf(ADVISORY_KINDS, flag('kind') ?? '', 'owc advise --kind'),
    summary,
    discovered: flag('discovered'),
    response: some(response),
    ...(said && { remainingCopies: { known, asOf: instant(world.now()) } }),
    workaround: flag('workaround'),
    evidence: evidence(flags('evidence')),
    references: some(flags('reference')),
    credit: some(flags('credit')),
  }
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}

type Naming = { readonly id: string; readonly published: Instant; readonly modified?: Instant }

/** A new number follows the log, which never gives one twice; an advisory that is said anew keeps its own. */
async function naming({ flag, world }: Call, connection: Connection): Promise<Naming> {
  const now = instant(world.now())
  const again = flag('again')
  if (again === undefined) {
    const { log } = await nodeOf(connection.api)
    return { id: `OWC-${now.slice(0, 4)}-${String(log.size).padStart(4, '0')}`, published: now }
  }
  const { statement } = await meant(connection, again)
  const { type, body } = await connection.api.get<StatementView>(`/commons/v1/statements/${statement}`)
  const [id, published] = [body?.['id'], body?.['published']]
  if (type !== 'owc:advisory/v1' || typeof id !== 'string' || typeof published !== 'string')
    throw usage('--again: an advisory', type)
  return { id, published: published as Instant, modified: now } // as its schema had it checked
}

/** Artifact and objects by digest: copies with another card are meant too. */
function affected({ artifact, objects, tensorRoot }: ReleaseView, { flag, on }: Call): readonly object[] {
  const why = flag('why')
  const because = why === undefined ? {} : { why }
  const digests = new Set<Sha256>([artifact, ...objects.map(({ digest }) => digest)])
  const bytes = [...digests].slice(0, 255).map((sha256) => ({ sha256, ...because }))
  if (!on('any-wrapping')) return bytes
  if (tensorRoot === undefined) throw usage('--any-wrapping: bytes whose tensors were read here', 'none')
  return [...bytes, { tensorRoot, ...because }]
}

function usage(expected: string, found: string): OwcError {
  return new OwcError({ code: 'usage', where: 'owc advise', expected, found })
}
