// Which model a request means that may name none, as llama.cpp's and vLLM's clients do, whose servers hold one: the
// named one, else the only one that is loaded, else the only one that could be. Never a guess among several.

import { OwcError } from '../../base/errors.ts'
import { runnableModels } from '../../node/run/models.ts'
import type { House } from '../door.ts'

const MAX_SHOWN = 5 // choices in a message

/** @throws OwcError `usage` with the choices */
export async function whichModel(node: House['node'], named: string | undefined): Promise<string> {
  if (named !== undefined && named !== '') return named
  const models = await runnableModels(node)
  const loaded = new Set(node.answering.loaded().map(({ key }) => key))
  const running = models.filter(({ object }) => loaded.has(object))
  const choices = running.length > 0 ? running : models
  const [first] = choices
  if (first !== undefined && new Set(choices.map(({ object }) => object)).size === 1) return first.name
  const names = choices.slice(0, MAX_SHOWN).map(({ name }) => name)
  throw new OwcError({
    code: 'usage',
    where: 'model',
    expected: 'the name of a model',
    found: names.length === 0 ? 'none, and no model is here' : 'none, and several are here',
    hint:
      names.length === 0
        ? 'Import one with owc import.'
        : `One of ${names.join(', ')}${more(choices.length)}; a program that cannot name one is given /v1/models/NAME as its server.`,
  })
}

function more(count: number): string {
  return count > MAX_SHOWN ? ` and ${count - MAX_SHOWN} more` : ''
}
