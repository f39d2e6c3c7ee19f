#!/bin/sh
# loopback.sh TW_SERVER TW_LOAD: both programs against each other on loopback.
#
# Ports are what the kernel gives, waits are for events, counts are exact: it
# holds on a busy machine and under the thread sanitizer too. TAP on stdout.

. "$(dirname "$0")/pair.sh"

# counts NAME=N... in load.json or server:NAME=N in server.json
counts() {
	for pair in "$@"; do
		name=${pair%=*}
		file=load.json
		case $name in server:*) file=server.json ;; esac
		[ "$(first $file "${name#server:}")" = "${pair#*=}" ] || {
			echo "# $name is $(first $file "${name#server:}")," \
				"${pair#*=} is expected"
			return 1
		}
	done
}

plan=10
echo "1..$plan"

each_close() {
	start --close "$1" || return 1
	call --close "$2" --rate 400 --duration 1s --threads 4 \
		--series load.tsv || return 1
	stop || return 1
	shift 2
	counts attempted=400 established=400 no_port=0 timed_out=0 failed=0 \
		still_open=0 server:accepted=400 server:abandoned=0 "$@" &&
		awk -F '\t' 'NR > 1 { t = $1; attempted = $9 }
			END { exit !(NR >= 3 && t >= 1 && attempted > 200) }' \
			load.tsv
}

check "server closes first" each_close server server completed=400 reset=0 \
	server:closed=400
check "client closes first" each_close client client completed=400 reset=0 \
	server:closed=400
check "client aborts" each_close client rst completed=0 reset=400 \
	server:reset=400

connections_are_held() {
	start --close client --open-max 8 || return 1
	call --rate 200 --duration 200ms --hold 300ms --threads 2 || return 1
	stop || return 1
	counts completed=40 server:closed=40 &&
		grep -q '"threads" : 9' server.json &&
		[ "$(first server.json open_max_reached)" -ge 1 ]
}
check "more connections than threads wait in the backlog" connections_are_held

nobody_listens() {
	start || return 1
	stop || return 1
	call --rate 50 --duration 100ms || return 1
	counts attempted=5 established=0 completed=0 refused=5 ECONNREFUSED=5 ||
		return 1
	"$tw_load" --server 127.0.0.1:$port --rate 50 --duration 100ms >table
	grep -q '^connect()  *-  *-  *-  *-  *-$' table &&
		grep -q '^ECONNREFUSED  *5 ' table
}
check "nobody listens" nobody_listens

# Held connections use up the descriptors; the rest is served when they end.
descriptors_run_out() {
	limited="prlimit --nofile=24"
	start --close server --hold 300ms
	started=$?
	limited=
	[ $started -eq 0 ] || return 1
	call --close server --rate 400 --duration 100ms || return 1
	stop || return 1
	counts completed=40 server:closed=40 &&
		[ "$(first server.json no_descriptor_or_memory)" -ge 1 ]
}
check "a server without descriptors backs off" descriptors_run_out

client_is_stopped() {
	start --close client || return 1
	"$tw_load" --server 127.0.0.1:$port --rate 100 --duration 1000s \
		--hold 500s --series stopped.tsv --series-every 10ms \
		--format json --output load.json 2>load.err &
	client=$!
	# it has its signals in hand once it writes the series
	until ls stopped.tsv.* >/dev/null 2>&1; do sleep 0.05; done
	sleep 0.5
	kill -TERM $client
	wait $client
	stopped=$?
	client=
	stop || return 1
	[ $stopped -eq 0 ] && grep -q '"partial" : true' load.json &&
		[ "$(first load.json still_open)" -ge 1 ] && [ -s stopped.tsv ]
}
check "an interrupted client says what it did" client_is_stopped

clients_are_abandoned() {
	start --close client --drain 200ms --timeout 100s || return 1
	call --rate 100 --duration 100ms --hold 3s &
	client=$!
	until [ "$(awk '$4 == "01" && $2 ~ /:'"$(printf %04X "$port")"'$/' \
		/proc/net/tcp | wc -l)" -ge 10 ]; do sleep 0.05; done
	stop || return 1
	wait $client
	client=
	counts server:accepted=10 server:abandoned=10
}
check "a server drains no longer than told" clients_are_abandoned

port_is_taken() {
	start || return 1
	"$tw_server" --port "$port" --duration 1s 2>second.err
	second=$?
	stop || return 1
	[ $second -eq 3 ] && [ "$(wc -l <second.err)" -eq 1 ]
}
check "a taken port is one line and exit 3" port_is_taken

bad_options() {
	for option in --rate=nan --rate=0 --rate=-1 --ports=70000 \
		--ports=60999-32768 --port=0 --close=nobody --unknown word \
		--rate --duration=0s --server=1.2.3.4 --threads=0 \
		--series=/nonexistent/x; do
		refused "$tw_load" "$option" || return 1
	done
}
check "bad options are one line and exit 2" bad_options
