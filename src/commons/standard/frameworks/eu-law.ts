// Lines of European law that stand beside a release, each with its source and the day as of which it was read. To be
// held against the Official Journal before anybody relies on one (release-standard 2.1).

export type LegalLine = {
  readonly says: string
  readonly source: string
  readonly asOf: string
  readonly jurisdiction: 'EU'
}

const line = (says: string, source: string): LegalLine => ({
  says,
  source,
  asOf: '2026-11-01',
  jurisdiction: 'EU',
})

export const EU_LINES: readonly LegalLine[] = [
  line(
    'The open-source exception concerns technical documentation, information for downstream providers and the authorised representative; the copyright policy and the summary of training content stay due.',
    'Regulation (EU) 2024/1689, Articles 53(2), 53(1)(a) to (d) and 54(6)',
  ),
  line('It does not concern models with systemic risk.', 'Regulation (EU) 2024/1689, Article 53(2)'),
  line(
    'Systemic risk is presumed above 1e25 FLOP of training compute.',
    'Regulation (EU) 2024/1689, Article 51(2)',
  ),
  line(
    'Above 1e23 FLOP, a model that generates language, or images or video from text, is indicated to be of general purpose.',
    'Commission guidelines C(2025) 5045, read in quotation',
  ),
  line(
    'Terms for non-commercial use or research only, bans on redistribution, thresholds of users and compulsory commercial licences are named as terms that lose it.',
    'Commission guidelines C(2025) 5045, read in quotation',
  ),
  line(
    'Dual licensing, paid support or updates, and paid or advertised sole hosting are named as monetisation; an open repository alone is none.',
    'Regulation (EU) 2024/1689, recital 103, and guidelines C(2025) 5045, read in quotation',
  ),
  line(
    'Who modifies a model with a third of its original compute or more becomes a provider.',
    'Commission guidelines C(2025) 5045, read in quotation',
  ),
]
