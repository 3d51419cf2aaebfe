// owc invite --namespace N: a link by which one other person may claim that namespace here and publish under it.

import { OwcError } from '../base/errors.ts'
import { instant, parseInstant } from '../base/time.ts'
import type { Command } from './command.ts'

type Made = {
  readonly namespace: string
  readonly expires: string
  readonly secret: string
  readonly link: string
}
const UNIT_SECONDS = { h: 3600, d: 86_400 } as const

export const command: Command = {
  spec: {
    name: 'invite',
    usage: '--namespace N [--expires TIME] [--at URL] [--cancel]',
    summary:
      'Makes a link by which somebody else claims a namespace on this node, with keys of their own. It works once. Hand it over by a way that others do not read.',
    flags: [
      { name: 'namespace', value: 'N', meaning: 'Namespace that is offered.' },
      {
        name: 'expires',
        value: 'TIME',
        meaning: 'When it ends: 48h, 14d or a UTC time such as 2027-01-31T00:00:00Z (default 7d).',
      },
      { name: 'at', value: 'URL', meaning: 'Address under which the other person reaches this node.' },
      { name: 'cancel', meaning: 'Ends the unused invitations for the namespace instead.' },
    ],
    arguments: { least: 0, most: 0 },
    examples: [
      'owc invite --namespace student --at https://commons.library.example',
      'owc invite --namespace student --cancel',
    ],
  },
  async run({ flag, on, world }, out) {
    const namespace = flag('namespace')
    if (namespace === undefined)
      throw new OwcError({ code: 'usage', where: 'owc invite', expected: '--namespace N', found: 'none' })
    const expires = endOf(flag('expires'), world.now())
    const at = addressOf(flag('at'))
    const connection = await world.connect()
    try {
      const { api } = connection
      if (on('cancel')) {
        const ended = await api.post<{ cancelled: number }>('/commons/v1/invitations/cancel', { namespace })
        out.line(`${ended.cancelled} invitation${ended.cancelled === 1 ? '' : 's'} ended.`)
        out.result(ended)
        return ended.cancelled > 0 ? 0 : 1
      }
      if (at === undefined && connection.passing === true) throw noAddress()
      const made = await api.post<Made>('/commons/v1/invitations', {
        namespace,
        ...(expires !== undefined && { expires }),
      })
      const link = at === undefined ? made.link : `${at}/join#${made.secret}`
      out.line(link)
      out.note(`Works once, until ${made.expires}. The other person runs: npx owc join '${link}'`)
      if (at === undefined && /\/\/(127\.|localhost|\[::1\])/.test(link))
        out.note('This address works on this machine only; --at URL names the one for others.')
      out.result({ namespace: made.namespace, link, expires: made.expires })
      return 0
    } finally {
      await connection.close()
    }
  },
}

function noAddress(): OwcError {
  return new OwcError({
    code: 'usage',
    where: 'owc invite',
    expected: 'a node that runs, or its address by --at URL',
    found: 'no running node, so no address for the link',
    hint: 'owc up starts it.',
  })
}

function endOf(text: string | undefined, now: number): string | undefined {
  const [, count, unit] = /^([1-9]\d{0,3})([hd])$/.exec(text ?? '') ?? []
  if (count !== undefined)
    return instant(now + Number(count) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS])
  try {
    return text === undefined ? undefined : parseInstant(text, '--expires')
  } catch (cause) {
    if (!(cause instanceof OwcError)) throw cause
    const expected = 'hours such as 48h, days such as 14d, or a UTC time such as 2027-01-31T00:00:00Z'
    throw new OwcError({ ...cause.problem, expected }, cause)
  }
}

function addressOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.parse(text)
  if (url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '')
    return url.href.replace(/\/+$/, '')
  const found = JSON.stringify(text.slice(0, 200))
  throw new OwcError({ code: 'usage', where: '--at', expected: 'http://… or https://…', found })
}
