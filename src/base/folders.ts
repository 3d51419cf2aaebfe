// Where this program keeps things on each platform. One data folder per user; state that must outlive a restored data
// folder (high-water marks, the client's trust set, the compile cache) stands outside it.

import { join } from 'node:path'

export type Machine = {
  readonly platform: string
  readonly home: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** `$OWC_DATA`, else the platform's place for data. */
export function dataFolder({ platform, home, environment }: Machine): string {
  const given = environment['OWC_DATA']
  if (given !== undefined && given !== '') return given
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'owc')
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'owc')
  return join(environment['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'owc')
}

/** `$OWC_STATE`, else the platform's place for state. */
export function stateFolder({ platform, home, environment }: Machine): string {
  const given = environment['OWC_STATE']
  if (given !== undefined && given !== '') return given
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'owc-state')
  if (platform === 'win32')
    return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'owc-state')
  return join(environment['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'owc')
}
