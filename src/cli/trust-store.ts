// The trust set of this user: one text file in the state folder, outside every data folder. A tlog-policy with pinned
// identities and the newest checkpoint seen of each log (ledger/trust.ts). Written whole and atomically.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OwcError } from '../base/errors.ts'
import type { Api } from '../client/api.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { checkpointLine, identityLine, parseTrust, type Trust } from '../ledger/trust.ts'
import type { LogView, NodeView } from '../node/views/statement.ts'

const FILE = 'trust'
const HEADING =
  '# What this machine trusts when it verifies: logs, identities, newest checkpoints seen. See owc trust --help.\n'

export function trustPath(stateFolder: string): string {
  return join(stateFolder, FILE)
}

export async function readTrust(path: string): Promise<Trust> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new OwcError(
      {
        code: 'file-missing',
        where: path,
        expected: 'a readable trust file',
        found: error.code ?? 'an error',
      },
      error,
    )
  })
  return parseTrust(text, path, nodeCrypto)
}

export type Introduction = {
  readonly origin: string
  readonly verifierKey: string
  readonly identity: string
  readonly name: string
  readonly note: string
  readonly seconds: number // log time under that checkpoint: no entry below its size is later
  readonly url?: string
}

/** What a node says of itself; whoever adds it decides to believe it. */
export async function introductionOf(api: Api, url: string): Promise<Introduction> {
  const [node, log] = await Promise.all([
    api.get<NodeView>('/commons/v1/node'),
    api.get<LogView>('/commons/v1/log'),
  ])
  return {
    origin: log.origin,
    verifierKey: log.verifierKey,
    identity: node.identity,
    name: node.name,
    note: log.checkpoint,
    seconds: Date.parse(log.time) / 1000,
    url,
  }
}

/** Adds what is new; a newer checkpoint of the same log takes the older one's place. */
export async function addTrust(
  stateFolder: string,
  { origin, verifierKey, identity, name, note, seconds, url }: Introduction,
): Promise<void> {
  const path = trustPath(stateFolder)
  const trust = await readTrust(path)
  const lines = (await readFile(path, 'utf8').catch(() => HEADING)).split('\n').filter((line) => line !== '')
  if (!trust.policy.logs.some(({ key }) => key.name === origin))
    lines.push(`log ${verifierKey}${url === undefined ? '' : ` ${url}`}`)
  if (!trust.identities.some(({ id }) => id === identity))
    lines.push(identityLine({ id: identity, name }).trimEnd())
  const kept = lines.filter((line) => !isCheckpointOf(line, trust, origin))
  kept.push(checkpointLine({ note, untilSeconds: seconds }).trimEnd())
  const text = `${kept.join('\n')}\n`
  parseTrust(text, path, nodeCrypto) // nothing is written that could not be read
  await mkdir(stateFolder, { recursive: true, mode: 0o700 })
  await writeFile(`${path}.new`, text, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

function isCheckpointOf(line: string, trust: Trust, origin: string): boolean {
  return trust.checkpoints.some(
    (known) => known.origin === origin && checkpointLine(known).trimEnd() === line,
  )
}
