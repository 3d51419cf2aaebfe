// Tools: which runtime, converter or client is there, exactly which bytes of it, under which licence as stated, kept by
// whom; and run reports: that a tool loaded an object on some hardware and answered a fixed probe, in so much memory, at
// such speed, or that it did not.
// Invariants: the subject of a tool is the digest of its own bytes; the subjects of a run report are the object first and
// then the artifact that it was taken from, and `tool` names the tool's digest. What was not measured is absent, never
// nought; a licence that nobody stated is absent. Source: DESIGN 5 (`tools`), 9; reference/README.md (object, artifact).

import type { Static } from 'typebox'
import {
  Count,
  closed,
  Decimal,
  Digest,
  Hex256,
  Line,
  list,
  oneOf,
  optional,
  Text,
  Time,
  typed,
} from '../shapes.ts'
import type { StatementType } from '../subject.ts'

const MAX_PARTS = 64
const MAX_FORMATS = 32

export const TOOL_KINDS = ['runtime', 'converter', 'client', 'other'] as const
export const OUTCOMES = ['answered', 'loaded', 'failed'] as const
/** How the tool came by these bytes: a descriptor whose digest is the name; a path that it was given; or only the word
 *  of who reports, where a tool finds a model by a name of its own. */
export const HANDED = ['open-file', 'path', 'stated'] as const

export const Tool = closed({
  name: Line, // node-llama-cpp, llama.cpp, ollama
  version: Line, // as the tool itself says it
  kind: oneOf(TOOL_KINDS),
  covers: Line, // which bytes the subject's digest covers, in words
  platform: optional(Line), // linux x64
  licence: optional(Line), // as stated, verbatim
  licenceSource: optional(Line), // who or what states it
  keptBy: optional(Line), // who keeps it, as the tool's own package says
  from: optional(list(Line, 16)), // addresses or packages where it can be had
  contains: optional(
    list(closed({ name: Line, version: optional(Line), licence: optional(Line) }), MAX_PARTS),
  ), // what does the work inside, where the tool says so
  formats: optional(list(Line, MAX_FORMATS)), // that it is said to read
})
export type Tool = Static<typeof Tool>

const Hardware = closed({
  cpu: Line,
  cores: Count, // that the tool could use
  memoryBytes: Count,
  system: Line, // linux 6.1 x64
  accelerator: optional(Line), // absent: none was used
})

export const RunReport = closed({
  tool: Digest, // the subject of its `tool` statement
  toolName: Line,
  toolVersion: Line,
  outcome: oneOf(OUTCOMES),
  handed: oneOf(HANDED),
  problem: optional(Text), // why it did not answer, in the tool's own words
  measured: Time, // when
  probe: closed({
    id: Line, // owc-probe/1
    prompt: Text,
    sampling: Line, // greedy
    tokens: Count, // asked for
  }),
  output: optional(
    closed({ bytes: Count, sha256: Hex256, tokens: optional(Count), promptTokens: optional(Count) }),
  ), // digest of the text, so that two runs can be compared without it
  memory: optional(
    closed({ peakBytes: Count, covers: Line, estimatedBytes: optional(Count) }), // resident; of which processes
  ),
  speed: optional(
    closed({
      loadSeconds: optional(Decimal),
      firstTokenMs: optional(Decimal), // from the question to the first token, loaded before
      promptTokensPerSecond: optional(Decimal),
      tokensPerSecond: optional(Decimal),
      wallSeconds: optional(Decimal), // from start to end, loading included
    }),
  ),
  settings: optional(
    closed({
      contextSize: optional(Count),
      sequences: optional(Count),
      threads: optional(Count),
      command: optional(Line), // with its placeholders, as it was given
    }),
  ),
  hardware: Hardware,
  load: optional(Decimal), // of the machine in the minute before
})
export type RunReport = Static<typeof RunReport>

const toolExample = {
  name: 'node-llama-cpp',
  version: '3.21.1',
  kind: 'runtime',
  covers: 'the native files of @node-llama-cpp/linux-x64 3.21.1, as an owc-artifact/v1 manifest',
  platform: 'linux x64',
  licence: 'MIT',
  licenceSource: 'package.json of the package',
  keptBy: 'https://github.com/withcatai/node-llama-cpp',
  from: ['npm package node-llama-cpp 3.21.1'],
  contains: [{ name: 'llama.cpp', version: 'v0.4.0' }],
  formats: ['gguf'],
} satisfies Tool

const reportExample = {
  tool: `sha256:${'7c'.repeat(32)}`,
  toolName: 'node-llama-cpp',
  toolVersion: '3.21.1',
  outcome: 'answered',
  handed: 'open-file',
  measured: '2026-11-03T09:00:00Z',
  probe: { id: 'owc-probe/1', prompt: 'The capital of France is', sampling: 'greedy', tokens: 32 },
  output: { bytes: 143, sha256: '5d'.repeat(32), tokens: 32, promptTokens: 5 },
  memory: { peakBytes: 297000000, covers: 'the process of the model', estimatedBytes: 281000000 },
  speed: {
    loadSeconds: '0.48',
    firstTokenMs: '31',
    promptTokensPerSecond: '221',
    tokensPerSecond: '118',
    wallSeconds: '1.02',
  },
  settings: { contextSize: 512, sequences: 1, threads: 1 },
  hardware: { cpu: 'AMD EPYC', cores: 2, memoryBytes: 25769803776, system: 'linux 6.18 x64' },
  load: '0.2',
} satisfies RunReport

export const types: readonly StatementType[] = [
  {
    type: 'owc:tool/v1',
    title: 'Tool',
    summary:
      'Which runtime, converter or client is there: its bytes, version, licence as stated, and keeper.',
    schema: Tool,
    ordered: false,
    example: toolExample,
    line: typed(Tool, ({ name, version, kind, licence }) => {
      const under = licence === undefined ? 'its licence is not stated' : `under ${licence}, as stated`
      return `names the ${kind === 'other' ? 'tool' : kind} ${name} ${version}, ${under}`
    }),
  },
  {
    type: 'owc:run-report/v1',
    title: 'Run report',
    summary:
      'That a tool loaded an object and answered a fixed probe on some hardware, in so much memory, at such speed; or that it did not.',
    schema: RunReport,
    ordered: false,
    example: reportExample,
    line: typed(RunReport, ({ toolName, toolVersion, outcome, memory }) => {
      const tool = `${toolName} ${toolVersion}`
      if (outcome === 'failed') return `${tool} did not answer from these bytes`
      const most = memory === undefined ? '' : `, in ${(memory.peakBytes / 1e9).toFixed(2)} GB at most`
      return outcome === 'answered'
        ? `${tool} answered from these bytes${most}`
        : `${tool} loaded these bytes${most}`
    }),
  },
]
