// Settings from their three places: which of them counts, and what is refused with its place.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { loadSettings, settingsTemplate } from '../../src/base/settings-load.ts'

type Given = { readonly yaml?: string; readonly environment?: Record<string, string>; readonly port?: string }

const load = ({ yaml, environment = {}, port }: Given) =>
  loadSettings({ yaml, environment, flags: port === undefined ? {} : { port }, dataFolder: '/data' })

test('settings: a flag comes before the environment, that before the file, and each is named', () => {
  const yaml = 'port: 1\ncontextTokens: 8192\n'
  const environment = { OWC_PORT: '2', OWC_ASK_ABOVE_BYTES: '5' }
  const rows: readonly [Given, number, string][] = [
    [{}, 8_500, 'default'],
    [{ yaml }, 1, 'settings.yaml'],
    [{ yaml, environment }, 2, 'environment'],
    [{ yaml, environment, port: '3' }, 3, 'flag'],
  ]
  for (const [given, port, from] of rows) {
    const { value, from: places } = load(given)
    assert.deepEqual([value.port, places.port], [port, from])
  }
  const { value } = load({ yaml, environment })
  assert.deepEqual([value.contextTokens, value.askAboveBytes, value.listen], [8_192, 5, []])
  assert.deepEqual(
    load({ yaml: settingsTemplate() }).value,
    load({}).value,
    'what a first start writes changes nothing',
  )
})

const REFUSED: readonly [string, RegExp][] = [
  ['contextTokens: 255', /contextTokens \(settings\.yaml\): expected a whole number from 256 to 16777216/],
  ['contextTokens: 16777217', /from 256 to 16777216, found "16777217"/],
  ['contextTokens: 4k', /expected a whole number, found "4k"/],
  ['contextTokens: -1', /expected a whole number/],
  ['contextTokens: [1, 2]', /expected one value/],
  ['contextToken: 1', /Did you mean contextTokens\?/],
  ['logLevel: loud', /expected one of /],
  ['port: 1\nport: 2', /line 2/],
  ['- port', /key: value lines/],
]
test('settings: what cannot be meant is refused with its place', () => {
  for (const [yaml, expected] of REFUSED)
    assert.throws(
      () => load({ yaml }),
      (error) =>
        error instanceof OwcError &&
        error.problem.code === 'settings-invalid' &&
        expected.test(`${error.message} ${error.problem.hint ?? ''}`),
      yaml,
    )
})
