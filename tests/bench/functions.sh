#!/bin/sh
# functions.sh TWSIM: instructions of a connection by function
#
# Counts by callgrind two runs that differ in their duration alone, as
# instructions.sh does: what is left is the cost of the connections between. A
# function that became part of another one is counted there. Prints a line for
# each of a hundredth or more: instructions, their share, the function.
# Exit 1 if a count fails.

twsim=$1
rate=500

unset MALLOC_PERTURB_ MALLOC_CHECK_
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

# count DURATION: "instructions function" of a run
count() {
	valgrind -q --tool=callgrind --callgrind-out-file="$folder/counts" \
		"$twsim" --quiet --rate "$rate" --ports 28232 \
		--duration "$1" >/dev/null &&
		callgrind_annotate --threshold=100 --show-percs=no \
			"$folder/counts" |
		sed -n 's/^ *\([0-9,]*\)  [^ ]*:\([A-Za-z_][^ ]*\).*/\1 \2/p' |
			tr -d , | sed 's/\.lto_priv\.[0-9]*$//'
}

count 2s >"$folder/short" && [ -s "$folder/short" ] &&
	count 6s >"$folder/long" && [ -s "$folder/long" ] || exit 1
awk -v n="$((rate * (6 - 2)))" '
	FNR == NR { of[$2] -= $1; all -= $1; next }
	{ of[$2] += $1; all += $1 }
	END {
		for (name in of)
			if (of[name] * 100 >= all)
				printf "%d\t%.1f %%\t%s\n", of[name] / n,
				       100 * of[name] / all, name
		printf "%d\t100 %%\tall\n", all / n
	}' "$folder/short" "$folder/long" | sort -rn
