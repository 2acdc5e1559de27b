#!/usr/bin/env bash
# Installs the Azure CLI and the Python SDK's sign-in from PyPI for the client tests, unless the folder
# holds these versions already.
# usage: scripts/install-az.sh [folder]      prints the path of the az program
set -euo pipefail

packages=(azure-cli==2.91.0 azure-identity==1.27.0 azure-monitor-query)
folder="${1:-$(dirname "$0")/../.ci/cache/az}"
mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"

if [ "$(cat "$folder/.version" 2>/dev/null || true)" != "${packages[*]}" ]; then
  rm -rf "$folder"
  python3 -m venv "$folder"
  # Once more after a hiccup of the registry; pip keeps what it has already fetched.
  for attempt in 1 2; do
    if "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
      --no-compile "${packages[@]}" >&2; then
      break
    fi
    if [ "$attempt" = 2 ]; then
      echo "${packages[*]} could not be installed from PyPI." >&2
      exit 1
    fi
    sleep 5
  done
  echo "${packages[*]}" >"$folder/.version"
fi
echo "$folder/bin/az"
