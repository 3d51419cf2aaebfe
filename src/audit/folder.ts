// What an audit folder is made of, and how one is told from a plain copy of a release. Only the bundle is signed;
// everything else in it is as good as whoever handed the folder over.

import { BUNDLE_PATH } from '../ledger/bundle.ts'

export const BUNDLE_FILE = 'release.owcb.json'
export const SUMS_FILE = 'SHA256SUMS'
export const REPORT_FILE = 'report.html'
export const PAGE_FILE = 'verify.html'
export const README_FILE = 'README.txt'
export const FILES_FOLDER = 'files'

/** audit: a folder as `owc export --as audit` writes it · copy: the files of a release, with `.owc/` among them or not */
export type Layout = 'audit' | 'copy'

/** @param has whether a path, from the folder's root, is there */
export function layoutOf(has: (path: string) => boolean): Layout {
  return has(BUNDLE_FILE) && !has(BUNDLE_PATH) ? 'audit' : 'copy'
}
