// The files that other programs read: units of systemd by systemd's own check, and the lines of the Containerfile as far
// as a machine without a container runtime can tell: what it copies is there, what it runs and asks works. The image
// itself is not built here.

import assert from 'node:assert/strict'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { startNode } from '../fault/running.ts'
import { ran, tool } from './peers.ts'

const place = mkdtempSync(join(tmpdir(), 'owc-service-'))
after(() => rmSync(place, { recursive: true, force: true }))

test('systemd: the units pass its own check', async () => {
  const analyze = tool('/usr/bin/systemd-analyze', 'apt-get install systemd')
  const units = globSync('docs/operate/*.{service,timer}').sort()
  assert.equal(units.length, 3)
  const copies = units.map((unit) => {
    const copy = join(place, unit.split('/').at(-1) ?? '')
    writeFileSync(copy, readFileSync(unit, 'utf8').replaceAll('/opt/owc/', `${resolve('.')}/`))
    return copy
  })
  const { status, stdout, stderr } = await ran(analyze, ['verify', '--man=no', ...copies])
  const ours = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('owc'))
  assert.deepEqual(ours, [])
  assert.equal(status, 0, stderr)
})

test('systemd: the link of the operator goes into no journal, and a damaged disk is not written to by a retry loop', () => {
  const unit = readFileSync('docs/operate/owc.service', 'utf8')
  assert.match(unit, /^StandardOutput=null$/m)
  assert.match(unit, /^RestartPreventExitStatus=2$/m)
  assert.match(unit, /^Environment=OWC_DATA=\/var\/lib\/owc OWC_STATE=\/var\/lib\/owc-state$/m)
})

type Line = { readonly word: string; readonly rest: string }

function lines(): readonly Line[] {
  const text = readFileSync('docs/operate/Containerfile', 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ word: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }))
}

const of = (word: string) =>
  lines()
    .filter((line) => line.word === word)
    .map(({ rest }) => rest)

test('container: everything that is copied is in the checkout, and the program needs nothing else of it', async () => {
  const copied = of('COPY').flatMap((rest) => rest.split(' ').slice(0, -1))
  for (const path of copied) assert.ok(existsSync(path), path)
  for (const path of copied) symlinkSync(resolve(path), join(place, path))
  symlinkSync(resolve('node_modules'), join(place, 'node_modules'))
  const { status, stdout } = await ran(process.execPath, [join(place, 'bin/owc'), '--version'])
  assert.deepEqual([status, stdout.startsWith('owc ')], [0, true])
  const help = await ran(process.execPath, [join(place, 'bin/owc'), '--help'])
  assert.equal(help.status, 0, help.stderr)
})

test('container: it runs as nobody in particular, keeps state apart from data, and asks a node that answers', async () => {
  assert.deepEqual(of('USER'), ['node'])
  assert.deepEqual(JSON.parse(of('VOLUME')[0] ?? ''), ['/data', '/state'])
  const environment = Object.fromEntries((of('ENV')[0] ?? '').split(' ').map((pair) => pair.split('=')))
  assert.deepEqual(environment, {
    OWC_DATA: '/data',
    OWC_STATE: '/state',
    OWC_HOST: '0.0.0.0',
    OWC_PORT: '8500',
  })
  const node = await startNode(join(place, 'data'), join(place, 'state'), {
    OWC_HOST: environment['OWC_HOST'] ?? '',
  })
  try {
    const check = JSON.parse(/CMD (\[.*\])$/.exec(of('HEALTHCHECK')[0] ?? '')?.[1] ?? '[]') as string[]
    const [, ...args] = check
    const asked = (port: string) => ran(process.execPath, args, { OWC_PORT: port })
    assert.equal((await asked(new URL(node.url).port)).status, 0)
    assert.equal((await asked('1')).status, 1)
  } finally {
    await node.kill()
  }
})
