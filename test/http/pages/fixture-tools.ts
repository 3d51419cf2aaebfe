// What a machine can run and what tools are shown to run, as pages get it: usual, and as hostile as foreign names can be.

import type { Sha256 } from '../../../src/base/digest.ts'
import type { Instant } from '../../../src/base/time.ts'
import type { ToolsPageView } from '../../../src/node/views/tools.ts'
import { digestOf, HOSTILE } from './fixture.ts'
import { NASTY } from './fixture-who.ts'

const memory = { freeBytes: 3.2e9, totalBytes: 8e9 }
const when = '2026-11-03T09:00:00Z' as Instant
const tool = digestOf('tool')

export const toolsView: ToolsPageView = {
  fit: {
    memory,
    runtime: { name: 'node-llama-cpp', version: '3.21.1', installed: true },
    atOnce: 4,
    sentence: 'This machine has 8.0 GB of memory, 3.2 GB of it free; 1 of 2 models held here can run now.',
    lines: [
      {
        name: 'acme/tern:Q4_K_M',
        release: 'acme/tern',
        object: `sha256:${digestOf('tern')}`,
        format: 'gguf',
        sizeBytes: 240e6,
        needsBytes: 610e6,
        contextSize: 4096,
        verdict: 'runs',
        sentence:
          'Runs here: it needs about 610 MB for 4 answers at once of up to 4,096 tokens; 3.2 GB are free.',
      },
      {
        name: `acme/hostile:${HOSTILE}`,
        release: 'acme/hostile',
        format: HOSTILE,
        sizeBytes: Number.MAX_VALUE,
        verdict: 'other',
        sentence: `Is not run here: expected a file without faults, found ${HOSTILE}.`,
      },
    ],
    more: true,
  },
  tools: [
    {
      digest: tool,
      name: 'node-llama-cpp',
      version: '3.21.1',
      kind: 'runtime',
      licences: ['MIT'],
      keptBy: 'https://tool.example',
      statement: digestOf('said'),
      reports: 2,
      answered: 1,
    },
    {
      digest: digestOf('other'),
      name: HOSTILE,
      version: HOSTILE,
      licences: [HOSTILE],
      reports: 0,
      answered: 0,
    },
  ],
  reports: [
    {
      statement: digestOf('report'),
      object: digestOf('tern'),
      tool,
      toolName: HOSTILE,
      toolVersion: '1',
      outcome: 'answered',
      handed: 'path',
      peakBytes: 297e6,
      firstTokenMs: '31',
      tokensPerSecond: '118',
      cpu: HOSTILE,
      cores: 2,
      memoryBytes: 8e9,
      system: 'linux',
      measured: when,
      by: NASTY,
      byName: HOSTILE,
      time: when,
    },
    {
      statement: digestOf('failed') satisfies Sha256,
      object: digestOf('tern'),
      tool,
      toolName: 'node-llama-cpp',
      toolVersion: '3.21.1',
      outcome: 'failed',
      handed: 'stated',
      cpu: 'AMD EPYC',
      cores: 1,
      memoryBytes: 8e9,
      system: 'linux',
      measured: when,
      by: NASTY,
      time: when,
    },
  ],
}
