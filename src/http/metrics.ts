// Figures of a running node in the text form of Prometheus. Labels are few and public: door, method, class of status,
// kind and state of jobs. No name of a person, release, peer or path is ever one. What is dear to count is counted at
// most every five minutes.

import type { Node } from '../node/node.ts'
import { indexLag } from '../node/well.ts'
import type { Ended } from './access-log.ts'

export type Metrics = {
  readonly type: string // media type of `text`
  text(): Promise<string>
  count(ended: Ended): void
  appended(seconds: number): void
}

const COUNT_EVERY_MS = 300_000
const MAX_JOBS = 10_000
const REQUEST_SECONDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]
const APPEND_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

export async function openMetrics(node: Node, nowMs: () => number): Promise<Metrics> {
  const { default: prom } = await import('prom-client')
  const register = new prom.Registry()
  prom.collectDefaultMetrics({ register })
  const requests = new prom.Counter({
    name: 'owc_requests_total',
    help: 'Requests that have ended, by door, method and class of status; status 0xx: the asker left first.',
    labelNames: ['door', 'method', 'status'],
    registers: [register],
  })
  const seconds = new prom.Histogram({
    name: 'owc_request_seconds',
    help: 'Time from a request to the end of its answer, by door.',
    labelNames: ['door'],
    buckets: REQUEST_SECONDS,
    registers: [register],
  })
  const sent = new prom.Counter({
    name: 'owc_sent_bytes_total',
    help: 'Bytes written to askers, by door.',
    labelNames: ['door'],
    registers: [register],
  })
  const appends = new prom.Histogram({
    name: 'owc_log_append_seconds',
    help: 'Time from a submission to the checkpoint that covers it.',
    buckets: APPEND_SECONDS,
    registers: [register],
  })
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new prom.Gauge({ name, help, labelNames, registers: [register] })
  const read = gauges(node, gauge, nowMs)
  return {
    type: register.contentType,
    async text() {
      await read()
      return await register.metrics()
    },
    count({ door, method, status, seconds: took, sentBytes }) {
      const known = METHODS.includes(method) ? method : 'other'
      requests.inc({ door, method: known, status: `${Math.floor(status / 100)}xx` })
      seconds.observe({ door }, took)
      sent.inc({ door }, sentBytes)
    },
    appended: (took) => appends.observe(took),
  }
}

type Gauge = {
  set(value: number): void
  set(labels: Record<string, string>, value: number): void
  reset(): void
}
type MakeGauge = (name: string, help: string, labelNames?: string[]) => Gauge

/** Read at each scrape. */
function gauges(node: Node, gauge: MakeGauge, nowMs: () => number): () => Promise<void> {
  const logSize = gauge('owc_log_size', 'Entries in the published log.')
  const working = gauge('owc_log_working', '1 while the log takes statements, 0 after it has stopped.')
  const lag = gauge('owc_index_lag', 'Entries of the log after the newest that the index has folded.')
  const free = gauge('owc_disk_free_bytes', 'Room left on the disk of the blobs.')
  const jobs = gauge('owc_jobs', 'Jobs by kind and state.', ['kind', 'state'])
  const peers = gauge('owc_peers', 'Logs of other nodes by how the last look at them ended.', ['last'])
  const oldest = gauge(
    'owc_peer_success_age_seconds',
    'Age of the oldest last look that succeeded, over all peers.',
  )
  const sealed = gauge(
    'owc_sealed',
    'Sealed statements that wait here, by whether the clerk could open them.',
    ['last'],
  )
  const held = heldGauges(node, gauge, nowMs)
  return async () => {
    const { size } = node.log.checkpoint()
    logSize.set(size)
    working.set(node.log.failure() === undefined ? 1 : 0)
    lag.set(await indexLag(node.storage, node.log))
    free.set((await node.storage.space()).freeBytes)
    jobs.reset()
    const counts = Map.groupBy(
      await node.storage.jobs.list(MAX_JOBS),
      ({ kind, state }) => `${kind} ${state}`,
    )
    for (const rows of counts.values()) {
      const [{ kind, state } = { kind: '', state: '' }] = rows
      jobs.set({ kind, state }, rows.length)
    }
    const looks = await node.peers.list()
    const good = looks.filter(
      ({ problem, lookedSeconds }) => problem === undefined && lookedSeconds !== undefined,
    )
    peers.set({ last: 'good' }, good.length)
    peers.set({ last: 'failed' }, looks.filter(({ problem }) => problem !== undefined).length)
    const first = Math.min(...good.map(({ lookedSeconds = 0 }) => lookedSeconds))
    oldest.set(good.length === 0 ? 0 : Math.max(0, node.clock() - first))
    const problems = [...(await node.seals.kept()).values()].filter((problem) => problem !== undefined)
    sealed.set({ last: 'failed' }, problems.length)
    sealed.set({ last: 'good' }, (await node.seals.kept()).size - problems.length)
    await held()
  }
}

/** Blobs and stages are counted by looking into their folders. */
function heldGauges({ storage }: Node, gauge: MakeGauge, nowMs: () => number): () => Promise<void> {
  const blobs = gauge('owc_blobs', 'Blobs that are held.')
  const bytes = gauge('owc_blob_bytes', 'Bytes of all blobs.')
  const stages = gauge('owc_stages', 'Files on their way in, also those that nobody goes on with.')
  let counted = Number.NEGATIVE_INFINITY
  return async () => {
    if (nowMs() - counted < COUNT_EVERY_MS) return
    counted = nowMs()
    let [count, sum, open] = [0, 0, 0]
    for await (const { sizeBytes } of storage.blobs.list()) {
      count++
      sum += sizeBytes
    }
    for await (const _ of storage.blobs.stages()) open++
    blobs.set(count)
    bytes.set(sum)
    stages.set(open)
  }
}
