# Sourced by the tests of the lab: a lab that goes on, with all that it made.
# $tw_lab is the program.

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
	done | sort -u | grep -v "$(readlink /proc/self/ns/net)"
}

in_use() {
	for namespace in /proc/[0-9]*/task/*/ns/net; do
		readlink "$namespace"
	done 2>/dev/null | grep -qxF "$1"
}
