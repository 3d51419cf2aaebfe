// Namespaces, identities and invitations over HTTP: open reads, bounded pages, and what bad requests get.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { author } from '../node/author.ts'
import { type Fixture, openFixture, storesNothing } from './node-fixture.ts'
import { runScript } from './script.ts'

let fixture: Fixture
let identity = ''
before(async () => {
  fixture = await openFixture()
  const names = ['2024', 'alpha', 'beta', 'gamma']
  identity = (await author(fixture.node, 'Holder', names)).identity
})
after(async () => {
  await fixture.close()
  assert.deepEqual(fixture.defects, [])
})

const script = (text: string) => runScript(fixture.url, text, { ...fixture.values, identity })
const json = '> Content-Type: application/json'

test('namespaces: read by anyone, a page at a time, also after a name of digits', async () => {
  await script(`
GET /commons/v1/namespaces?limit=1
status 200
json /namespaces/0/namespace == "2024"
json /namespaces/0/holder/name == "Holder"
json /next == "2024"

GET /commons/v1/namespaces?limit=1&after=2024
status 200
json /namespaces/0/namespace == "alpha"

GET /commons/v1/namespaces?limit=0
status 400

GET /commons/v1/namespaces/beta
status 200
json /holder/identity == "$identity"

GET /commons/v1/namespaces/nobody
status 200
json /namespace == "nobody"

GET /commons/v1/namespaces/api
status 400
json /code == "name-invalid"

GET /commons/v1/identities/$identity
status 200
json /held/3 == "gamma"
json /threshold == 1

GET /commons/v1/identities/owcid:nobody
status 403
json /code == "identity-unknown"

GET /commons/v1/streams/next?issuer=$identity&type=owc:identity/v1
status 200
json /seq == 1

GET /commons/v1/streams/next?issuer=$identity&type=owc:vote/v1
status 200
json /seq == 0

GET /commons/v1/streams/next?issuer=someone&type=owc:vote/v1
status 400
`)
})

test('invitations: only the operator makes, lists and cancels them, releases namespaces, lets evidence be looked at', async () => {
  const writes = [
    ['/invitations', '{"namespace":"delta"}'],
    ['/invitations/cancel', '{"namespace":"delta"}'],
    ['/namespaces/alpha/release', '{"reason":"Because."}'],
    [`/identities/${identity}/evidence`, '{}'],
  ] as const
  await storesNothing(fixture.node, async () => {
    for (const [path, body] of writes)
      await script(`
POST /commons/v1${path}
${json}
< ${body}
status 401

POST /commons/v1${path}
${json}
> Authorization: Bearer $publisher
< ${body}
status 403
`)
    await script(`
GET /commons/v1/invitations
status 401

POST /commons/v1/invitations
${json}
> Authorization: Bearer $token
< {"namespace":"alpha"}
status 409
json /code == "namespace-taken"

POST /commons/v1/invitations
${json}
> Authorization: Bearer $token
< {"namespace":"join"}
status 400

POST /commons/v1/invitations/look
${json}
< {"k":"${'x'.repeat(32)}"}
status 404
json /code == "invitation-unknown"

POST /commons/v1/join
${json}
< {"k":"${'x'.repeat(32)}","claim":"${'a'.repeat(48)}","envelopes":[{}]}
status 404

POST /commons/v1/join
${json}
< {"k":"x","claim":"short","envelopes":[]}
status 400

POST /commons/v1/identities/${identity}/evidence
${json}
> Authorization: Bearer $token
< {}
status 409
json /code == "evidence-missing"
`)
  })
})
