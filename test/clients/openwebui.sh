#!/usr/bin/env bash
# Open WebUI, unchanged from PyPI, against a node with a real model: bash test/clients/openwebui.sh [FOLDER]
# 7 GB and ten minutes the first time (FOLDER keeps it), two minutes after. By hand and nightly, not in CI.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=${1:-${TMPDIR:-/tmp}/openwebui-venv}
if [ ! -e "$place/.ready" ]; then
  python3 -m venv "$place"
  "$place/bin/pip" install --quiet --disable-pip-version-check uv
  "$place/bin/uv" pip install --quiet --no-cache --python "$place/bin/python" open-webui==0.12.4
  touch "$place/.ready"
fi
exec "$place/bin/python" test/clients/openwebui.py "$place"
