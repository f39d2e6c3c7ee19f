#!/bin/sh
# run.sh TW_LAB: scenarios played for real and simulated: those that are quick,
# a difference that must be seen, and the ways to end before the time. TAP.

. "$(dirname "$0")/common.sh"

# A try in which the machine held the lab up says nothing of the kernel.
"$tw_lab" run --all --quick --tries=20 >quick.out 2>quick.err
quick=$?
if [ $quick -eq 77 ]; then
	echo "1..0 # SKIP $(tail -n 1 quick.err)"
	exit 0
fi

quick_agrees() {
	cat quick.out quick.err
	[ $quick -eq 0 ] && [ "$(grep -c ' agrees ' quick.out)" -ge 10 ]
}
check "what is quick agrees" quick_agrees

# A SYN that meets LAST-ACK: 2.6.32 repeats its own after 3 s, this kernel soon
difference_is_seen() {
	"$tw_lab" run --any-kernel --quick syn-in-last-ack-then >out 2>err
	status=$?
	cat out err
	[ $status -eq 1 ] && grep -q DIFFERS out && grep -q '^  *> ' out &&
		grep -q 'segment [0-9]* at the client: ' out
}
check "another kernel is told from this one" difference_is_seen

json_says_the_same() {
	"$tw_lab" run --quick --format json ordinary-close \
		nat-tw-recycle >out 2>err || return 1
	cat out err
	grep -q '"schema" : "tw-lab.run/1"' out &&
		grep -q '"agree" : true' out &&
		grep -q '"outcome" : "agrees"' out &&
		grep -q '"outcome" : "skipped"' out &&
		[ "$(grep -c '"simulated_bytes" : [1-9]' out)" -eq 4 ] &&
		grep -q '"TcpActiveOpens"' out
}
check "JSON has it all" json_says_the_same

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
same_seed() {
	sed 's/^seed = 5/seed = 1/' lossy.ini >lossy1.ini
	"$tw_lab" run --quick ./lossy.ini ./lossy1.ini
}
check "chance is the same on both sides" same_seed

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

# begin_long: a lab of two scenarios that takes a minute, each with two hosts
# and, while segments come, what is between them
begin_long() {
	"$tw_lab" run four-segment-close lost-fin >out 2>err &
	lab=$!
	tries=0
	until [ "$(family $lab | wc -l)" -eq 2 ] &&
		[ "$(namespaces "$(family $lab)" | wc -l)" -ge 4 ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || return 1
		sleep 0.1
	done
	sleep 1
	processes=$(family $lab)
	spaces=$(namespaces "$processes")
	echo "processes" $processes "in" $spaces
}

# ended_by SIGNAL EXIT [child]: nothing is left, and nothing is printed
ended_by() {
	begin_long || return 1
	case $3 in
	child) kill -s "$1" "$(children $lab | head -n 1)" ;;
	*) kill -s "$1" $lab ;;
	esac
	wait $lab 2>/dev/null
	status=$?
	lab=
	are_gone "$processes" "$spaces" || return 1
	echo "exit $status"
	[ $status -eq "$2" ] && [ ! -s out ]
}
# A shell has its background jobs ignore SIGINT; the lab asks for it again.
check "SIGINT leaves nothing" ended_by INT 130
check "SIGTERM leaves nothing" ended_by TERM 143
check "SIGKILL leaves nothing" ended_by KILL 137
check "SIGKILL of a child leaves nothing" ended_by KILL 137 child

# A user namespace may forbid network namespaces to those inside.
without_namespaces() {
	unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_net_namespaces &&
		exec "$0" run --quick ordinary-close' "$tw_lab" >out 2>err
	status=$?
	cat err
	[ $status -eq 77 ] && [ "$(wc -l <err)" -eq 1 ] && [ ! -s out ]
}

if unshare -Ur true 2>/dev/null; then
	check "without namespaces: one line and exit 77" without_namespaces
else
	skip "without namespaces: one line and exit 77" "no user namespaces"
fi

# half-open needs TCP_REPAIR, linger-n a rule: all of it without root
by_nobody() {
	ordinary "$tw_lab" run --quick half-open linger-n ordinary-close >out ||
		return 1
	cat out
	grep -q "^memory: not compared" out
}

if [ "$(id -u)" -ne 0 ]; then
	skip "an ordinary user can" "not root: shown above"
elif ! ordinary unshare -Urn true 2>/dev/null ||
	! ordinary test -x "$tw_lab"; then
	skip "an ordinary user can" "not allowed, or the build is private"
else
	check "an ordinary user can" by_nobody
fi

echo "1..$n"
