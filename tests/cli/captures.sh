#!/bin/sh
# captures.sh TWSIM TOP: do those who read captures find ours in order?
#
# Of each scenario, and of stacks with other options: tcpdump prints the lines
# that twsim prints, and tshark finds nothing malformed and no wrong checksum.
# What is not installed is left out; with neither, the test is skipped.

. "$(dirname "$0")/checks.sh"

tcpdump=
case $(tcpdump --version 2>&1) in
*'tcpdump version 4.99'*) tcpdump=yes ;;
esac
tshark=$(command -v tshark)
[ -n "$tcpdump$tshark" ] || {
	echo "neither tcpdump 4.99 nor tshark here"
	exit 77
}

# look NAME: at NAME.txt, the lines, and NAME.pcap
look() {
	if [ -n "$tcpdump" ]; then
		TZ=UTC tcpdump -nn -r "$1.pcap" 2>/dev/null |
			diff "$1.txt" - ||
			fail "$1: tcpdump prints other lines"
	fi
	[ -n "$tshark" ] || return
	# by segment: number, both checksums (1: good), malformed or nothing
	tshark -r "$1.pcap" -o ip.check_checksum:TRUE \
		-o tcp.check_checksum:TRUE -T fields -E separator=, \
		-e frame.number -e ip.checksum.status -e tcp.checksum.status \
		-e _ws.malformed >found 2>err ||
		fail "$1: tshark failed: $(cat err)"
	seq -f '%g,1,1,' "$(wc -l <"$1.txt")" | diff - found ||
		fail "$1: tshark finds fault, or other segments"
}

for name in $("$twsim" trace | grep -v '^ '); do
	"$twsim" trace "$name" --pcap "$name.pcap" >"$name.txt" ||
		fail "$name: exit $?"
	look "$name"
done

# set_to NAME SETTING...: an ordinary close with those settings
set_to() {
	to=$1
	shift
	for setting; do
		set -- "$@" --set "$setting"
		shift
	done
	"$twsim" trace ordinary-close "$@" --pcap "$to.pcap" >"$to.txt" ||
		fail "$to: exit $?"
	look "$to"
}
set_to freebsd stack=freebsd
set_to both client-stack=freebsd server-stack=linux-6.18
set_to filled stack=freebsd net.ipv4.tcp_timestamps=0
set_to odd stack=freebsd net.ipv4.tcp_timestamps=0 \
	net.ipv4.tcp_window_scaling=0
set_to sunos stack=sunos-4.1.3
exit $failed
