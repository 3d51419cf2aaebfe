// The running node answers what pages ask: views of index, facts and log time; nothing here is decided.

import { OwcError } from '../../base/errors.ts'
import { nearestName } from '../../commons/releases/query.ts'
import { answerAsNode } from '../../node/answer.ts'
import type { Node } from '../../node/node.ts'
import { openPublishing } from '../../node/publishing.ts'
import { afterView } from '../../node/views/after.ts'
import { artifactView } from '../../node/views/artifact.ts'
import { chatting } from '../../node/views/chat.ts'
import { comparePage } from '../../node/views/compare.ts'
import { exportsPage } from '../../node/views/export.ts'
import { feedView } from '../../node/views/feed.ts'
import { findingsPage, methodPage } from '../../node/views/findings.ts'
import { historyPage } from '../../node/views/history.ts'
import { identityPage } from '../../node/views/identity-page.ts'
import { licencePage, licencesPage } from '../../node/views/licences.ts'
import { releaseChoices, releaseRows } from '../../node/views/list.ts'
import { logView } from '../../node/views/log.ts'
import { nodeView } from '../../node/views/node.ts'
import { opened } from '../../node/views/opens.ts'
import { publisherPage } from '../../node/views/publisher-page.ts'
import type { ReleaseView } from '../../node/views/release.ts'
import { releaseView } from '../../node/views/release-view.ts'
import { saidPage } from '../../node/views/said-page.ts'
import { type ViewSources, viewSources } from '../../node/views/sources.ts'
import { statementView } from '../../node/views/statement-view.ts'
import { checkWithTodo } from '../../node/views/todo.ts'
import { toolsPageView } from '../../node/views/tools.ts'
import type { House } from '../door.ts'
import type { Asks, ReleasePointer } from './asks.ts'
import type { NodeFoot } from './page.ts'
import { probeAll } from './probe.ts'
import { ROWS } from './read.ts'

const LOOK_MS = 30_000 // a person waits for it

export function nodeAsks({ node, defects }: House): Asks {
  const sources = () => viewSources(node)
  return {
    foot: () => footOf(node),
    node: (who) => nodeView(node, who),
    releases: (filter) => releaseRows(sources(), filter),
    choices: () => releaseChoices(sources()),
    release: (pointer) => pointed(sources(), pointer),
    check: (ref) => checkWithTodo(sources(), ref),
    after: (ref) => afterView(sources(), ref),
    exports: (ref) => exportsPage(sources(), ref),
    licences: () => licencesPage(sources()),
    licence: (id) => licencePage(sources(), id),
    findings: (filter) => findingsPage(sources(), filter),
    method: (id, paging) => methodPage(sources(), id, paging),
    async nearest(ref) {
      const name = await nearestName(node.index, ref)
      return name === undefined ? [] : [name]
    },
    artifact: (artifact) => artifactView(sources(), artifact),
    statement: (statement) => statementView(node, statement),
    opened: (digest) => opened(node, digest),
    log: (limit, before) => logView(node, before === undefined ? { limit } : { limit, before }),
    said: (query) => saidPage(sources(), query),
    identity: (identity) => identityPage(node, identity),
    namespace: (namespace, after) => publisherPage(node, namespace, after),
    history: (ref, after) =>
      historyPage(sources(), { ref, limit: ROWS, ...(after !== undefined && { after }) }),
    feed: (scope) => feedView(node, scope),
    compare: (asked) => comparePage(sources(), asked),
    invitation: (secret) => node.invitations.look(secret),
    imports: node.imports,
    look: (url) => node.peers.look(url, AbortSignal.timeout(LOOK_MS)),
    publishing: openPublishing(node, node.drafts),
    host: (artifact, who) => node.host(artifact, who),
    respond: (statement, words) => answerAsNode(node, statement, words),
    probe: () => probeAll(node.sources, defects),
    tools: (words, { operator }) =>
      toolsPageView(node, words, {
        sources: operator ? 'may-be-asked' : 'not-asked',
        signal: AbortSignal.timeout(LOOK_MS),
      }),
    well: () => node.operate.well(),
    chatting: chatting(node),
    clock: node.clock,
  }
}

function footOf({ name, version, identity, log, logTime }: Node): NodeFoot {
  const { origin, verifierKey } = log
  return {
    name,
    version,
    identity,
    log: { origin, verifierKey, size: log.checkpoint().size, time: logTime() },
  }
}

/** In addresses digests are bare digits: what is no version may be one. */
async function pointed(sources: ViewSources, { ref, at }: ReleasePointer): Promise<ReleaseView> {
  if (at === undefined) return releaseView(sources, ref)
  try {
    return await releaseView(sources, `${ref}@${at}`)
  } catch (error) {
    const unknown = error instanceof OwcError && error.problem.code === 'revision-missing'
    if (!unknown || !/^[0-9a-f]{12,64}$/.test(at)) throw error
    return releaseView(sources, `${ref}@sha256:${at}`)
  }
}
