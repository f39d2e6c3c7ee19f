#!/bin/sh
# bad_input.sh TWSIM: bad input gives one line on stderr, nothing on stdout, the
# right exit code, and leaves no file behind.

twsim=$(realpath "$1")
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 99
failed=0
checked=0

# refuse CODE WORD ARGUMENT...: the line on stderr must contain WORD
refuse() {
	code=$1
	word=$2
	shift 2
	timeout 20 "$twsim" "$@" >"$work/.out" 2>"$work/.err" </dev/null
	got=$?
	checked=$((checked + 1))
	lines=$(wc -l <"$work/.err")
	why=
	[ "$got" -eq "$code" ] || why="exit $got, not $code"
	[ "$lines" -eq 1 ] || why="$why; $lines lines on stderr"
	grep -qF -e "$word" "$work/.err" || why="$why; no '$word'"
	grep -q '^twsim: ' "$work/.err" || why="$why; no 'twsim: '"
	[ ! -s "$work/.out" ] || why="$why; stdout is not empty"
	[ "$(ls "$work" | wc -l)" -eq 0 ] || why="$why; left $(ls "$work")"
	if [ -n "$why" ]; then
		echo "FAIL: twsim $*: $why"
		cat "$work/.err"
		failed=1
	fi
}

# Numbers
for value in '' ' ' abc -5 0 -0 nan inf -inf 1e999 1e-999 5/ 5/x 500/s/s 0x10 \
	99999999999999999999999999 '5 0' '500/s x'; do
	refuse 2 --rate: --rate "$value"
	refuse 2 --rate: "--rate=$value"
done
for value in '' abc -1s 0 0s nan inf 1e99s 101d 1y s 5s5s 99999999999999999999d; do
	refuse 2 --duration: --duration "$value"
done
for value in '' abc 0 -1 70000 64513 60999-32768 1-70000 1024- -1024 0-5 5-0 \
	1024-2048-4096 nan 1e9; do
	refuse 2 --ports: --ports "$value"
done
for option in clients servers server-ports requests-per-connection; do
	for value in '' abc 0 -1 1.5 nan 1e30 99999999999999999999; do
		refuse 2 "--$option:" "--$option" "$value"
	done
done
for option in rtt jitter hold; do
	for value in '' abc -1ms nan 1e30s 101d; do
		refuse 2 "--$option:" "--$option" "$value"
	done
done
for value in '' abc -0.1 1.1 nan inf; do
	refuse 2 --loss: --loss "$value"
done
for value in '' abc -1 1.5 nan 1e300; do
	refuse 2 --seed: --seed "$value"
done
for value in '' abc -1 2MiB nan; do
	refuse 2 --answer: --answer "$value"
done
for value in '' ' ' abc 0 -1 1.5.5 nan inf 1e30 5/s 99999999999999999999GiB; do
	refuse 2 --max-memory: --max-memory "$value"
done
refuse 2 '--max-memory: given twice' --max-memory 1G --max-memory 2G
for value in '' abc onoff onoff: onoff:60s onoff:0s/60s onoff:-1s/5s onoff:a/b; do
	refuse 2 --arrivals: --arrivals "$value"
done
for value in '' abc 1.2.3 1.2.3.4.5 256.1.1.1 -1.2.3.4; do
	refuse 2 --server-address: --server-address "$value"
done
for option in close port-pick server-model format; do
	for value in '' abc CLIENT 1 client,server; do
		refuse 2 "--$option:" "--$option" "$value"
	done
done
for value in '' abc -1s nan 25h 101d; do
	refuse 2 --msl: --msl "$value"
done

# Together too large
refuse 2 'too large' --clients 65536 --servers 65536
refuse 2 'too large' --clients 65536 --servers 65536 --server-ports 65535

# Not together
refuse 2 'closed-loop' --closed-loop 5 --client-threads 3
refuse 2 'answer-most' --answer 26 --answer-most 100
refuse 2 'answer-most' --answer 26 --answer-least 5 --answer-most 26
refuse 2 'answer-most' --answer 26 --answer-least 26 --answer-most 100

# Words
refuse 2 'unknown option --rat; near: --rate' --rat 5
refuse 2 'unknown option --frobnicate' --frobnicate
refuse 2 'Unknown option -x' -x
refuse 2 rate --rate
refuse 2 "unexpected 'more'" --rate 5 more
refuse 2 "unexpected 'more'" run more
refuse 2 "no verb is named 'ruin'" ruin
refuse 2 'help: ' help nothing
refuse 2 'help: ' help run stacks
refuse 2 'stacks: ' stacks nothing
refuse 2 'stacks: ' stacks linux-6.18 rfc9293
refuse 2 'stacks: ' stacks --nothing
refuse 2 '--rate: given twice' --rate 5 --rate 6
refuse 2 '--format: given twice' --format json --format csv
refuse 2 '--quiet: given twice' --quiet --quiet
refuse 2 '?' --format 'two
lines'

# Comparisons, figures, pages
refuse 2 'compare: --rate:' compare --rate 5 --rate x
refuse 2 '--rate: given twice with the same value' compare --rate 5 --rate 5
refuse 2 '--format: given twice' compare --format csv --format json
refuse 2 '--series: is an option of run' compare --series a.tsv
refuse 2 '--jobs: ' compare --jobs 1000
refuse 2 '--jobs: ' compare --jobs -1
refuse 2 'jobs' compare --jobs x
refuse 2 "--plot: 'a' is no picture" compare --plot a
refuse 2 "--plot: '.svg' is no picture" compare --plot .svg
refuse 2 '--plot: cannot write' compare --plot nowhere/a.svg
refuse 2 '--output: cannot write' compare --output nowhere/a.txt
refuse 2 "unexpected 'more'" compare more
refuse 2 'unknown option --plt' compare --plt a.svg
refuse 2 "unknown stack: 'foo'" compare --stack linux-6.18 --stack foo
refuse 2 'more than 1000' compare --rate 1 --rate 2 --rate 3 --rate 4 \
	--rate 5 --rate 6 --rate 7 --rate 8 --rate 9 --rate 10 --seed 1 \
	--seed 2 --seed 3 --seed 4 --seed 5 --seed 6 --seed 7 --seed 8 \
	--seed 9 --seed 10 --ports 1 --ports 2 --ports 3 --ports 4 --ports 5 \
	--ports 6 --ports 7 --ports 8 --ports 9 --ports 10 --close both \
	--close rst
refuse 2 "--rate: '-'" compare --rate -
refuse 2 '--sysctl: standard input can be read' compare --sysctl -
refuse 2 '--rules: standard input can be read' plot ports --rules -
refuse 2 "--measured: '-' is standard input" plot ports --measured -
refuse 2 'plot: a figure is expected' plot
refuse 2 "no figure is named 'port'; near: ports" plot port
refuse 2 "no figure is named ''" plot ''
refuse 2 "unexpected 'ports'" plot ports ports
refuse 2 'plot: --rate:' plot ports --rate x
refuse 2 "--output: 'a.pdf' is no picture" plot ports -o a.pdf
refuse 2 '--output: cannot write' plot ports -o nowhere/a.svg
refuse 2 '--output: cannot write' plot ports -o /a/b.svg
refuse 2 'the folder for all figures is expected' plot all
refuse 2 "'nowhere' is no folder" plot all -o nowhere
refuse 2 '--measured: capacity is no figure over time' plot capacity \
	--measured a.tsv
refuse 2 'cannot read' plot ports --rate 1 --duration 1s --msl 1s \
	--measured nothing.tsv --quiet
refuse 2 '--fail-if: is an option of run' plot ports --fail-if no_port
refuse 2 'report: --output: it is not given' report --rate 5
refuse 2 '--output: cannot write' report --rate 5 -o nowhere/a.html
refuse 2 '--rate: given twice' report --rate 5 --rate 6 -o a.html
refuse 2 'tcp_tw_reuse: given twice' report --set net.ipv4.tcp_tw_reuse=0 \
	--set net.ipv4.tcp_tw_reuse=1 -o a.html
refuse 2 '--format: is an option of run' report --format csv -o a.html
refuse 2 'report: --rate:' report --rate x -o a.html

# Models and settings
refuse 2 "unknown stack: 'foo'; known: freebsd" --stack foo
refuse 2 "unknown stack: 'foo'" --client-stack foo
refuse 2 "unknown stack: 'foo'" --server-stack foo
refuse 2 'cannot read' --stack ../stacks/rfc9293
refuse 2 "unknown machine: 'foo'; known: cloud-vm" --machine foo
refuse 2 'is empty' --stack ''
refuse 2 'cannot read' --stack ./nothing.ini
refuse 2 'cannot read' --machine /
refuse 2 --set: --set ''
refuse 2 --set: --set =
refuse 2 --set: --set net.ipv4.tcp_tw_reuse
refuse 2 '--set: net.ipv4.tcp_tw_reuse:' --set net.ipv4.tcp_tw_reuse=3
refuse 2 '--set: net.ipv4.tcp_tw_reuse:' --set net.ipv4.tcp_tw_reuse=
refuse 2 'near: net.ipv4.tcp_tw_reuse' --set net.ipv4.tcp_tw_reuze=1
refuse 2 --set: --set client:connect.base=1us
refuse 2 'cannot read' --sysctl ./nothing.conf
refuse 2 'cannot read' --sysctl /
refuse 2 'cannot read' --sysctl ''

# Conditions
for value in '' '>' 'no_port.fraction >' 'no_port.fraction > abc' 'nothing > 1' \
	'no_port.fraction > 1 and' '(no_port.fraction > 1' 'no_port.fraction > -1' \
	'no_port.fraction > nan' 'no_port.fraction ~ 1'; do
	refuse 2 --fail-if: --fail-if "$value"
done
refuse 2 --analytic: --analytic --fail-if 'no_port.fraction > 1'
refuse 2 --analytic: --analytic --series x
for value in '' 0 -1s abc nan; do
	refuse 2 --series-every: --series x --series-every "$value"
done
refuse 2 --series-every: --series x --series-every 1ns

# Places to write to: known before the run, or found out while writing
refuse 2 --series: --series ''
refuse 2 --series: --series /nonexistent/x.tsv
refuse 2 --series: --series /
refuse 2 --output: --output /nonexistent/x
refuse 2 --output: --output "$work"
if [ -e /dev/full ]; then
	refuse 3 /dev/full --rate 5 --series /dev/full
	refuse 3 /dev/full --rate 5 --output /dev/full
	for arguments in '--rate 5' '--rate 5 --format json' '--help' '--version' \
		'stacks' 'stacks --describe' 'stacks linux-6.18' 'help' \
		'--analytic'; do
		# shellcheck disable=SC2086
		"$twsim" $arguments >/dev/full 2>"$work/.err"
		got=$?
		if [ $got -ne 3 ] || [ "$(wc -l <"$work/.err")" -ne 1 ]; then
			echo "FAIL: twsim $arguments >/dev/full: exit $got"
			cat "$work/.err"
			failed=1
		fi
	done
fi

echo "$checked bad inputs"
exit $failed
