// The documents of an identity, newest first: when each took effect, by which signatures, and what it changed.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link, type Value } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { Change, DocumentLine } from '../../../node/views/who.ts'
import { statementAddress } from '../addresses.ts'
import { countText, many } from '../figures.ts'
import type { Example } from './example.ts'
import { day } from './when.ts'

const MOST = 24 // changes of one document that are shown open
const LONGEST = 300 // characters of one value

const STANDING: Readonly<Record<DocumentLine['standing'], string>> = {
  first: 'the first; its digest is the identity',
  'by its keys': 'signed by the keys before it and by its own',
  'by recovery': 'signed by the recovery keys',
  'without effect': 'breaks a rule, so it has no effect',
}

export function documents(list: readonly DocumentLine[]): Html {
  return html`<ol class="trail">${list.map(entry)}</ol>`
}

function entry(one: DocumentLine): Html {
  const later =
    one.from !== undefined && one.from !== one.time ? html`, in force from ${day(one.from)}` : undefined
  const until = one.until === undefined ? undefined : html` until ${day(one.until)}`
  return html`<li>${day(one.time)}<span><a href="${link(statementAddress(one.statement))}">Document ${countText(one.seq)}</a>${later}${until} <small>entry ${countText(one.logIndex)}, ${many(one.signatures, 'signature', 'signatures')}</small><br>${STANDING[one.standing]}${changes(one)}</span></li>`
}

function changes({ changes: list, standing }: DocumentLine): Html | undefined {
  if (list.length === 0) return standing === 'first' ? undefined : html`<br><small>changed nothing</small>`
  const rest = list.slice(MOST)
  return html`<ul class="beside">${list.slice(0, MOST).map(change)}</ul>${rest.length === 0 ? undefined : html`<details><summary>${many(rest.length, 'more change', 'more changes')}</summary><ul class="beside">${rest.map(change)}</ul></details>`}`
}

function change({ what, was, is }: Change): Html {
  if (was === undefined) return html`<li>${what} added: ${value(is)}</li>`
  if (is === undefined) return html`<li>${what} gone: ${value(was)}</li>`
  return html`<li>${what}: ${value(was)} → ${value(is)}</li>`
}

function value(text: string | undefined): Value {
  const shown = (text ?? '').length > LONGEST ? `${text?.slice(0, LONGEST)} …` : text
  return html`<bdi>${shown}</bdi>`
}

export function examples(): readonly Example[] {
  const line: DocumentLine = {
    statement: '8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f' as Sha256,
    seq: 0,
    logIndex: 2,
    time: '2026-11-01T10:20:30Z' as Instant,
    from: '2026-11-01T10:20:30Z' as Instant,
    standing: 'first',
    signatures: 1,
    changes: [],
  }
  return [
    { name: 'first', html: documents([line]) },
    {
      name: 'by recovery, later',
      html: documents([
        {
          ...line,
          seq: 1,
          standing: 'by recovery',
          from: '2026-11-04T10:20:30Z' as Instant,
          changes: [
            { what: 'key', was: '7'.repeat(64) },
            { what: 'key', is: '8'.repeat(64) },
            { what: 'name', was: 'North', is: 'North University' },
          ],
        },
      ]),
    },
    {
      name: 'hostile',
      html: documents([
        {
          ...line,
          standing: 'without effect',
          changes: Array.from({ length: 60 }, () => ({
            what: 'name' as const,
            is: '<script>\u202e'.repeat(90),
          })),
        },
      ]),
    },
  ]
}
