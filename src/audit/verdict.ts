// A verdict as markup: sentence first, four facts, every problem, who said what, and what stays open. The printed report
// and verify.html show the same one. Grades differ by shape, so paper loses nothing.

import { type Html, html } from '../base/html.ts'
import type { RecordLine, Report } from '../ledger/report.ts'
import type { AuditReport } from './judge.ts'
import { type Fact, factsOf, kindOf, limitsOf, STATE_WORDS, sentenceFirst } from './words.ts'

const GRADE = { yes: 'evidenced', no: 'contradicted', unknown: 'absent', open: 'absent' } as const

export function verdict(report: Report | AuditReport): Html {
  return html`<p class="first">${sentenceFirst(report)}</p>
${facts(report)}
${problems(report)}
${records(report)}`
}

export function limits(report: Report): Html {
  return html`<ul class="limits">${limitsOf(report).map((text) => html`<li><bdi>${text}</bdi></li>`)}</ul>`
}

/** Whose words travel along, and whether they count: signed by who they say, proved in a log that is trusted. */
export function others({ record }: Report): Html | undefined {
  if (record.said.length === 0) return undefined
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Other statements"><table>
<thead><tr><th>Type</th><th>By</th><th>Signed</th><th>In a log that you trust</th></tr></thead>
<tbody>${record.said.map(({ type, issuer, statement, signed, logged }) => html`<tr><td>${kindOf(type)}<br><code class="small">${statement}</code></td><td><bdi>${issuer}</bdi></td><td>${grade(signed)}</td><td>${grade(logged)}</td></tr>`)}</tbody></table></div>`
}

function facts(report: Report | AuditReport): Html {
  const all = factsOf(report)
  return html`<dl class="facts">${all.map(fact)}${'folder' in report ? folder(report) : undefined}</dl>`
}

function fact({ name, asks, state, text }: Fact): Html {
  return html`<div><dt>${name}<br><span class="grade ${GRADE[state]}">${STATE_WORDS[state]}</span></dt>
<dd><bdi>${text}</bdi><br><small>${asks}</small></dd></div>`
}

function folder({ folder: { ok, listed, good } }: AuditReport): Html {
  const state = ok ? 'yes' : 'no'
  return html`<div class="unsigned"><dt>Beside them<br><span class="grade ${GRADE[state]}">${STATE_WORDS[state]}</span></dt>
<dd>${good} of ${listed} lines of SHA256SUMS fit what lies here.<br><small>Is the folder as it was written? This list is not signed and proves nothing by itself.</small></dd></div>`
}

function problems({ problems: all }: Report): Html | undefined {
  if (all.length === 0) return undefined
  return html`<h3>${all.length === 1 ? 'One problem' : `${all.length} problems`}</h3>
<ol class="problems">${all.map(({ code, where, expected, found, hint }) => html`<li><code>${code}</code> <bdi>${where}</bdi><br>Expected <bdi>${expected}</bdi>; found <bdi>${found}</bdi>.${hint === undefined ? undefined : html`<br><small>${hint}</small>`}</li>`)}</ol>`
}

/** Each record of these bytes by itself, when more than one came along, or one in more than one log. */
function records({ records: all }: Report): Html | undefined {
  if (all.length < 2 && (all[0]?.standings.length ?? 0) < 2) return undefined
  return html`<h3>Records of these bytes</h3><ul class="records">${all.map(record)}</ul>`
}

function record({ type, issuer, issuerName, statement, standings, ...one }: RecordLine): Html {
  const by = issuerName === undefined ? issuer : `${issuerName} (${issuer})`
  const signed = one.pinned ? 'signed' : 'signed by somebody whom you did not name'
  const words = one.believed ? 'believed' : one.signed ? signed : 'not signed by its issuer'
  const withdrawn = one.withdrawnBy === undefined ? '' : ', withdrawn by its issuer'
  return html`<li>${kindOf(type)} by <bdi>${by}</bdi>: ${words}${withdrawn}<br><code class="small">${statement}</code>
<ul>${standings.map(({ origin, index, size, notBefore, trusted }) => html`<li>entry ${index} of ${size} in <bdi>${origin}</bdi>${notBefore === undefined ? undefined : `, not before ${notBefore}`}${trusted ? undefined : ', a log that you do not trust'}</li>`)}</ul></li>`
}

function grade(yes: boolean): Html {
  return yes ? html`<span class="grade evidenced">yes</span>` : html`<span class="grade absent">no</span>`
}
