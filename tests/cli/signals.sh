#!/bin/sh
# signals.sh TWSIM: a signal ends a run with exit 3, and what was found so far is
# whole: results marked partial, series complete, no temporary files.

twsim=$(realpath "$1")
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99

for signal in INT TERM HUP; do
	# days of simulated time: it does not end by itself
	"$twsim" --rate 5000 --close server --duration 99d --series-every 1h \
		--series s.tsv --format json >out 2>err &
	pid=$!
	# the handler is there once the series has been begun
	while ! ls s.tsv.* >/dev/null 2>&1; do
		kill -0 $pid || exit 1
		sleep 0.1
	done
	sleep 0.3
	kill -s $signal $pid
	wait $pid
	got=$?
	if [ $got -ne 3 ] || ! grep -q '"partial" : true' out ||
		! grep -q 'stopped at' err || [ "$(wc -l <err)" -ne 1 ] ||
		[ ! -s s.tsv ] || [ "$(ls | wc -l)" -ne 3 ]; then
		echo "FAIL: $signal: exit $got"
		ls
		cat err
		exit 1
	fi
	rm s.tsv
done
