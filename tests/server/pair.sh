# Sourced with TW_SERVER TW_LOAD as $1 and $2: a server and a client in a folder
# of their own, and what they report. The server says which port the kernel gave
# it.

tw_server=$(realpath "$1")
tw_load=$(realpath "$2")
work=$(mktemp -d) || exit 99
server=
client=
# what the server is started by
limited=
trap 'for process in $server $client; do kill $process 2>/dev/null; done
	rm -rf "$work"' EXIT
cd "$work" || exit 99
n=0

# check NAME COMMAND...: with all reports on failure
check() {
	checked=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $checked"
		return
	fi
	echo "not ok $n - $checked"
	for file in *.json *.err; do
		[ -f "$file" ] && sed "s/^/# $file: /" "$file"
	done
	[ -z "$server" ] || kill $server
	server=
}

# start OPTION...: a server on a free port; its port is in $port
start() {
	: >server.err
	rm -f server.json
	$limited "$tw_server" --port 0 --output server.json "$@" 2>server.err &
	server=$!
	until port=$(sed -n 's/.*: port //p' server.err) && [ -n "$port" ]; do
		kill -0 $server 2>/dev/null || return 1
		sleep 0.05
	done
}

# stop [SIGNAL]: the server drains; its exit status
stop() {
	kill -s "${1:-TERM}" $server
	wait $server
	status=$?
	server=
	return $status
}

# call OPTION...: the client
call() {
	rm -f load.json
	"$tw_load" --server 127.0.0.1:$port --format json --output load.json \
		--timeout 60s "$@" 2>load.err
}

# values FILE NAME: all numbers of that name
values() {
	sed -n "s/^ *\"$2\" : \([0-9.e+-]*\),\{0,1\}$/\1/p" "$1"
}

# first FILE NAME: the one of the contract, own FILE NAME: of the program's own
first() {
	values "$@" | head -n 1
}

own() {
	values "$@" | tail -n 1
}

# is WHAT VALUE WANTED
is() {
	[ "$2" = "$3" ] && return
	echo "# $1 is '$2', '$3' is expected"
	return 1
}

# refused PROGRAM OPTIONS: one line, exit 2, and nothing on stdout
refused() {
	timeout 20 $1 $2 >out 2>bad.err
	is "exit of $2" $? 2 && is "lines for $2" "$(wc -l <bad.err)" 1 &&
		is "output for $2" "$(cat out)" "" && rm bad.err
}
