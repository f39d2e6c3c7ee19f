#!/bin/sh
# bad_input.sh TWSIM: bad input gives one line on stderr, nothing on stdout, the
# right exit code, and leaves no file behind.

. "$(dirname "$0")/checks.sh"

# Numbers
for value in '' ' ' abc -5 0 -0 nan inf -inf 1e999 1e-999 5/ 5/x 500/s/s 0x10 \
	99999999999999999999999999 '5 0' '500/s x'; do
	refuse --rate: --rate "$value"
	refuse --rate: "--rate=$value"
done
for value in '' abc -1s 0 0s nan inf 1e99s 101d 1y s 5s5s 99999999999999999999d; do
	refuse --duration: --duration "$value"
done
for value in '' abc 0 -1 70000 64513 60999-32768 1-70000 1024- -1024 0-5 5-0 \
	1024-2048-4096 nan 1e9; do
	refuse --ports: --ports "$value"
done
for option in clients servers server-ports requests-per-connection; do
	for value in '' abc 0 -1 1.5 nan 1e30 99999999999999999999; do
		refuse "--$option:" "--$option" "$value"
	done
done
for option in rtt jitter hold; do
	for value in '' abc -1ms nan 1e30s 101d; do
		refuse "--$option:" "--$option" "$value"
	done
done
for value in '' abc -0.1 1.1 nan inf; do
	refuse --loss: --loss "$value"
done
for value in '' abc -1 1.5 nan 1e300; do
	refuse --seed: --seed "$value"
done
for value in '' abc -1 2MiB nan; do
	refuse --answer: --answer "$value"
done
for value in '' ' ' abc 0 -1 1.5.5 nan inf 1e30 5/s 99999999999999999999GiB; do
	refuse --max-memory: --max-memory "$value"
done
refuse '--max-memory: given twice' --max-memory 1G --max-memory 2G
for value in '' abc onoff onoff: onoff:60s onoff:0s/60s onoff:-1s/5s onoff:a/b; do
	refuse --arrivals: --arrivals "$value"
done
for value in '' abc 1.2.3 1.2.3.4.5 256.1.1.1 -1.2.3.4; do
	refuse --server-address: --server-address "$value"
done
for option in close port-pick server-model format; do
	for value in '' abc CLIENT 1 client,server; do
		refuse "--$option:" "--$option" "$value"
	done
done
for value in '' abc -1s nan 25h 101d; do
	refuse --msl: --msl "$value"
done

# Together too large
refuse 'too large' --clients 65536 --servers 65536
refuse 'too large' --clients 65536 --servers 65536 --server-ports 65535

# Not together
refuse 'closed-loop' --closed-loop 5 --client-threads 3
refuse 'answer-most' --answer 26 --answer-most 100
refuse 'answer-most' --answer 26 --answer-least 5 --answer-most 26
refuse 'answer-most' --answer 26 --answer-least 26 --answer-most 100

# Words
refuse 'unknown option --rat; near: --rate' --rat 5
refuse 'unknown option --frobnicate' --frobnicate
refuse 'Unknown option -x' -x
refuse rate --rate
refuse "unexpected 'more'" --rate 5 more
refuse "unexpected 'more'" run more
refuse "no verb is named 'ruin'" ruin
refuse 'help: ' help nothing
refuse 'help: ' help run stacks
refuse 'stacks: ' stacks nothing
refuse 'stacks: ' stacks linux-6.18 rfc9293
refuse 'stacks: ' stacks --nothing
refuse '--rate: given twice' --rate 5 --rate 6
refuse '--format: given twice' --format json --format csv
refuse '--quiet: given twice' --quiet --quiet
refuse '?' --format 'two
lines'

# Comparisons, figures, pages
refuse 'compare: --rate:' compare --rate 5 --rate x
refuse '--rate: given twice with the same value' compare --rate 5 --rate 5
refuse '--format: given twice' compare --format csv --format json
refuse '--series: is an option of run' compare --series a.tsv
refuse '--jobs: ' compare --jobs 1000
refuse '--jobs: ' compare --jobs -1
refuse 'jobs' compare --jobs x
refuse "--plot: 'a' is no picture" compare --plot a
refuse "--plot: '.svg' is no picture" compare --plot .svg
refuse '--plot: cannot write' compare --plot nowhere/a.svg
refuse '--output: cannot write' compare --output nowhere/a.txt
refuse "unexpected 'more'" compare more
refuse 'unknown option --plt' compare --plt a.svg
refuse "unknown stack: 'foo'" compare --stack linux-6.18 --stack foo
refuse 'more than 1000' compare --rate 1 --rate 2 --rate 3 --rate 4 \
	--rate 5 --rate 6 --rate 7 --rate 8 --rate 9 --rate 10 --seed 1 \
	--seed 2 --seed 3 --seed 4 --seed 5 --seed 6 --seed 7 --seed 8 \
	--seed 9 --seed 10 --ports 1 --ports 2 --ports 3 --ports 4 --ports 5 \
	--ports 6 --ports 7 --ports 8 --ports 9 --ports 10 --close both \
	--close rst
refuse "--rate: '-'" compare --rate -
refuse '--sysctl: standard input can be read' compare --sysctl -
refuse '--rules: standard input can be read' plot ports --rules -
refuse "--measured: '-' is standard input" plot ports --measured -
refuse 'plot: a figure is expected' plot
refuse "no figure is named 'port'; near: ports" plot port
refuse "no figure is named ''" plot ''
refuse "unexpected 'ports'" plot ports ports
refuse 'plot: --rate:' plot ports --rate x
refuse "--output: 'a.pdf' is no picture" plot ports -o a.pdf
refuse '--output: cannot write' plot ports -o nowhere/a.svg
refuse '--output: cannot write' plot ports -o /a/b.svg
refuse 'the folder for all figures is expected' plot all
refuse "'nowhere' is no folder" plot all -o nowhere
refuse '--measured: capacity is no figure over time' plot capacity \
	--measured a.tsv
refuse 'cannot read' plot ports --rate 1 --duration 1s --msl 1s \
	--measured nothing.tsv --quiet
refuse '--fail-if: is an option of run' plot ports --fail-if no_port
refuse 'report: --output: it is not given' report --rate 5
refuse '--output: cannot write' report --rate 5 -o nowhere/a.html
refuse '--rate: given twice' report --rate 5 --rate 6 -o a.html
refuse 'tcp_tw_reuse: given twice' report --set net.ipv4.tcp_tw_reuse=0 \
	--set net.ipv4.tcp_tw_reuse=1 -o a.html
refuse '--format: is an option of run' report --format csv -o a.html
refuse 'report: --rate:' report --rate x -o a.html

# Models and settings
refuse "unknown stack: 'foo'; known: freebsd" --stack foo
refuse "unknown stack: 'foo'" --client-stack foo
refuse "unknown stack: 'foo'" --server-stack foo
refuse 'cannot read' --stack ../stacks/rfc9293
refuse "unknown machine: 'foo'; known: cloud-vm" --machine foo
refuse 'is empty' --stack ''
refuse 'cannot read' --stack ./nothing.ini
refuse 'cannot read' --machine /
refuse --set: --set ''
refuse --set: --set =
refuse --set: --set net.ipv4.tcp_tw_reuse
refuse '--set: net.ipv4.tcp_tw_reuse:' --set net.ipv4.tcp_tw_reuse=3
refuse '--set: net.ipv4.tcp_tw_reuse:' --set net.ipv4.tcp_tw_reuse=
refuse 'near: net.ipv4.tcp_tw_reuse' --set net.ipv4.tcp_tw_reuze=1
refuse --set: --set client:connect.base=1us
refuse 'cannot read' --sysctl ./nothing.conf
refuse 'cannot read' --sysctl /
refuse 'cannot read' --sysctl ''

# Conditions
for value in '' '>' 'no_port.fraction >' 'no_port.fraction > abc' 'nothing > 1' \
	'no_port.fraction > 1 and' '(no_port.fraction > 1' 'no_port.fraction > -1' \
	'no_port.fraction > nan' 'no_port.fraction ~ 1'; do
	refuse --fail-if: --fail-if "$value"
done
refuse --analytic: --analytic --fail-if 'no_port.fraction > 1'
refuse --analytic: --analytic --series x
for value in '' 0 -1s abc nan; do
	refuse --series-every: --series x --series-every "$value"
done
refuse --series-every: --series x --series-every 1ns

# Places to write to: known before the run, or found out while writing
refuse --series: --series ''
refuse --series: --series /nonexistent/x.tsv
refuse --series: --series /
refuse --output: --output /nonexistent/x
refuse --output: --output "$work"
if [ -e /dev/full ]; then
	refused_with 3 /dev/full --rate 5 --series /dev/full
	refused_with 3 /dev/full --rate 5 --output /dev/full
	for arguments in '--rate 5' '--rate 5 --format json' '--help' '--version' \
		'stacks' 'stacks --describe' 'stacks linux-6.18' 'help' \
		'--analytic'; do
		# shellcheck disable=SC2086
		"$twsim" $arguments >/dev/full 2>.err
		got=$?
		[ $got -eq 3 ] && [ "$(wc -l <.err)" -eq 1 ] ||
			fail "twsim $arguments >/dev/full: exit $got: $(cat .err)"
	done
fi

exit $failed
