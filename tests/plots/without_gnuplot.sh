#!/bin/sh
# without_gnuplot.sh TWSIM: without gnuplot the data is written, one line says
# what to install, and the exit status is 3. With one that fails, 3 as well.

. "$(dirname "$0")/../cli/checks.sh"

# A PATH in which there is nothing
run() {
	PATH=/nowhere "$twsim" "$@" --quiet >out 2>err
	code=$?
	[ "$code" -eq 3 ] || fail "$1: exit $code, not 3"
	[ "$(wc -l <err)" -eq 1 ] || fail "$1: $(cat err)"
	grep -q 'gnuplot-nox' err || fail "$1: does not say what to install"
}

small='--rate 20 --ports 100 --duration 5s --msl 2s'
header=$(printf 'kind\tcurve\tt_s\tports_n')

run plot ports $small -o f.svg
[ ! -e f.svg ] || fail "there is a figure"
[ "$(head -n 1 f.tsv)" = "$header" ] || fail "no table beside"
grep -q 'f.tsv' err || fail "does not say where the data is"

run plot ports $small
[ "$(head -n 1 out)" = "$header" ] || fail "no table on stdout"

run compare $small --plot c.png
grep -q '^FIRST\|FIRST' out || fail "no comparison"
[ -s c.tsv ] && [ ! -e c.png ] || fail "no table of the comparison"

run report $small -o r.html
grep -q '</html>' r.html || fail "no page"
grep -q '<svg' r.html && fail "a figure out of nothing"

# One that does not work: no picture, one line, and no end by SIGPIPE
mkdir bin
for body in 'exec <&-; exit 1' 'kill -9 $$' 'cat >/dev/null' \
	'cat >/dev/null; echo broken >&2; exit 1'; do
	printf '#!/bin/sh\n%s\n' "$body" >bin/gnuplot
	chmod +x bin/gnuplot
	PATH=$work/bin:$PATH "$twsim" plot ports --rate 100 --rate 200 \
		--rate 300 --rate 400 --rate 500 --duration 5s --quiet \
		-o b.svg >out 2>err
	code=$?
	[ $code -eq 3 ] || fail "$body: exit $code"
	[ "$(wc -l <err)" -eq 1 ] || fail "$body: $(cat err)"
	[ ! -s out ] && [ ! -e b.svg ] || fail "$body: a picture"
done

# The table itself needs no gnuplot
PATH=/nowhere "$twsim" plot ports $small --quiet -o t.tsv 2>err ||
	fail "tsv: $(cat err)"
[ -s t.tsv ] || fail "no table"
exit $failed
