#!/bin/sh
# quick.sh TW_LAB: what the lab can show without waiting for a TIME-WAIT to end.
#
# All comparisons go on at once, each in namespaces of its own; then the ways
# to end the lab before its time. TAP on stdout.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/rights.sh"

plans='wall server-first rst held reuse reuse-over reuse-delay reuse-unstamped
reuse-loopback destinations bound buckets server-buckets no-buckets poisson
keep-alive keep-alive-server'
for plan in $plans; do
	(
		"$tw_lab" exhaust --plan $plan >$plan.out 2>$plan.err
		echo $? >$plan.exit
	) &
done
(
	"$tw_lab" exhaust --ports 300 --rate 30 --duration 6s \
		--port-pick autobind --format json >parity.out 2>parity.err
	echo $? >parity.exit
) &
wait
if [ "$(cat parity.exit)" -eq 77 ]; then
	echo "1..0 # SKIP $(cat parity.err)"
	exit 0
fi

# ended NAME: the comparison agreed
ended() {
	cat "$1.err"
	[ "$(cat "$1.exit")" -eq 0 ] && return
	cat "$1.out"
	return 1
}

# without_refusal NAME: the comparison agreed, and both sides refused nothing
without_refusal() {
	ended "$1" && ! grep connections.no_port "$1.out"
}

# refused_at NAME SECONDS TRIALS: the first refusal on both sides of each trial
refused_at() {
	ended "$1" && awk -v at="$2" -v trials="$3" '
	$1 == "no_port.first_s" {
		n++
		print
		if ($2 - at > 0.001 || at - $2 > 0.001 ||
		    $3 - at > 0.02 || at - $3 > 0.02)
			bad = 1
	}
	END { exit bad || n != trials }' "$1.out"
}

first_odd_port() {
	ended parity && grep -q '"first_dear_after_n" : 150,' parity.out
}

check "a connection more than there are ports is refused" \
	refused_at wall 5 4
check "the first odd port comes after half of the ports" first_odd_port
check "a port serves once for each destination" refused_at destinations 5 2
check "a port that bind() chose serves once for all of them" \
	refused_at bound 2 1
check "held open by the server" without_refusal held
check "random arrivals are the same ones on both sides" ended poisson
check "no refusals when the server closes first" without_refusal server-first
check "no refusals when the client aborts" without_refusal rst
check "ten requests in a connection take one port" refused_at keep-alive 5 1
check "three requests, and the server closes first" \
	without_refusal keep-alive-server
check "tcp_tw_reuse=1: none below ports per second" without_refusal reuse
check "tcp_tw_reuse=1: some above" ended reuse-over
check "tcp_tw_reuse=1 after 300 ms: none below ports per 300 ms" \
	without_refusal reuse-delay
check "tcp_tw_reuse=2 is for loopback" refused_at reuse-loopback 5 1

# overflows NAME SIDE: the comparison agreed, and there were some on that side
overflows() {
	ended "$1" && grep "$2.counters.TcpExtTCPTimeWaitOverflow" "$1.out"
}
check "tcp_max_tw_buckets: what is beyond is left out, on the client" \
	overflows buckets client
check "tcp_max_tw_buckets: on the server" overflows server-buckets server
check "tcp_max_tw_buckets=0: no TIME-WAIT at all" overflows no-buckets client
check "tcp_tw_reuse=1 without timestamps: no reuse" refused_at reuse-unstamped 5 1

# ended_by SIGNAL EXIT: nothing is left of a lab that a signal ends
ended_by() {
	"$tw_lab" exhaust --rate 20 --rate 30 --duration 100s >out 2>err &
	lab=$!
	tries=0
	# two trials, each with a server and a client
	until [ "$(family $lab | wc -l)" -ge 6 ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || return 1
		sleep 0.1
	done
	sleep 0.3
	processes=$(family $lab)
	spaces=$(namespaces "$processes")
	echo "processes" $processes "in" $spaces
	[ "$(echo "$spaces" | wc -l)" -ge 4 ] || return 1
	kill -s "$1" $lab
	wait $lab 2>/dev/null
	status=$?
	lab=
	are_gone "$processes" "$spaces" || return 1
	echo "exit $status"
	[ $status -eq "$2" ] && [ ! -s out ]
}

# Before the real part, which may take minutes
refused_at_once() {
	for option in --plan=none --plan --stack=none --set=net.ipv4.no_such=1 --set=kernel.x=1 \
		--rate=0 --ports=70000 --twsim=/nonexistent/twsim word; do
		timeout 10 "$tw_lab" exhaust --duration 100s $option >out 2>err
		case $? in
		2 | 3) ;;
		*)
			echo "$option: exit $?"
			return 1
			;;
		esac
		[ ! -s out ] && [ -s err ] || return 1
	done
}
check "what cannot be tried is refused at once" refused_at_once

# Numbers of any size: it is only shown that the way there is
what_connect_costs() {
	"$tw_lab" connect-cost --ports 2000 --calls 5 --pause 0s >out || return 1
	cat out
	grep -q '^connect.base = [0-9.]*us$' out &&
		grep -q '^connect.probe = [0-9]*ns$' out
}
check "connect() and its search are measured" what_connect_costs

check "SIGTERM leaves nothing" ended_by TERM 143
check "SIGHUP leaves nothing" ended_by HUP 129
check "SIGKILL leaves nothing" ended_by KILL 137

check_without_namespaces exhaust --rate 10 --duration 500ms
check_ordinary ordinary "$tw_lab" exhaust --rate 30 --duration 1s

echo "1..$n"
