// The name under which something is published: what was released under it before, whether this identity may use its
// namespace, and what is said of an earlier version.

import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Api } from '../client/api.ts'
import type { ReleaseRecord } from '../commons/releases/record.ts'
import type { Receipt } from '../node/node.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { ReleaseView } from '../node/views/release.ts'
import type { StatementView } from '../node/views/statement.ts'
import { agreed } from './agreed.ts'
import type { Call, Connection } from './command.ts'
import { changeIdentity } from './namespace-change.ts'
import type { Out } from './out.ts'
import type { Voice } from './voice.ts'

export type Earlier =
  | { readonly kind: 'first' }
  | { readonly kind: 'revision' }
  | { readonly kind: 'newer'; readonly version: string }

type Speaking = { readonly connection: Connection; readonly voice: Voice; readonly out: Out }

/** @throws OwcError `version-taken` before anything is sent */
export async function earlierOf(api: Api, { subject }: ReleaseRecord, artifact: Sha256): Promise<Earlier> {
  const { id, version } = subject
  const same = await releaseAt(api, `${id}@${version}`)
  if (same?.kind === 'release' && same.version === version) {
    if (same.artifact === artifact) return { kind: 'revision' }
    throw new OwcError({
      code: 'version-taken',
      where: `${id}@${version}`,
      expected: `the bytes that bear this version, sha256:${same.artifact.slice(0, 12)}`,
      found: `sha256:${artifact.slice(0, 12)}`,
      hint: 'Give the new bytes a new version.',
    })
  }
  const newest = await releaseAt(api, id)
  if (newest?.kind !== 'release' || newest.version === null) return { kind: 'first' }
  return { kind: 'newer', version: newest.version }
}

async function releaseAt(api: Api, ref: string): Promise<ReleaseView | undefined> {
  try {
    return await api.get<ReleaseView>(`commons/v1/releases/${ref}`)
  } catch (error) {
    const missing = ['release-missing', 'revision-missing']
    if (error instanceof OwcError && missing.includes(error.problem.code)) return undefined
    throw error
  }
}

/** Claims the namespace when the identity that publishes has not: asked first, unless --yes. The node alone decides. */
export async function mayName(call: Call, { connection, voice, out }: Speaking, id: string): Promise<void> {
  if (voice.keys.statements.length === 0) return // the node speaks; its operator decides
  const [namespace = ''] = id.split('/')
  const view = await connection.api.get<IdentityView>(`/commons/v1/identities/${voice.identity}`)
  if (view.namespaces.includes(namespace)) return
  const where = `namespace ${namespace}`
  if (!(await agreed(call, `Claim the namespace ${namespace} for ${voice.name}?`, where)))
    throw new OwcError({
      code: 'namespace-unclaimed',
      where,
      expected: `a claim by ${voice.name}`,
      found: 'none, and your no',
    })
  await changeIdentity(call.world, connection, {
    key: voice.identity,
    change: ({ namespaces = [] }) =>
      namespaces.includes(namespace) ? undefined : { namespaces: [...namespaces, namespace] },
  })
  out.line(`claimed the namespace ${namespace}`)
}

/** With --supersedes: the earlier version, by the same issuer, names this one as its successor. */
export async function sayFollowed(
  { flag }: Call,
  { connection: { api }, voice }: Speaking,
  { subject }: ReleaseRecord,
): Promise<Receipt | undefined> {
  const version = flag('supersedes')
  if (version === undefined) return undefined
  const earlier = await releaseAt(api, `${subject.id}@${version}`)
  if (earlier === undefined)
    throw new OwcError({
      code: 'revision-missing',
      where: '--supersedes',
      expected: `an earlier version of ${subject.id}`,
      found: version,
      hint: 'The release itself was logged; say the status of the earlier one with owc release status.',
    })
  return await voice.say({
    type: 'owc:status/v1',
    subjects: [{ name: subject.id, digest: earlier.artifact }],
    body: { stage: await stageOf(api, earlier), supersededBy: `${subject.id}@${subject.version}` },
  })
}

/** The stage that a release has reached: what its issuer said last, else its record, else what a public release is. */
export async function stageOf(api: Api, { status, statement }: ReleaseView): Promise<string> {
  if (status !== undefined) return status.stage
  const said = await api.get<StatementView>(`commons/v1/statements/${statement}`)
  const { releaseType } = (said.body ?? {}) as { readonly releaseType?: { readonly stage?: string } }
  return releaseType?.stage ?? 'broad'
}
