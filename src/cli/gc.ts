// owc gc: shows what nothing needs, then removes it when a person agrees.

import { OwcError } from '../base/errors.ts'
import type { GcDone } from '../node/gc.ts'
import type { Command, Connection } from './command.ts'
import { type Out, size } from './out.ts'

const SHOWN = 10

export const command: Command = {
  spec: {
    name: 'gc',
    usage: '[--dry-run] [--yes]',
    summary:
      'Removes blobs that no statement, draft, upload, import or sealed thing needs, and broken downloads that nobody went on with for a week. Shows them first. What was taken in within a day stays.',
    flags: [
      { name: 'dry-run', meaning: 'Only show what would go.' },
      { name: 'yes', meaning: 'Remove without asking.' },
    ],
    arguments: { least: 0, most: 0 },
    examples: ['owc gc --dry-run', 'owc gc --yes --json'],
  },
  async run({ on, world }, out) {
    const connection = await world.connect()
    try {
      const shown = await clear(connection, { remove: false }, out)
      report(shown, out)
      const nothing = shown.blobs.count + shown.stages.count === 0
      if (nothing || on('dry-run')) {
        out.result(shown)
        return 0
      }
      const agreed = on('yes') || (await world.ask('Remove them?'))
      if (agreed === undefined) throw nobodyToAsk(shown)
      if (!agreed) {
        out.line('Nothing was removed.')
        out.result(shown)
        return 1
      }
      const done = await clear(connection, { remove: true }, out)
      out.line(`removed ${counted(done)}`)
      out.result(done)
      return 0
    } finally {
      await connection.close()
    }
  },
}

async function clear({ api }: Connection, asked: { remove: boolean }, out: Out): Promise<GcDone> {
  const done = await api.work<GcDone>('/commons/v1/gc', asked, ({ phase, ...progress }) =>
    out.progress({ label: phase, ...progress }),
  )
  out.endProgress()
  return done
}

function report(shown: GcDone, out: Out): void {
  const { blobs, stages, kept, young, largest } = shown
  out.line(`needed: ${kept.count} blobs, ${size(kept.bytes)}`)
  if (young.count > 0)
    out.line(`named by nobody yet, and taken in within a day: ${young.count} blobs, ${size(young.bytes)}`)
  if (blobs.count + stages.count === 0) {
    out.line('Nothing to remove.')
    return
  }
  out.line(`nothing needs ${counted(shown)}`)
  for (const { sha256, sizeBytes } of largest.slice(0, SHOWN))
    out.line(`  sha256:${sha256}  ${size(sizeBytes)}`)
  if (blobs.count > SHOWN) out.line(`  and ${blobs.count - SHOWN} more`)
}

function counted({ blobs, stages }: GcDone): string {
  return `${blobs.count} blobs, ${size(blobs.bytes)}, and ${stages.count} broken downloads, ${size(stages.bytes)}`
}

function nobodyToAsk(shown: GcDone): OwcError {
  return new OwcError({
    code: 'agreement-needed',
    where: 'owc gc',
    expected: 'your agreement to remove',
    found: `${counted(shown)}, and nobody to ask`,
    hint: 'Run it again with --yes.',
  })
}
