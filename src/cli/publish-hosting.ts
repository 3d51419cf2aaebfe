// What a publisher has to know before signing: a node holds every file, and serves to others none that is invalid or
// dangerous. Said in one sentence with the names of the files; it refuses nothing.

import { OwcError } from '../base/errors.ts'
import type { ReleaseView } from '../node/views/release.ts'
import { keepsFromHosting } from '../weights/gate.ts'
import type { Hazard, InspectedFile } from '../weights/inspection.ts'
import type { Connection } from './command.ts'
import { releasePath } from './reference.ts'

const MAX_NAMED = 5 // files in the sentence

type Blocked = { readonly path: string; readonly hazards: readonly Hazard[] }

/** Undefined: nothing stands against it. */
export function notHosted(files: readonly Pick<InspectedFile, 'path' | 'inspection'>[]): string | undefined {
  return sentenceOf(files.map(({ path, inspection }) => ({ path, hazards: keepsFromHosting(inspection) })))
}

/** The same for files that the node holds, as it inspected them; undefined also where nothing is recorded of them yet. */
export async function notHostedThere({ api }: Connection, artifact: string): Promise<string | undefined> {
  try {
    const { hazards } = await api.get<ReleaseView>(releasePath(`sha256:${artifact}`))
    const byFile = Map.groupBy(hazards, ({ file }) => file)
    return sentenceOf(
      [...byFile].map(([path, own]) => ({ path, hazards: keepsFromHosting({ hazards: own }) })),
    )
  } catch (error) {
    if (error instanceof OwcError && error.problem.code === 'release-missing') return undefined
    throw error
  }
}

function sentenceOf(files: readonly Blocked[]): string | undefined {
  const blocked = files.filter(({ hazards }) => hazards.length > 0)
  if (blocked.length === 0) return undefined
  const named = blocked.slice(0, MAX_NAMED).map(({ path, hazards }) => {
    const rules = [...new Set(hazards.map(({ rule }) => rule))].slice(0, 3)
    return `${path} (${rules.join(', ')})`
  })
  const rest = blocked.length - named.length
  const more = rest === 0 ? '' : ` and ${rest} more ${rest === 1 ? 'file' : 'files'}`
  return `A node holds this release and will not host it, as long as it contains ${named.join(', ')}${more}: nobody else is served invalid or dangerous files.`
}
