# Sourced by the tests of the lab: checks as TAP, who belongs to a lab, and what
# is left of it.

n=0

# check NAME COMMAND...: with what the command printed
check() {
	checked=$1
	shift
	n=$((n + 1))
	if "$@" >said 2>&1; then
		echo "ok $n - $checked"
	else
		echo "not ok $n - $checked"
	fi
	sed 's/^/# /' said
}

skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

ordinary() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

children() {
	awk -v parent="$1" '$4 == parent { print $1 }' /proc/[0-9]*/stat \
		2>/dev/null
}

# All processes of the lab, and the namespaces their threads are in
family() {
	for child in $(children "$1"); do
		echo "$child"
		family "$child"
	done
}

# A zombie is gone: it only waits for a lazy process 1 to take note.
alive() {
	for process in $1; do
		case $(cut -d' ' -f3 "/proc/$process/stat" 2>/dev/null) in
		'' | Z) ;;
		*) return 0 ;;
		esac
	done
	return 1
}

namespaces() {
	for process in $1; do
		for thread in "/proc/$process/task"/*; do
			readlink "$thread/ns/net"
		done
	done | sort -u | grep -vxF "$(readlink /proc/self/ns/net)"
}

in_use() {
	for namespace in /proc/[0-9]*/task/*/ns/net; do
		readlink "$namespace"
	done 2>/dev/null | grep -qxF "$1"
}

# are_gone PROCESSES NAMESPACES: after a while at the latest
are_gone() {
	tries=0
	while alive "$1" || in_use "$2"; do
		tries=$((tries + 1))
		[ $tries -lt 50 ] || return 1
		sleep 0.1
	done
}
