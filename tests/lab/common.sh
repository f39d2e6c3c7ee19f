# Sourced by the tests of the lab, with the program as the first argument: a
# folder of their own to work in, and what family.sh has.

tw_lab=$(realpath "$1")
. "$(dirname "$0")/family.sh"
work=$(mktemp -d) || exit 99
lab=
trap '[ -z "$lab" ] || kill "$lab" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
