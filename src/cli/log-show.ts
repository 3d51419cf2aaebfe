// owc log show [N]: the newest entries of the log, those up to one of them, or that entry alone with its whole digest.

import { sha256, shortDigest } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Command } from './command.ts'
import { logOf } from './node-answers.ts'

export const command: Command = {
  spec: {
    name: 'log show',
    usage: '[N] [--up-to N]',
    summary:
      'Shows the newest entries of the log, or entry N alone with its whole digest, with the checkpoint that covers them.',
    flags: [{ name: 'up-to', value: 'N', meaning: 'Entries up to this one, newest first.' }],
    arguments: { least: 0, most: 1 },
    examples: ['owc log show', 'owc log show 12 --json'],
  },
  async run({ args, flag, world }, out) {
    const only = indexIn(args[0])
    const upTo = indexIn(flag('up-to'))
    if (only !== undefined && upTo !== undefined) throw wrong('N or --up-to N, one of them', 'both')
    const connection = await world.connect()
    try {
      const view = await logOf(connection.api, queryFor(only, upTo))
      const asked = only ?? upTo
      if (asked !== undefined && view.rows[0]?.index !== asked) throw noEntry(asked, view.size)
      out.line(
        `${out.strong(view.origin)}  size ${view.size}  root ${view.root.slice(0, 12)}  at ${view.time}`,
      )
      for (const row of view.rows) {
        const what =
          row.kind === 'time'
            ? out.soft('time')
            : `${row.type}  sha256:${row.statement?.slice(0, only === undefined ? 12 : 64)}  ${about(row.subject ?? '')}`
        out.line(`${String(row.index).padStart(6)}  ${row.time}  ${what}`)
      }
      out.result(view)
      return 0
    } finally {
      await connection.close()
    }
  },
}

/** A name as it is, a digest shortly. */
function about(subject: string): string {
  const digest = sha256(subject)
  return digest === undefined ? subject : `sha256:${shortDigest(digest)}`
}

function queryFor(only: number | undefined, upTo: number | undefined): string {
  if (only !== undefined) return `?from=${only}&limit=1`
  return upTo === undefined ? '' : `?from=${upTo}`
}

function indexIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw wrong('the index of an entry, such as 12', JSON.stringify(text.slice(0, 80)))
}

function wrong(expected: string, found: string): OwcError {
  return new OwcError({ code: 'usage', where: 'owc log show', expected, found })
}

function noEntry(index: number, size: number): OwcError {
  const expected = `an entry of this log, which holds ${size} of them, from 0 on`
  return new OwcError({ code: 'not-found', where: 'owc log show', expected, found: `${index}` })
}
