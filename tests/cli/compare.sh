#!/bin/sh
# compare.sh TWSIM: what is given more than once is compared, the order and the
# bytes do not depend on threads, and each run is the one that run makes.

. "$(dirname "$0")/checks.sh"

base='--ports 300 --duration 10s --msl 5s --arrivals poisson --quiet'
axes='--rate 20 --rate 50 --close client --close server'
for format in table json jsonl csv; do
	for jobs in 1 2 5; do
		"$twsim" compare $base $axes --format $format --jobs $jobs \
			>$format.$jobs || echo "exit $?" >>$format.$jobs
	done
	check "$format: 1 and 2 threads" cmp $format.1 $format.2
	check "$format: 1 and 5 threads" cmp $format.1 $format.5
done
check 'a line for each' [ "$(wc -l <table.1)" -eq 6 ]
check 'a line of json for each' [ "$(wc -l <jsonl.1)" -eq 4 ]
check 'a header and a line for each' [ "$(wc -l <csv.1)" -eq 5 ]
check 'the last axis varies fastest' [ "$(awk 'NR > 2 { print $1, $2 }' \
	table.1 | xargs)" = '20 client 20 server 50 client 50 server' ]
check 'json has its schema' grep -q '"twsim.compare/1"' json.1

# each is the run of these settings
n=1
for rate in 20 50; do
	for close in client server; do
		"$twsim" run $base --rate $rate --close $close --format jsonl \
			--deterministic >run.json
		sed -n "${n}p" jsonl.1 | sed \
			's/.*"run":\({.*}\),"schema":"twsim.compare\/1"}$/\1/' >one.json
		check "run $n" cmp one.json run.json
		n=$((n + 1))
	done
done

# --set: each name is an option of its own; --output: whole or not at all
"$twsim" compare $base --rate 50 --set net.ipv4.tcp_tw_reuse=0 \
	--set net.ipv4.tcp_tw_reuse=1 --set net.ipv4.tcp_timestamps=1 -o set.txt
check 'a setting is an axis' [ "$(awk 'NR > 2 { print $1 }' set.txt |
	xargs)" = '0 1' ]
check 'the other one is not' [ "$(head -n 1 set.txt | grep -c TIMESTAMPS)" -eq 0 ]

# --fail-if tells of each run in which it holds
"$twsim" compare $base $axes --fail-if 'client.time_wait.peak > 0' >out 2>err
check '--fail-if: exit 1' [ $? -eq 1 ]
check '--fail-if: two of them' [ "$(wc -l <err)" -eq 2 ]
check '--fail-if: which' grep -q 'rate 50, close client: ' err
"$twsim" compare $base $axes --fail-if 'client.time_wait.peak > 1M' >out 2>err
check '--fail-if: exit 0' [ $? -eq 0 ]

# ^C: nothing is written, nothing is left, one line
"$twsim" compare --rate 5000 --rate 6000 --duration 1h --clients 100 --quiet \
	-o no.txt --plot no.svg >out 2>err &
pid=$!
sleep 1
kill -INT $pid
wait $pid
check '^C: exit 3' [ $? -eq 3 ]
check '^C: one line' [ "$(grep -c 'stopped after' err)" -eq 1 ]
check '^C: no output' [ ! -s out ]
check '^C: no file' [ -z "$(ls | grep '^no')" ]
exit $failed
