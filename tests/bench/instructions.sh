#!/bin/sh
# instructions.sh [--update] TWSIM FILE BUILD: has a connection become dearer?
#
# Counts by callgrind the instructions of two runs that differ in their duration
# alone: what is left is the cost of the connections between, without start-up.
# A case that needs more than a tenth above what FILE says has failed. --update
# writes FILE anew.
#
# Counts hold for one compiler, its options and one kind of processor. BUILD
# says which these are; where FILE has another, or valgrind is missing, the test
# is skipped (77).

update=
[ "$1" != --update ] || {
	update=yes
	shift
}
twsim=$1
file=$2
build=$3

# What memory is filled with when it is had, and how, costs instructions too.
unset MALLOC_PERTURB_ MALLOC_CHECK_

# NAME, connections between, two durations, options of both runs
cases() {
	cat <<-'END'
		few 2000 2s 6s --rate 500 --ports 28232
		off-course 600 400ms 1600ms --rate 500 --ports 28232
		many-hosts 4000 20ms 60ms --rate 100000 --clients 500
		rough 2000 2s 6s --rate 500 --loss 0.01 --jitter 5ms --arrivals poisson
	END
}

# count OPTION...: instructions of a run
count() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null \
		"$twsim" --quiet "$@" 2>&1 >/dev/null |
		sed -n 's/.*Collected : *//p'
}

measured() {
	cases | while read -r name connections short long options; do
		# shellcheck disable=SC2086
		from=$(count --duration "$short" $options)
		# shellcheck disable=SC2086
		to=$(count --duration "$long" $options)
		[ -n "$from" ] && [ -n "$to" ] || exit 1
		echo "$name $(((to - from) / connections))"
	done
}

commit() {
	top=$(dirname "$file")
	name=$(git -C "$top" rev-parse --short HEAD) || exit 1
	git -C "$top" diff --quiet HEAD -- :/sim || name="$name, and changes"
	echo "$name"
}

recorded() {
	sed -n "s/^$1 //p" "$file"
}

command -v valgrind >/dev/null || {
	echo "no valgrind here"
	exit 77
}
if [ -n "$update" ]; then
	text=$(
		echo '# Instructions per connection, see instructions.sh'
		echo "build $build"
		echo "commit $(commit)"
		measured
	)
	[ "$(echo "$text" | wc -l)" -eq $((3 + $(cases | wc -l))) ] || {
		echo "a run has failed"
		exit 1
	}
	echo "$text" | tee "$file"
	exit
fi
[ "$(recorded build)" = "$build" ] || {
	echo "counts are of another build: $(recorded build), here $build"
	exit 77
}

status=0
found=$(measured)
for name in $(cases | cut -d ' ' -f 1); do
	now=$(echo "$found" | sed -n "s/^$name //p")
	then=$(recorded "$name")
	[ -n "$now" ] && [ -n "$then" ] || {
		echo "$name: not measured, or not in $file"
		status=1
		continue
	}
	echo "$name: $now instructions per connection," \
		"$then at $(recorded commit)"
	[ $((now * 10)) -le $((then * 11)) ] || {
		echo "$name: more than a tenth above"
		status=1
	}
done
exit $status
