// The readable form of every type that this program knows.

import { advisory, correction, response } from './advisories.ts'
import { custody } from './custody.ts'
import type { Forms } from './form.ts'
import { charter, decision } from './governance.ts'
import { evidenceCheck, identity, peerCheckpoint } from './keys.ts'
import { derivation } from './lineage.ts'
import { observation } from './observation.ts'
import { release } from './release.ts'
import { review } from './review.ts'
import { erasure, reveal, seal } from './sealing.ts'
import { status, withdrawal } from './standing.ts'
import { runReport, tool } from './tools.ts'

export const forms: Forms = new Map([
  ['owc:identity/v1', identity],
  ['owc:peer-checkpoint/v1', peerCheckpoint],
  ['owc:evidence-check/v1', evidenceCheck],
  ['owc:tool/v1', tool],
  ['owc:run-report/v1', runReport],
  ['owc:observation/v1', observation],
  ['owc:release/v1', release],
  ['owc:status/v1', status],
  ['owc:withdrawal/v1', withdrawal],
  ['owc:custody/v1', custody],
  ['owc:derivation/v1', derivation],
  ['owc:advisory/v1', advisory],
  ['owc:response/v1', response],
  ['owc:correction/v1', correction],
  ['owc:review/v1', review],
  ['owc:seal/v1', seal],
  ['owc:reveal/v1', reveal],
  ['owc:erasure/v1', erasure],
  ['owc:charter/v1', charter],
  ['owc:decision/v1', decision],
])
