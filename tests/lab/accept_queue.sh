#!/bin/sh
# accept_queue.sh TW_SERVER TW_LOAD TWSIM: a server whose descriptors end, and a
# listener whose queue is full, in a network namespace and simulated. TAP on
# stdout.

. "$(dirname "$0")/inside.sh"
tw_server=$1
tw_load=$2
twsim=$3
. "$(dirname "$0")/family.sh"
work=$(mktemp -d) || exit 99
server=
# all of these are ours
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99

descriptors_max=60
somaxconn=20
load='--rate=50/s --duration=2s --hold=5s --close=client'

# listening: a while, until the server does
listening() {
	tries=0
	until [ -n "$(ss -Hltn)" ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || return 1
		sleep 0.05
	done
}

# What it may still open: a number that was inherited may be beyond.
free_descriptors() {
	used=0
	for fd in "/proc/$server/fd/"*; do
		[ "${fd##*/}" -ge $descriptors_max ] || used=$((used + 1))
	done
	echo $((descriptors_max - used))
}

counter() {
	nstat -az "$1" | awk -v name="$1" '$1 == name { print $2 }'
}

longest_queue() {
	ss -Hltn | awk -v peak="$peak" '{ print ($2 > peak ? $2 : peak) }'
}

play_real() {
	ip link set lo up || return 1
	(
		ulimit -n $descriptors_max
		exec "$tw_server" --server-model=event --backlog=$somaxconn \
			--close=client --hold=5s --timeout=1min
	) >served 2>&1 &
	server=$!
	listening || return 1
	free=$(free_descriptors)
	nstat -n
	"$tw_load" $load --timeout=1min --format=json >real.json &
	client=$!
	peak=0
	while kill -0 $client 2>/dev/null; do
		peak=$(longest_queue)
		sleep 0.1
	done
	wait $client
}

# of KEY FILE: the numbers of that name, added up
of() {
	awk -v key="\"$1\"" '$1 == key { sub(/,/, "", $3); sum += $3 }
		END { print sum + 0 }' "$2"
}

play_simulated() {
	"$twsim" $load --server-address=127.0.0.1 --server-model=event \
		--set limits.descriptors="$free" \
		--set net.core.somaxconn=$somaxconn --format=json \
		>simulated.json 2>/dev/null
}

same() {
	echo "$1: real $2, simulated $3"
	[ "$2" -eq "$3" ]
}

# Each wait is of ticks, and each descriptor free at an instant: one segment may
# come before it here and after it there.
nearly_same() {
	echo "$1: real $2, simulated $3"
	[ $(($2 - $3)) -le 2 ] && [ $(($3 - $2)) -le 2 ]
}

check "a server of $descriptors_max descriptors, and 100 connections" play_real
check "the same, simulated" play_simulated
check "all are served in the end" \
	same completed "$(of completed real.json)" \
	"$(of completed simulated.json)"
check "in the queue is one more than net.core.somaxconn" \
	same "longest queue" "$peak" "$(of accept_queue_peak simulated.json)"
overflows=$(counter TcpExtListenOverflows)
check "what comes to a full queue is dropped" nearly_same \
	ListenOverflows "$overflows" \
	"$(of TcpExtListenOverflows simulated.json)"
check "each was a SYN, and is sent again" \
	same TCPSynRetrans "$(counter TcpExtTCPSynRetrans)" "$overflows"
echo "1..$n"
