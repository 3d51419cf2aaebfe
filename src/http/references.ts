// What a reference in a request is about: a digest as it is, whatever it names; else the artifact that it means here.

import { type Sha256, sha256 } from '../base/digest.ts'
import { namesOf } from '../node/namespaces.ts'
import type { Node } from '../node/node.ts'
import { resolveRef } from '../node/views/ref.ts'

/** @throws OwcError `release-missing`, `revision-missing`, `name-invalid`, `digest-invalid` */
export async function oneArtifact(node: Node, text: string): Promise<Sha256> {
  return sha256(text.replace(/^sha256:/, '')) ?? (await resolveRef(namesOf(node), text)).artifact
}
