#!/bin/sh
# documents.sh TOP PROGRAM: do the documents name what is there?
#
# Links and paths in backticks exist; what stands after ./twsim in a document is
# an option of twsim.

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

violations=$(
	paths
	options
)
[ -z "$violations" ] && exit
echo "$violations"
exit 1
