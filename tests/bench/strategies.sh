#!/bin/sh
# strategies.sh TW_SERVER TW_LOAD [HELD [SECONDS]]: what each strategy of the
# server costs.
#
# Memory: HELD connections (1000) are open at once; the memory controller says
# what the server has more than before, the process and the kernel apart (tasks,
# stacks, page tables, sockets, files). Speed: for SECONDS (2) a client of one
# thread connects faster than can be served, takes the answer and aborts, so that
# no TIME-WAIT is left and no port is missing; the best of three.
#
# All on loopback in a network namespace of its own. Exit 77 where there can be
# none; without a memory controller the memory is "-".

tw_server=$(realpath "$1")
tw_load=$(realpath "$2")
held=${3:-1000}
seconds=${4:-2}

if [ -z "$IN_NAMESPACE" ]; then
	user=
	[ "$(id -u)" -eq 0 ] || user=-Ur
	unshare $user -n true 2>/dev/null || {
		echo "no network namespace can be had here"
		exit 77
	}
	IN_NAMESPACE=yes exec unshare $user -n "$0" "$@"
fi
ip link set lo up || exit 77

work=$(mktemp -d) || exit 99
server=
client=
group=
leave() {
	[ -z "$client" ] || kill "$client" 2>/dev/null
	[ -z "$server" ] || kill "$server" 2>/dev/null
	wait
	[ -z "$group" ] || rmdir "$group"
	rm -rf "$work"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$work" || exit 99

# A group of the memory controller, version 1 or 2
for at in /sys/fs/cgroup/memory /sys/fs/cgroup; do
	[ -e $at/memory.kmem.usage_in_bytes ] ||
		grep -qw memory $at/cgroup.subtree_control 2>/dev/null || continue
	mkdir $at/tw-bench.$$ 2>/dev/null && group=$at/tw-bench.$$ && break
done

# "process kernel" in bytes
memory() {
	if [ -e "$group/memory.kmem.usage_in_bytes" ]; then
		echo "$(awk '$1 == "rss" { print $2 }' "$group/memory.stat")" \
			"$(cat "$group/memory.kmem.usage_in_bytes")"
	elif [ -n "$group" ]; then
		awk '$1 == "anon" { a = $2 } $1 == "kernel" { k = $2 }
			END { print a, k }' "$group/memory.stat"
	fi
}

# start OPTION...
start() {
	mkfifo ready
	(
		[ -z "$group" ] || sh -c 'echo $PPID' >"$group/cgroup.procs"
		exec "$tw_server" --output server.json --timeout 100s \
			--ready-fd 3 "$@" 2>server.err 3>ready
	) &
	server=$!
	read -r _ <ready
	rm ready
	kill -0 $server 2>/dev/null || {
		cat server.err
		return 1
	}
}

stop() {
	kill $server
	wait $server
	server=
}

# number FILE NAME: the last of that name
number() {
	sed -n "s/^ *\"$2\" : \([0-9.e+-]*\),\{0,1\}$/\1/p" "$1" | tail -n 1
}

established() {
	awk '$1 == "TCP:" { print $3 }' /proc/net/sockstat
}

# Memory, processes and threads of a server with connections that are held
hold() {
	start --close client --open-max $((held + 1)) "$@" || return 1
	before=$(memory)
	"$tw_load" --rate 2000 --duration "$((held * 1000 / 2000))ms" \
		--hold 100s --open-max $((held + 1)) --format json \
		--output load.json --timeout 100s 2>load.err &
	client=$!
	# both ends are here, and the listener
	tries=0
	until [ "$(established)" -ge $((2 * held)) ]; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] && kill -0 $client || return 1
		sleep 0.1
	done
	sleep 0.5
	after=$(memory)
	kill $client
	wait $client
	client=
	stop
}

# Connections a second, and CPU time of the server for each
serve() {
	start --close rst --open-max 4000 "$@" || return 1
	"$tw_load" --close rst --rate 100000 --duration "${seconds}s" \
		--open-max 2000 --format json --output load.json 2>load.err
	stop
	established=$(sed -n 's/^ *"established" : \([0-9]*\).*/\1/p' load.json)
	echo "$established $(number load.json wall_s)" \
		"$(number server.json user) $(number server.json system)" |
		awk '{ printf "%.0f %.1f\n", $1 / $2, ($3 + $4) / $1 * 1e6 }'
}

best_of_three() {
	for _ in 1 2 3; do
		serve "$@" || return 1
	done | sort -rn | head -n 1
}

printf '%-12s %9s %9s %9s %9s %9s %9s\n' "" process kernel processes threads \
	connects "CPU for"
printf '%-12s %9s %9s %9s %9s %9s %9s\n' "strategy" "KiB each" "KiB each" "" "" \
	"per s" "each, us"
for way in fork thread pool:uring pool:aio event; do
	model=${way%:*}
	async=auto
	case $way in *:*) async=${way#*:} ;; esac
	set -- --server-model $model --async $async
	hold "$@" || {
		echo "$way: $(cat server.err load.err 2>/dev/null)"
		[ -z "$server" ] || stop
		continue
	}
	each="- -"
	[ -z "$before" ] || each=$(echo "$before $after $held" | awk '{
		printf "%.1f %.1f", ($3 - $1) / $5 / 1024, ($4 - $2) / $5 / 1024
	}')
	counts="$(number server.json processes) $(number server.json threads)"
	printf '%-12s %9s %9s %9s %9s %9s %9s\n' "$way" $each $counts \
		$(best_of_three "$@")
done
