#!/bin/sh
# strategies.sh TW_SERVER TW_LOAD: each strategy of the server with each way to
# close, with and without keep-alive; then the files that both write.
#
# On loopback, with ports that the kernel gives; all counts are exact. TAP on
# stdout.

. "$(dirname "$0")/pair.sh"

# serve MODEL ASYNC CLOSE REQUESTS: 40 connections
serve() {
	start --server-model "$1" --async "$2" --close "$3" \
		--requests-per-connection "$4" --timeout 60s || return 1
	call --close "$3" --requests-per-connection "$4" --rate 400 \
		--duration 100ms --threads 2 || return 1
	stop || return 1
	completed=40
	ends=closed
	if [ "$3" = rst ]; then
		completed=0
		ends=reset
	fi
	is completed "$(first load.json completed)" $completed &&
		is reset "$(first load.json reset)" $((40 - completed)) &&
		is answers "$(own load.json answers)" $((40 * $4)) &&
		is accepted "$(own server.json accepted)" 40 &&
		is "server's answers" "$(own server.json answers)" \
			$((40 * $4)) &&
		is "server's $ends" "$(own server.json $ends)" 40 &&
		is abandoned "$(own server.json abandoned)" 0
}

if "$tw_server" --port 0 --server-model pool --async uring --duration 10ms \
	2>uring.err; then
	ways="fork:auto thread:auto pool:uring pool:aio event:auto"
else
	echo "# POSIX aio alone: $(cat uring.err)"
	ways="fork:auto thread:auto pool:aio event:auto"
fi
if [ -n "$WITHOUT_AIO" ]; then
	echo "# POSIX aio is left out: no thread sanitizer can follow it"
	ways=$(echo "$ways" | sed 's/ pool:aio//')
fi
for way in $ways; do
	for close in client server both rst; do
		check "$way, $close closes" \
			serve ${way%:*} ${way#*:} $close 1
	done
	check "$way, three requests, client closes" \
		serve ${way%:*} ${way#*:} client 3
	check "$way, three requests, server closes" \
		serve ${way%:*} ${way#*:} server 3
done

aio_by_force() {
	start --server-model pool --async aio && stop &&
		grep -q '"async" : "aio"' server.json
}
[ -n "$WITHOUT_AIO" ] || check "POSIX aio can be asked for" aio_by_force

large_messages() {
	start --server-model "$1" --async "$2" --close client --answer 200kB \
		--request 100kB --requests-per-connection 3 || return 1
	call --close client --answer 200kB --request 100kB \
		--requests-per-connection 3 --rate 100 --duration 100ms ||
		return 1
	stop || return 1
	is completed "$(first load.json completed)" 10 &&
		is answers "$(own server.json answers)" 30
}
for way in $ways; do
	check "$way, messages larger than a segment" \
		large_messages ${way%:*} ${way#*:}
done

children() {
	cat /proc/[0-9]*/stat 2>/dev/null |
		awk -v parent="$1" '$4 == parent { print $1 }'
}

# A server with processes that is killed takes them with it.
killed() {
	start --server-model fork --close client || return 1
	"$tw_load" --server 127.0.0.1:$port --rate 100 --duration 50ms \
		--hold 50s --format json --output load.json 2>load.err &
	client=$!
	until [ "$(children $server | wc -l)" -eq 5 ]; do sleep 0.05; done
	processes=$(children $server)
	kill -KILL $server
	wait $server 2>/dev/null
	server=
	for process in $processes; do
		while case $(cut -d ' ' -f 3 /proc/$process/stat 2>/dev/null) in
		'' | Z) false ;;
		esac do sleep 0.05; done
	done
	kill $client 2>/dev/null
	wait $client
	client=
}
check "a server with processes that is killed leaves none" killed

# Whoever starts a server may ignore what it needs to reap its processes.
children_are_ignored() {
	limited="env --ignore-signal=CHLD"
	serve fork auto server 1
}
check "SIGCHLD may have been ignored" children_are_ignored
limited=

interrupted() {
	start --server-model "$1" --async "$2" && stop INT &&
		is accepted "$(own server.json accepted)" 0
}
for way in $ways; do
	check "$way, SIGINT ends it in order" interrupted ${way%:*} ${way#*:}
done

# RLIMIT_NPROC holds for a user who is not root, and counts all he has: this one
# has nothing else. tests/server/models.c refuses without it.
user=$((60000 + $$ % 5000))
as_nobody_else="setpriv --reuid $user --regid $user --clear-groups"

# limited_to MODEL COUNT: of 50 connections some find no room, and are told so
limited_to() {
	chmod 777 .
	limited="$as_nobody_else prlimit --nproc=20"
	start --server-model "$1" --close client --timeout 60s
	started=$?
	limited=
	[ $started -eq 0 ] || return 1
	call --rate 500 --duration 100ms --hold 500ms || return 1
	stop || return 1
	refused_n=$(own server.json "$2")
	[ "$refused_n" -ge 1 ] &&
		is closed "$(own server.json closed)" $((50 - refused_n)) &&
		is completed "$(first load.json completed)" \
			$((50 - refused_n)) &&
		is "told so" "$(own load.json bad_answer)" "$refused_n"
}

if [ -n "$WITHOUT_AIO" ] || [ "$(id -u)" -ne 0 ] ||
	! $as_nobody_else test -x "$tw_server" 2>/dev/null; then
	n=$((n + 1))
	echo "ok $n # SKIP no limit on processes: not root, a private build, or" \
		"a sanitizer with threads of its own"
else
	check "no more processes than RLIMIT_NPROC" limited_to fork no_process
	check "no more threads than RLIMIT_NPROC" limited_to thread no_thread
fi

# Ports in a row that are free: below those that the kernel gives
start_in_a_row() {
	for port in 21000 22000 23000 24000 25000; do
		mkfifo ready
		"$tw_server" --port $port "$@" --output server.json \
			--ready-fd 3 2>server.err 3>ready &
		server=$!
		read -r _ <ready
		rm ready
		kill -0 $server 2>/dev/null && return
	done
	return 1
}

# 3 addresses with 2 ports each, and 7 ports of our own: 42 connections at a time
# do not fit into them, but for each destination they are all free.
several_destinations() {
	start_in_a_row --servers 3 --server-ports 2 --hold 200ms || return 1
	low=$(cut -f 1 /proc/sys/net/ipv4/ip_local_port_range)
	call --close server --servers 3 --server-ports 2 --rate 420 \
		--duration 100ms --hold 200ms --threads 2 --port-pick range \
		--ports $((low + 100))-$((low + 106)) || return 1
	stop || return 1
	is completed "$(first load.json completed)" 42 &&
		is available "$(first load.json available)" 42 &&
		is accepted "$(own server.json accepted)" 42
}
check "several destinations take turns" several_destinations

# HELP and TYPE before the samples of a family, names and labels as allowed
valid_metrics() {
	awk '
	/^# HELP [a-z_]+ ./ { help = $3; next }
	/^# TYPE [a-z_]+ (counter|gauge)$/ {
		if ($3 != help || $3 in seen)
			exit 1
		family = $3
		seen[family]
		if (($4 == "counter") != (family ~ /_total$/))
			exit 1
		next
	}
	/^[a-z_]+(\{[a-z_]+="[a-z_]*"(,[a-z_]+="[a-z_]*")*\})? [0-9]+$/ {
		name = $1
		sub(/\{.*/, "", name)
		if (name != family || name !~ /^twserver_/ || $1 in sample)
			exit 1
		sample[$1]
		n++
		next
	}
	{ exit 1 }
	END { if (n < 15) exit 1 }' "$1"
}

metrics() {
	start --server-model event --metrics tw.prom --metrics-every 100ms ||
		return 1
	valid_metrics tw.prom || return 1
	call --close server --rate 400 --duration 100ms || return 1
	until grep -q '^twserver_connections_accepted_total 40$' tw.prom; do
		kill -0 $server || return 1
		sleep 0.05
	done
	stop || return 1
	valid_metrics tw.prom &&
		grep -q '^twserver_connections_ended_total{end="closed"} 40$' \
			tw.prom && is files "$(ls tw.prom*)" tw.prom
}
check "the metrics are valid, now and then and at the end" metrics

no_metrics() {
	"$tw_server" --port 0 --metrics none/tw.prom 2>server.err
	is status $? 2 && is lines "$(wc -l <server.err)" 1
}
check "metrics that cannot be written are told of before" no_metrics

histogram() {
	start --server-model event || return 1
	call --close server --rate 400 --duration 100ms --histogram times.tsv ||
		return 1
	stop || return 1
	is columns "$(head -n 1 times.tsv | tr '\t' ' ')" \
		"up_to_s connect_n connect_from_due_n late_n" &&
		awk -F '\t' 'NR > 1 {
			if ($1 <= last)
				exit 1
			last = $1
			a += $2
			b += $3
			c += $4
		} END { exit !(a == 40 && b == 40 && c == 40) }' times.tsv
}
check "the histogram counts every connect" histogram

# longest OBJECT: its max in load.json
longest() {
	sed -n "/\"$1\"/,/}/p" load.json >object.json
	own object.json max
	rm object.json
}

# While the client is stopped, connects become due. They are begun late; each
# takes no longer than ever, but whoever waited for it has waited.
omission_is_shown() {
	start --server-model event || return 1
	"$tw_load" --server 127.0.0.1:$port --close server --rate 100 \
		--duration 2s --series stopped.tsv --format json \
		--output load.json 2>load.err &
	client=$!
	until ls stopped.tsv.* >/dev/null 2>&1; do sleep 0.05; done
	sleep 0.2
	kill -STOP $client
	sleep 0.5
	kill -CONT $client
	wait $client
	client=
	stop || return 1
	echo "# late $(longest lateness_s) s, connect() $(longest connect_s) s," \
		"from when it was due $(longest connect_from_due_s) s"
	awk -v late="$(longest lateness_s)" \
		-v from_due="$(longest connect_from_due_s)" \
		'BEGIN { exit !(late > 0.4 && from_due >= late) }'
}
check "what a late client leaves out is in the times from when it was due" \
	omission_is_shown

bad_options() {
	for options in --server-model=none --async=none --open-max=0 \
		--threads=0 --servers=0 --server-ports=70000 --answer=2MiB \
		--request=0 --requests-per-connection=0 --linger=-2 \
		--close=nobody --port=65536 --metrics= \
		"--port 65535 --server-ports 2" "--port 0 --server-ports 2" \
		"--servers 256 --server-ports 1024" \
		"--address 255.255.255.255 --servers 2"; do
		refused "$tw_server" "$options" || return 1
	done
	for options in --servers=0 --server-ports=0 --request=0 --answer=2MiB \
		--requests-per-connection=0 --linger=-2 --histogram=none/x.tsv \
		"--port-pick range --ports 500-600" \
		"--port 65535 --server-ports 2" \
		"--servers 256 --server-ports 1024" \
		"--threads 9 --port-pick range --ports 40000-40007"; do
		refused "$tw_load" "$options" || return 1
	done
}
check "bad options are one line and exit 2" bad_options

echo "1..$n"
