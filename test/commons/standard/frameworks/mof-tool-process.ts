// By hand, not in CI: our MOF rule over the model files of the Model Openness Tool, read in place from a clone, beside
// the counts that release-standard 1.3 gives.
//   node test/commons/standard/frameworks/mof-tool-process.ts CLONE.git

import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { parse } from 'yaml'
import type { Instant } from '../../../../src/base/time.ts'
import {
  type ComponentFact,
  type ComponentId,
  type Components,
  DATA_FACTS,
} from '../../../../src/commons/standard/frameworks/have.ts'
import { mof } from '../../../../src/commons/standard/frameworks/mof.ts'
import { verdictOf } from '../../../../src/commons/standard/licences/facts.ts'

const NAMES: Readonly<Record<string, ComponentId>> = {
  'Model architecture': 'architecture',
  'Data preprocessing code': 'data-code',
  'Training code': 'training-code',
  'Inference code': 'inference-code',
  'Evaluation code': 'evaluation-code',
  'Supporting libraries and tools': 'supporting-libs',
  'Model parameters (Final)': 'weights-final',
  'Model parameters (Intermediate)': 'checkpoints',
  Datasets: 'pretraining-data',
  'Evaluation data': 'evaluation-data',
  'Model metadata': 'training-logs',
  'Model card': 'model-card',
  'Data card': 'data-card',
  'Technical report': 'technical-report',
  'Research paper': 'research-paper',
  'Evaluation results': 'evaluation-results',
  'Sample model outputs': 'sample-outputs',
}
const TYPES: Readonly<Record<string, 'code' | 'data' | 'document'>> = {
  architecture: 'code',
  'data-code': 'code',
  'training-code': 'code',
  'inference-code': 'code',
  'evaluation-code': 'code',
  'supporting-libs': 'code',
  'weights-final': 'data',
  checkpoints: 'data',
  'pretraining-data': 'data',
  'evaluation-data': 'data',
  'training-logs': 'data',
}

const clone = process.argv[2] ?? ''
const git = (...args: string[]) =>
  execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8', maxBuffer: 1e8 })
const files = git('ls-tree', '-r', '--name-only', 'HEAD', 'models').trim().split('\n')
const counts = new Map<string, number>()
let unclassified = 0
let withoutCard = 0
const named: Record<string, string> = {}
for (const file of files) {
  const { release } = parse(git('show', `HEAD:${file}`), { schema: 'failsafe' })
  const result = mof(componentsOf(release))
  const reached = result.class ?? 'unclassified'
  counts.set(reached, (counts.get(reached) ?? 0) + 1)
  if (result.class === null) {
    unclassified++
    if (result.lacks.some(({ c }) => c === 'data-card')) withoutCard++
  }
  if (/gpt-oss-20b|DeepSeek-R1\.yml/i.test(file))
    named[file] = `${reached}: ${result.lacks.map(({ c }) => c).join(' ')}`
}
process.stdout.write(
  `${JSON.stringify({ files: files.length, ...Object.fromEntries(counts), unclassified, withoutCard, named }, null, 1)}\n`,
)

type Licences = Readonly<Record<string, { readonly name?: string } | undefined>>
function componentsOf(release: {
  license?: Licences
  components?: { name: string; license?: string }[]
}): Components {
  const facts = new Map<ComponentId, ComponentFact>()
  for (const { name, license } of release.components ?? []) {
    const c = NAMES[name]
    if (c === undefined) throw new Error(`component ${name}`)
    const wide = release.license?.[TYPES[c] ?? 'document']?.name || release.license?.['distribution']?.name
    const licence = license === undefined ? wide : license
    facts.set(c, {
      c,
      state: 'linked',
      have: 'checked',
      because: 'As the tool has it.',
      verdict: licence ? verdictOf(licence) : 'unknown',
      ...(licence ? { licence } : {}),
    })
  }
  if (facts.has('pretraining-data'))
    facts.set('posttraining-data', {
      c: 'posttraining-data',
      state: 'not-produced',
      have: 'no',
      because: '',
      verdict: 'unknown',
    })
  const data = Object.fromEntries(DATA_FACTS.map((fact) => [fact, false])) as Components['data']
  return { at: '2026-11-21T00:00:00Z' as Instant, kind: 'release', facts, data }
}
