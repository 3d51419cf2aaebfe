// All parts with their examples, for unit test, accessibility check and pictures.

import { examples as answers } from '../../../src/http/pages/parts/answers.ts'
import { examples as ask } from '../../../src/http/pages/parts/ask.ts'
import { examples as body } from '../../../src/http/pages/parts/body.ts'
import { examples as cite } from '../../../src/http/pages/parts/cite.ts'
import { examples as claims } from '../../../src/http/pages/parts/claims.ts'
import { examples as command } from '../../../src/http/pages/parts/command.ts'
import { examples as componentsForm } from '../../../src/http/pages/parts/components-form.ts'
import { examples as demands } from '../../../src/http/pages/parts/demands.ts'
import { examples as digest } from '../../../src/http/pages/parts/digest.ts'
import { examples as documents } from '../../../src/http/pages/parts/documents.ts'
import { examples as duties } from '../../../src/http/pages/parts/duties.ts'
import { examples as empty } from '../../../src/http/pages/parts/empty.ts'
import { examples as erased } from '../../../src/http/pages/parts/erased.ts'
import { examples as evidence } from '../../../src/http/pages/parts/evidence.ts'
import type { Example } from '../../../src/http/pages/parts/example.ts'
import { examples as failures } from '../../../src/http/pages/parts/failures.ts'
import { examples as fields } from '../../../src/http/pages/parts/fields.ts'
import { examples as files } from '../../../src/http/pages/parts/files.ts'
import { examples as filters } from '../../../src/http/pages/parts/filters.ts'
import { examples as formats } from '../../../src/http/pages/parts/formats.ts'
import { examples as frameworks } from '../../../src/http/pages/parts/frameworks.ts'
import { examples as grade } from '../../../src/http/pages/parts/grade.ts'
import { examples as hazards } from '../../../src/http/pages/parts/hazards.ts'
import { examples as hosting } from '../../../src/http/pages/parts/hosting.ts'
import { examples as keys } from '../../../src/http/pages/parts/keys.ts'
import { examples as known } from '../../../src/http/pages/parts/known.ts'
import { examples as notices } from '../../../src/http/pages/parts/notices.ts'
import { examples as object } from '../../../src/http/pages/parts/object.ts'
import { examples as operator } from '../../../src/http/pages/parts/operator.ts'
import { examples as origin } from '../../../src/http/pages/parts/origin.ts'
import { examples as otherLogs } from '../../../src/http/pages/parts/other-logs.ts'
import { examples as paging } from '../../../src/http/pages/parts/paging.ts'
import { examples as points } from '../../../src/http/pages/parts/points.ts'
import { examples as progress } from '../../../src/http/pages/parts/progress.ts'
import { examples as proof } from '../../../src/http/pages/parts/proof.ts'
import { examples as reach } from '../../../src/http/pages/parts/reach.ts'
import { examples as releaseTable } from '../../../src/http/pages/parts/release-table.ts'
import { examples as respond } from '../../../src/http/pages/parts/respond.ts'
import { examples as seal } from '../../../src/http/pages/parts/seal.ts'
import { examples as sealed } from '../../../src/http/pages/parts/sealed.ts'
import { examples as stands } from '../../../src/http/pages/parts/stands.ts'
import { examples as stated } from '../../../src/http/pages/parts/stated.ts'
import { examples as table } from '../../../src/http/pages/parts/table.ts'
import { examples as todo } from '../../../src/http/pages/parts/todo.ts'
import { examples as trail } from '../../../src/http/pages/parts/trail.ts'
import { examples as use } from '../../../src/http/pages/parts/use.ts'
import { examples as when } from '../../../src/http/pages/parts/when.ts'

export const parts: Readonly<Record<string, () => readonly Example[]>> = {
  answers,
  ask,
  body,
  cite,
  claims,
  command,
  'components-form': componentsForm,
  demands,
  digest,
  documents,
  duties,
  empty,
  erased,
  evidence,
  failures,
  fields,
  files,
  filters,
  formats,
  frameworks,
  grade,
  hazards,
  hosting,
  keys,
  known,
  object,
  operator,
  origin,
  'other-logs': otherLogs,
  paging,
  progress,
  notices,
  points,
  proof,
  reach,
  'release-table': releaseTable,
  respond,
  seal,
  sealed,
  stands,
  stated,
  table,
  todo,
  trail,
  use,
  when,
}
