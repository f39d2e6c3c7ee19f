# Sourced by the tests of the lab, with the program as the first argument: a
# folder of their own to work in, and what family.sh has.

tw_lab=$(realpath "$1")
. "$(dirname "$0")/family.sh"
work=$(mktemp -d) || exit 99
lab=
trap '[ -z "$lab" ] || kill "$lab" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99

# begun: wait until the lab, or one of its own, has a namespace
begun() {
	tries=0
	until processes="$lab $(family $lab)"
		spaces=$(namespaces "$processes") && [ -n "$spaces" ]; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] && alive "$lab" || return 1
		sleep 0.05
	done
	echo "processes" $processes "in" $spaces
}
