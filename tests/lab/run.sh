#!/bin/sh
# run.sh TW_LAB: scenarios played for real and simulated: those that are quick,
# and a difference that must be seen. TAP.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/rights.sh"

# The same draws of the same seed on both sides
cat >lossy.ini <<'END'
[scenario]
title = A wire that loses, copies and reorders at random
claim = The same seed does the same to simulated and to real segments.
[options]
rtt = 5ms
jitter = 2ms
loss = 0.1
duplicate = 0.1
reorder = 0.2
seed = 5
[client]
play = await-eof, close
[server]
play = send 26, pause 10ms, close
END
sed 's/^seed = 5/seed = 1/' lossy.ini >lossy1.ini

# begin NAME WORD...: tw-lab run with these words, while others go on. A try in
# which the machine held the lab up says nothing of the kernel.
begin() {
	name=$1
	shift
	(
		"$tw_lab" run --quick --tries=20 "$@" >$name.out 2>$name.err
		echo $? >$name.exit
	) &
}
# To make hosts holds up those of others: no two begin at the same time.
begin json --format json ordinary-close nat-tw-recycle
wait
if [ "$(cat json.exit)" -eq 77 ]; then
	echo "1..0 # SKIP $(tail -n 1 json.err)"
	exit 0
fi
begin quick --all
wait
# A SYN that meets LAST-ACK: 2.6.32 repeats its own after 3 s, this kernel soon
begin other --any-kernel syn-in-last-ack-then
sleep 0.5
begin lossy ./lossy.ini ./lossy1.ini
wait

quick_agrees() {
	cat quick.out quick.err
	[ "$(cat quick.exit)" -eq 0 ] && [ "$(grep -c ' agrees ' quick.out)" -ge 10 ]
}
check "what is quick agrees" quick_agrees

difference_is_seen() {
	cat other.out other.err
	[ "$(cat other.exit)" -eq 1 ] && grep -q DIFFERS other.out &&
		grep -q '^  *> ' other.out &&
		grep -q 'segment [0-9]* at the client: ' other.out
}
check "another kernel is told from this one" difference_is_seen

json_says_the_same() {
	cat json.out json.err
	[ "$(cat json.exit)" -eq 0 ] || return 1
	grep -q '"schema" : "tw-lab.run/1"' json.out &&
		grep -q '"agree" : true' json.out &&
		grep -q '"outcome" : "agrees"' json.out &&
		grep -q '"outcome" : "skipped"' json.out &&
		[ "$(grep -c '"simulated_bytes" : [1-9]' json.out)" -eq 4 ] &&
		grep -q '"TcpActiveOpens"' json.out
}
check "JSON has it all" json_says_the_same

chance_is_the_same() {
	cat lossy.out lossy.err
	[ "$(cat lossy.exit)" -eq 0 ]
}
check "chance is the same on both sides" chance_is_the_same

bad_input() {
	for words in "no-such-scenario" "" "--all ordinary-close" \
		"--format xml --all" "--longest 1d --all" "--tries 0 --all" \
		"--no-such-option"; do
		timeout 10 "$tw_lab" run $words >out 2>err
		status=$?
		echo "$words: exit $status: $(cat err)"
		[ $status -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] &&
			[ ! -s out ] || return 1
	done
}
check "bad input is one line and exit 2" bad_input

check_without_namespaces run --quick ordinary-close

# half-open needs TCP_REPAIR, linger-n a rule: all of it without root
by_nobody() {
	ordinary "$tw_lab" run --quick --tries=20 half-open linger-n \
		ordinary-close >out
	status=$?
	cat out
	[ $status -eq 0 ] && grep -q "^memory: not compared" out
}
check_ordinary by_nobody

echo "1..$n"
