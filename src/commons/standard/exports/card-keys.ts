// Keys that the Hugging Face Hub reads in the front matter of a card, in the order in which we write them.
// Source: hub-docs, modelcard.md, model-cards.md, models-gated.md (2026-08).

export const CARD_KEYS: readonly string[] = [
  'license',
  'license_name',
  'license_link',
  'base_model',
  'base_model_relation',
  'new_version',
  'language',
  'datasets',
  'buckets',
  'metrics',
  'library_name',
  'pipeline_tag',
  'tags',
  'thumbnail',
  'model-index',
  'extra_gated_heading',
  'extra_gated_description',
  'extra_gated_prompt',
  'extra_gated_fields',
  'extra_gated_button_content',
  'extra_gated_eu_disallowed',
]

/** What the Hub can say of how a model was made from its base; without one it guesses. */
export const RELATIONS: readonly string[] = ['adapter', 'merge', 'quantized', 'finetune']
