import assert from 'node:assert/strict'
import { test } from 'node:test'
import { huggingfaceTokenFile, pipFiles, sourceSettings } from '../../src/sources/settings.ts'

const none = { pip: [] }

test('source settings: public defaults where nothing is set', () => {
  assert.deepEqual(sourceSettings({}, none, {}), {
    pypiIndex: 'https://pypi.org/simple',
    huggingface: 'https://huggingface.co',
  })
})

test("source settings: the node's own choice, then the environment, then pip's files in their order", () => {
  const pip = [
    '[global]\nindex-url = https://one.test/simple\ncert=/one.pem\n',
    '[install]\nindex_url: https://two.test/s\n',
  ]
  assert.equal(sourceSettings({}, { pip }, {}).pypiIndex, 'https://two.test/s')
  assert.equal(sourceSettings({}, { pip }, {}).pypiCertificates, '/one.pem')
  const environment = {
    PIP_INDEX_URL: 'https://three.test',
    PIP_CERT: '/three.pem',
    HF_ENDPOINT: 'http://h.test/',
  }
  const set = sourceSettings(environment, { pip, huggingfaceToken: ' hf_file\n' }, {})
  assert.deepEqual(set, {
    pypiIndex: 'https://three.test',
    pypiCertificates: '/three.pem',
    huggingface: 'http://h.test',
    huggingfaceToken: 'hf_file',
  })
  const chosen = sourceSettings({ ...environment, HF_TOKEN: 'hf_env' }, none, {
    pypiIndex: 'https://own.test',
    huggingface: '',
  })
  assert.equal(chosen.pypiIndex, 'https://own.test')
  assert.equal(chosen.huggingface, 'http://h.test')
  assert.equal(chosen.huggingfaceToken, 'hf_env')
})

test('source settings: keys outside the sections of pip, and other sections, set nothing', () => {
  const pip = [
    'index-url = https://a.test\n[list]\nindex-url = https://b.test\n[global]\n# index-url = https://c.test\n',
  ]
  assert.equal(sourceSettings({}, { pip }, {}).pypiIndex, 'https://pypi.org/simple')
})

test('source settings: where pip and the hub client keep their files', () => {
  assert.deepEqual(pipFiles({ HOME: '/h', VIRTUAL_ENV: '/v' }, 'linux'), [
    '/etc/xdg/pip/pip.conf',
    '/etc/pip.conf',
    '/h/.pip/pip.conf',
    '/h/.config/pip/pip.conf',
    '/v/pip.conf',
  ])
  assert.deepEqual(pipFiles({ PIP_CONFIG_FILE: '/dev/null' }, 'linux'), [])
  assert.equal(pipFiles({ HOME: '/h', PIP_CONFIG_FILE: '/x' }, 'darwin').at(-1), '/x')
  assert.equal(huggingfaceTokenFile({ HOME: '/h' }), '/h/.cache/huggingface/token')
  assert.equal(huggingfaceTokenFile({ HF_HOME: '/hf' }), '/hf/token')
})
