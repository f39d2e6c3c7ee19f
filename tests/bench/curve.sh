#!/bin/sh
# curve.sh [--sizes | --conditions] [--twsim PROGRAM] BUILD [LARGEST]
#
# What runs cost: against their connections, with a figure; --sizes: at the
# three sizes that twsim is meant for; both beside a bare loop of the same
# events. --conditions: with jitter, loss and Poisson arrivals, beside the plain
# case.
#
# BUILD is a build folder with the programs that measure. What is measured is
# its twsim, or PROGRAM: ./twsim is the one that users have, with link-time
# optimisation. LARGEST: most connections of a run, 1e7 for the curve, any for
# --sizes; with --conditions how many, 1e6. 1e8 takes minutes and GB. The table
# goes to stdout; after the curve, where there is gnuplot, a figure follows.

usage() {
	sed -n '2s/^# /usage: /p' "$0" >&2
	exit 2
}

what=curve
twsim=
while [ $# -gt 0 ]; do
	case $1 in
	--sizes) what=sizes ;;
	--conditions) what=conditions ;;
	--twsim)
		[ $# -gt 1 ] || usage
		twsim=$2
		shift
		;;
	-*) usage ;;
	*) break ;;
	esac
	shift
done
[ $# -ge 1 ] && [ $# -le 2 ] || usage
bench=$1/tests/bench
twsim=${twsim:-$1/sim/cli/twsim}
shift
[ -x "$bench/bench-$what" ] || usage

# ./twsim may have to be built first
"$twsim" --version >/dev/null || exit 1

case $what in
sizes) exec "$bench/bench-sizes" "$twsim" "$bench/bench-bare" "$@" ;;
conditions) exec "$bench/bench-conditions" "$twsim" "$@" ;;
esac

table=$(mktemp) || exit 99
trap 'rm -f "$table"' EXIT
trap 'exit 1' INT TERM

"$bench/bench-curve" "$twsim" "$bench/bench-bare" "$@" | tee "$table"
[ "$(wc -l <"$table")" -gt 2 ] || exit 1
command -v gnuplot >/dev/null || exit 0
gnuplot -e "table = '$table'" - <<'G'
set terminal dumb 79 24
set logscale xy
set format xy '10^{%T}'
set title 'CPU time of a run, s'
set xlabel 'connections'
set key left top
set datafile separator tab
plot table using 'connections':'cpu_s' with linespoints title 'twsim', \
	'' using 'connections':'bare_cpu_s' with linespoints title 'bare loop'
G
