// Licences as the lines of an observation name them: `MIT` in a package's metadata and `apache-2.0` in the card beside it
// are two lines, and both stay (release-standard 4.3 C7).

import { isLicenceLine, type LicenceLine, licenceText } from './words.ts'

/** Distinct as written; a trove classifier by its last part. */
export function licencesOf({
  read,
  said,
}: {
  readonly read: readonly LicenceLine[]
  readonly said: readonly LicenceLine[]
}): string[] {
  const stated = [...read, ...said].filter(isLicenceLine).map(({ value }) => licenceText(value))
  return [...new Set(stated)].filter((text) => text !== '')
}
