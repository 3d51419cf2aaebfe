// A release record as a file of this machine: read whole, within the limit of what can be a record, or absent.

import { open } from 'node:fs/promises'
import { fromUtf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { MAX_YAML_CHARACTERS } from '../base/strict-yaml.ts'

const MAX_RECORD_BYTES = 4 * MAX_YAML_CHARACTERS // as many as that many characters can take

/** Undefined: no such file. @throws OwcError `record-invalid` when it is no text, or longer than any record */
export async function recordFileText(file: string): Promise<string | undefined> {
  const bytes = await readWithin(file)
  if (bytes === undefined) return undefined
  const text = fromUtf8(bytes)
  if (text !== undefined) return text
  throw new OwcError({ code: 'record-invalid', where: file, expected: 'text in UTF-8', found: 'other bytes' })
}

/** Its size is asked first: what is longer is never read. */
async function readWithin(file: string): Promise<Uint8Array | undefined> {
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (handle === undefined) return undefined
  try {
    const { size } = await handle.stat()
    if (size > MAX_RECORD_BYTES)
      throw new OwcError({
        code: 'record-invalid',
        where: file,
        expected: `at most ${MAX_RECORD_BYTES} bytes`,
        found: `${size}`,
      })
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}
