// owc log check: an auditor's walk over a whole log as it is served: every entry hashed again, the root made from them
// held against the signed checkpoint, and against the newest checkpoint that this machine has seen before.

import { collect, compareBytes, fromUtf8, toHex } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { type Api, connect } from '../client/api.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { edgeRoot, emptyEdge, extendEdge } from '../ledger/edge.ts'
import { parseEntry } from '../ledger/entry.ts'
import { parseNoteKey } from '../ledger/note.ts'
import { openCheckpoint } from '../ledger/note-verify.ts'
import { readEntries, TILE_WIDTH } from '../ledger/tile.ts'
import type { Command, World } from './command.ts'
import { logOf } from './node-answers.ts'
import type { Out } from './out.ts'
import { readTrust, trustPath } from './trust-store.ts'

const MAX_FILE_BYTES = 32 << 20 // the largest bundle of entries there can be is under 17 MB

export const command: Command = {
  spec: {
    name: 'log check',
    usage: '[URL]',
    summary:
      'Reads a whole log, hashes every entry again, and checks the signed checkpoint and what this machine has seen before.',
    flags: [],
    arguments: { least: 0, most: 1 },
    examples: ['owc log check', 'owc log check https://commons.library.example'],
  },
  async run({ args, world }, out) {
    const connection = args[0] === undefined ? await world.connect() : undefined
    const api = connection?.api ?? connect({ url: args[0] as string, signal: world.signal })
    try {
      return await check(api, world, out)
    } finally {
      await connection?.close()
    }
  },
}

async function check(api: Api, world: World, out: Out): Promise<0 | 1> {
  const { verifierKey } = await logOf(api)
  const key = parseNoteKey(nodeCrypto, verifierKey, 'key of the log')
  const known = (await readTrust(trustPath(world.stateFolder))).policy.logs.find(
    (log) => log.key.name === key.name,
  )
  const source = (path: string) => fetchFile(api, path)
  const note = fromUtf8((await source('checkpoint')) ?? new Uint8Array()) ?? ''
  const opened = await openCheckpoint(nodeCrypto, note, { logKey: known?.key ?? key })
  if (!opened.ok) {
    throw new OwcError({
      code: 'checkpoint-invalid',
      where: 'checkpoint',
      expected: `a note signed by ${key.name}`,
      found: opened.reason,
    })
  }
  const { size, root, origin } = opened.checkpoint
  const edge = emptyEdge()
  let statements = 0
  for (let start = 0; start < size; start += TILE_WIDTH) {
    const entries = await readEntries(source, start / TILE_WIDTH, size)
    statements += entries.filter(
      (entry, i) => parseEntry(entry, `entry ${start + i}`).kind === 'statement',
    ).length
    extendEdge(nodeCrypto, edge, entries)
    out.progress({ label: `entry ${start}`, done: start, total: size })
  }
  out.endProgress()
  const same = compareBytes(edgeRoot(nodeCrypto, edge), root) === 0
  out.line(`${origin}: ${size} entries, ${statements} statements, root ${toHex(root).slice(0, 12)}`)
  out.line(same ? 'Every entry is under the signed root.' : 'The entries do not make the signed root.')
  if (known === undefined)
    out.line('This log is not pinned on this machine: its key was taken from the node itself.')
  out.result({ origin, size, statements, root: toHex(root), ok: same, pinned: known !== undefined })
  return same ? 0 : 1
}

async function fetchFile(api: Api, path: string): Promise<Uint8Array | undefined> {
  try {
    return await api.download(`/log/${path}`, (chunks) => collect(chunks, MAX_FILE_BYTES))
  } catch (error) {
    if (error instanceof OwcError && error.problem.code === 'not-found') return undefined
    throw error
  }
}
