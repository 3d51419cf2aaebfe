// Where this node's sources look: the operator's choice, else how the user's own tools are set on this machine.

import { readFile } from 'node:fs/promises'
import type { Settings } from '../base/settings.ts'
import { huggingfaceTokenFile, pipFiles, sourceSettings } from '../sources/settings.ts'
import type { SourceSettings } from '../sources/source.ts'

export type SourcesMachine = {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
}

export async function sourcesOf(
  { value }: Settings,
  { environment, platform }: SourcesMachine,
): Promise<SourceSettings> {
  const read = (path: string) => readFile(path, 'utf8').catch(() => undefined) // a file that is not there sets nothing
  const texts = await Promise.all(pipFiles(environment, platform).map(read))
  const token = await read(huggingfaceTokenFile(environment))
  const pip = texts.filter((text) => text !== undefined)
  return sourceSettings(
    environment,
    { pip, ...(token === undefined ? {} : { huggingfaceToken: token }) },
    value,
  )
}
