# Sourced by tests of the lab, after common.sh: what it does for those who may
# less than root.

# A user namespace may forbid network namespaces to those inside.
without_namespaces() {
	unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_net_namespaces &&
		exec "$0" "$@"' "$tw_lab" "$@" >out 2>err
	status=$?
	cat err
	[ $status -eq 77 ] && [ "$(wc -l <err)" -eq 1 ] && [ ! -s out ]
}

# check_without_namespaces WORD...: what tw-lab says to these words
check_without_namespaces() {
	if unshare -Ur true 2>/dev/null; then
		check "without namespaces: one line and exit 77" \
			without_namespaces "$@"
	else
		skip "without namespaces: one line and exit 77" \
			"no user namespaces"
	fi
}

# check_ordinary COMMAND...: which runs "$tw_lab" by 'ordinary': as root the lab
# needs no user namespace, and others must not need root.
check_ordinary() {
	if [ "$(id -u)" -ne 0 ]; then
		skip "an ordinary user can" "not root: shown above"
	elif ! ordinary unshare -Urn true 2>/dev/null ||
		! ordinary test -x "$tw_lab" ||
		! ordinary test -x "${TWSIM:-/}"; then
		skip "an ordinary user can" "not allowed, or the build is private"
	else
		check "an ordinary user can" "$@"
	fi
}
