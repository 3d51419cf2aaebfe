// verify.html as it goes into an audit folder: the package carries it ready-made, a checkout makes it with esbuild.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PAGE_FILE } from '../audit/folder.ts'
import { assetUrl } from '../base/asset-url.ts'
import { OwcError } from '../base/errors.ts'

/** Whether the page in a folder can be believed, as far as this program can tell: by its bytes. */
export async function pageLine(folder: string, version: string): Promise<string> {
  const there = await readFile(join(folder, PAGE_FILE), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (there === undefined) return `page    no  ${PAGE_FILE} is not there`
  if (there === (await auditPage(version)))
    return `page    yes ${PAGE_FILE} is the one that owc ${version} writes`
  return `page    no  ${PAGE_FILE} is not the one that owc ${version} writes: of another version, or changed`
}

export async function auditPage(version: string): Promise<string> {
  if (!import.meta.url.endsWith('.ts'))
    return await readFile(assetUrl(import.meta.url, `audit/assets/${PAGE_FILE}`), 'utf8')
  try {
    const { buildAuditPage } = await import('../audit/build-page.ts')
    return await buildAuditPage(version)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new OwcError(
      {
        code: 'file-unusable',
        where: PAGE_FILE,
        expected: 'esbuild, with which a checkout makes the page',
        found: 'none',
        hint: 'Run npm ci (without --omit=dev) in the checkout.',
      },
      cause,
    )
  }
}
