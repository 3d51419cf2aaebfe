// One process's try at a pull, to be killed: node pull-process.ts URL FOLDER

import process from 'node:process'
import { connect } from '../../src/client/api.ts'
import { pullRelease } from '../../src/client/pull-release.ts'
import { describe, parseWanted } from '../../src/client/release.ts'

const [url = '', folder = ''] = process.argv.slice(2)
const api = connect({ url })
const release = await describe(api, parseWanted('acme/tiny', 'test'))
await pullRelease({ api, release, folder, progress: () => undefined, signal: new AbortController().signal })
api.close()
