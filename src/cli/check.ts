// owc check REF: what the release standard asks, and what can be shown. It answers what it finds and adds nothing up;
// like git diff it ends with 1 only when it was asked to, by --fail-on.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { OwcError } from '../base/errors.ts'
import { OUTCOME_WORDS } from '../commons/review/statements.ts'
import { GRADES, type Severity } from '../commons/standard/answer.ts'
import type { Effect, Todo } from '../commons/standard/todo.ts'
import type { CheckView } from '../node/views/check.ts'
import { checkFolder, type FolderCheck } from './check-folder.ts'
import type { Call, Command } from './command.ts'
import type { Out } from './out.ts'
import { looksLikePath } from './reference.ts'

const ID_WIDTH = 5 // characters: P3.10
const SEVERITIES = ['B', 'W', 'N'] as const satisfies readonly Severity[] // grave to slight

export const command: Command = {
  spec: {
    name: 'check',
    usage: 'REF|PATH [--todo] [--fail-on B|W|N]',
    summary:
      'Asks the questions of the release standard: evidenced, declared, absent, contradicted or not applicable, each with its evidence; and what was found. Exit 0 whenever it could answer.',
    flags: [
      {
        name: 'todo',
        meaning: 'Also what the publisher could do next, in the order of what it would change.',
      },
      {
        name: 'fail-on',
        value: 'SEVERITY',
        meaning: 'Exit 1 when something of this severity or graver was found: B, W or N.',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: ['owc check acme/tern@1.0.0 --todo', 'owc check ./my-model --fail-on B'],
  },
  async run(call, out) {
    const { args, flag, on, world } = call
    const failOn = severityOf(flag('fail-on'))
    const target = args[0] as string
    const path = resolve(world.folder, target)
    const view = existsSync(path)
      ? told(await checkFolder(path, call, out), on('todo'))
      : await askNode(target, call)
    show(view, out)
    out.result(view)
    return view.findings.some(({ severity }) => isGrave(severity, failOn)) ? 1 : 0
  },
}

type Told = Omit<CheckView, 'statement' | 'commit'> & {
  readonly todo?: readonly Todo[]
  readonly notAsked?: readonly string[] // of a folder: what rests on a log
}

function told({ todo, ...view }: FolderCheck, wanted: boolean): Told {
  return wanted ? { ...view, todo } : view
}

async function askNode(target: string, { on, world }: Call): Promise<Told> {
  if (looksLikePath(target))
    throw new OwcError({
      code: 'file-missing',
      where: target,
      expected: 'a file or folder',
      found: 'nothing',
    })
  const connection = await world.connect()
  try {
    const path = checkPath(target)
    return await connection.api.get<Told>(on('todo') ? `${path}?todo=yes` : path)
  } finally {
    await connection.close()
  }
}

function severityOf(text: string | undefined): Severity | undefined {
  const found = SEVERITIES.find((one) => one === text)
  if (found !== undefined || text === undefined) return found
  const [where, expected] = ['owc check --fail-on', SEVERITIES.join(', ')]
  throw new OwcError({ code: 'usage', where, expected, found: JSON.stringify(text.slice(0, 80)) })
}

function isGrave(severity: Severity, failOn: Severity | undefined): boolean {
  return failOn !== undefined && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn)
}

function checkPath(ref: string): string {
  return `/commons/v1/check/${ref.split('/').map(encodeURIComponent).join('/')}`
}

function show(view: Told, out: Out): void {
  const version = view.version === null ? '' : ` ${view.version}`
  out.line(`${out.strong(view.display)}${version}  sha256:${view.artifact}  as of ${view.at}`)
  if (view.notAsked !== undefined)
    out.line(`a folder; not asked, since it rests on a log: ${view.notAsked.join(', ')}`)
  else if (view.kind === 'observed')
    out.line('found by an importer; the publisher has not signed a record here')
  for (const { id, severity, says } of gravestFirst(view.findings))
    out.line(`${out.strong(severity)} ${id}  ${says}`)
  for (const { id, status, summary, statement } of view.advisories)
    out.line(`${out.strong(status.replaceAll('_', ' '))} ${id}  ${summary}  sha256:${statement.slice(0, 12)}`)
  for (const { path, language, sentences } of view.notChecked)
    out.line(out.soft(`not checked by rules about sentences: ${sentences} of ${path} (${language})`))
  const width = Math.max(...GRADES.map((grade) => grade.length))
  for (const { id, asks, grade, because } of view.checks) {
    out.line(`${id.padEnd(ID_WIDTH)}  ${grade.padEnd(width)}  ${asks}`)
    for (const sentence of because) out.line(out.soft(`${' '.repeat(width + ID_WIDTH + 4)}${sentence}`))
  }
  for (const { question, outcome, name, issuer, interest, independent } of view.reviews)
    out.line(
      `${question.padEnd(ID_WIDTH)}  ${OUTCOME_WORDS[outcome]}: ${name ?? issuer}${independent ? '' : ', who released it'} (interest: ${interest})`,
    )
  for (const [name, sentences] of claimsIn(view)) {
    out.line(out.strong(name))
    for (const sentence of sentences) out.line(`  ${sentence}`)
  }
  if (view.todo === undefined) return
  out.line(out.strong('What could be done next'))
  for (const { about, field, does, effects } of view.todo) {
    out.line(`  ${about}${field === undefined ? '' : `, ${field}`}: ${does}`)
    for (const effect of effects) out.line(out.soft(`    ${inWords(effect)}`))
  }
}

function gravestFirst(findings: Told['findings']): Told['findings'] {
  return SEVERITIES.flatMap((wanted) => findings.filter(({ severity }) => severity === wanted))
}

function claimsIn({ claims }: Told): readonly (readonly [string, readonly string[]])[] {
  return [
    ['Availability', claims.availability],
    ['Openness', claims.openness],
    ['Release safety', claims.safety.sentences],
  ]
}

function inWords(effect: Effect): string {
  if ('question' in effect) return `${effect.question}: ${effect.from} → ${effect.to}`
  if ('framework' in effect) return `${effect.framework}: lacks it for ${effect.to}`
  return `${effect.finding} would be cleared`
}
