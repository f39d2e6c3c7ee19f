#!/bin/sh
# loopback.sh TW_SERVER TW_LOAD: both programs against each other on loopback.
#
# Ports are what the kernel gives, waits are for events, counts are exact: it
# holds on a busy machine and under the thread sanitizer too. TAP on stdout.

tw_server=$(realpath "$1")
tw_load=$(realpath "$2")
work=$(mktemp -d) || exit 99
server=
trap 'kill $server $holder 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
n=0
holder=
# what the server is started by
limited=

ok() {
	n=$((n + 1))
	echo "ok $n - $1"
}

not_ok() {
	n=$((n + 1))
	echo "not ok $n - $1"
	for file in *.json *.err; do
		[ -f "$file" ] && sed "s/^/# $file: /" "$file"
	done
}

# check NAME COMMAND...
check() {
	checked=$1
	shift
	if "$@"; then ok "$checked"; else not_ok "$checked"; fi
}

# start OPTION...: a server on a free port; its port is in $port
start() {
	: >server.err
	$limited "$tw_server" --port 0 --output server.json "$@" 2>server.err &
	server=$!
	until port=$(sed -n 's/.*: port //p' server.err) && [ -n "$port" ]; do
		kill -0 $server 2>/dev/null || return 1
		sleep 0.05
	done
}

# stop: the server drains and ends with 0
stop() {
	kill -TERM $server
	wait $server
	status=$?
	server=
	return $status
}

# value FILE NAME: the first number of that name
value() {
	sed -n "s/^ *\"$2\" : \([0-9.]*\),\{0,1\}$/\1/p" "$1" | head -n 1
}

# counts NAME=N... in load.json or server:NAME=N in server.json
counts() {
	for pair in "$@"; do
		name=${pair%=*}
		file=load.json
		case $name in server:*) file=server.json ;; esac
		[ "$(value $file "${name#server:}")" = "${pair#*=}" ] || {
			echo "# $name is $(value $file "${name#server:}")," \
				"${pair#*=} is expected"
			return 1
		}
	done
}

load() {
	rm -f load.json
	"$tw_load" --server 127.0.0.1:$port --format json --output load.json \
		--timeout 60s "$@" 2>load.err
}

plan=10
echo "1..$plan"

each_close() {
	start --close "$1" || return 1
	load --close "$2" --rate 400 --duration 1s --threads 4 \
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
	load --rate 200 --duration 200ms --hold 300ms --threads 2 || return 1
	stop || return 1
	counts completed=40 server:closed=40 &&
		grep -q '"threads" : 9' server.json &&
		[ "$(value server.json open_max_reached)" -ge 1 ]
}
check "more connections than threads wait in the backlog" connections_are_held

nobody_listens() {
	start || return 1
	stop || return 1
	load --rate 50 --duration 100ms || return 1
	counts attempted=5 established=0 completed=0 refused=5 ECONNREFUSED=5
}
check "nobody listens" nobody_listens

# Held connections use up the descriptors; the rest is served when they end.
descriptors_run_out() {
	limited="prlimit --nofile=24"
	start --close server --hold 300ms
	started=$?
	limited=
	[ $started -eq 0 ] || return 1
	load --close server --rate 400 --duration 100ms || return 1
	stop || return 1
	counts completed=40 server:closed=40 &&
		[ "$(value server.json no_descriptor_or_memory)" -ge 1 ]
}
check "a server without descriptors backs off" descriptors_run_out

client_is_stopped() {
	start --close client || return 1
	"$tw_load" --server 127.0.0.1:$port --rate 100 --duration 1000s \
		--hold 500s --series stopped.tsv --series-every 10ms \
		--format json --output load.json 2>load.err &
	holder=$!
	# it has its signals in hand once it writes the series
	until ls stopped.tsv.* >/dev/null 2>&1; do sleep 0.05; done
	sleep 0.5
	kill -TERM $holder
	wait $holder
	stopped=$?
	holder=
	stop || return 1
	[ $stopped -eq 0 ] && grep -q '"partial" : true' load.json &&
		[ "$(value load.json still_open)" -ge 1 ] && [ -s stopped.tsv ]
}
check "an interrupted client says what it did" client_is_stopped

clients_are_abandoned() {
	start --close client --drain 200ms --timeout 100s || return 1
	load --rate 100 --duration 100ms --hold 3s &
	holder=$!
	until [ "$(awk '$4 == "01" && $2 ~ /:'"$(printf %04X "$port")"'$/' \
		/proc/net/tcp | wc -l)" -ge 10 ]; do sleep 0.05; done
	stop || return 1
	wait $holder
	holder=
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
		"$tw_load" $option >out 2>bad.err
		[ $? -eq 2 ] && [ "$(wc -l <bad.err)" -eq 1 ] &&
			[ ! -s out ] || {
			echo "# $option"
			return 1
		}
	done
	rm -f bad.err
}
check "bad options are one line and exit 2" bad_options
