#!/bin/sh
# report.sh TW_LAB TESTS: what is refused before anything is run, and that the
# report of the lab is whole or not there. TAP on stdout.

tests=$2
. "$(dirname "$0")/common.sh"

# refused OPTION...: at once, in one line
refused() {
	timeout 10 "$tw_lab" report "$@" >out 2>err
	status=$?
	cat out err
	[ $status -eq 2 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ]
}
check "an option that is none" refused --tests="$tests" --no-such-option
check "a word" refused --tests="$tests" word
check "a format that is none" refused --tests="$tests" --format=xml
check "a folder without tests" refused --tests=.
check "a folder that is not there" \
	refused --tests="$tests" -o nowhere/report.md
check "a folder in the place of a file" refused --tests="$tests" -o .
# ended_by SIGNAL EXIT: nothing is left and nothing is written
ended_by() {
	mkdir -p temporary
	echo old >report.md
	TMPDIR=$work/temporary env --default-signal=INT "$tw_lab" report \
		--quick --tests="$tests" -o report.md >out 2>err &
	lab=$!
	begun || return 1
	kill -s "$1" $lab
	wait $lab 2>/dev/null
	status=$?
	lab=
	are_gone "$processes" "$spaces" || return 1
	echo "exit $status; $(ls temporary)"
	[ $status -eq "$2" ] && [ ! -s out ] && [ "$(cat report.md)" = old ] &&
		{ [ "$1" = KILL ] || [ -z "$(ls temporary)" ]; }
}

"$tw_lab" exhaust --rate 10 --duration 500ms >first.out 2>first.err
if [ $? -eq 77 ]; then
	skip "a report that is ended" "$(cat first.err)"
else
	check "SIGINT leaves nothing" ended_by INT 130
	check "SIGTERM leaves nothing" ended_by TERM 143
	check "SIGKILL leaves no process and no half report" ended_by KILL 137
fi
echo "1..$n"
