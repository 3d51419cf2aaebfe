// Opens a data folder and wires everything: storage, keys, log, fold, gates, imports. The only file that does.

import { readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Sha256 } from '../base/digest.ts'
import type { SettingKey, Settings } from '../base/settings.ts'
import { loadSettings, settingsTemplate } from '../base/settings-load.ts'
import { type Clock, instant } from '../base/time.ts'
import type { Subject } from '../commons/subject.ts'
import { subjects as allSubjects } from '../commons/subjects.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import type { Log } from '../ledger/log.ts'
import type { StepHook } from '../ledger/log-writer.ts'
import { openLog } from '../ledger/open-log.ts'
import type { Signer } from '../ledger/signer.ts'
import { type Fatal, folderWithMode } from '../storage/disk.ts'
import { fileMarks } from '../storage/marks.ts'
import { openStorage } from '../storage/open.ts'
import type { Step } from '../storage/steps.ts'
import { createPlainTables } from '../storage/tables/schema.ts'
import { closeInspectors } from '../weights/inspector.ts'
import type { Who } from './access.ts'
import { openAccess } from './access-store.ts'
import { type Admission, admit, foresee } from './admit.ts'
import { openChecks } from './checks.ts'
import { startClerk } from './clerk.ts'
import { openDrafts } from './drafts.ts'
import { openElsewhere } from './elsewhere.ts'
import { erasable } from './erasable.ts'
import { carryOut, carryOutAll, scrubMarked } from './erase.ts'
import { openFacts } from './facts-store.ts'
import { introduce, openKeys, originOf } from './first-start.ts'
import { type Folding, foldTo, indexTables } from './fold.ts'
import { host } from './hosting.ts'
import { openImports } from './import-jobs.ts'
import { runImport } from './import-run.ts'
import { openInvitations } from './invitations.ts'
import { mayEnter } from './may-enter.ts'
import type { Node, Say } from './node.ts'
import { openOperate } from './operate.ts'
import { openPeerLooks } from './peer-looks.ts'
import { openIndex, rebuild } from './rebuild.ts'
import { openReceived } from './received.ts'
import { openMeasure, openRun } from './run/open.ts'
import { openRuntime } from './run/runtime-install.ts'
import { openSealedBytes } from './sealed-bytes.ts'
import { openSeals } from './sealing.ts'
import { sourcesOf } from './sources.ts'
import { signed, speak } from './speak.ts'
import { factsTables, stateTables } from './state-tables.ts'
import { type NodeStep, noNodeStep } from './steps.ts'
import { openUploads } from './uploads.ts'

export type Launch = {
  readonly version: string
  readonly dataFolder: string
  readonly stateFolder: string
  readonly flags: Readonly<Partial<Record<SettingKey, string>>>
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly clock: Clock
  readonly random: (count: number) => Uint8Array
  /** Told of defects: whatever was thrown that is no OwcError. */
  readonly defect: (error: unknown) => void
  /** Told when the disk did not confirm a write: the process must end, and never try again (signing 4). */
  readonly fatal?: Fatal
  /** Told how long each statement took from its submission to the checkpoint that covers it. */
  readonly appended?: (seconds: number) => void
  readonly subjects?: readonly Subject[] // all of the commons when absent
  readonly step?: Step // faults of storage are injected here
  readonly logStep?: StepHook // and those of the log's write order here
  readonly nodeStep?: NodeStep // and those of erasing and opening here
}

export async function openNode(launch: Launch): Promise<Node> {
  const { dataFolder, stateFolder, clock, random, step, subjects = allSubjects } = launch
  await folderWithMode(dataFolder, 0o700)
  const settings = await readSettings(launch)
  const storage = await openStorage({
    dataFolder,
    database: settings.value.database,
    holder: { pid: process.pid, sinceSeconds: clock() },
    ...(step && { step }),
    ...(launch.fatal && { fatal: launch.fatal }),
  })
  try {
    return await wire({
      launch,
      settings,
      storage,
      subjects,
      marks: fileMarks(join(stateFolder, 'marks')),
      clock,
      random,
    })
  } catch (error) {
    await storage.close()
    throw error
  }
}

type Wiring = {
  readonly launch: Launch
  readonly settings: Settings
  readonly storage: Awaited<ReturnType<typeof openStorage>>
  readonly subjects: readonly Subject[]
  readonly marks: ReturnType<typeof fileMarks>
  readonly clock: Clock
  readonly random: (count: number) => Uint8Array
}

/** What stands before anybody speaks: keys, log, gate, the identity of the node, and what it says in its own name. */
async function ground({ launch, settings, storage, subjects, marks, clock, random }: Wiring) {
  const crypto = nodeCrypto
  const keys = await openKeys(storage, crypto)
  const origin = originOf(keys)
  await createPlainTables(storage.facts, factsTables)
  await createPlainTables(storage.state, stateTables)
  const folding: Folding = { origin, store: storage.logStore, subjects, set: indexTables(subjects), crypto }
  const log = await foldedLog({ storage, folding, marks, signer: keys.log, clock, step: launch.logStep })
  const { keyid } = keys.node.key
  const [inTurn, step] = [queue(), launch.nodeStep ?? noNodeStep]
  const erasures = { carriedOut: 0 }
  const gone = () => void erasures.carriedOut++
  const erasing = { folding, storage, keyid, inTurn, step, gone }
  const looking = { index: storage.index.db, log, store: storage.logStore }
  const admission: Admission = {
    log: timed(log, launch.appended),
    index: storage.index,
    crypto,
    nodeKey: keyid,
    inOrder: queue(),
    mayEnter: (statement) => mayEnter(looking, keyid, statement),
    entered: (statement) => carryOut(erasing, statement),
  }
  const name = settings.value.name || hostname()
  const identity = await introduce({ admission, keys, name, clock, random })
  await carryOutAll(erasing, identity)
  const voice = { admission, identity, signer: keys.node, clock, random }
  return {
    crypto,
    keys,
    origin,
    folding,
    log,
    inTurn,
    step,
    erasing,
    erasures,
    looking,
    admission,
    name,
    identity,
    voice,
  }
}

type Ground = Awaited<ReturnType<typeof ground>>

/** What the node works at: taking in, receiving, sealing, looking at others. What a death cut short goes on. */
async function works({ launch, settings, storage, clock, random }: Wiring, on: Ground) {
  const { log, identity, origin, voice, admission, inTurn, step } = on
  const { defect } = launch
  const facts = openFacts(storage.facts.db)
  const spoken = (said: Say) => speak(voice, said)
  const logTime = () => instant(log.timeSeconds())
  const common = { storage, index: storage.index.db, identity, logTime }
  const received = openReceived({ ...common, facts, clock, say: spoken, defect })
  const say = async (said: Say) => received.after(await spoken(said))
  const shared = { ...common, say, facts: (sha256: Sha256) => facts.get(sha256) }
  const sources = await sourcesOf(settings, launch)
  const observer = { index: shared.index, say, identity, origin, own: log, blobs: storage.blobs }
  const peers = openPeerLooks({ observer, state: storage.state, named: settings.value.peers, clock, defect })
  const { askAboveBytes, maxUploadBytes: maxBytes } = settings.value
  const work = { ...shared, facts, sources, askAboveBytes, clock, observer, peers }
  const imports = openImports({ jobs: storage.jobs, clock, random, run: runImport(work), defect })
  await imports.resume()
  const uploads = openUploads({ storage, facts, clock, maxBytes })
  await uploads.expire()
  await received.resume()
  const admitted = async (envelope: Uint8Array, who: Who) =>
    received.after(await admit(admission, envelope, who), who)
  const seals = openSeals({
    ...common,
    facts,
    admit: admitted,
    random,
    sign: (said) => signed(voice, said),
    foresee: (envelope, who) => foresee(admission, envelope, who),
    inTurn,
    step,
  })
  await seals.finish()
  const sealedBytes = openSealedBytes({ storage, clock, maxBytes })
  await sealedBytes.expire()
  return { shared, facts, sources, observer, peers, imports, uploads, received, admitted, seals, sealedBytes }
}

async function wire(wiring: Wiring): Promise<Node> {
  const { launch, settings, storage, subjects, marks, clock, random } = wiring
  const on = await ground(wiring)
  const { crypto, keys, origin, folding, log, inTurn, erasing, looking, name } = on
  const { shared, facts, sources, observer, admitted, ...at } = await works(wiring, on)
  const { peers, imports, uploads, received, seals } = at
  const refold = () => inTurn(() => rebuild(folding, storage, log))
  const { version, dataFolder, defect } = launch
  const checks = openChecks()
  const forget = async (sha256: Sha256) => {
    await facts.forget(sha256)
    checks.forget(sha256)
  }
  const place = { version, dataFolder, clock, marks, subjects, crypto, refold, forget }
  const begin = () => {
    peers.begin()
    void inTurn(() => scrubMarked(erasing)).catch(defect)
  }
  const clerk = startClerk(seals, log, { begin, defect })
  const state = storage.state.db
  const node: Node = {
    version,
    name,
    settings,
    clock,
    sources,
    log,
    keys: { modelSigning: keys.modelSigning, node: keys.node },
    access: openAccess({ db: state, clock, random, crypto }),
    invitations: openInvitations({ db: state, clock, random, crypto }),
    checks,
    elsewhere: openElsewhere(observer),
    drafts: openDrafts({ db: state, clock, random }),
    ...at,
    ...shared,
    admit: admitted,
    clerk: clerk.work,
    host: (artifact, who) => host(shared, artifact, who),
    erasable: (statement) => erasable(looking, statement),
    erased: () => on.erasures.carriedOut,
    rebuild: refold,
    operate: openOperate({ storage, origin, log, peers: peers.list, sealed: seals.kept, ...place }),
    answering: openRun({ node: () => node, state, random }),
    measure: openMeasure(() => node),
    runtime: openRuntime(launch),
    async close() {
      await node.answering.close()
      await imports.close()
      await peers.close()
      await received.close()
      uploads.close()
      await clerk.close()
      await inTurn(async () => undefined) // an erasure at work
      await log.close()
      closeInspectors()
      await storage.close()
    },
  }
  return node
}

type LogParts = Pick<Wiring, 'storage' | 'marks' | 'clock'> & {
  readonly folding: Folding
  readonly signer: Signer
  readonly step: StepHook | undefined
}

/** The log, with everything in it folded, and whatever comes folded before it is answered. */
async function foldedLog({ storage, folding, marks, signer, clock, step }: LogParts): Promise<Log> {
  const { origin, crypto } = folding
  const [store, files] = [storage.logStore, storage.logFiles]
  const log = await openLog({ store, files, marks, origin, signer, crypto, clock, ...(step && { step }) })
  await openIndex(folding, storage, log.checkpoint().size)
  await foldTo(folding, storage.index, log.checkpoint().size)
  log.onPublished(async (_from, to) => void (await foldTo(folding, storage.index, to)))
  return log
}

async function readSettings({ dataFolder, flags, environment }: Launch): Promise<Settings> {
  const path = join(dataFolder, 'settings.yaml')
  const yaml = await readFile(path, 'utf8').catch(() => undefined)
  if (yaml === undefined) await writeFile(path, settingsTemplate(), { mode: 0o600 })
  return loadSettings({ yaml, environment, flags, dataFolder })
}

function timed(log: Log, appended: Launch['appended']): Log {
  if (appended === undefined) return log
  return {
    ...log,
    async submit(submission) {
      const began = performance.now()
      const logged = await log.submit(submission)
      appended((performance.now() - began) / 1000)
      return logged
    },
  }
}

/** Runs work one after another; a failure of one does not touch the next. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work, work)
    last = result.catch(() => undefined)
    return result
  }
}
