// Every point of every durable step of files fails once and dies once (test/storage/schedules.ts).

import { test } from 'node:test'
import { failAndRepeatFilesAt, pointsOfFiles } from '../storage/schedules.ts'

for (const way of ['fails', 'dies'] as const)
  test(`durable steps of files: nothing acknowledged is lost wherever one ${way}`, async () => {
    const points = await pointsOfFiles()
    for (const at of points.keys()) await failAndRepeatFilesAt(at, way)
  })
