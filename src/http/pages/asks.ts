// What pages ask of the node. The running node answers (asks-node.ts), and in browser tests a set of examples does;
// so pages render views and hold no rule of the domain.

import type { Sha256 } from '../../base/digest.ts'
import type { Clock } from '../../base/time.ts'
import type { Who } from '../../node/access.ts'
import type { Imports } from '../../node/imports.ts'
import type { Invitation } from '../../node/invitations.ts'
import type { ReleaseFilter, ReleasePage, ReleaseView } from '../../node/views/release.ts'
import type { ArtifactView, LogView, NodeView, StatementView } from '../../node/views/statement.ts'
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
  /** Names that are nearest to one that is not here. */
  nearest(ref: string): Promise<readonly string[]>
  artifact(artifact: Sha256): Promise<ArtifactView | undefined>
  statement(statement: Sha256): Promise<StatementView | undefined>
  /** Rows below `before`, newest first; from the end when absent. */
  log(limit: number, before?: number): Promise<LogView>
  readonly imports: Imports
  host(artifact: Sha256, who: Who): Promise<unknown>
  said(query: SaidQuery): Promise<SaidPage>
  identity(identity: string): Promise<IdentityPage | undefined>
  /** What an invitation offers, by its secret. */
  invitation(secret: string): Promise<Invitation>
  /** One cheap request to each origin, because a person asked. */
  probe(): Promise<readonly Reach[]>
  readonly clock: Clock
}
