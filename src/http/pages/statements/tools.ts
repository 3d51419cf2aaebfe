// Tools and run reports: which runtime is there, and that it answered from some bytes on some hardware. Figures are those
// of one machine at one time, in the words of whoever measured; nothing is compared here and nothing is added up.

import { type Html, html } from '../../../base/html.ts'
import { RunReport, Tool } from '../../../commons/tools/statements.ts'
import { countText, sizeText } from '../figures.ts'
import { somebody } from '../parts/digest.ts'
import { bullets, fields, named, prose, reference } from '../parts/fields.ts'
import { day } from '../parts/when.ts'
import { form } from './form.ts'

export const tool = form(Tool, (body, view) => {
  const { name, version, kind, covers, platform, licence, licenceSource, keptBy, from, contains, formats } =
    body
  const who = somebody(view.issuer, view.issuerName)
  const what = kind === 'other' ? 'tool' : kind
  return html`<p>${who} names the ${what} <bdi>${name}</bdi> <bdi>${version}</bdi>. ${
    licence === undefined
      ? 'Its licence is not stated.'
      : html`Its licence as stated: <bdi>${licence}</bdi>${licenceSource === undefined ? '' : html` (<bdi>${licenceSource}</bdi>)`}.`
  }</p>
${fields([
  ['The digest covers', html`<bdi>${covers}</bdi>`],
  ['For', platform === undefined ? undefined : html`<bdi>${platform}</bdi>`],
  ['Kept by', keptBy === undefined ? undefined : named(keptBy)],
  ['To be had at', bullets(from?.map(reference))],
  [
    'Does its work with',
    bullets(
      contains?.map(
        (part) => html`<bdi>${[part.name, part.version, part.licence].filter(Boolean).join(', ')}</bdi>`,
      ),
    ),
  ],
  ['Reads, as it is said', formats?.join(', ')],
])}`
})

export const runReport = form(RunReport, (body, view) => {
  const { toolName, toolVersion, outcome, problem, measured, probe, output, memory, hardware, load } = body
  const who = somebody(view.issuer, view.issuerName)
  const tool = html`<bdi>${toolName}</bdi> <bdi>${toolVersion}</bdi> (${named(body.tool)})`
  return html`<p>${OUTCOME_WORDS[outcome](tool)}, as ${who} measured on ${day(measured)}.</p>
${prose(problem)}
${fields([
  ['These bytes', HANDED_WORDS[body.handed]],
  ['Most memory', memory === undefined ? undefined : memoryWords(memory)],
  ...speedRows(body.speed ?? {}),
  [
    'Hardware',
    html`<bdi>${hardware.cpu}</bdi>, ${countText(hardware.cores)} cores, ${sizeText(hardware.memoryBytes)}, <bdi>${hardware.system}</bdi>${hardware.accelerator === undefined ? '' : html`, <bdi>${hardware.accelerator}</bdi>`}`,
  ],
  ['Load of the machine', load],
  [
    'Probe',
    html`<bdi>${probe.id}</bdi>: “<bdi>${probe.prompt}</bdi>”, <bdi>${probe.sampling}</bdi>, ${countText(probe.tokens)} tokens asked for`,
  ],
  [
    'Answer',
    output === undefined
      ? undefined
      : html`${countText(output.bytes)} bytes of text, SHA-256 <code class="whole">${output.sha256}</code>`,
  ],
  ...settingRows(body.settings ?? {}),
])}`
})

const OUTCOME_WORDS: Readonly<Record<RunReport['outcome'], (tool: Html) => Html>> = {
  answered: (tool) => html`${tool} loaded these bytes and answered`,
  loaded: (tool) => html`${tool} loaded these bytes`,
  failed: (tool) => html`${tool} did not answer from these bytes`,
}

const HANDED_WORDS: Readonly<Record<RunReport['handed'], string>> = {
  'open-file': 'read from an open file whose digest is the name',
  path: 'given to the tool as a file',
  stated: 'as who reports states; the tool found them by a name of its own',
}

function memoryWords({ peakBytes, covers, estimatedBytes }: NonNullable<RunReport['memory']>): Html {
  const guess = estimatedBytes === undefined ? '' : html`; estimated before: ${sizeText(estimatedBytes)}`
  return html`${sizeText(peakBytes)} of <bdi>${covers}</bdi>${guess}`
}

function speedRows(speed: NonNullable<RunReport['speed']>) {
  const unit = (value: string | undefined, of: string) => (value === undefined ? undefined : `${value} ${of}`)
  return [
    ['Loading', unit(speed.loadSeconds, 's')],
    ['First token', unit(speed.firstTokenMs, 'ms after the question')],
    ['Reading', unit(speed.promptTokensPerSecond, 'tokens/s')],
    ['Writing', unit(speed.tokensPerSecond, 'tokens/s')],
    ['From start to end', unit(speed.wallSeconds, 's')],
  ] as const
}

function settingRows({ contextSize, sequences, threads, command }: NonNullable<RunReport['settings']>) {
  const count = (value: number | undefined) => (value === undefined ? undefined : countText(value))
  return [
    ['Context', contextSize === undefined ? undefined : `${countText(contextSize)} tokens`],
    ['Answers at once', count(sequences)],
    ['Threads', count(threads)],
    ['Command', command === undefined ? undefined : html`<code><bdi>${command}</bdi></code>`],
  ] as const
}
