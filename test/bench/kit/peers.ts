// Programs that figures are compared with. One that is absent fails its row with the one line that installs it.

import { spawn, spawnSync } from 'node:child_process'
import process from 'node:process'

const LINES = {
  nginx: 'apt-get install nginx-light',
  curl: 'apt-get install curl',
  openssl: 'apt-get install openssl',
  gcc: 'apt-get install gcc libc6-dev',
  'docker-registry': 'apt-get install docker-registry',
  sha256sum: 'apt-get install coreutils',
} as const

export function need(...names: readonly (keyof typeof LINES)[]): void {
  for (const name of names) {
    const found = spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin" command -v ${name}`], { stdio: 'ignore' })
    if (found.status !== 0) throw new Error(`expected ${name}, found none: ${LINES[name]}`)
  }
}

/** PATH with the folders where Debian puts servers. */
export function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin`, ...more }
}

/** Seconds of a command from start to end. @throws when it does not end with 0 */
export async function seconds(
  command: string,
  args: readonly string[],
  env = environment(),
): Promise<number> {
  const started = performance.now()
  await output(command, args, env)
  return (performance.now() - started) / 1000
}

/** What a command prints. @throws when it does not end with 0 */
export function output(command: string, args: readonly string[], env = environment()): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, errors] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  child.once('error', reject)
  child.once('close', (code) => {
    if (code === 0) resolve(out)
    else reject(new Error(`${command} ended with ${code}: ${errors.trim().slice(-500)}`))
  })
  return promise
}

/** First line of what a program says of itself. */
export function versionOf(command: string, flag: string): string {
  const { stdout, stderr, error } = spawnSync(command, [flag], { env: environment(), encoding: 'utf8' })
  if (error !== undefined) return 'absent'
  return `${stdout}${stderr}`.split('\n')[0]?.trim() ?? ''
}
