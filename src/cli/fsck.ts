// owc fsck: through the running node, else on the data folder itself, also where the node does not open any more.

import { join } from 'node:path'
import type { FsckAsked, FsckDone } from '../node/fsck.ts'
import { findRunning } from '../node/running.ts'
import type { Command, World } from './command.ts'
import { fileCount, type Out, size } from './out.ts'

export const command: Command = {
  spec: {
    name: 'fsck',
    usage: '[--deep] [--repair]',
    summary:
      'Checks everything this node relies on: tiles against entries, head and roots, bodies, the index against a fresh fold, held files and their facts; with --deep every blob by its digest. Works beside a running node and on a stopped one.',
    flags: [
      { name: 'deep', meaning: 'Also read every blob and hash it.' },
      { name: 'repair', meaning: 'Make again what can be made again: tiles, index, facts.' },
    ],
    arguments: { least: 0, most: 0 },
    examples: ['owc fsck', 'owc fsck --deep --json'],
  },
  async run({ flag, on, world }, out) {
    const asked = { deep: on('deep'), repair: on('repair') }
    const done = await check(world, { asked, remote: flag('node') !== undefined }, out)
    out.endProgress()
    report(done, out)
    return done.ok ? 0 : 1
  },
}

type Asked = { readonly asked: FsckAsked; readonly remote: boolean }

async function check(world: World, { asked, remote }: Asked, out: Out): Promise<FsckDone> {
  const tell = ({ phase, ...progress }: { phase: string; done: number; total?: number }) =>
    out.progress({ label: phase, ...progress })
  if (remote || (await findRunning(world.dataFolder)) !== undefined) {
    const connection = await world.connect()
    try {
      return await connection.api.work<FsckDone>('/commons/v1/fsck', asked, tell)
    } finally {
      await connection.close()
    }
  }
  const [{ fsckFolder }, { fileMarks }] = await Promise.all([
    import('../node/fsck-folder.ts'),
    import('../storage/marks.ts'),
  ])
  const { dataFolder, environment, stateFolder } = world
  const marks = fileMarks(join(stateFolder, 'marks'))
  return await fsckFolder({ dataFolder, environment, marks, nowSeconds: world.now() }, asked, tell)
}

function report(done: FsckDone, out: Out): void {
  const { checked, problems, more, repaired, deep } = done
  const { entries, statements, tiles, rows, facts, blobs, hashedBytes } = checked
  out.line(
    `log ${done.origin ?? 'none yet'}: ${entries} entries, ${statements} statements, ${tiles} tiles, ${rows} rows`,
  )
  out.line(
    deep
      ? `${blobs} blobs hashed again, ${size(hashedBytes)}; facts of ${fileCount(facts)}`
      : `facts of ${fileCount(facts)}; blobs by name and size only (--deep hashes them)`,
  )
  for (const what of repaired) out.line(`made again: ${what}`)
  for (const { code, where, expected, found, hint } of problems)
    out.line(`${out.strong(code)}  ${where}: expected ${expected}, found ${found}. ${hint ?? ''}`)
  if (more > 0) out.line(`and ${more} more problems`)
  out.line(
    done.ok
      ? 'Everything fits.'
      : `${problems.length + more} problems. Nothing that was checked was changed.`,
  )
  out.result(done)
}
