// How a release came from another, by the words that records and cards use: does it contain the other's weights, was it
// made from the other's outputs, or only from its plan? Source: release-standard 4.3 (C1, C2).

/** `weights`: it contains them · `outputs`: it was trained on what the other said · `other`: neither is known. */
export type Joined = 'weights' | 'outputs' | 'other'

const WEIGHTS =
  /^(fine-?tun(e|ed|ing)|finetun(e|ed)|sft|dpo|rlhf|instruct(ion)?(-?tuned)?|continued?[- ]?pre-?train(ing|ed)?|merge[ds]?|merging|quanti[sz](e|ed|ation)|prun(e|ed|ing)|adapter|lora|applied-?adapter|convert(ed)?|conversion|repack(ed)?|copy|copied|cast|slice[ds]?|abliterat(ed|ion)|upscaled?|extend(ed)?)$/
const OUTPUTS = /^(distil(l|led|lation)?|distilled-from|trained-on-outputs|synthetic-data)$/

export function joinedBy(relation: string): Joined {
  const word = relation
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
  if (WEIGHTS.test(word)) return 'weights'
  return OUTPUTS.test(word) ? 'outputs' : 'other'
}
