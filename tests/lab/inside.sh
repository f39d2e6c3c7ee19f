# Sourced first by a test that needs a network namespace, whose arguments are
# programs: it is run again in one, with their whole paths, and goes on there.
# Without one it is skipped, as TAP.

if [ -z "$INSIDE" ]; then
	self=$(realpath "$0")
	for program in "$@"; do
		set -- "$@" "$(realpath "$program")"
		shift
	done
	for how in -n -Urnm; do
		! unshare $how true 2>/dev/null ||
			INSIDE=yes exec unshare $how sh "$self" "$@"
	done
	echo "1..0 # SKIP no network namespaces can be had here"
	exit 0
fi
