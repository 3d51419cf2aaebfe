// Vectors of signing-and-transparency 10 (run with Node 26, Go 1.26 and Python 3.11 for that page).

import { utf8 } from '../../src/base/bytes.ts'

export const payloadVector = utf8(
  '{"_type":"https://in-toto.io/Statement/v1","predicate":{"x":1},"predicateType":"https://owc.example/test/v1",' +
    `"subject":[{"digest":{"sha256":"${'ab'.repeat(32)}"},"name":"é"}]}`,
)

export const entryVector = {
  payloadSha256: 'f033d98122dc170d4ba6cda4ebe6dbb9e8a5b72233f67c217c48f47d1b22a4ae',
  paeSha256: 'b417bef66c260d668463eb4511dad7198e88146f8004a6a6ca80208be490e788',
  logKeyid: 'a050837d85070582ccf7394b0988847cc312cb88259b894899f6f239cf1791a5',
  logSignature: 'GwImeP5WF6KVMNJ0BHZ5x+8aaLP+i3iyu8jRWRbRZmVXHWrISjc6Z3yGBP2NABbOc4FAZy8knrYrXWUO+KfiCw==',
  witnessSignature:
    '4hYDwJsvXYZoHPQgkBDjyo6bqt+8woTxIPXQ/achcKCw6UDIxGvb6P23fh/sIW4jk+0OxDmyR5Wj3181lekhBA==',
  leafBytes: 420,
  leafHash: 'b44812f1613d795c5d375319c365315ea33d7582f8c1d9c4b690b41d41f64c7c',
  timeLeafHash: 'eb6cc7cac988f62718d5f45384b5bafa3a0039ae179c05e40388c2a1c3af01af', // of 1767225600
}
