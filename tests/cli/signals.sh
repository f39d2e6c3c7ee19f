#!/bin/sh
# signals.sh TWSIM: a signal ends a run with exit 3, and what was found so far is
# whole: results marked partial, files complete, no temporary files. A second
# one ends it at once. On a terminal, and only there, a run can be watched.

. "$(dirname "$0")/checks.sh"
# days of simulated time: it does not end by itself
endless='--rate 5000 --close server --duration 99d'
slow='--rate 5000 --duration 99d --hold 50ms'

# fail TEXT...: at once, for what follows builds on what was
fail() {
	echo "FAIL: $*"
	ls
	cat err
	exit 1
}

# waits PID COMMAND...: until that holds, 30 s at most, while PID lives
waits() {
	process=$1
	tries=300
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] && kill -0 "$process" || fail "waiting: $*"
		sleep 0.1
	done
}

# begun PREFIX PID: until such a file is there; the handler is before
begun() {
	waits "$2" sh -c 'ls "$1"*' sh "$1"
}

watched() {
	grep -q ' %  ' seen
}

# ended PID: what it exits with
ended() {
	got=0
	wait "$1" || got=$?
}

for signal in INT TERM HUP; do
	# shellcheck disable=SC2086
	"$twsim" $endless --series s.tsv --series-every 1h --format json \
		>out 2>err &
	pid=$!
	begun s.tsv. $pid
	sleep 0.3
	kill -s $signal $pid
	ended $pid
	[ $got -eq 3 ] && grep -q '"partial" : true' out &&
		grep -q '"stopped_by" : "signal"' out &&
		grep -q '"stopped_at_s" : [0-9]' out &&
		grep -q 'stopped at' err && [ "$(wc -l <err)" -eq 1 ] &&
		[ -s s.tsv ] && [ "$(ls | wc -l)" -eq 3 ] ||
		fail "$signal: exit $got"
	awk -F '\t' 'NF != n && n || !/[0-9a-z]$/ { exit 1 } { n = NF }' s.tsv ||
		fail "$signal: a line of the series is not whole"
	rm s.tsv
done

# Every form says that it is partial, in the first line where people read it.
# timeout(1) sends its signal twice: that is no second ^C.
for format in table csv jsonl; do
	# shellcheck disable=SC2086
	timeout -s INT 1 "$twsim" $endless --quiet --format $format >out 2>err
	[ -s out ] || fail "$format: no results"
	case $format in
	table) head -n 1 out | grep -q '^PARTIAL: stopped at .* of .* s; ' &&
		! grep -q '^YES' out ;;
	csv) head -n 1 out | grep -q '^schema,version,seed,partial,stopped_by,stopped_at_s,' &&
		sed -n 2p out | grep -q '^[^,]*,[^,]*,1,true,signal,[0-9]' ;;
	jsonl) grep -q '"partial":true,"stopped_by":"signal","stopped_at_s":[0-9]' out ;;
	esac || fail "$format is not marked partial"
done
"$twsim" --rate 5 --duration 1s --format jsonl >out 2>err
grep -q '"partial":false,"stopped_by":null,"stopped_at_s":null' out ||
	fail 'a whole run is marked partial'

# Lines and capture so far: the last line has its end, the last packet all that
# its header promises
# shellcheck disable=SC2086
"$twsim" $slow --trace t --pcap p --quiet >out 2>err &
pid=$!
begun p. $pid
sleep 0.5
kill $pid
ended $pid
[ $got -eq 3 ] && [ -s t ] && [ -z "$(tail -c 1 t)" ] ||
	fail 'the trace is not whole'
tcpdump --count -r p >count 2>/dev/null ||
	! command -v tcpdump >/dev/null || fail 'the capture is not whole'
[ "$(ls | wc -l)" -eq 5 ] || fail 'files are left'
rm t p count

# Nobody reads the results, and it is asked again to end: at once, and the
# series that was written first is whole
mkfifo pipe
sleep 60 <pipe &
reader=$!
exec 3>pipe
dd if=/dev/zero bs=4096 count=16 >&3 2>/dev/null
# shellcheck disable=SC2086
"$twsim" $endless --series s.tsv --format json >&3 2>err &
pid=$!
begun s.tsv. $pid
kill $pid
begun s.tsv $pid
sleep 0.5
kill -0 $pid || fail 'the pipe does not hold it up'
kill -s INT $pid
ended $pid
exec 3>&-
kill $reader
[ $got -eq 3 ] && grep -q 'without results' err && [ "$(wc -l <err)" -eq 1 ] &&
	[ "$(ls | wc -l)" -eq 4 ] || fail "a second signal: exit $got"
rm pipe s.tsv

# On a terminal of any width there is one line, and in the end none
if script -qec true /dev/null >/dev/null 2>&1; then
	for columns in 120 60 30; do
		rm -f seen pid
		# shellcheck disable=SC2016,SC2090
		TERM=xterm NO_COLOR=1 script -qefc "stty cols $columns
			echo \$\$ >pid
			exec '$twsim' $endless >out" seen >/dev/null &
		terminal=$!
		begun pid $terminal
		waits $terminal watched
		kill -s INT "$(cat pid)"
		ended $terminal
		[ $got -eq 3 ] || fail "in a terminal: exit $got"
		# what the program wrote: each line begins with the erasing
		sed '/^Script /d' seen | tr '\r' '\n' |
			sed -n "s/^$(printf '\033')\[K//p" >lines
		sed '$d' lines | awk -v n=$columns 'length >= n { exit 1 }' ||
			fail "a line is wider than $columns columns"
		tail -n 1 lines | grep -q ' simulated in ' ||
			fail 'the line is not erased in the end'
		[ $columns -lt 120 ] || grep -q '%.* left .* connects/s .*iB .* events/s' lines ||
			fail 'the line does not say all'
	done
fi
# shellcheck disable=SC2086
TERM=xterm timeout -s INT 1 "$twsim" $endless >out 2>err
[ "$(wc -l <err)" -eq 2 ] && ! grep -q "$(printf '[\033\r]')" err ||
	fail 'progress in a pipe'
