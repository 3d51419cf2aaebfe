// owc log checkpoint-peer URL: has the node look at another node's log, hold it against what it saw before, and log
// what it sees. A log that shows different histories to different people is told loudly, with both signed notes.

import type { PeerSeen } from '../node/peers.ts'
import type { Command, Exit } from './command.ts'
import type { Out } from './out.ts'

export const SEEN: Readonly<Record<PeerSeen['kind'], string>> = {
  first: 'Seen for the first time: its key was taken from the node itself.',
  same: 'The same as seen before.',
  newer: 'It continues what was seen before.',
  older: 'It is shorter than what was seen before, and part of it.',
  unproven: 'NOT CONTINUED: what it serves does not show that it continues what was seen before.',
  'rolled-back': 'ROLLED BACK: it shows fewer entries than before, and not the ones that were seen.',
  split: 'SPLIT VIEW: this log has signed two histories that exclude each other.',
  'key-changed': 'ANOTHER KEY: this log is signed with another key than before.',
}

export const command: Command = {
  spec: {
    name: 'log checkpoint-peer',
    usage: 'URL',
    summary:
      'Looks at another node’s log, compares it with what this node saw of it before, and logs its checkpoint. Exit 1 when the log shows another history.',
    flags: [],
    arguments: { least: 1, most: 1 },
    examples: [
      'owc log checkpoint-peer https://commons.library.example',
      'owc log checkpoint-peer http://127.0.0.1:8501 --json',
    ],
  },
  async run({ args, world }, out) {
    const connection = await world.connect()
    try {
      const seen = await connection.api.post<PeerSeen>('/commons/v1/peers', { url: args[0] })
      show(seen, out)
      out.result(seen)
      return exitOf(seen)
    } finally {
      await connection.close()
    }
  },
}

function show({ origin, size, root, kind, reason, receipt, evidence }: PeerSeen, out: Out): void {
  out.line(`${out.strong(origin)}  size ${size}  root ${root.slice(0, 12)}`)
  out.line(evidence === undefined ? SEEN[kind] : out.strong(SEEN[kind]))
  if (reason !== undefined) out.line(reason)
  if (receipt !== undefined)
    out.line(`logged ${receipt.type} sha256:${receipt.statement.slice(0, 12)} at index ${receipt.logIndex}`)
  if (evidence === undefined) return
  out.line(
    'Both signed notes stand in this node’s log, and owc log evidence writes them into files. Show them to everybody who relies on that log.',
  )
  out.line(`\nseen before:\n${evidence.known}`)
  out.line(`found now:\n${evidence.found}`)
}

function exitOf({ evidence }: PeerSeen): Exit {
  return evidence === undefined ? 0 : 1
}
