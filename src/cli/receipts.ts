// owc receipts [ID]: what made the answers that were given here, without their text; one of them signed for others to
// keep, and such a file verified.

import { OwcError } from '../base/errors.ts'
import type { Receipt } from '../node/run/receipts.ts'
import type { Command } from './command.ts'
import { signReceipt, verifyReceipt } from './receipts-sign.ts'

export const command: Command = {
  spec: {
    name: 'receipts',
    usage: '[ID] [--sign [--out FILE] [--key K]] [--verify FILE]',
    summary: 'Receipts of answers: bytes, template, settings and runtime of each; never their text.',
    flags: [
      {
        name: 'sign',
        meaning: 'Sign the receipt with a key of this machine and write it to a file; nothing is logged.',
      },
      { name: 'out', value: 'FILE', meaning: 'The file to write (receipt-ID.json).' },
      {
        name: 'key',
        value: 'K',
        meaning: 'The identity that signs; the only one at home on the node if not given.',
      },
      {
        name: 'verify',
        value: 'FILE',
        meaning: 'Verify a signed receipt, without network and without a node.',
      },
      { name: 'trust', value: 'FILE', meaning: 'Trust file for that, instead of this machine’s.' },
    ],
    arguments: { least: 0, most: 1 },
    examples: ['owc receipts', 'owc receipts p2cshj44tdym3rextkpubh4yuq --sign'],
  },
  async run(call, out) {
    const { args, world } = call
    if (call.flag('verify') !== undefined) return await verifyReceipt(call, out)
    if (call.on('sign') && args[0] === undefined) throw whichOne()
    const connection = await world.connect()
    try {
      if (call.on('sign')) return await signReceipt(call, connection, out)
      if (args[0] !== undefined) {
        const receipt = await connection.api.get<Receipt>(
          `/commons/v1/receipts/${encodeURIComponent(args[0])}`,
        )
        for (const [key, value] of Object.entries(receipt))
          out.line(`${key.padEnd(10)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
        out.result(receipt)
        return 0
      }
      const { receipts } = await connection.api.get<{ receipts: readonly Receipt[] }>('/commons/v1/receipts')
      for (const { id, started, object, output, finish, surface } of receipts)
        out.line(
          `${id}  ${started}  ${object.sha256.slice(0, 19)}  ${output.n} tokens, ${finish}  ${surface}`,
        )
      if (receipts.length === 0) out.line('No answer was given here yet.')
      out.result(receipts)
      return 0
    } finally {
      await connection.close()
    }
  },
}

function whichOne(): OwcError {
  const hint = 'owc receipts lists them.'
  const [where, expected] = ['owc receipts --sign', 'the id of a receipt']
  return new OwcError({ code: 'usage', where, expected, found: 'none', hint })
}
