// The data that a record names as a Croissant 1.1 data set: what is linked with a digest becomes a file, sources and
// treatment stand in words. One document describes all data of the release; parts that are withheld have no place.
// Source: Croissant 1.1 (MLCommons), checked with mlcroissant 1.1.1; release-standard 3.

import type { Dossier } from '../dossier.ts'
import { gapsOf, notCarriedBy } from './carried.ts'
import {
  calledIn,
  type Exported,
  foundWords,
  NOT_STATED,
  OBSERVED_GAP,
  type Release,
  withdrawnIn,
} from './exported.ts'
import { spdxLicence } from './hub-licence.ts'
import { jsonText, some, webAddress } from './json-text.ts'

const CARRIES: readonly string[] = [
  'subject.id',
  'subject.display',
  'components[].c',
  'components[].state',
  'components[].licence',
  'components[].url',
  'components[].sha256',
  'training.data.composition[].source',
  'training.data.composition[].kind',
  'training.data.composition[].licence',
  'training.data.composition[].share',
  'training.data.composition[].url',
  'training.data.composition[].sha256',
  'training.data.scope',
  'training.data.obtained',
  'training.data.selected',
  'training.data.labelled',
  'training.data.processed',
  'training.data.personalData',
  'training.data.bias',
  'training.data.languages',
]
const ASKED: readonly string[] = [
  'training.data.composition',
  'training.data.obtained',
  'training.data.processed',
  'training.data.languages',
]

export function exportCroissant(dossier: Dossier): Exported {
  const { content } = dossier
  const record = content.kind === 'release' ? content.body : undefined
  const { namespace, name } = calledIn(dossier)
  const files = record === undefined ? [] : filesOf(record)
  const licences = record === undefined ? [] : licencesOf(record)
  const document = {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    name: `${namespace}-${name}-data`.replaceAll(/[^A-Za-z0-9._-]+/g, '-'),
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    description: descriptionOf(dossier, record),
    url: files[0]?.contentUrl,
    license: some(licences),
    inLanguage: some(Object.keys(record?.training?.data?.languages ?? {})),
    'rai:dataCollection': record?.training?.data?.obtained,
    'rai:dataPreprocessingProtocol': record?.training?.data?.processed,
    'rai:dataAnnotationProtocol': record?.training?.data?.labelled,
    'rai:dataBiases': record?.training?.data?.bias,
    'rai:personalSensitiveInformation': record?.training?.data?.personalData,
    distribution: some(files),
  }
  return {
    text: jsonText(document),
    mediaType: 'application/ld+json; profile="http://mlcommons.org/croissant/1.1"',
    gaps:
      record === undefined
        ? [OBSERVED_GAP]
        : [
            ...gapsOf(ASKED, record),
            ...(files.length === 0
              ? ['No data is linked with address and digest: nothing to distribute.']
              : []),
            ...(licences.length === 0 ? [`The licence of the data is ${NOT_STATED}.`] : []),
            'Who made the data, its version and the day it was published are asked for, and a record does not state them.',
            'The record does not state media types: files are given as application/octet-stream.',
          ],
    notCarried:
      record === undefined
        ? notCarriedBy(['name', 'display', 'where'], content.body)
        : [...onlyData(record), ...notCarriedBy(CARRIES, record)],
  }
}

type File = { readonly contentUrl: string } & Readonly<Record<string, string>>

function filesOf({ components = [], training }: Release): readonly File[] {
  const parts = components.filter(isData).map(({ c, url, sha256 }) => file(c, url, sha256))
  const sources = (training?.data?.composition ?? []).map(({ source, url, sha256 }, index) =>
    file(`source-${index + 1}: ${source}`, url, sha256),
  )
  return [...parts, ...sources].filter((one) => one !== undefined)
}

function file(name: string, written: string | undefined, sha256: string | undefined): File | undefined {
  const contentUrl = webAddress(written)
  if (contentUrl === undefined || sha256 === undefined) return undefined
  const id = name.replaceAll(/[^A-Za-z0-9._-]+/g, '-')
  const type = { '@type': 'cr:FileObject', '@id': id, name: id }
  return { ...type, contentUrl, encodingFormat: 'application/octet-stream', sha256 }
}

function isData({ c }: NonNullable<Release['components']>[number]): boolean {
  return c.endsWith('-data')
}

function onlyData({ components = [] }: Release): readonly string[] {
  const others = components.filter((one) => !isData(one)).map(({ c }) => c)
  return others.length === 0 ? [] : [`Croissant describes data and has no place for ${others.join(', ')}.`]
}

function licencesOf({ components = [], training }: Release): readonly string[] {
  const stated = [...components.filter(isData), ...(training?.data?.composition ?? [])]
  const ids = stated.flatMap(({ licence }) => licence ?? []).map((one) => spdxLicence(one) ?? one)
  return [...new Set(ids)].map((id) =>
    spdxLicence(id) === undefined ? id : `https://spdx.org/licenses/${id}.html`,
  )
}

function descriptionOf(dossier: Dossier, record: Release | undefined): string {
  const { artifact, statement } = dossier
  const { ref } = calledIn(dossier)
  const withdrawn = withdrawnIn(dossier)
  const { scope, selected, languages = {}, composition = [] } = record?.training?.data ?? {}
  const parts = (record?.components ?? []).filter(isData).map(({ c, state }) => `${c} ${state}`)
  const sources = composition.map(({ source, kind, share }) =>
    [source, kind, share === undefined ? undefined : `share ${share}`].filter(Boolean).join(', '),
  )
  const spoken = Object.entries(languages).map(([code, share]) => `${code} ${share}`)
  const whose = `record sha256:${statement}, artifact sha256:${artifact}`
  if (dossier.content.kind === 'observed')
    return [
      ...(withdrawn === undefined ? [] : [withdrawn]),
      `Data of ${ref}: ${NOT_STATED} (${whose}). ${foundWords(dossier.content.body)}`,
    ].join('\n')
  return [
    ...(withdrawn === undefined ? [] : [withdrawn]),
    `Data of ${ref} as its record states it (${whose}).`,
    ...(scope === undefined ? [] : [`Covers: ${scope}`]),
    ...(selected === undefined ? [] : [`Selected: ${selected}`]),
    parts.length === 0 ? `Parts: ${NOT_STATED}.` : `Parts: ${parts.join('; ')}.`,
    ...(spoken.length === 0 ? [] : [`Languages: ${spoken.join(', ')}.`]),
    sources.length === 0 ? `Composition: ${NOT_STATED}.` : `Composition: ${sources.join('; ')}.`,
  ].join('\n')
}

/** The context that the form gives for version 1.1; facts of the form, with its readers comparing the keys. */
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  arrayShape: 'cr:arrayShape',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  containedIn: 'cr:containedIn',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  description: { '@container': '@language' },
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isArray: 'cr:isArray',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  name: { '@container': '@language' },
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
}
