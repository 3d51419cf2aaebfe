// owc status: the node in a few counts, whether it is well and what to do next, and every setting with the place that it came from.

import { OwcError } from '../base/errors.ts'
import { SETTINGS, type Settings } from '../base/settings.ts'
import { allHolding, holding } from '../client/answer.ts'
import type { Api } from '../client/api.ts'
import type { WellView } from '../node/well.ts'
import type { Command } from './command.ts'
import { nodeOf } from './node-answers.ts'
import { type Out, size } from './out.ts'

export const command: Command = {
  spec: {
    name: 'status',
    usage: '',
    summary:
      'Shows what the node holds, its log, whether it is well and what to do next, and each setting with the place that it came from.',
    flags: [],
    arguments: { least: 0, most: 0 },
    examples: ['owc status', 'owc status --json'],
  },
  async run({ world }, out) {
    const connection = await world.connect()
    try {
      const view = await nodeOf<{ settings?: Settings }>(connection.api)
      out.line(`${out.strong(view.name)}  ${view.identity}`)
      out.line(`address   ${connection.url}`)
      if (view.dataFolder !== undefined) out.line(`data      ${view.dataFolder}`)
      out.line(
        `holds     ${view.releases} artifacts, ${view.heldAtLeast === true ? 'more than ' : ''}${size(view.heldBytes)}`,
      )
      out.line(`log       ${view.log.origin}, size ${view.log.size}, time ${view.log.time}`)
      for (const one of view.differences ?? [])
        out.line(out.strong(`${one.sentence} owc log evidence shows it.`))
      if (view.charter !== undefined) out.line(`charter   ${view.charter.sentence}`)
      const well = await wellOf(connection.api)
      if (well !== undefined) showWell(well, out)
      if (view.settings !== undefined) {
        holding(view.settings, '/commons/v1/node', { value: 'object', from: 'object' })
        out.line('settings')
        for (const { key } of SETTINGS)
          out.line(
            `  ${key.padEnd(16)} ${JSON.stringify(view.settings.value[key])}  ${out.soft(view.settings.from[key])}`,
          )
      }
      out.result({ ...view, ...(well && { well }) })
      return 0
    } finally {
      await connection.close()
    }
  },
}

/** Undefined for whoever does not operate the node. */
async function wellOf(api: Api): Promise<WellView | undefined> {
  try {
    const where = '/commons/v1/well'
    const well = holding(await api.get<WellView>(where), where, { sentence: 'string', points: 'list' })
    allHolding(well.points, where, { title: 'string', says: 'string' })
    return well
  } catch (error) {
    if (error instanceof OwcError && NOT_ASKED.includes(error.problem.code)) return undefined
    throw error
  }
}

const NOT_ASKED: readonly string[] = ['token-needed', 'scope-missing', 'not-found'] // an older node has no such address

function showWell({ sentence, points }: WellView, out: Out): void {
  out.line(`well      ${out.strong(sentence)}`)
  for (const { title, state, says, next, command: line } of points) {
    const mark = state === 'good' ? ' ' : state === 'look' ? '?' : '!'
    out.line(`  ${mark} ${title.padEnd(14)} ${says}`)
    const what = [next, line].filter((part) => part !== undefined).join('  ')
    if (what !== '') out.line(`    ${''.padEnd(14)} ${what}`)
  }
}
