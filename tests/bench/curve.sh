#!/bin/sh
# curve.sh BUILD [LARGEST]: cost against connections, with a figure.
#
# BUILD is a build folder; LARGEST is 1e7 unless said otherwise, 1e8 takes
# minutes and GB. The table goes to stdout; with gnuplot, a figure follows.

build=$1
largest=${2:-1e7}
if [ ! -x "$build/tests/bench/bench-curve" ]; then
	echo "usage: curve.sh BUILD [LARGEST]; BUILD is a build folder" >&2
	exit 2
fi
table=$(mktemp) || exit 99
trap 'rm -f "$table"' EXIT
trap 'exit 1' INT TERM

"$build/tests/bench/bench-curve" "$build/sim/cli/twsim" \
	"$build/tests/bench/bench-bare" "$largest" | tee "$table"
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
