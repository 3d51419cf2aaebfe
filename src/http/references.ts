// What a reference in a request is about: a digest as it is, whatever it names; else the artifact that it means here.

import { type Sha256, sha256 } from '../base/digest.ts'
import type { Node } from '../node/node.ts'
import { resolveRef } from '../node/views/ref.ts'

/** @throws OwcError `release-missing`, `revision-missing`, `name-invalid`, `digest-invalid` */
export async function oneArtifact({ index }: Node, text: string): Promise<Sha256> {
  return sha256(text.replace(/^sha256:/, '')) ?? (await resolveRef(index, text)).artifact
}
