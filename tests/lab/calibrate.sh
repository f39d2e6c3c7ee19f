#!/bin/sh
# calibrate.sh TW_LAB: a profile of this machine, as small as it can be made,
# and the simulator takes it. TAP on stdout. Numbers of any size: what they
# should be is not known.

. "$(dirname "$0")/common.sh"
chmod 777 "$work"
few="--ports=2000 --calls=5 --connections=200 --time-waits=1000 --threads=50"
few="$few --processes=20"

"$tw_lab" calibrate $few -o host.ini --stack-output=stack.ini 2>first.err
if [ $? -eq 77 ]; then
	echo "1..0 # SKIP $(cat first.err)"
	exit 0
fi

# sourced FILE: each value says when and on which kernel it was measured
sourced() {
	cat "$1"
	awk -v kernel="linux $(uname -r)" '
	/^[a-z0-9-]+ = / && !/^(title|inherit)/ { key = $1; n++ }
	/^[a-z0-9-]+\.source = measured [0-9-]+, / {
		if ($1 != key ".source" || !index($0, kernel ": "))
			exit 1
		sourced++
	}
	END { exit !n || n != sourced }' "$1"
}

simulated() {
	"$TWSIM" --machine host.ini --stack stack.ini --rate 50 --ports 300 \
		--duration 10s --format json >results.json || return 1
	cat results.json
	hz=$(sed -n 's/^hz = //p' stack.ini)
	grep -q "\"clock.hz\" : $hz," results.json
}

# As root all can be measured, so no comment stands for a value.
all_measured() {
	! grep '^# .*not measured' host.ini stack.ini
}

# By nobody the caches of the kernel cannot be looked at.
by_nobody() {
	ordinary "$tw_lab" calibrate $few \
		-o nobody.ini --stack-output=nobody-stack.ini || return 1
	cat nobody.ini nobody-stack.ini
	grep -q '^# event-entry: not measured' nobody.ini &&
		! grep -q '^event-entry' nobody.ini &&
		grep -q '^base = ' nobody.ini &&
		"$TWSIM" --machine nobody.ini --stack nobody-stack.ini \
			--rate 5 --ports 300 --duration 1s >/dev/null
}

# Nothing is half-written, and what was there stays.
ended() {
	echo before >there.ini
	timeout -s TERM 1 "$tw_lab" calibrate -o there.ini
	[ $? -eq 124 ] && [ "$(cat there.ini)" = before ] &&
		[ "$(ls ./*there* | wc -l)" -eq 1 ]
}

nowhere() {
	"$tw_lab" calibrate -o nowhere/host.ini
	[ $? -eq 2 ]
}

check "each value has its source, the machine's" sourced host.ini
check "each value has its source, the stack's" sourced stack.ini
check "the simulator takes both" simulated
check "ended before its time it writes nothing" ended
check "a file that cannot be written is said" nowhere
if [ "$(id -u)" -eq 0 ]; then
	check "root can measure all" all_measured
fi
if [ "$(id -u)" -eq 0 ] && \
	ordinary unshare -Urn test -x "$tw_lab" 2>/dev/null; then
	check "an ordinary user measures the rest" by_nobody
else
	skip "an ordinary user measures the rest" "not allowed"
fi
echo "1..$n"
