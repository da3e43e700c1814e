#!/bin/sh
# Makes .venv from the lock files, or leaves it alone when nothing changed.
# Usage: scripts/env.sh run|dev. "run" installs what the portal needs, "dev" what the tests need too.
set -eu
cd "$(dirname "$0")/.."

want=$1
lock=requirements.txt
[ "$want" = dev ] && lock=requirements-dev.txt

python=
for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "The portal needs Python 3.11 or newer. On Debian or Ubuntu: sudo apt install python3 python3-venv" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "Python's venv is missing. This mends it: sudo apt install python3-venv" >&2
    exit 1
fi

# A stamp is what was installed: a lock's sum and the interpreter that it was installed for.
stamp_of() {
    "$python" -c 'import hashlib, sys
print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest(), *sys.version_info[:2])' "$1"
}
[ -x .venv/bin/python ] && [ "$(cat ".venv/stamp-$want" 2>/dev/null)" = "$(stamp_of $lock)" ] && exit 0

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    echo "Making the environment in .venv"
    "$python" -m venv --clear .venv
fi
echo "Installing what $lock pins"
# A lock names every part, so pip has nothing to look up. Left to look, an older pip takes the newest release of what is
# asked for with an extra (coverage[toml]), and stops because the lock pins another.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$lock"
stamp_of "$lock" > ".venv/stamp-$want"
# The development lock holds all that the portal needs.
if [ "$want" = dev ]; then stamp_of requirements.txt > .venv/stamp-run; fi
