// The reference pages as text, from the same tables that the program runs by.

import { codes } from '../../src/base/codes.ts'
import { SETTINGS, type Setting } from '../../src/base/settings.ts'
import { variableOf } from '../../src/base/settings-load.ts'
import { COMMON_FLAGS } from '../../src/cli/arguments.ts'
import { commands } from '../../src/cli/commands.ts'
import { subjects } from '../../src/commons/subjects.ts'
import { byteRoutes, smallRoutes } from '../../src/http/doors.ts'
import { pageRoutes } from '../../src/http/pages/door.ts'
import { standardView } from '../../src/node/views/standard.ts'
import { RULES } from '../../src/weights/rules.ts'

const MADE = '<!-- made by npm run docs; do not edit -->\n\n'

export async function pages(): Promise<Readonly<Record<string, string>>> {
  return {
    'README.md': index(),
    'commands.md': await commandPage(),
    'settings.md': settingsPage(),
    'errors.md': errorPage(),
    'statements.md': statementPage(),
    'hazards.md': hazardPage(),
    'routes.md': routePage(),
    'standard.md': standardPage(),
  }
}

function index(): string {
  const rows = [
    ['commands.md', 'every command with its flags and two examples'],
    ['settings.md', 'every key of settings.yaml, its default and its variable'],
    ['errors.md', 'every error code, what it means, exit code and HTTP status'],
    ['statements.md', 'every statement type with one true example'],
    ['hazards.md', 'every hazard that inspection can name'],
    ['routes.md', 'every route of every door'],
    ['standard.md', 'every question and every detector of the release standard, each with its rule'],
  ]
  return `${MADE}# Reference\n\nMade from the code; tests hold both equal.\n\n${rows.map(([file, what]) => `- [${file?.replace('.md', '')}](${file}): ${what}`).join('\n')}\n`
}

async function commandPage(): Promise<string> {
  const parts: string[] = []
  for (const { load } of Object.values(commands)) {
    const { spec } = (await load()).command
    const flags = spec.flags.map(
      (flag) =>
        `| \`--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}\` | ${cell(flag.meaning)} |`,
    )
    const table = flags.length === 0 ? '' : `\n| flag | meaning |\n|---|---|\n${flags.join('\n')}\n`
    parts.push(
      `## owc ${spec.name}\n\n\`owc ${`${spec.name} ${spec.usage}`.trim()}\`\n\n${spec.summary}\n${table}\n\`\`\`sh\n${spec.examples.join('\n')}\n\`\`\`\n`,
    )
  }
  const common = COMMON_FLAGS.map(
    (flag) =>
      `| \`--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}\` | ${cell(flag.meaning)} |`,
  ).join('\n')
  const exits =
    'Exit codes: 0 done · 1 the answer is no · 2 wrong use or bad input · 3 environment (disk, network, port, busy) · 130 interrupted.'
  return `${MADE}# Commands\n\n${exits}\n\nFlags of every command:\n\n| flag | meaning |\n|---|---|\n${common}\n\n${parts.join('\n')}`
}

function settingsPage(): string {
  const rows = SETTINGS.map(
    (setting: Setting) =>
      `| \`${setting.key}\` | \`${variableOf(setting.key)}\` | ${setting.kind} | \`${JSON.stringify(setting.fallback)}\` | ${cell(setting.meaning)} |`,
  )
  return `${MADE}# Settings\n\n\`settings.yaml\` in the data folder, overridden by the variable, overridden by a flag of the same name.\n\n| key | variable | kind | default | meaning |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
}

function errorPage(): string {
  const exit = { refused: 1, input: 2, environment: 3 } as const
  const rows = Object.entries(codes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { kind, status, meaning }]) => `| \`${code}\` | ${exit[kind]} | ${status} | ${cell(meaning)} |`,
    )
  return `${MADE}# Error codes\n\nAn error is one sentence (where, expected, found) and what to do next. A code is never reused.\n\n| code | exit | HTTP | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

function statementPage(): string {
  const parts = subjects.flatMap(({ name, types }) =>
    types.map((type) => {
      const order = type.ordered ? ' Ordered: carries `seq` and `prev`.' : ''
      return `## ${type.type}\n\n${type.title} (subject \`${name}\`). ${type.summary}${order} Schema: \`/commons/v1/schemas/${type.type}\`.\n\n\`\`\`json\n${JSON.stringify(type.example, undefined, 2)}\n\`\`\`\n`
    }),
  )
  return `${MADE}# Statement types\n\nEvery predicate also has \`issuer\`, \`home\`, \`nonce\` and \`issued\`. The examples show the body.\n\n${parts.join('\n')}`
}

function standardPage(): string {
  const { grades, notApplicable, reviews, groups, questions, severities, detectors, stages } = standardView()
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
  const asked = Object.entries(groups).map(([group, title]) => {
    const rows = questions
      .filter((one) => one.group === group)
      .map(({ id, asks, looksAt, fields, rule }) => [
        `${id} (rule ${rule})`,
        asks,
        looksAt,
        fields.map((field) => `\`${field}\``).join(', '),
      ])
    return `## ${group} ${title}\n\n${table(['id', 'question', 'rule', 'fields'], rows)}\n`
  })
  const found = detectors.map(({ id, rule, severity, condition, clears, errs }) => [
    `${id} (rule ${rule})`,
    severity,
    condition,
    clears,
    errs,
  ])
  const steps = stages.map(({ stage, says, questions: ids, needs }) => [
    stage,
    says,
    ids.join(', '),
    needs === 'shown' ? 'evidenced or excused' : 'not absent, not contradicted',
  ])
  return `${MADE}# The release standard

What \`owc check\` asks, and by which rule it answers. The same as data: \`/commons/v1/standard\`. Nothing is added up.

${table(
  ['grade', 'means'],
  grades.map(({ grade, means }) => [grade, means]),
)}

A question does not apply only when: ${notApplicable.join('; ')}.

${reviews}

${asked.join('\n')}
## Findings

Severity: ${Object.entries(severities)
    .map(([severity, means]) => `${severity} ${means}`)
    .join('; ')}.

${table(['id', 'severity', 'condition', 'clears', 'errs'], found)}

## What each stage demands

${table(['stage', 'demand', 'questions', 'when'], steps)}
`
}

function hazardPage(): string {
  const rows = Object.entries(RULES).map(
    ([id, [verdict, sentence]]) => `| \`${id}\` | ${verdict} | ${cell(sentence)} |`,
  )
  return `${MADE}# Hazards\n\nI invalid · N non-portable · A ambiguous: readers disagree · D dangerous. I and D are held but not hosted.\n\n| rule | verdict | meaning |\n|---|---|---|\n${rows.join('\n')}\n`
}

function routePage(): string {
  const all = [
    ...smallRoutes.map(({ method, path, summary }) => ({ methods: [method], path, summary })),
    ...byteRoutes.map(({ methods, path, summary }) => ({ methods: [...methods], path, summary })),
    ...pageRoutes.map(({ method, path, summary }) => ({ methods: [method], path, summary })),
  ]
  const rows = all
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .map(({ methods, path, summary }) => `| ${methods.join(' ')} | \`${path}\` | ${cell(summary)} |`)
  return `${MADE}# Routes\n\nOur JSON API is described in full by \`/commons/v1/openapi.json\`.\n\n| method | path | what |\n|---|---|---|\n${rows.join('\n')}\n`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
