// Custody: who holds which bytes, since when, until when they promise to. A promise, not a proof: nobody has looked.

import { html } from '../../../base/html.ts'
import { Custody } from '../../../commons/custody/statements.ts'
import { somebody } from '../parts/digest.ts'
import { outside } from '../parts/evidence.ts'
import { bullets, fields } from '../parts/fields.ts'
import { day } from '../parts/when.ts'
import { form } from './form.ts'

export const custody = form(Custody, ({ since, until, ended, from, at, extent }, view) => {
  const who = somebody(view.issuer, view.issuerName)
  const what = extent === 'part' ? 'a part of these bytes' : 'these bytes'
  const promise =
    until === undefined
      ? html`Nothing is promised about how long.`
      : html`They promise to hold them until ${day(until)}.`
  const sentence =
    ended === undefined
      ? html`${who} holds ${what}, as they say, since ${day(since)}. ${promise}`
      : html`${who} held ${what} from ${day(since)} and says that it ended ${day(ended)}.`
  return html`<p>${sentence}</p>${fields([
    ['Where they came from', from === undefined ? undefined : html`<bdi>${from}</bdi>`],
    ['To be had at', bullets(at?.map(outside))],
  ])}`
})
