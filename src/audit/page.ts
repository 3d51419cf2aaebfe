// verify.html: the ledger's own verifier in a page that was opened as a file. It takes a folder, what the person trusts,
// and shows a verdict; it keeps nothing and can send nothing (its policy allows no address). Everything that is shown
// goes through html``, so nothing out of a folder becomes markup.

import { OwcError, sentence } from '../base/errors.ts'
import { html } from '../base/html.ts'
import { webCrypto } from '../ledger/crypto-web.ts'
import type { Report } from '../ledger/report.ts'
import { capabilityOf } from './capable.ts'
import { check } from './check.ts'
import { browser, type Event, part } from './dom.ts'
import { openPool } from './hash-pool.ts'
import type { AuditReport } from './judge.ts'
import { type Choice, chosen } from './pick.ts'
import { limits, others, verdict } from './verdict.ts'

let choice: Choice | undefined

void start()

async function start(): Promise<void> {
  const { able, words } = await capabilityOf(webCrypto)
  part('starting').hidden = true
  part('able').innerHTML = html`${words.map((text) => html`<p class="finding">${text}</p>`)}`.toString()
  if (!able) {
    part('able').innerHTML +=
      html`<p>Nothing is judged here, because the answer could be wrong. Use a browser of 2025 or later, or owc verify.</p>`.toString()
    return
  }
  part('form').hidden = false
  for (const id of ['folder', 'loose'])
    part(id).addEventListener('change', () => choose(chosen(part(id).files ?? [])))
  part('trust-file').addEventListener('change', () => void readTrustFile())
  part('check').addEventListener('click', () => void run())
  for (const type of ['dragover', 'drop']) browser.document.body.addEventListener(type, keepPage)
}

function choose(next: Choice): void {
  choice = next
  const count = next.files.length === 1 ? '1 file' : `${next.files.length} files`
  part('chosen').textContent =
    `${next.kind === 'folder' ? 'A folder with' : 'Chosen:'} ${count}, ${size(bytesOf(next))}.`
}

function bytesOf({ files }: Choice): number {
  return files.reduce((sum, { file }) => sum + file.size, 0)
}

/** A folder that misses the field would take the page's place. On a field the browser itself reads it: a page that was
 *  opened as a file may not. */
function keepPage(event: Event): void {
  if (event.target.type !== 'file') event.preventDefault()
}

async function readTrustFile(): Promise<void> {
  const [file] = Array.from(part('trust-file').files ?? [])
  if (file === undefined) return
  const bytes = await file.slice(0, Math.min(file.size, MAX_TRUST_BYTES)).arrayBuffer()
  part('trust').value = new TextDecoder().decode(bytes)
}
const MAX_TRUST_BYTES = 2 << 20 // the ledger reads half of it

async function run(): Promise<void> {
  const picked = choice
  if (picked === undefined) {
    part('progress').textContent = 'Choose a folder or files first.'
    return
  }
  part('check').disabled = true
  part('verdict').hidden = true
  const elsewhere = part('apart').files ?? []
  const apart = elsewhere.length === 0 ? {} : { apart: chosen(elsewhere) }
  const total = bytesOf(apart.apart ?? picked)
  const pool = openPool(part('worker').textContent ?? '', webCrypto, meter(total))
  try {
    const asked = { choice: picked, ...apart, trust: part('trust').value, at: part('at').value.trim(), pool }
    show(await check(asked, webCrypto))
  } catch (error) {
    refused(error)
  } finally {
    pool.close()
    part('check').disabled = false
  }
}

/** Tells how far the reading is, five times a second at most. */
function meter(total: number): (bytes: number) => void {
  const startedMs = performance.now()
  let done = 0
  let shownMs = 0
  return (bytes) => {
    done += bytes
    const now = performance.now()
    if (now - shownMs < 200) return
    shownMs = now
    const rate = done / Math.max(0.001, (now - startedMs) / 1000)
    const left = Math.max(0, Math.ceil((total - done) / rate))
    part('progress').textContent =
      `Read ${size(done)} of ${size(total)}, ${size(rate)} a second, about ${left} s left.`
  }
}

function show(report: Report | AuditReport): void {
  part('progress').textContent = 'Checked.'
  part('answer').innerHTML = verdict(report).toString()
  part('others').innerHTML = (
    others(report) ?? html`<p>No other statements are in the bundle.</p>`
  ).toString()
  part('limits').innerHTML = limits(report).toString()
  part('json').textContent = JSON.stringify(report)
  part('verdict').hidden = false
  part('verdict').focus()
}

/** Files or anchors that cannot be judged at all. Anything but an OwcError is a defect of this page, and said so. */
function refused(error: unknown): void {
  const told = error instanceof OwcError
  const text = told
    ? `${error.problem.code}: ${sentence(error.problem)}`
    : `This page has a defect: ${String(error)}`
  part('progress').innerHTML = html`<span class="finding">${text}</span>`.toString()
}

function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`
}
