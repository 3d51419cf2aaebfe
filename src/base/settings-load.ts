// Settings from their three places: settings.yaml < OWC_… variables < flags. Unknown keys are refused with the nearest
// known one named. The failsafe schema keeps every scalar text, so `no` and `010` mean what they say.

import { LineCounter, parseDocument } from 'yaml'
import { OwcError } from './errors.ts'
import { nearest } from './nearest.ts'
import { SETTINGS, type Setting, type SettingKey, type Settings } from './settings.ts'

const MAX_YAML_BYTES = 256 * 1024 // the parser's duplicate check is quadratic (stack 8)

export type SettingsInput = {
  readonly yaml: string | undefined // text of settings.yaml
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly flags: Readonly<Partial<Record<SettingKey, string>>>
  readonly dataFolder: string
}

/** @throws OwcError `settings-invalid` */
export function loadSettings(input: SettingsInput): Settings {
  const chosen = fromYaml(input.yaml)
  const value: Record<string, unknown> = {}
  const from: Record<string, string> = {}
  for (const setting of SETTINGS) {
    const flag = input.flags[setting.key]
    const variable = input.environment[variableOf(setting.key)]
    const written = chosen.get(setting.key)
    const [place, given] =
      flag !== undefined
        ? ['flag', flag]
        : variable !== undefined
          ? ['environment', variable]
          : ['settings.yaml', written]
    from[setting.key] = given === undefined ? 'default' : (place as string)
    value[setting.key] =
      given === undefined ? setting.fallback : typed(setting, given as string | string[], place as string)
  }
  return { value, from, dataFolder: input.dataFolder } as unknown as Settings
}

/** OWC_ASK_ABOVE_BYTES of askAboveBytes. */
export function variableOf(key: string): string {
  return `OWC_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** The commented file that a first start writes: every key with its meaning and default. */
export function settingsTemplate(): string {
  const lines = SETTINGS.map((setting: Setting) => {
    const fallback = Array.isArray(setting.fallback)
      ? '[]'
      : setting.fallback === ''
        ? '""'
        : String(setting.fallback)
    return `# ${setting.meaning}\n# ${setting.key}: ${fallback}\n`
  })
  return `# Settings of this node. A line without "#" takes effect at the next start.\n\n${lines.join('\n')}`
}

function fromYaml(yaml: string | undefined): Map<string, string | string[]> {
  const chosen = new Map<string, string | string[]>()
  if (yaml === undefined) return chosen
  if (yaml.length > MAX_YAML_BYTES)
    throw bad('settings.yaml', `at most ${MAX_YAML_BYTES} bytes`, `${yaml.length}`)
  const lines = new LineCounter()
  const document = parseDocument(yaml, { schema: 'failsafe', uniqueKeys: true, lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) {
    const at = lines.linePos(error.pos[0])
    throw bad(
      `settings.yaml, line ${at.line}, column ${at.col}`,
      'YAML with each key once',
      error.message.split('\n')[0] ?? '',
      error,
    )
  }
  const content: unknown = document.toJS({ maxAliasCount: 0 }) ?? {}
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw bad('settings.yaml', 'key: value lines', 'something else')
  for (const [key, given] of Object.entries(content)) {
    if (!SETTINGS.some((setting) => setting.key === key)) throw unknownKey(key)
    chosen.set(key, given as string | string[])
  }
  return chosen
}

function typed(setting: Setting, given: string | string[], place: string): unknown {
  const where = `setting ${setting.key} (${place})`
  if (setting.kind === 'list')
    return Array.isArray(given)
      ? given.map(String)
      : String(given)
          .split(',')
          .map((item) => item.trim())
          .filter(Boolean)
  if (typeof given !== 'string') throw bad(where, 'one value', 'a list or a map')
  if (setting.kind === 'text') {
    const { choices = [given] } = setting
    if (choices.includes(given)) return given
    throw bad(where, `one of ${choices.map((one) => JSON.stringify(one)).join(', ')}`, JSON.stringify(given))
  }
  const number = Number(given)
  if (!/^[0-9]+$/.test(given) || !Number.isSafeInteger(number))
    throw bad(where, 'a whole number', JSON.stringify(given))
  const [least, most] = setting.range ?? [0, Number.MAX_SAFE_INTEGER]
  if (number < least || number > most)
    throw bad(where, `a whole number from ${least} to ${most}`, JSON.stringify(given))
  return number
}

function unknownKey(key: string): OwcError {
  const known = nearest(
    key,
    SETTINGS.map((setting) => setting.key),
  )
  const hint = known === undefined ? undefined : `Did you mean ${known}?`
  return new OwcError({
    code: 'settings-invalid',
    where: `settings.yaml, key ${key}`,
    expected: 'a known key',
    found: JSON.stringify(key),
    ...(hint === undefined ? {} : { hint }),
  })
}

function bad(where: string, expected: string, found: string, cause?: unknown): OwcError {
  return new OwcError({ code: 'settings-invalid', where, expected, found }, cause)
}
