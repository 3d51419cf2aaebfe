// Somebody's own program as a tool: the digest of its file, its version as it says it itself, its licence as the person
// states it. What cannot be read is asked for or absent; nothing is guessed from a name.

import { constants, createReadStream, existsSync } from 'node:fs'
import { access, realpath } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path'
import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Sheet } from '../node/run/measure-probe.ts'
import type { Call } from './command.ts'
import { hashOf } from './hash-path.ts'
import { runCommand } from './run-command.ts'

const VERSION_MS = 20_000
const MAX_VERSION = 200 // characters

/** @throws OwcError `file-missing` without the program, `usage` without a version */
export async function toolOf(call: Call, words: readonly string[]): Promise<Sheet['tool']> {
  const named = call.flag('tool')
  const program = named ?? (words[0] as string)
  const file = await realpath(await programFile(call, program, named === undefined ? 'started' : 'read'))
  const { sha256 } = await hashOf(createReadStream(file))
  const called = call.flag('called') ?? basename(program)
  const version = call.flag('tool-version') ?? (await versionOf(call, file))
  if (version === undefined) throw noVersion(program)
  const licence = call.flag('licence')
  return {
    digest: digestText(sha256),
    body: {
      name: called,
      version,
      kind: 'runtime',
      covers: `the program file ${basename(file)}`,
      platform: `${platform()} ${arch()}`,
      ...(licence !== undefined && { licence, licenceSource: 'as stated by who reports' }),
    },
  }
}

/** As a shell would find it, without one. A script that another program reads need not be one that can be started. */
async function programFile({ world }: Call, program: string, so: 'started' | 'read'): Promise<string> {
  const direct = program.includes('/') || isAbsolute(program)
  const folders = (world.environment['PATH'] ?? '').split(delimiter).filter((one) => one !== '')
  const places = direct ? [resolve(world.folder, program)] : folders.map((folder) => join(folder, program))
  for (const place of places) {
    if (!existsSync(place)) continue
    const may = await access(place, so === 'started' ? constants.X_OK : constants.R_OK).then(
      () => true,
      () => false,
    )
    if (may) return place
  }
  throw new OwcError({
    code: 'file-missing',
    where: program.slice(0, 200),
    expected: `a program that can be ${so}`,
    found: direct ? 'none there' : 'none in PATH',
  })
}

/** First line with a digit of what it says when asked. */
async function versionOf({ world }: Call, file: string): Promise<string | undefined> {
  const { output, errors } = await runCommand([file, '--version'], {
    limitMs: VERSION_MS,
    signal: world.signal,
  })
  const lines = `${output.toString('utf8')}\n${errors}`.split('\n')
  const line = lines
    .find((one) => /\d/.test(one))
    ?.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim()
  return line === undefined || line === '' ? undefined : line.slice(0, MAX_VERSION).toWellFormed()
}

function noVersion(program: string): OwcError {
  return new OwcError({
    code: 'usage',
    where: `${program.slice(0, 100)} --version`,
    expected: 'its version',
    found: 'no line with a number',
    hint: 'State it with --tool-version.',
  })
}
