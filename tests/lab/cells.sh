#!/bin/sh
# cells.sh TW_LAB [WORD]: what a connection in each state makes of each segment,
# asked of the kernel and of the simulator: how many answers differ, in which
# cells. With a WORD, only cells with it in their name: STATE FLAGS SEQ ACK, the
# numbers relative to RCV.NXT and SND.UNA. Exit: 0 none differs, 1 some do.

. "$(dirname "$0")/common.sh"
only=${2:-}
window=64240

opened='0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0
+0 bind(3, ..., ...) = 0
+0 listen(3, 5) = 0'
request="$opened
+0 < S 0:0(0) win 65535 <mss 1460>
+0 > S. 0:0(0) ack 1 <...>"
established="$request
+.01 < . 1:1(0) ack 1 win 65535
+0 accept(3, ..., ...) = 4"
finished="$established
+.01 shutdown(4, SHUT_WR) = 0
+0 > F. 1:1(0) ack 1"
closed="$established
+.01 close(4) = 0
+0 > F. 1:1(0) ack 1"
waits="$established
+.01 < F. 1:1(0) ack 1 win 65535
* > . 1:1(0) ack 2"

# cells STATE RCV.NXT SND.UNA SND.NXT: with the way there on stdin
cells() {
	awk -v state="$1" -v rcv="$2" -v una="$3" -v nxt="$4" -v window=$window \
		-v only="$only" '
	function wrap(x) { return x < 0 ? x + 4294967296 : x }
	function cell(flags, len, seq, ack, name) {
		name = state " " flags " " seq " " (ack == "" ? "-" : ack)
		if (index(name, only) == 0)
			return
		printf "%s\n+.05 < %s %.0f:%.0f(%d)%s win 65535%s\n" \
			"+0 > R 99:99(0) <...>\n", way, flags,
			wrap(rcv + seq), wrap(rcv + seq + len) % 4294967296,
			len, ack == "" ? "" : sprintf(" ack %.0f",
			wrap(una + ack)), flags ~ /S/ ? " <mss 1460>" : "" \
			> (name ".pkt")
		close(name ".pkt")
	}
	{ way = way (NR > 1 ? "\n" : "") $0 }
	END {
		flags_n = split("S FS S. F F. . P. P FP. R R. - SR FR.", flags)
		seqs_n = split("-100 -10 -1 0 1 100 " window - 1 " " window \
			" " window + 100, seqs)
		for (f = 1; f <= flags_n; f++)
			for (s = 1; s <= seqs_n; s++) {
				len = flags[f] ~ /P/ ? 10 : 0
				if (flags[f] !~ /\./) {
					cell(flags[f], len, seqs[s], "")
					continue
				}
				cell(flags[f], len, seqs[s], -100)
				cell(flags[f], len, seqs[s], -1)
				cell(flags[f], len, seqs[s], 0)
				if (nxt > una)
					cell(flags[f], len, seqs[s], nxt - una)
				cell(flags[f], len, seqs[s], nxt - una + 1)
			}
	}'
}

echo '0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3' | cells CLOSED 1 1 1
echo "$opened" | cells LISTEN 1 1 1
echo "$request" | cells SYN-RECEIVED 1 0 1
echo "$established" | cells ESTABLISHED 1 1 1
echo "$finished" | cells FIN-WAIT-1 1 1 2
echo "$closed" | cells FIN-WAIT-1-orphan 1 1 2
echo "$finished
+.01 < . 1:1(0) ack 2 win 65535" | cells FIN-WAIT-2 1 2 2
echo "$closed
+.01 < . 1:1(0) ack 2 win 65535" | cells FIN-WAIT-2-orphan 1 2 2
echo "$finished
+.01 < F. 1:1(0) ack 1 win 65535
+0 > . 2:2(0) ack 2" | cells CLOSING 2 1 2
echo "$closed
+.01 < F. 1:1(0) ack 2 win 65535
+0 > . 2:2(0) ack 2" | cells TIME-WAIT 2 2 2
echo "$waits" | cells CLOSE-WAIT 2 1 1
echo "$waits
+.01 close(4) = 0
+0 > F. 1:1(0) ack 2" | cells LAST-ACK 2 1 2
echo '0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 connect(3, ..., ...) = -1 EINPROGRESS
+0 > S 0:0(0) <...>' | cells SYN-SENT 0 0 1

"$tw_lab" drill --compare --tries=2 . >said
code=$?
awk '
	/^DIFFER / { sub(/^DIFFER \.\//, ""); sub(/\.pkt$/, ""); name = $0 }
	/^       simulated:/ { side = 1 }
	/^       real:/ { side = 2 }
	/^ *(actual|next) / { line = $0; sub(/^ *(actual|next) */, "", line)
		sub(/^[0-9.]* /, "", line); got[name, side] = line }
	/^ *(actual|next) / && side == 2 {
		printf "%-34s simulated: %-36s real: %s\n", name,
			got[name, 1], got[name, 2]
	}
	END { print }' said
exit $code
