// A good bundle, a trust file for it, and the call that both files of verify tests make.

import type { Problem } from '../../src/base/errors.ts'
import { type Bundle, bundleBytes } from '../../src/ledger/bundle.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import type { Report } from '../../src/ledger/report.ts'
import { identityLine, parseTrust, type Trust } from '../../src/ledger/trust.ts'
import { type VerifyRequest, verifyRelease } from '../../src/ledger/verify.ts'
import type { FoundFiles } from '../../src/ledger/verify-bytes.ts'
import { CONTENT, filesOf, type Release, release, sha } from './signing-doubles.ts'

export const made = await release()
export const good = await made.bundle()

export function trustOf({ log, lab }: Pick<Release, 'log' | 'lab'>, more = ''): Trust {
  const text = `# mine\nlog ${log.vkey}\n${identityLine({ id: lab.id, name: 'The Lab' })}${more}`
  return parseTrust(text, 'trust', crypto)
}

export function folder(content: Readonly<Record<string, Uint8Array>> = CONTENT): FoundFiles {
  return {
    files: filesOf(content),
    scope: 'folder',
    hashRange: async (path, { start, end }) => sha((content[path] as Uint8Array).subarray(start, end)),
  }
}

export async function verify(change: Partial<VerifyRequest> = {}, bundle: Bundle = good): Promise<Report> {
  const request = { bundle: bundleBytes(bundle), found: folder(), trust: trustOf(made), ...change }
  return verifyRelease(request, crypto)
}

export function codesOf({ problems }: { readonly problems: readonly Problem[] }): string {
  return problems.map(({ code }) => code).join(' ')
}
