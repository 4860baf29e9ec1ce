#!/bin/sh
# Makes the project runnable on Debian: the system packages of deploy/packages.txt and those named
# as arguments, then .venv with the locked Python packages. Pip's own configuration says where those
# come from.
set -eu
cd "$(dirname "$0")/.."

missing=
for package in $(cat deploy/packages.txt) "$@"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "These Debian packages are missing. Install them, then try again:" >&2
        echo "  sudo apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086  # one word per package
    apt-get install -y -qq --no-install-recommends $missing
fi

# True if .venv has a Python new enough for the project, and pip.
usable() {
    .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# An interpreter counts only if it makes a whole environment: some lack venv or ensurepip. Debian's
# comes first: what others build of Python is often half as slow again.
own=/usr/bin/python3
for python in $own.13 $own.12 $own.11 python3.13 python3.12 python3.11 python3; do
    usable && break
    "$python" -m venv --clear .venv >/dev/null 2>&1 || true
done
usable || { echo "No Python 3.11 or newer here can make a virtual environment." >&2; exit 1; }

# The locks name every package. Left to resolve, pip prefers a newer release wherever a package asks
# for an extra, and refuses it for want of a hash.
.venv/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.txt
touch .venv/.installed
