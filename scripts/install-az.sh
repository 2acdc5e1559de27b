#!/usr/bin/env bash
# Installs the Azure CLI from PyPI for the client tests, unless the folder holds that version already.
# usage: scripts/install-az.sh [folder]      prints the path of the az program
set -euo pipefail

version=2.91.0
folder="${1:-$(dirname "$0")/../.ci/cache/az}"
mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"

if [ "$(cat "$folder/.version" 2>/dev/null || true)" != "$version" ]; then
  rm -rf "$folder"
  python3 -m venv "$folder"
  # Once more after a hiccup of the registry; pip keeps what it has already fetched.
  for attempt in 1 2; do
    if "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
      --no-compile "azure-cli==$version" >&2; then
      break
    fi
    if [ "$attempt" = 2 ]; then
      echo "The Azure CLI could not be installed from PyPI." >&2
      exit 1
    fi
    sleep 5
  done
  echo "$version" >"$folder/.version"
fi
echo "$folder/bin/az"
