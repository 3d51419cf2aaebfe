// From words to a call: node:util parseArgs over the command's own specification plus the flags of every command.

import { parseArgs } from 'node:util'
import { OwcError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { Flag, Spec } from './command.ts'

export const COMMON_FLAGS: readonly Flag[] = [
  { name: 'json', meaning: 'Print one JSON object instead of text.' },
  { name: 'data', value: 'DIR', meaning: 'Data folder, instead of $OWC_DATA or the platform’s.' },
  {
    name: 'node',
    value: 'URL',
    meaning: 'Work through the node at this address, with the token in $OWC_TOKEN.',
  },
  { name: 'quiet', meaning: 'No progress and no notes.' },
  { name: 'no-color', meaning: 'No colour, as NO_COLOR.' },
  { name: 'help', meaning: 'What the command does, with two examples.' },
]

export type Parsed = {
  readonly args: readonly string[]
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
}

/** @throws OwcError `usage` */
export function parseCall(spec: Spec, words: readonly string[]): Parsed {
  const flags = [...spec.flags, ...COMMON_FLAGS]
  const options = Object.fromEntries(
    flags.map((flag) => [
      flag.name,
      {
        type: flag.value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: flag.many === true,
      },
    ]),
  )
  const where = `owc ${spec.name}`
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
      strict: true,
    })
    const { least, most } = spec.arguments
    if (values['help'] !== true && (positionals.length < least || positionals.length > most)) {
      const wanted =
        least === most
          ? `${least}`
          : most === Number.POSITIVE_INFINITY
            ? `at least ${least}`
            : `${least} to ${most}`
      throw new OwcError({
        code: 'usage',
        where,
        expected: `${wanted} argument${wanted === '1' ? '' : 's'} (${spec.usage})`,
        found: `${positionals.length}`,
        hint: `See owc ${spec.name} --help.`,
      })
    }
    return { args: positionals, values: values as Parsed['values'] }
  } catch (cause) {
    if (cause instanceof OwcError) throw cause
    throw unknownFlag(spec, words, cause)
  }
}

function unknownFlag(spec: Spec, words: readonly string[], cause: unknown): OwcError {
  const names = [...spec.flags, ...COMMON_FLAGS].map((flag) => flag.name)
  const wrong = words.find(
    (word) => word.startsWith('--') && !names.includes(word.slice(2).split('=')[0] ?? ''),
  )
  const known = wrong === undefined ? undefined : nearest(wrong.slice(2).split('=')[0] ?? '', names)
  const hint = known === undefined ? `See owc ${spec.name} --help.` : `Did you mean --${known}?`
  const found =
    wrong ?? (cause instanceof Error ? cause.message.split('. ')[0] : undefined) ?? 'something else'
  return new OwcError(
    { code: 'usage', where: `owc ${spec.name}`, expected: 'flags of this command', found, hint },
    cause,
  )
}
