// Where sources look, as this machine is set: what the operator chose for the node, else what the user's own tools
// are set to (pip's configuration, HF_ENDPOINT), else the public defaults. Pure: texts of files come in as parameters.

import type { SourceSettings } from './source.ts'

export const PUBLIC_INDEX = 'https://pypi.org/simple'
export const PUBLIC_HUB = 'https://huggingface.co'

export type Environment = Readonly<Record<string, string | undefined>>

export type SettingTexts = {
  /** pip's files from the least to the most important: site, user, environment's own, PIP_CONFIG_FILE. */
  readonly pip: readonly string[]
  /** Token that `hf auth login` left, when there is one. */
  readonly huggingfaceToken?: string
}

export type Chosen = { readonly pypiIndex?: string; readonly huggingface?: string }

export function sourceSettings(
  environment: Environment,
  texts: SettingTexts,
  chosen: Chosen,
): SourceSettings {
  const pip = Object.assign({}, ...texts.pip.map(parsePip)) as Readonly<Record<string, string>>
  const index = chosen.pypiIndex || environment['PIP_INDEX_URL'] || pip['index-url'] || PUBLIC_INDEX
  const certificates = environment['PIP_CERT'] || pip['cert']
  const hub = chosen.huggingface || environment['HF_ENDPOINT'] || PUBLIC_HUB
  const token = environment['HF_TOKEN'] || environment['HUGGING_FACE_HUB_TOKEN'] || texts.huggingfaceToken
  return {
    pypiIndex: firstWord(index),
    ...(certificates ? { pypiCertificates: certificates } : {}),
    huggingface: firstWord(hub).replace(/\/+$/, ''),
    ...(token?.trim() ? { huggingfaceToken: token.trim() } : {}),
  }
}

/** Files that may hold settings of pip, least important first (pip's documentation, "Configuration files"). */
export function pipFiles(environment: Environment, platform: NodeJS.Platform): readonly string[] {
  const named = environment['PIP_CONFIG_FILE']
  if (named === '/dev/null' || named === 'NUL') return [] // pip's own way to say: none
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? ''
  const files =
    platform === 'win32'
      ? [
          `${environment['PROGRAMDATA'] ?? 'C:\\ProgramData'}\\pip\\pip.ini`,
          `${home}\\pip\\pip.ini`,
          `${environment['APPDATA'] ?? home}\\pip\\pip.ini`,
        ]
      : [
          ...unixSite(environment, platform),
          `${home}/.pip/pip.conf`,
          ...unixUser(environment, platform, home),
        ]
  const inside = environment['VIRTUAL_ENV']
  if (inside) files.push(platform === 'win32' ? `${inside}\\pip.ini` : `${inside}/pip.conf`)
  return named ? [...files, named] : files
}

/** Where `hf auth login` leaves its token. */
export function huggingfaceTokenFile(environment: Environment): string {
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? ''
  const base = environment['HF_HOME'] || `${environment['XDG_CACHE_HOME'] || `${home}/.cache`}/huggingface`
  return environment['HF_TOKEN_PATH'] || `${base}/token`
}

function unixSite(environment: Environment, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') return ['/Library/Application Support/pip/pip.conf']
  const folders = (environment['XDG_CONFIG_DIRS'] || '/etc/xdg').split(':').filter((folder) => folder !== '')
  return [...folders.reverse().map((folder) => `${folder}/pip/pip.conf`), '/etc/pip.conf']
}

function unixUser(environment: Environment, platform: NodeJS.Platform, home: string): string[] {
  const plain = `${environment['XDG_CONFIG_HOME'] || `${home}/.config`}/pip/pip.conf`
  return platform === 'darwin' ? [plain, `${home}/Library/Application Support/pip/pip.conf`] : [plain]
}

/** The keys of [global], then those of [download] and [install] over them. */
function parsePip(text: string): Record<string, string> {
  const sections: Record<string, Record<string, string>> = { global: {}, download: {}, install: {} }
  let section: Record<string, string> | undefined
  for (const line of text.split(/\r?\n/, 5_000)) {
    const heading = /^\s*\[([^\]]+)\]\s*$/.exec(line)
    if (heading !== null) section = sections[heading[1] as string]
    const pair = /^([A-Za-z][\w-]*)\s*[=:]\s*(.*?)\s*$/.exec(line)
    if (pair !== null && section !== undefined)
      section[(pair[1] as string).replaceAll('_', '-')] = pair[2] as string
  }
  return { ...sections['global'], ...sections['download'], ...sections['install'] }
}

function firstWord(text: string): string {
  return text.trim().split(/\s+/)[0] ?? ''
}
