// Before the first answer of an installed program: the runtime that answers is fetched, after asking. A checkout has it,
// and then nothing is asked.

import { OwcError } from '../base/errors.ts'
import type { RuntimeView } from '../node/run/runtime-install.ts'
import { agreed } from './agreed.ts'
import type { Call, Connection } from './command.ts'
import { nodeOf } from './node-answers.ts'
import { type Out, size } from './out.ts'

const RUNTIME = '/commons/v1/runtime'

/** False: the person said no. A node of somebody else is left to say itself that it cannot answer.
 *  @throws OwcError `agreement-needed`, `runtime-unfetched`, `runtime-missing` */
export async function runtimeThere(call: Call, connection: Connection, out: Out): Promise<boolean> {
  const { api } = connection
  const view = await api.get<RuntimeView>(RUNTIME)
  if (view.installed) return true
  if ((await nodeOf(api)).dataFolder === undefined) return true
  if (view.version === null || view.sizeBytes === undefined) throw notCarried(view)
  const what = `${view.name} ${view.version}, about ${size(view.sizeBytes)}`
  const question = `The runtime that answers, ${what}, from your npm registry: install it now?`
  if (!(await agreed(call, question, view.name))) {
    out.line('Nothing was installed. Everything but running models works without it.')
    return false
  }
  const installed = await api.work<RuntimeView>(`${RUNTIME}/install`, {}, ({ phase, done, total }) =>
    out.progress({ label: phase, done, ...(total !== undefined && { total }) }),
  )
  out.endProgress()
  out.note(out.soft(`Installed ${installed.name} ${installed.version}.`))
  return true
}

function notCarried({ name }: RuntimeView): OwcError {
  return new OwcError({
    code: 'runtime-missing',
    where: 'the node',
    expected: `${name} beside it`,
    found: 'none',
    hint: 'npm ci in the checkout installs it.',
  })
}
