// P8, ecosystem: help for others, who paid, what it takes to run, safe harbour, what earlier offers came to. Source:
// release-standard 5; evidence: ecosystem, hardware, signed reports of runs and receipts of recipients.

import type { Outcome, Question } from '../answer.ts'
import type { Dossier, RunFact } from '../dossier.ts'
import {
  absent,
  contradicted,
  count,
  declared,
  entry,
  evidenced,
  field,
  incomplete,
  list,
  recordIn,
} from './grading.ts'
import { openable, recordEntry } from './looked-up.ts'
import { isAddress } from './p5.ts'

function support(dossier: Dossier): Outcome {
  const offers = recordIn(dossier)?.ecosystem?.offers ?? []
  if (offers.length === 0) return absent(dossier, 'an offer of support')
  const open = offers.filter(({ until }) => until === undefined)
  const said = offers.map(({ what, until }, index) =>
    field(`ecosystem.offers[${index}]`, `${what}; until ${until ?? 'not stated'}`),
  )
  if (open.length > 0) return incomplete('Until when an offer stands is not stated.', said)
  return declared(`${count(offers.length, 'offer')}, with the day until which it stands.`, said)
}

function wayToApply(dossier: Dossier): Outcome {
  const offers = recordIn(dossier)?.ecosystem?.offers ?? []
  const ways = offers.flatMap(({ apply }) => apply ?? [])
  if (ways.length === 0) return absent(dossier, 'a way to apply')
  const wrong = ways.filter((way) => !isAddress(way))
  const said = ways.map((way) => field('ecosystem.offers', way))
  if (wrong.length > 0)
    return contradicted(`No address that a program can open: ${list(wrong)}.`, {
      said,
      against: [recordEntry(dossier)],
    })
  return declared('An address is named; whether it works is for a review.', said)
}

function funders(dossier: Dossier): Outcome {
  const { funders: paid, conflicts } = recordIn(dossier)?.ecosystem ?? {}
  if (paid === undefined && conflicts === undefined)
    return absent(dossier, 'who paid and which interests conflict')
  if (paid === undefined) return incomplete('Who paid is not stated.', [field('ecosystem.conflicts')])
  if (conflicts === undefined)
    return incomplete('Conflicts of interest are not stated.', [field('ecosystem.funders')])
  const who = paid.length === 0 ? 'Nobody paid for it' : `Paid by ${list(paid.map(({ name }) => name))}`
  return declared(
    `${who}; conflicts of interest: ${conflicts.length === 0 ? 'none' : list(conflicts)}. As declared.`,
    [field('ecosystem.funders'), field('ecosystem.conflicts')],
  )
}

const GIGA = 1e9

function leastHardware(dossier: Dossier): Outcome {
  const { leastMemoryGB, measured } = recordIn(dossier)?.hardware ?? {}
  const stated = leastMemoryGB === undefined ? undefined : Number(leastMemoryGB)
  const said = leastMemoryGB === undefined ? [] : [field('hardware.leastMemoryGB', `${leastMemoryGB} GB`)]
  const runs = dossier.runs.filter(({ leastMemoryBytes = 0 }) => leastMemoryBytes > 0) // nothing runs in none
  const least = runs.toSorted((a, b) => (a.leastMemoryBytes ?? 0) - (b.leastMemoryBytes ?? 0))[0]
  const bytes = least?.leastMemoryBytes ?? 0
  if (stated !== undefined && least !== undefined && bytes > stated * GIGA)
    return contradicted(`Said to run in ${leastMemoryGB} GB; the least measured is ${gigabytes(bytes)}.`, {
      said,
      against: runs.slice(0, 8).map(report),
    })
  if (least !== undefined)
    return evidenced(
      `Least memory measured: ${gigabytes(bytes)}, in ${count(runs.length, 'run')} that answered.`,
      [...runs.slice(0, 8).map(report), ...said],
    )
  const receipt = openable(dossier, measured)
  if (stated !== undefined && receipt.length > 0)
    return evidenced('The measurement that is named can be opened.', [...said, ...receipt])
  if (stated !== undefined) return declared(`${leastMemoryGB} GB, as the publisher says.`, said)
  return absent(dossier, 'the least memory that it runs in')
}

function gigabytes(bytes: number): string {
  return `${(bytes / GIGA).toFixed(2)} GB`
}

function report({ statement, tool, leastMemoryBytes }: RunFact) {
  return entry(statement, `${tool}: ${gigabytes(leastMemoryBytes ?? 0)}`)
}

function safeHarbour(dossier: Dossier): Outcome {
  const place = recordIn(dossier)?.ecosystem?.safeHarbour
  if (place === undefined) return absent(dossier, 'a safe harbour for researchers')
  return declared('A safe harbour is named.', [field('ecosystem.safeHarbour', place)])
}

function delivered(dossier: Dossier): Outcome {
  const all = recordIn(dossier)?.ecosystem?.delivered ?? []
  if (all.length === 0) return absent(dossier, 'what came of earlier offers')
  const said = all.map(({ what }, index) => field(`ecosystem.delivered[${index}]`, what))
  const receipts = all.map(({ statement }) => openable(dossier, statement))
  if (receipts.every((evidence) => evidence.length > 0))
    return evidenced(`Delivered, with a statement of each: ${count(all.length, 'offer')}.`, [
      ...said,
      ...receipts.flat(),
    ])
  return declared(`Delivered, as the publisher says: ${count(all.length, 'offer')}.`, said)
}

export const P8: readonly Question[] = [
  {
    id: 'P8.1',
    group: 'P8',
    asks: 'Which support is offered, and until when?',
    looksAt: 'Declared when each offer says what and until when.',
    fields: ['ecosystem.offers'],
    grades: ['declared', 'absent'],
    rule: 1,
    answer: support,
  },
  {
    id: 'P8.2',
    group: 'P8',
    asks: 'Is there a way to apply that works?',
    looksAt:
      'Declared when an address is named; contradicted when it is none. Whether it works is for a review.',
    fields: ['ecosystem.offers'],
    grades: ['declared', 'absent', 'contradicted'],
    rule: 1,
    answer: wayToApply,
  },
  {
    id: 'P8.3',
    group: 'P8',
    asks: 'Who paid, and which interests conflict?',
    looksAt: 'Declared when both are stated; an empty list says none.',
    fields: ['ecosystem.funders', 'ecosystem.conflicts'],
    grades: ['declared', 'absent'],
    rule: 1,
    answer: funders,
  },
  {
    id: 'P8.4',
    group: 'P8',
    asks: 'What is the least hardware, measured?',
    looksAt:
      'Signed run reports that answered: evidenced by the least memory in them, contradicted when it is more than the record says, declared when only the record says it.',
    fields: ['hardware.leastMemoryGB', 'hardware.measured'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: leastHardware,
  },
  {
    id: 'P8.5',
    group: 'P8',
    asks: 'Is there a safe harbour for researchers?',
    looksAt: 'Declared when a promise is named.',
    fields: ['ecosystem.safeHarbour'],
    grades: ['declared', 'absent'],
    rule: 1,
    answer: safeHarbour,
  },
  {
    id: 'P8.6',
    group: 'P8',
    asks: 'What came of earlier offers?',
    looksAt:
      'Declared when the record says what was delivered; evidenced when statements about it were met here.',
    fields: ['ecosystem.delivered'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: delivered,
  },
]
