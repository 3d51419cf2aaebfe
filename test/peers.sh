#!/usr/bin/env bash
# Installs the peers that `npm run test:all` needs into a folder: bash test/peers.sh DIR; then OWC_PEERS=DIR.
# Python clients in virtual environments, one per set of versions that cannot live together.
set -euo pipefail
peers=${1:?folder}
mkdir -p "$peers"
venv() { # name, packages…
  local name=$1; shift
  [ -e "$peers/$name/.ready" ] && return
  rm -rf "${peers:?}/$name"
  python3 -m venv "$peers/$name"
  "$peers/$name/bin/pip" install --quiet --disable-pip-version-check "$@"
  touch "$peers/$name/.ready"
}
venv hub 'huggingface_hub==2.4.0' 'safetensors==0.8.0' 'tokenizers' 'numpy' 'gguf==0.19.0' &
venv hub036 'huggingface_hub==0.36.0' &
wait
venv oms 'model-signing==1.1.1' pyopenssl
echo "peers in $peers"
