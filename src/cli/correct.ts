// owc correct STATEMENT: what was wrong in a statement of one's own. The statement stays as it was signed, and says
// wherever it is shown that its issuer has corrected it.

import { digestText, parseDigest } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { answerFlags, evidence, sayBeside } from './answering.ts'
import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'correct',
    usage:
      'STATEMENT --text WORDS | --file F [--field NAME --was V --is V] [--replaced-by STATEMENT] [--key K]',
    summary:
      'Corrects a statement of your own. Nothing is edited: the correction is signed and logged, and the statement says that its issuer has corrected it.',
    flags: [
      ...answerFlags,
      { name: 'field', value: 'NAME', meaning: 'Where in its body the error stands.' },
      { name: 'was', value: 'V', meaning: 'The wrong value.' },
      { name: 'is', value: 'V', meaning: 'The right one.' },
      { name: 'replaced-by', value: 'STATEMENT', meaning: 'A statement that says it right.' },
      { name: 'proposed', meaning: 'Say it although the statement is somebody else’s: shown as proposed.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: [
      "owc correct sha256:9f2c… --text 'Read from the wrong file.' --field version --was 0.1.1 --is 0.1.2",
      "owc correct acme/tern --text 'The licence is Apache-2.0.' --replaced-by sha256:77ab…",
    ],
  },
  run: (call, out) =>
    sayBeside(call, out, {
      type: 'owc:correction/v1',
      beside: {
        command: 'correct',
        done: 'corrected',
        body({ text, target, voice }) {
          const { flag, flags, on } = call
          if (voice.identity !== target.said.by && !on('proposed')) throw anothers(target.said, voice.name)
          const replacedBy = flag('replaced-by')
          return {
            corrects: digestText(target.statement),
            text,
            field: flag('field'),
            was: flag('was'),
            is: flag('is'),
            replacedBy:
              replacedBy === undefined ? undefined : digestText(parseDigest(replacedBy, '--replaced-by')),
            evidence: evidence(flags('evidence')),
          }
        },
      },
    }),
}

function anothers(said: { readonly by: string; readonly byName?: string }, speaker: string): OwcError {
  return new OwcError({
    code: 'usage',
    where: 'owc correct',
    expected: `its issuer, ${said.byName ?? said.by}`,
    found: speaker,
    hint: 'Answer it with owc respond, or propose a correction with --proposed; it is shown as proposed by you.',
  })
}
