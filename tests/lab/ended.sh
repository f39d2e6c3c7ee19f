#!/bin/sh
# ended.sh TW_LAB: verbs that are ended in the middle leave no process, no
# namespace and no file. TAP on stdout.

. "$(dirname "$0")/common.sh"

# ended_by SIGNAL EXIT VERB OPTION...: when it, or a child, has a namespace
ended_by() {
	signal=$1
	expected=$2
	shift 2
	env --default-signal=INT "$tw_lab" "$@" >out 2>err &
	lab=$!
	begun || return 1
	kill -s "$signal" $lab
	wait $lab 2>/dev/null
	status=$?
	lab=
	are_gone "$processes" "$spaces" || return 1
	echo "exit $status"
	[ $status -eq "$expected" ] && [ ! -s out ] && [ ! -e host.ini ]
}

"$tw_lab" memory --time-waits=100 --connections=100 >first.out 2>first.err
if [ $? -eq 77 ]; then
	echo "1..0 # SKIP $(cat first.err)"
	exit 0
fi
for way in INT:130 TERM:143 KILL:137; do
	check "memory: SIG${way%:*} leaves nothing" \
		ended_by ${way%:*} ${way#*:} memory
	check "calibrate: SIG${way%:*} leaves nothing" \
		ended_by ${way%:*} ${way#*:} calibrate -o host.ini
done
echo "1..$n"
