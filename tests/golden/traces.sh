#!/bin/sh
# traces.sh [--update] TWSIM TOP: does every scenario hold, and look as before?
#
# For each scenario that `twsim trace` lists: what it expects happens (exit
# status 0), and its lines and its ladder are those of trace-NAME.txt, which
# --update writes anew.

update=
[ "$1" != --update ] || {
	update=yes
	shift
}
twsim=$(realpath "$1")
golden=$(realpath "$2")/tests/golden
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

status=0
"$twsim" trace | grep -v '^ ' >"$work/names"
[ -s "$work/names" ] || {
	echo "there are no scenarios"
	exit 1
}
while read -r name; do
	{
		"$twsim" trace "$name" || echo "exit status $?"
		echo
		"$twsim" trace "$name" --ladder
	} >"$work/fresh" 2>&1
	if [ -n "$update" ]; then
		cp "$work/fresh" "$golden/trace-$name.txt"
	elif grep '^exit status' "$work/fresh"; then
		grep '^twsim: ' "$work/fresh"
		status=1
	elif ! diff -u "$golden/trace-$name.txt" "$work/fresh"; then
		status=1
	fi
done <"$work/names"

# No golden file without a scenario
for file in "$golden"/trace-*.txt; do
	name=${file##*/trace-}
	grep -qx "${name%.txt}" "$work/names" || {
		echo "$file: no such scenario"
		status=1
	}
done
exit $status
