// Which verbatim lines of an observation name a licence. Nothing is identified here: `MIT` in a package's metadata and
// `apache-2.0` in the card beside it are two lines, and both stay (release-standard 4.3 C7).

const KEY = /^(general\.)?licen[cs]e([-_](name|id|expression))?$/i
const CLASSIFIER = /^License :: /

type Line = { readonly key: string; readonly value: string }

export function isLicenceLine({ key, value }: Line): boolean {
  return KEY.test(key) || (/^classifier$/i.test(key) && CLASSIFIER.test(value))
}

/** Distinct as written; a trove classifier by its last part. */
export function licencesOf({
  read,
  said,
}: {
  readonly read: readonly Line[]
  readonly said: readonly Line[]
}): string[] {
  const stated = [...read, ...said].filter(isLicenceLine).map(({ value }) => licenceText(value))
  return [...new Set(stated)].filter((text) => text !== '')
}

export function licenceText(value: string): string {
  return value.replace(/^License :: (OSI Approved :: )?/, '').trim()
}
