#!/bin/sh
# man_pages.sh TOP PROGRAM...: does each man page have every option of its
# program, and none that the program does not have?

top=$1
shift
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

status=0
for program in "$@"; do
	name=$(basename "$program")
	page=$top/docs/man/$name.1.scd
	"$program" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p' |
		sort -u >"$work/program"
	# those of other programs are told of as "*twsim --option*"
	sed 's/\*[a-z]* --[a-z-]*[^*]*\*//g' "$page" |
		grep -o -e '--[a-z][a-z-]*' | sort -u >"$work/page"
	diff "$work/program" "$work/page" || status=1
done
exit $status
