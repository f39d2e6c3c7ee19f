#!/bin/sh
# wire.sh TW_WIRE TW_SERVER TW_LOAD: a wire between two hosts. TAP on stdout.
#
# Its namespace is the middle one; the hosts are two more.

. "$(dirname "$0")/inside.sh"
tw_wire=$1
tw_server=$2
tw_load=$3
. "$(dirname "$0")/family.sh"
work=$(mktemp -d) || exit 99
wire=
answering=
# all of these are ours
trap 'kill $wire $answering $client $server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99

on_client() {
	nsenter -t "$client" -n "$@"
}

on_server() {
	nsenter -t "$server" -n "$@"
}

# until_true COMMAND...: a while, until it is
until_true() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || return 1
		sleep 0.05
	done
}

is_apart() {
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

set_up() {
	unshare -n sleep 300 &
	client=$!
	unshare -n sleep 300 &
	server=$!
	until_true is_apart $client && until_true is_apart $server || return 1
	for host in client server; do
		eval "pid=\$$host"
		ip link add $host type veth peer name wire netns "$pid" &&
			ip link set $host up || return 1
	done
	on_client ip addr add 10.0.0.1/8 dev wire &&
		on_client ip link set wire up &&
		on_server ip addr add 10.128.0.1/8 dev wire &&
		on_server ip link set wire up
}

# begin OPTION...: be a wire; it says when it is one
begin() {
	mkfifo ready 2>/dev/null
	"$tw_wire" --client client --server server "$@" --ready-fd 3 \
		>wire.out 2>wire.err 3>ready &
	wire=$!
	read -r line <ready
}

# end SIGNAL: it ends well
end() {
	kill -s "$1" $wire
	wait $wire
	status=$?
	wire=
	cat wire.err
	return $status
}

# answer ADDRESS: there, in place of where it was
answer() {
	kill $answering 2>/dev/null
	nsenter -t "$server" -n "$tw_server" --address "$1" --port 5000 &
	answering=$!
	there=$1
	listening() {
		on_server grep -q ':1388 00000000:0000 0A' /proc/net/tcp
	}
	until_true listening
}

# connect N: that many connections, closed by the server
connect() {
	on_client "$tw_load" --server "$there:5000" --rate 50 \
		--duration "$(($1 * 20))ms" --close server --format json >load
}

# value NAME: the first number of that name that tw-load has found
value() {
	sed -n "s/^ *\"$1\" : \([0-9.e-]*\),\{0,1\}$/\1/p" load | head -n 1
}

# completed N: all of them were
completed() {
	[ "$(value completed)" = "$1" ]
}

if ! set_up 2>said; then
	echo "1..0 # SKIP no hosts can be made here: $(head -n 1 said)"
	exit 0
fi

# A wire can be slower than it should be on a busy machine, never faster.
is_no_faster() {
	begin --rtt 60ms --format json || return 1
	connect 10
	end TERM || return 1
	cat wire.out
	completed 10 && value p50 | awk '$1 < 0.06 { exit 1 }'
}
answer 10.128.0.1
check "a round trip takes no less than was asked for" is_no_faster

drops_what_it_should() {
	printf '%s\n' '# each first FIN of the server, and a copy of each SYN' \
		'to-client FIN nth 1 drop' \
		'to-server SYN duplicate after 1ms' >rules
	begin --rtt 1ms --rules rules --log log --pcap pcap || return 1
	connect 10
	end INT || return 1
	cat wire.out
	completed 10 || return 1
	[ "$(grep -c '"deed":"drop","rule_line":2' log)" -eq 10 ] &&
		[ "$(grep -c '"deed":"duplicate","rule_line":3' log)" -eq 10 ] &&
		[ "$(grep -c '"flags":"S"' log)" -eq 10 ]
}
check "rules are obeyed, and the log says so" drops_what_it_should

# In nanoseconds; seen by the server: a copy of each SYN arrived
is_a_capture() {
	od -An -tx4 -N4 pcap
	[ "$(od -An -tx4 -N4 pcap | tr -d ' ')" = a1b23c4d ] || return 1
	command -v tcpdump >/dev/null || return 0
	tcpdump -nr pcap 2>/dev/null >lines
	cut -d' ' -f7 lines | sort | uniq -c
	[ "$(grep -c 'Flags \[S\],' lines)" -eq 20 ] &&
		[ "$(grep -c 'Flags \[F\.\]' lines)" -ge 30 ]
}
check "the capture is whole" is_a_capture

# Counts of a wire that loses nothing: all that entered has left
loses_nothing() {
	begin --rtt 0s --format json || return 1
	connect 50
	end TERM || return 1
	cat wire.out
	completed 50 && grep -q '"missed" : 0' wire.out &&
		[ "$(grep -c '"lost" : 0' wire.out)" -eq 2 ] &&
		awk '/"entered"/ { entered += $3 } /"left"/ { left += $3 }
		END { exit entered != left || entered < 300 }' wire.out
}
check "without faults all that enters leaves" loses_nothing

# What was there before, and no more
whole_or_not_at_all() {
	echo before >capture
	"$tw_wire" --client client --server nowhere --pcap capture 2>err
	[ $? -eq 2 ] && [ "$(cat capture)" = before ] || return 1
	begin --pcap capture --log "$work/log2" || return 1
	connect 1
	end TERM || return 1
	ls
	[ "$(od -An -tx4 -N4 capture | tr -d ' ')" = a1b23c4d ] &&
		[ -s log2 ] && ! ls | grep -qE '^(capture|log2).'
}
check "files are whole or as they were" whole_or_not_at_all

ends_by_itself() {
	"$tw_wire" --client client --server server --duration 100ms
}
check "it ends by itself" ends_by_itself

bad_input() {
	echo 'to-server SYN vanish' >bad
	for words in "--client client" "--client client --server client" \
		"--client client --server nowhere" \
		"--client client --server server --rtt fast" \
		"--client client --server server --rules bad" \
		"--client client --server server --rules /nonexistent" \
		"--client client --server server --pcap /nonexistent/x" \
		"--client client --server server word"; do
		timeout 10 "$tw_wire" $words >out 2>err
		status=$?
		echo "$words: exit $status: $(cat err)"
		[ $status -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] &&
			[ ! -s out ] || return 1
	done
}
check "bad input is one line and exit 2" bad_input

# begin_with_devices OPTION...: be a wire that has made the interfaces of both
# hosts itself; they have moved there
begin_with_devices() {
	begin --backend tun --client c --server s --format json "$@" &&
		ip link set c netns "$client" && ip link set s netns "$server" &&
		on_client ip addr add 192.168.77.1/24 dev c &&
		on_client ip link set c up &&
		on_server ip addr add 192.168.77.2/24 dev s &&
		on_server ip link set s up && answer 192.168.77.2
}

joins_devices_of_its_own() {
	begin_with_devices --rtt 20ms --rules rules --log log --pcap pcap ||
		return 1
	connect 10
	end TERM || return 1
	cat wire.out
	completed 10 && value p50 | awk '$1 < 0.02 { exit 1 }' &&
		[ "$(grep -c '"deed":"drop","rule_line":2' log)" -eq 10 ] &&
		[ "$(grep -c '"deed":"duplicate","rule_line":3' log)" -eq 10 ] &&
		grep -q '"missed" : null' wire.out &&
		[ "$(od -An -tx4 -N4 pcap | tr -d ' ')" = a1b23c4d ] || return 1
	! on_client ip link show c 2>/dev/null
}

carries_much() {
	begin_with_devices || return 1
	on_client "$tw_load" --server "$there:5000" --rate 2000 \
		--duration 1s --close server --format json >load
	end TERM || return 1
	cat wire.out
	completed 2000
}

no_device_twice() {
	"$tw_wire" --backend tun --client lo --server s 2>err
	[ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && cat err || return 1
	"$tw_wire" --backend tun --client a-name-too-long-for-it --server s 2>err
	[ $? -eq 2 ] && [ "$(wc -l <err)" -eq 1 ]
}

if [ -w /dev/net/tun ]; then
	check "a wire can make both interfaces itself" joins_devices_of_its_own
	check "and carries thousands over them" carries_much
	check "a device needs a name that is free" no_device_twice
else
	for what in "a wire can make both interfaces itself" \
		"and carries thousands over them" \
		"a device needs a name that is free"; do
		n=$((n + 1))
		echo "ok $n - $what # SKIP no /dev/net/tun here"
	done
fi

echo "1..$n"
