#!/bin/sh
# figures.sh TWSIM: every figure is made by one command, and is whole.
#
# All of them as SVG from their defaults, and each as PNG, text and table from
# a smaller run. Skipped (77) without gnuplot.

top=$(realpath "$(dirname "$0")/../..")
. "$(dirname "$0")/../cli/checks.sh"
need gnuplot

# check_svg FILE: whole, with a title and the command for who cannot see it
check_svg() {
	[ -s "$1" ] || fail "$1 is empty"
	tail -n 2 "$1" | grep -q '</svg>' || fail "$1 is not whole"
	grep -q '<title>[A-Z]' "$1" || fail "$1 has no title"
	grep -q '<title>Gnuplot' "$1" && fail "$1 has gnuplot's title"
	grep -q '<desc>twsim ' "$1" || fail "$1 has no description"
	grep -qi '<script\|href="http' "$1" && fail "$1 needs something"
}

"$twsim" plot all -o . --quiet 2>err || fail "all: exit $?: $(cat err)"
[ ! -s err ] || fail "all says $(cat err)"
"$twsim" plot --list | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' >names
[ "$(wc -l <names)" -ge 8 ] || fail "few figures: $(cat names)"

# What keeps the runs short, for each figure
small() {
	case $1 in
	capacity) echo --rate 10 --rate 20 --rate 30 --ports 100 --ports 200 \
		--ports 300 --duration 20s --msl 5s ;;
	memory) echo --rate 1 --rate 10 --stack linux-6.18 --duration 5s \
		--msl 2s ;;
	strategies) echo --rate 10 ;;
	fin) echo --stack linux-6.18 ;;
	*) echo --rate 50 --ports 200 --duration 10s --msl 3s ;;
	esac
}

while read -r name; do
	check_svg "$name.svg"
	for end in png txt tsv; do
		"$twsim" plot "$name" $(small "$name") --quiet -o "a.$end" \
			>out 2>err || fail "$name.$end: exit $?"
		[ ! -s out ] && [ ! -s err ] || fail "$name.$end: says $(cat err)"
		[ -s "a.$end" ] || fail "$name.$end is empty"
	done
	head -c 4 a.png | grep -q PNG || fail "$name: no PNG"
	[ -z "$(sed '$d' a.txt | awk 'length > 79 || / $/')" ] ||
		fail "$name: text too wide, or blanks at an end"
	tail -n 1 a.txt | grep -q "^twsim plot $name" || fail "$name: no command"
	# what is printed is what -o writes, but for the command
	"$twsim" plot "$name" $(small "$name") --quiet | sed '$d' >b.txt
	sed '$d' a.txt | cmp - b.txt || fail "$name: other text"
	# any number of threads, the same table
	"$twsim" plot "$name" $(small "$name") --quiet --jobs 3 -o b.tsv
	cmp a.tsv b.tsv || fail "$name depends on threads"
done <names

# The script and a table are enough, without twsim
"$twsim" plot ports --rate 50 --ports 200 --duration 10s --quiet -o a.tsv
gnuplot -e "datafile='a.tsv'; output='alone.svg'" "$top/plots/style.gp" \
	"$top/plots/ports.gp" 2>err || fail "alone: $(cat err)"
[ ! -s err ] && grep -q '</svg>' alone.svg || fail "alone: $(cat err)"

# A measured series beside the simulated one
"$twsim" --rate 50 --ports 200 --duration 10s --quiet --series m.tsv >out
for name in time-wait ports memory-over-time; do
	"$twsim" plot "$name" --rate 40 --ports 200 --duration 10s --quiet \
		--measured m.tsv -o m.svg 2>err || fail "$name: $(cat err)"
	check_svg m.svg
	grep -q '>measured, ' m.svg || fail "$name: nothing measured"
done

# Of a comparison
"$twsim" compare --rate 10 --rate 20 --close client --close server \
	--duration 5s --quiet --plot c.svg >out 2>err || fail "compare: exit $?"
check_svg c.svg
for end in png txt tsv; do
	"$twsim" compare --rate 10 --duration 5s --quiet --plot "c.$end" \
		>out 2>err || fail "compare: exit $?"
	[ -s "c.$end" ] && [ ! -s err ] || fail "c.$end: $(cat err)"
done
exit $failed
