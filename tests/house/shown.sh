#!/bin/sh
# shown.sh [--update] TOP PROGRAM FILE...: is what documents show the true output?
#
# In a fenced block that is marked `console`, a line `$ ./twsim ...` is a
# command; what follows, up to the next `$` or the end of the block, is what it
# prints to stdout. The document is written anew with fresh output and compared;
# --update puts the new one in the place of the old.

update=
[ "$1" != --update ] || {
	update=yes
	shift
}
program=$(realpath "$2")
cd "$1" || exit 2
shift 2
fresh=$(mktemp) || exit 99
trap 'rm -f "$fresh"' EXIT
trap 'exit 1' INT TERM

status=0
for document in "$@"; do
	PROGRAM=$program awk '
	/^```/ {
		block = !block && $0 == "```console"
		old = 0
	}
	block && /^\$ / { old = 0 }
	!old { print }
	block && /^\$ \.\/twsim( |$)/ {
		command = $0
		sub(/^\$ \.\/twsim/, "\"$PROGRAM\"", command)
		command = "{ " command "\n} 2>/dev/null </dev/null"
		while ((command | getline line) > 0)
			print line
		close(command)
		old = 1
	}
	' "$document" >"$fresh"
	diff -u "$document" "$fresh" && continue
	if [ -n "$update" ]; then
		cat "$fresh" >"$document"
	else
		status=1
	fi
done
exit $status
