#!/bin/sh
# man_page.sh TWSIM TOP: does the man page have every option and verb, and none
# that the program does not have?

twsim=$1
page=$2/docs/man/twsim.1.scd
options() {
	grep -o -e '--[a-z][a-z-]*' | sort -u
}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

"$twsim" help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' >"$work/verbs"
{
	"$twsim" --help
	while read -r verb; do
		"$twsim" help "$verb"
	done <"$work/verbs"
} | options >"$work/program"
options <"$page" >"$work/page"
diff "$work/program" "$work/page" || exit 1

while read -r verb; do
	grep -q "^\*$verb\*" "$page" || {
		echo "no verb $verb in the man page"
		exit 1
	}
done <"$work/verbs"
