// docs/benchmarks.md from docs/benchmarks.json: the table, what was missed and why, the machine, the method. Every
// figure on the page comes from here; nobody writes one by hand.

import { readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, release, totalmem, type } from 'node:os'
import process from 'node:process'
import { versionOf } from './kit/peers.ts'
import { holds, type Limit, median, type Rounds, type Row, ratios } from './row.ts'

const FIGURES = 'docs/benchmarks.json'
const PAGE = 'docs/benchmarks.md'

export type Kept = {
  readonly machine: Readonly<Record<string, string>>
  readonly rows: Readonly<Record<string, Rounds & { readonly when: string }>>
}

export function readKept(): Kept {
  try {
    return JSON.parse(readFileSync(FIGURES, 'utf8')) as Kept
  } catch {
    return { machine: {}, rows: {} } // the first run
  }
}

export function keep({ rows }: Kept, { id }: Row, rounds: Rounds): Kept {
  const when = new Date().toISOString().slice(0, 16).replace('T', ' ')
  return { machine: machine(), rows: { ...rows, [id]: { ...short(rounds), when } } }
}

export function writeKept(kept: Kept): void {
  writeFileSync(FIGURES, `${JSON.stringify(kept, undefined, 1)}\n`)
}

function short(rounds: Rounds): Rounds {
  const cut = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(4)))
  const { ours, theirs, loads, seconds, others } = rounds
  const rest = Object.entries(others ?? {}).map(([name, values]) => [name, cut(values)] as const)
  return {
    ...rounds,
    ours: cut(ours),
    loads: cut(loads),
    seconds: cut(seconds),
    ...(theirs && { theirs: cut(theirs) }),
    ...(rest.length > 0 && { others: Object.fromEntries(rest) }),
  }
}

function machine(): Kept['machine'] {
  return {
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()} ${arch()}`,
    node: process.version,
    nginx: versionOf('nginx', '-v').replace('nginx version: ', ''),
    curl: versionOf('curl', '--version').split(' (')[0] ?? '',
    openssl: versionOf('openssl', 'version').split(' (')[0] ?? '',
    sha256sum: versionOf('sha256sum', '--version'),
  }
}

/** One line for who runs the benchmark. */
export function verdict(row: Row, rounds: Rounds): string {
  const [, , ours, theirs, ratio, bar, held] = cells(row, { ...rounds, when: '' })
  const load = `load ${span(rounds.loads)}`
  return `${row.id}: ours ${ours}, theirs ${theirs}, ratio ${ratio}, bar ${bar}: ${held} (${load})`
}

export function render(rows: readonly Row[]): void {
  const kept = readKept()
  const measured = rows.flatMap((row) => {
    const rounds = kept.rows[row.id]
    return rounds === undefined ? [] : [{ row, rounds }]
  })
  const table = measured.map(({ row, rounds }) => `| ${[...cells(row, rounds)].join(' | ')} |`)
  const missed = measured.filter(({ row, rounds }) => !holds(row, rounds))
  const absent = rows.filter(({ id }) => kept.rows[id] === undefined).map(({ work }) => work)
  writeFileSync(
    PAGE,
    [
      '<!-- made by npm run bench; do not edit -->\n',
      '# Benchmarks\n',
      'Ours and theirs are medians; the ratio is the median of ours ÷ theirs, round by round, with least and most. A bar is what we promise ourselves; one that is missed stays here as missed, with the reason.\n',
      '| work | peer | ours | theirs | ratio | bar | | rounds | load | when (UTC) |',
      '|---|---|---|---|---|---|---|---|---|---|',
      ...table,
      '',
      ...notes(measured),
      ...reasons(missed),
      ...(absent.length === 0 ? [] : ['## Not measured\n', `${absent.join(' · ')}\n`]),
      '## Machine\n',
      ...Object.entries(kept.machine).map(([name, value]) => `- ${name}: ${value}`),
      '',
      METHOD,
    ].join('\n'),
  )
}

type Measured = { readonly row: Row; readonly rounds: Rounds & { readonly when: string } }

function cells(row: Row, rounds: Measured['rounds']): readonly string[] {
  const { ours, theirs, unit } = rounds
  const ratio = ratios(rounds)
  return [
    row.work,
    row.peer === '' ? '–' : row.peer.replaceAll('|', '\\|'),
    `${figure(median(ours))} ${unit}`,
    theirs === undefined ? '–' : `${figure(median(theirs))} ${unit}`,
    ratio === undefined ? `(${span(ours)})` : `${median(ratio).toFixed(2)} × (${fixed(ratio)})`,
    row.bar.map((limit) => limitText(limit, unit)).join(', '),
    holds(row, rounds) ? 'held' : '**missed**',
    String(ours.length),
    span(rounds.loads),
    rounds.when,
  ]
}

function limitText({ of, sign, value }: Limit, unit: string): string {
  return of === 'ratio' ? `${sign} ${value} ×` : `${sign} ${value} ${unit}`
}

function notes(measured: readonly Measured[]): readonly string[] {
  const lines = measured.flatMap(({ row, rounds: { unit, others = {}, notes: said = [] } }) => {
    const parts = Object.entries(others).map(
      ([name, values]) => `${name} ${figure(median(values))} ${unit} (${span(values)})`,
    )
    const all = [...parts, ...said]
    return all.length === 0 ? [] : [`- ${row.work}: ${all.join('; ')}.`]
  })
  return lines.length === 0 ? [] : ['## Further figures of the same rounds\n', ...lines, '']
}

function reasons(missed: readonly Measured[]): readonly string[] {
  if (missed.length === 0) return []
  const causes = Map.groupBy(missed, ({ row }) => row.why ?? 'No profile yet.')
  const paragraphs = [...causes].map(
    ([why, found]) => `**${found.map(({ row }) => row.work).join(' · ')}.** ${why}\n`,
  )
  return ['## Missed bars\n', ...paragraphs]
}

function span(values: readonly number[]): string {
  return `${figure(Math.min(...values))}–${figure(Math.max(...values))}`
}

function fixed(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)}`
}

function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

const METHOD = `## Method

\`npm run bench\` measures every row on this machine; \`npm run bench -- ROW…\` some of them. Both sides of a row run in
one go, in turns, first one and then the other side going first, after a round that does not count; five rounds or more,
three where a round takes longer than twenty seconds. The load (one minute) at the rounds is in the table: this machine's
cores are shared, so absolute figures move by a factor of two and more between runs, and only ratios of one run mean
something. CPU-seconds are those of the whole server process, kernel included. All rounds of both sides are in
[benchmarks.json](benchmarks.json). Memory is resident memory, in millions of bytes. Everything is on loopback: what a
real network card does to these ratios is not settled. \`BENCH_SETUP=1\` adds the rows that fetch from a registry.
`
