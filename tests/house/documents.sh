#!/bin/sh
# documents.sh TOP PROGRAM: do the documents name what is there?
#
# Links and paths in backticks exist; options of twsim that stand in a document
# are options; the man page and --help have the same options.

program=$(realpath "$2")
cd "$1" || exit 2

documents=$(ls README.md CONTRIBUTING.md docs/*.md)

paths() {
	for document in $documents; do
		{
			sed -n 's/.*](\([^):#]*\)).*/\1/p' "$document" |
				sed "s|^|$(dirname "$document")/|"
			grep -o '`[^` ]*[/.][^` ]*`' "$document" | tr -d '`' |
				grep -E '^(\./)?(\.ci|sim|server|models|plots|tests|docs)/'
			grep -oE '(^|[ (`])\./[a-z-]+' "$document" |
				grep -o '\./.*'
		} | LC_ALL=C sort -u | while read -r path; do
			case $path in
			build*) continue ;;
			esac
			[ -e "$path" ] || echo "$document: $path is not there"
		done
	done
}

options_of_help() {
	"$program" --help | grep -oE -e '--[a-z][a-z-]*'
	for verb in $("$program" --help | sed -n \
		's/^  \([a-z][a-z]*\) .*/\1/p'); do
		"$program" help "$verb" 2>/dev/null | grep -oE -e '--[a-z][a-z-]*'
	done
}

options() {
	known=" $(options_of_help | LC_ALL=C sort -u | tr '\n' ' ')"
	for document in $documents; do
		sed -n 's/.*\.\/twsim \(.*\)/\1/p' "$document" |
			sed 's/[|`>].*//' | grep -oE -e '--[a-z][a-z-]*' |
			LC_ALL=C sort -u | while read -r option; do
			case $known in
			*" $option "*) ;;
			*) echo "$document: twsim has no $option" ;;
			esac
		done
	done
}

man_page() {
	page=docs/man/twsim.1.scd
	[ -e "$page" ] || return
	options_of_help | LC_ALL=C sort -u >"$work/help"
	# A backslash hides a hyphen or an underscore from the formatter.
	tr -d '\\' <"$page" | grep -oE -e '--[a-z][a-z-]*' |
		LC_ALL=C sort -u >"$work/man"
	LC_ALL=C comm -23 "$work/help" "$work/man" |
		sed "s|^|$page: in --help only: |"
	LC_ALL=C comm -13 "$work/help" "$work/man" |
		sed "s|^|$page: not in --help: |"
}

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
violations=$(
	paths
	options
	man_page
)
[ -z "$violations" ] && exit
echo "$violations"
exit 1
