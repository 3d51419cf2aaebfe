// A small commons in statements: a node that introduces itself, finds models, holds, hosts and hears answers.

import type { Logged } from '../../src/commons/subject.ts'
import { digestOf, identityNamed, logged } from './folded.ts'

export const node = identityNamed('node')

export function observation(
  index: number,
  name: string,
  change: { readonly bytes?: string; readonly licences?: readonly string[]; readonly version?: string } = {},
): Logged {
  const { bytes = name, licences = ['apache-2.0'], version } = change
  const sha256 = digestOf(bytes)
  return logged(index, {
    type: 'owc:observation/v1',
    subjects: [{ digest: digestOf(`artifact ${bytes}`) }, { digest: sha256 }],
    body: {
      name,
      ...(version !== undefined && { version }),
      found: { kind: 'pypi', package: name.replace('/', '-') },
      where: `package ${name}`,
      fileCount: 1,
      sizeBytes: bytes.length,
      files: [{ path: 'model.gguf', sizeBytes: bytes.length, sha256, format: 'gguf' }],
      objects: [
        { tag: 'Q4_1', files: ['model.gguf'], digest: `sha256:${sha256}`, format: 'gguf', sizeBytes: 1 },
      ],
      read: licences.slice(0, 1).map((value) => ({
        key: 'general.license',
        value,
        file: 'model.gguf',
        offset: 8,
      })),
      said: licences.slice(1).map((value) => ({ key: 'License-Expression', value, where: 'METADATA' })),
      hazards: [],
    },
  })
}

export function charter(index: number, holder = node): Logged {
  return logged(index, {
    type: 'owc:charter/v1',
    issuer: holder,
    body: {
      version: 1,
      name: 'A node',
      purpose: 'Hold models.',
      bodies: [{ id: 'operator', seats: 1, holders: [holder] }],
      matters: [{ id: 'hosting', body: 'operator', mode: 'one-seat' }],
      limits: ['One person decides everything here.'],
      exit: 'Everything can be downloaded.',
    },
  })
}

export function decision(index: number, bytes: string, outcome: string, issuer = node): Logged {
  return logged(index, {
    type: 'owc:decision/v1',
    issuer,
    subjects: [{ digest: digestOf(`artifact ${bytes}`) }],
    body: {
      matter: 'hosting',
      outcome,
      ground: { kind: 'one-seat charter' },
      reasons: ['Asked for.'],
      automated: false,
      appeal: 'Nobody else can hear an appeal.',
    },
  })
}

export function custody(index: number, bytes: string, change: Readonly<Record<string, string>> = {}): Logged {
  return logged(index, {
    type: 'owc:custody/v1',
    subjects: [{ digest: digestOf(`artifact ${bytes}`) }],
    body: { since: '2026-11-03T09:00:00Z', ...change },
  })
}

export function withdrawal(index: number, of: Logged, issuer = of.issuer): Logged {
  return logged(index, {
    type: 'owc:withdrawal/v1',
    issuer,
    order: { seq: 0, prev: null },
    subjects: [{ digest: of.statement }],
    body: { reason: 'error', text: 'The wrong file.' },
  })
}
