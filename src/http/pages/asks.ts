// What pages ask of the node. The running node answers (asks-node.ts), and in browser tests a set of examples does;
// so pages render views and hold no rule of the domain.

import type { Sha256 } from '../../base/digest.ts'
import type { Clock } from '../../base/time.ts'
import type { Todo } from '../../commons/standard/todo.ts'
import type { Who } from '../../node/access.ts'
import type { Words } from '../../node/answer.ts'
import type { Imports } from '../../node/imports.ts'
import type { Invitation } from '../../node/invitations.ts'
import type { Publishing } from '../../node/publishing.ts'
import type { AfterView } from '../../node/views/after.ts'
import type { Chatting } from '../../node/views/chat.ts'
import type { CheckView } from '../../node/views/check.ts'
import type { Asked as Compared, ComparePage } from '../../node/views/compare.ts'
import type { ExportsPage } from '../../node/views/export.ts'
import type { FeedScope, FeedView } from '../../node/views/feed.ts'
import type { FindingsFilter, FindingsPage, MethodPage } from '../../node/views/findings.ts'
import type { HistoryPage } from '../../node/views/history.ts'
import type { LicencePage, LicencesPage } from '../../node/views/licences.ts'
import type { Opened } from '../../node/views/opens.ts'
import type { ReleaseFilter, ReleasePage, ReleaseView } from '../../node/views/release.ts'
import type { SaidPage, SaidQuery } from '../../node/views/said-page.ts'
import type { ArtifactView, LogView, NodeView, StatementView } from '../../node/views/statement.ts'
import type { ToolsPageView } from '../../node/views/tools.ts'
import type { IdentityPage, PublisherPage } from '../../node/views/who.ts'
import type { WellView } from '../../node/well.ts'
import type { NodeFoot } from './page.ts'
import type { Choices } from './parts/filters.ts'

/** One origin of models, asked whether it answers now. */
export type Reach = {
  readonly title: string
  readonly example: string
  readonly answers: 'yes' | 'no' | 'not asked' // not asked: it has no one address
  readonly detail: string
}

export type ReleasePointer = {
  readonly ref: string // namespace/name
  readonly at?: string // version, sha256:… or twelve digits and more
}

export type Asks = {
  /** For the foot of each page: at hand, not counted. */
  foot(): NodeFoot
  node(who: Who): Promise<NodeView>
  releases(filter: ReleaseFilter): Promise<ReleasePage>
  /** Formats and licences that occur here, for the filters. */
  choices(): Promise<Choices>
  release(pointer: ReleasePointer): Promise<ReleaseView | undefined>
  /** @throws OwcError `release-missing` … */
  check(ref: string): Promise<CheckView & { readonly todo: readonly Todo[] }>
  /** @throws OwcError `release-missing` … */
  after(ref: string): Promise<AfterView>
  /** @throws OwcError `release-missing` … */
  exports(ref: string): Promise<ExportsPage>
  licences(): Promise<LicencesPage>
  /** Undefined when no licence is known by that name. */
  licence(id: string): Promise<LicencePage | undefined>
  findings(filter: FindingsFilter): Promise<FindingsPage>
  /** Undefined: no detector has this id. */
  method(id: string, paging: Pick<FindingsFilter, 'limit' | 'after'>): Promise<MethodPage | undefined>
  /** Names that are nearest to one that is not here. */
  nearest(ref: string): Promise<readonly string[]>
  artifact(artifact: Sha256): Promise<ArtifactView | undefined>
  statement(statement: Sha256): Promise<StatementView | undefined>
  /** What a digest leads to of which only the digits are known. */
  opened(digest: Sha256): Promise<Opened | undefined>
  /** Rows below `before`, newest first; from the end when absent. */
  log(limit: number, before?: number): Promise<LogView>
  said(query: SaidQuery): Promise<SaidPage>
  identity(identity: string): Promise<IdentityPage | undefined>
  /** Whoever holds a namespace; `after`: page token of its releases. */
  namespace(namespace: string, after?: string): Promise<PublisherPage | undefined>
  /** Undefined when nothing of that name is here. */
  feed(scope: FeedScope): Promise<FeedView | undefined>
  history(ref: string, after?: string): Promise<HistoryPage | undefined>
  compare(asked: Compared): Promise<ComparePage | undefined>
  /** What an invitation offers, by its secret. */
  invitation(secret: string): Promise<Invitation>
  readonly imports: Imports
  /** The log of another node, looked at now because a person asked. */
  look(url: string): Promise<unknown>
  readonly publishing: Publishing // records that are being written here
  host(artifact: Sha256, who: Who): Promise<unknown>
  /** Answers a statement in the node's own name. */
  respond(statement: Sha256, words: Words): Promise<unknown>
  /** One cheap request to each origin, because a person asked. */
  probe(): Promise<readonly Reach[]>
  /** What this machine can run; only for its operator of sources too. */
  tools(words: string | undefined, who: Who): Promise<ToolsPageView>
  /** Whether the node is well, for its operator. */
  well(): Promise<WellView>
  readonly chatting: Chatting
  readonly clock: Clock
}
