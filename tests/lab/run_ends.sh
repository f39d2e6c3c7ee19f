#!/bin/sh
# run_ends.sh TW_LAB: a lab that is ended before its time leaves nothing. TAP.

. "$(dirname "$0")/common.sh"

"$tw_lab" run --quick ordinary-close >first.out 2>first.err
if [ $? -eq 77 ]; then
	echo "1..0 # SKIP $(tail -n 1 first.err)"
	exit 0
fi

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

echo "1..$n"
