// Tells a failed test at once, to stderr: the dots' own report comes at the end of a suite, and one that waits for
// ever has none.

import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

// biome-ignore lint/style/noDefaultExport: a reporter is what its file exports as default
export default async function* failed(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type === 'test:fail') yield `failed: ${data.name}\n${inspect(data.details.error)}\n`
  }
}
