// owc backup --to DIR: the whole node into a folder, while it runs. The folder again: only what is new is copied.

import { resolve } from 'node:path'
import { OwcError } from '../base/errors.ts'
import type { BackupDone } from '../node/backup.ts'
import type { Command } from './command.ts'
import { fileCount, type Out, size } from './out.ts'

export const command: Command = {
  spec: {
    name: 'backup',
    usage: '--to DIR [--without-keys]',
    summary:
      'Copies log, index, facts, state, sealed statements, settings, blobs and keys into a folder, while the node runs. Run again it copies what is new. Keys go along because a log without its key cannot go on; keep the folder as you keep a key.',
    flags: [
      {
        name: 'to',
        value: 'DIR',
        meaning: 'Folder of the node’s machine: empty, or an earlier backup of this node.',
      },
      {
        name: 'without-keys',
        meaning: 'Leave the node’s keys out; the log that is restored from it cannot go on without them.',
      },
    ],
    arguments: { least: 0, most: 0 },
    examples: ['owc backup --to /mnt/disk/owc-backup', 'owc backup --to ./backup --without-keys --json'],
  },
  async run({ flag, on, world }, out) {
    const to = flag('to')
    if (to === undefined || to === '')
      throw new OwcError({
        code: 'usage',
        where: 'owc backup',
        expected: '--to DIR',
        found: 'none',
        hint: 'See owc backup --help.',
      })
    const connection = await world.connect()
    try {
      const asked = { to: resolve(world.folder, to), keys: on('without-keys') ? 'without' : 'with' }
      const done = await connection.api.work<BackupDone>(
        '/commons/v1/backup',
        asked,
        ({ phase, ...progress }) => out.progress({ label: phase, ...progress }),
      )
      out.endProgress()
      report(done, out)
      return done.problems.length === 0 ? 0 : 1
    } finally {
      await connection.close()
    }
  },
}

function report(done: BackupDone, out: Out): void {
  const { to, copied, files, bytes, origin, keys, problems } = done
  out.line(
    `${out.strong(to)}  ${fileCount(files)}, ${size(bytes)}; copied now: ${fileCount(copied.files)}, ${size(copied.bytes)}`,
  )
  out.line(
    `log ${origin}, size ${done.size}, as of ${done.made}; manifest sha256:${done.manifest.slice(0, 12)}`,
  )
  out.line(
    keys === 'with'
      ? 'It holds this node’s secret keys, sealed statements and access list: keep it as you keep a key.'
      : 'It holds no keys: keep keys/ elsewhere, because without them the restored log cannot go on. Sealed statements and the access list are in it.',
  )
  for (const { where, expected, found, hint } of problems)
    out.line(`left out: ${where}: expected ${expected}, found ${found}. ${hint ?? ''}`)
  out.result(done)
}
