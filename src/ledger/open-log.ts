// Opens the log of a node: recovery first, then one sequencer over one writer (signing 11.4, 11.5).

import type { Clock } from '../base/time.ts'
import type { Log } from './log.ts'
import { openWriter, type WriterOptions } from './log-writer.ts'
import { isOwnName, noteKeyText } from './note.ts'
import { startSequencer } from './sequencer.ts'

export type LogOptions = WriterOptions & { readonly clock: Clock }

/** @throws OwcError `log-behind`, `log-invalid`, `second-writer`; then nothing was signed */
export async function openLog(options: LogOptions): Promise<Log> {
  const { origin, store, crypto, clock } = options
  if (!isOwnName(origin))
    throw new RangeError(`expected an origin of printable ASCII without +, found ${origin}`)
  const writer = await openWriter(options)
  const sequencer = await startSequencer({ store, writer, crypto, clock })
  return {
    origin,
    verifierKey: noteKeyText(writer.key),
    submit: sequencer.submit,
    tick: sequencer.tick,
    checkpoint: () => writer.published(),
    timeSeconds: sequencer.timeSeconds,
    nextSeconds: () => Math.max(sequencer.timeSeconds(), Math.floor(clock())),
    prove: sequencer.prove,
    consistency: (from, to) => writer.tree().consistency(from, to),
    onPublished: sequencer.onPublished,
    failure: sequencer.failure,
    close: sequencer.close,
  }
}
