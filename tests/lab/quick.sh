#!/bin/sh
# quick.sh TW_LAB: what the lab can show without waiting for a TIME-WAIT to end.
#
# All comparisons go on at once, each in namespaces of its own; then the ways
# to end the lab before its time. TAP on stdout.

tw_lab=$(realpath "$1")
. "$(dirname "$0")/family.sh"
work=$(mktemp -d) || exit 99
lab=
trap '[ -z "$lab" ] || kill "$lab" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99

"$tw_lab" exhaust --rate 10 --duration 500ms >first.out 2>first.err
first=$?
if [ $first -eq 77 ]; then
	echo "1..0 # SKIP $(cat first.err)"
	exit 0
fi

# begin NAME OPTION...: a comparison in the background
begin() {
	name=$1
	shift
	(
		"$tw_lab" exhaust --ports 300 "$@" >"$name.out" 2>"$name.err"
		echo $? >"$name.exit"
	) &
}

begin wall --rate 30 --duration 12s --port-pick range --port-pick autobind \
	--port-pick bind --port-pick bind-no-port
begin parity --rate 30 --duration 6s --port-pick autobind --format json
begin server --rate 300 --duration 6s --port-pick autobind --close server
begin rst --rate 300 --duration 6s --port-pick autobind --close rst
begin reuse --rate 280 --duration 6s --port-pick autobind \
	--set net.ipv4.tcp_tw_reuse=1
begin overuse --rate 400 --duration 6s --port-pick autobind \
	--set net.ipv4.tcp_tw_reuse=1
begin no_stamps --rate 60 --duration 7s --port-pick autobind \
	--set net.ipv4.tcp_tw_reuse=1 --set net.ipv4.tcp_timestamps=0
begin poisson --rate 40 --duration 11s --port-pick range --arrivals poisson
wait

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
	refused_at wall 10 4
check "the first odd port comes after half of the ports" first_odd_port
check "random arrivals are the same ones on both sides" ended poisson
check "no refusals when the server closes first" without_refusal server
check "no refusals when the client aborts" without_refusal rst
check "tcp_tw_reuse=1: none below ports per second" without_refusal reuse
check "tcp_tw_reuse=1: some above" ended overuse
check "tcp_tw_reuse=1 without timestamps: no reuse" refused_at no_stamps 5 1

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
	gone "$processes" "$spaces" || return 1
	echo "exit $status"
	[ $status -eq "$2" ] && [ ! -s out ]
}

# Before the real part, which may take minutes
refused_at_once() {
	for option in --stack=none --set=net.ipv4.no_such=1 --set=kernel.x=1 \
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

# A user namespace may forbid network namespaces to those inside.
without_namespaces() {
	unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_net_namespaces &&
		exec "$0" exhaust --rate 10 --duration 500ms' "$tw_lab" >out 2>err
	status=$?
	cat err
	[ $status -eq 77 ] && [ "$(wc -l <err)" -eq 1 ] && [ ! -s out ]
}

if unshare -Ur true 2>/dev/null; then
	check "without namespaces: one line and exit 77" without_namespaces
else
	skip "without namespaces: one line and exit 77" "no user namespaces"
fi

# As root the lab needs no user namespace; others must not need root.
by_nobody() {
	ordinary "$tw_lab" exhaust --rate 30 --duration 1s
}

if [ "$(id -u)" -ne 0 ]; then
	skip "an ordinary user can" "not root: shown above"
elif ! ordinary unshare -Urn true 2>/dev/null ||
	! ordinary test -x "$tw_lab" || ! ordinary test -x "${TWSIM:-/}"; then
	skip "an ordinary user can" "not allowed, or the build is private"
else
	check "an ordinary user can" by_nobody
fi

echo "1..$n"
