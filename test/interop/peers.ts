// Where the peers of the slow suites are, and what to say when one is absent. Nothing is installed from here.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

export const PEERS = process.env['TEST_PEERS'] ?? join(tmpdir(), 'owc-peers')

/** A program of a peer's environment; fails with the line that installs it. */
export function peer(environment: string, program: string): string {
  const path = join(PEERS, environment, 'bin', program)
  assert.ok(existsSync(path), `${path} is absent; install the peers: bash test/peers.sh ${PEERS}`)
  return path
}

/** A program of the machine; fails with the line that installs it. */
export function tool(path: string, install: string): string {
  assert.ok(existsSync(path), `${path} is absent; install it: ${install}`)
  return path
}

export type Ran = { readonly status: number; readonly stdout: string; readonly stderr: string }

export function ran(
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      { env: { ...process.env, ...environment }, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 127
        resolve({ status, stdout, stderr })
      },
    )
  })
}

/** owc from this checkout. */
export function owc(args: readonly string[], environment: Record<string, string>): Promise<Ran> {
  return ran(process.execPath, ['src/main.ts', ...args], environment)
}

/** The same in a network namespace of its own: no interface but a loopback that is down. */
export function owcOffline(args: readonly string[], environment: Record<string, string>): Promise<Ran> {
  const unshare = tool('/usr/bin/unshare', 'apt-get install util-linux')
  const flags = process.getuid?.() === 0 ? ['-n'] : ['-rn']
  return ran(unshare, [...flags, process.execPath, 'src/main.ts', ...args], environment)
}
