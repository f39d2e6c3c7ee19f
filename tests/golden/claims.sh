#!/bin/sh
# claims.sh [--update] TWSIM TOP: does every claim come to its verdict, and is
# docs/CLAIMS.md what the program says? --update writes it anew.

update=
[ "$1" != --update ] || {
	update=yes
	shift
}
twsim=$(realpath "$1")
page=$(realpath "$2")/docs/CLAIMS.md
fresh=$(mktemp) || exit 99
trap 'rm -f "$fresh"' EXIT
trap 'exit 1' INT TERM

"$twsim" claims --check --format markdown >"$fresh" || exit 1
if [ -n "$update" ]; then
	cat "$fresh" >"$page"
else
	diff -u "$page" "$fresh"
fi
