// owc restore FROM: a backup into an empty data folder. It says at once when this machine has seen the log further,
// because the node will then refuse to sign.

import { join, resolve } from 'node:path'
import type { RestoreDone } from '../node/restore.ts'
import type { Command } from './command.ts'
import { fileCount, type Out, size } from './out.ts'

export const command: Command = {
  spec: {
    name: 'restore',
    usage: 'FROM [--data DIR]',
    summary:
      'Puts a backup back into an empty data folder. Everything is verified before anything is visible. A backup older than what this machine has seen of its log opens nothing to sign with: the node says log-behind, and what to do.',
    flags: [],
    arguments: { least: 1, most: 1 },
    examples: ['owc restore /mnt/disk/owc-backup', 'owc restore ./backup --data ./restored'],
  },
  async run({ args, world }, out) {
    const [{ restore }, { fsckFolder }, { fileMarks }] = await Promise.all([
      import('../node/restore.ts'),
      import('../node/fsck-folder.ts'),
      import('../storage/marks.ts'),
    ])
    const { dataFolder, environment, stateFolder } = world
    const marks = fileMarks(join(stateFolder, 'marks'))
    const nowSeconds = world.now()
    const check = async (folder: string) => {
      const looked = { dataFolder: folder, environment, marks, nowSeconds }
      return (await fsckFolder(looked, { deep: false, repair: false }, () => {})).problems
    }
    const tell = ({ phase, ...progress }: { phase: string; done: number; total?: number }) =>
      out.progress({ label: phase, ...progress })
    const done = await restore({ dataFolder, marks, check }, resolve(world.folder, args[0] as string), tell)
    out.endProgress()
    report(done, out)
    return done.behind === undefined ? 0 : 1
  },
}

function report(done: RestoreDone, out: Out): void {
  const { data, made, origin, size: entries, files, bytes, keys, behind } = done
  out.line(`${out.strong(data)}  ${fileCount(files)}, ${size(bytes)}, verified`)
  out.line(`log ${origin}, size ${entries}, as of ${made}`)
  if (keys === 'without') out.line('The backup holds no keys: put keys/ back before the node can go on.')
  for (const { where, expected, found, hint } of done.problems)
    out.line(`not well: ${where}: expected ${expected}, found ${found}. ${hint ?? ''}`)
  out.result(done)
  if (behind === undefined) {
    out.line(
      'If the node went on after this backup, others may hold newer proofs: bring its newest backup back instead.',
    )
    return
  }
  out.line(
    `This machine has seen ${behind.seen} entries of this log. The restored one has ${entries}: it will not sign, because it would fork the log for everybody who holds a newer proof.`,
  )
  out.line(
    'Bring a newer backup back, or fetch the missing tiles and bodies from a mirror. If they are lost, begin a log with a new origin and name this one in a log-successor statement.',
  )
}
