// Components as a sentence names them after "Missing:" (release-standard 1.1).

import type { ComponentId } from './have.ts'

export const COMPONENT_NAMES: Readonly<Record<ComponentId, string>> = {
  'weights-final': 'the final weights',
  'tokenizer-config': 'the tokenizer',
  architecture: 'the architecture',
  'inference-code': 'deployment code',
  'training-code': 'training code',
  'data-code': 'code that prepared the data',
  'evaluation-code': 'evaluation code',
  'supporting-libs': 'a list of libraries',
  'pretraining-data': 'pretraining data',
  'posttraining-data': 'post-training data',
  'evaluation-data': 'evaluation data',
  'data-card': 'a data card',
  'content-summary': 'a summary of training content',
  'copyright-policy': 'a copyright policy',
  'model-card': 'a model card',
  'evaluation-results': 'evaluation results',
  'technical-report': 'a technical report',
  'research-paper': 'a research paper',
  checkpoints: 'checkpoints',
  'training-logs': 'training logs',
  'safety-report': 'a safety report',
  'safety-classifier': 'a safety classifier',
  'sample-outputs': 'sample outputs',
  'licence-terms': 'the text of the licence',
  'acceptable-use-policy': 'an acceptable use policy',
}
