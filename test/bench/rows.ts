// All rows, in the order in which they are printed.

import type { Row } from './row.ts'
import { appendFifty, appendPaced } from './rows/append.ts'
import { checkAgain, checkMany, releasePage } from './rows/checks.ts'
import { packaged, startEmpty, startLibrary, version } from './rows/commands.ts'
import { jsonDoor } from './rows/json-door.ts'
import { kyselyList, kyselyPoint } from './rows/kysely.ts'
import { listJson, listPage, searchPrefix, searchWord } from './rows/lists.ts'
import { pulled } from './rows/pull.ts'
import { runEight, runFirst, runMemory, runSpeed } from './rows/run-models.ts'
import { serveCpu, serveEight, serveOne } from './rows/serve.ts'
import { setup } from './rows/setup.ts'
import { stalled } from './rows/stalled.ts'
import { takeIn } from './rows/take-in.ts'
import { uploaded } from './rows/upload.ts'
import { verifyFile } from './rows/verify-file.ts'

export const rows: readonly Row[] = [
  serveOne,
  serveEight,
  serveCpu,
  stalled,
  pulled,
  verifyFile,
  takeIn,
  uploaded,
  jsonDoor,
  appendPaced,
  appendFifty,
  listJson,
  listPage,
  searchWord,
  searchPrefix,
  checkMany,
  checkAgain,
  releasePage,
  kyselyList,
  kyselyPoint,
  version,
  packaged,
  startEmpty,
  startLibrary,
  runFirst,
  runSpeed,
  runEight,
  runMemory,
  setup,
]
