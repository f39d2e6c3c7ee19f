#!/bin/sh
# cells.sh TW_LAB [--timestamps] [WORD]: what a connection in each state makes of
# each segment, asked of the kernel and of the simulator: how many answers differ,
# in which cells. With --timestamps the connection has them: fewer numbers, each
# with eight stamps. With a WORD, only cells with it in their name: STATE FLAGS SEQ
# ACK [VAL ECR], the numbers relative to RCV.NXT and SND.UNA, the stamps to
# TS.Recent and to what was sent. Exit: 0 none differs, 1 some do.

. "$(dirname "$0")/common.sh"
shift
stamps=
if [ "${1:-}" = --timestamps ]; then
	stamps=yes
	shift
fi
only=${1:-}
window=64240

# ts VAL ECR: the options of a segment, if the connection has timestamps
ts() {
	[ -z "$stamps" ] || printf ' <nop,nop,TS val %d ecr %d>' "$1" "$2"
}
syn_has='<mss 1460>'
syn_ack_has='<...>'
call_has='<...>'
if [ -n "$stamps" ]; then
	window=65160 # segments of 1448
	syn_has='<mss 1460,nop,nop,TS val 100000 ecr 0>'
	syn_ack_has='<mss 1460,nop,nop,TS val 500 ecr 100000>'
	call_has='<mss 1460,sackOK,TS val 500 ecr 0,nop,wscale 10>'
fi

opened='0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0
+0 bind(3, ..., ...) = 0
+0 listen(3, 5) = 0'
request="$opened
+0 < S 0:0(0) win 65535 $syn_has
+0 > S. 0:0(0) ack 1 $syn_ack_has"
established="$request
+.01 < . 1:1(0) ack 1 win 65535$(ts 100010 500)
+0 accept(3, ..., ...) = 4"
finished="$established
+.01 shutdown(4, SHUT_WR) = 0
+0 > F. 1:1(0) ack 1 <...>"
closed="$established
+.01 close(4) = 0
+0 > F. 1:1(0) ack 1 <...>"
waits="$established
+.01 < F. 1:1(0) ack 1 win 65535$(ts 100020 500)
* > . 1:1(0) ack 2 <...>"
called="0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 connect(3, ..., ...) = -1 EINPROGRESS
+0 > S 0:0(0) $call_has"

# cells STATE RCV.NXT SND.UNA SND.NXT TS.Recent: with the way there on stdin
cells() {
	awk -v state="$1" -v rcv="$2" -v una="$3" -v nxt="$4" -v recent="$5" \
		-v window=$window -v only="$only" -v stamps=$stamps '
	function wrap(x) { return x < 0 ? x + 4294967296 : x }
	function write(name, flags, len, seq, ack, options) {
		if (index(name, only) == 0)
			return
		if (options != "")
			options = " <" options ">"
		printf "%s\n+.05 < %s %.0f:%.0f(%d)%s win 65535%s\n" \
			"+0 > R 99:99(0) <...>\n", way, flags,
			wrap(rcv + seq), wrap(rcv + seq + len) % 4294967296,
			len, ack == "" ? "" : sprintf(" ack %.0f",
			wrap(una + ack)), options > (name ".pkt")
		close(name ".pkt")
	}
	function cell(flags, len, seq, ack, name, mss, i, stamp) {
		name = state " " flags " " seq " " (ack == "" ? "-" : ack)
		mss = flags ~ /S/ ? "mss 1460" : ""
		if (!stamps)
			write(name, flags, len, seq, ack, mss)
		for (i = 1; i <= stamps_n; i++) {
			split(stamped[i], stamp, " ")
			write(name " " stamped[i], flags, len, seq, ack,
				stamp[1] == "-" ? mss : mss (mss ? "," : "") \
				"nop,nop,TS val " recent + stamp[1] " ecr " \
				(stamp[2] == "0" ? 0 : 500 + stamp[2]))
		}
	}
	{ way = way (NR > 1 ? "\n" : "") $0 }
	END {
		flags_n = split(stamps ? "S S. F. . P. FP. R R. -" : \
			"S FS S. F F. . P. P FP. R R. - SR FR.", flags)
		seqs_n = split(stamps ? "-1 0 1" : "-100 -10 -1 0 1 100 " \
			window - 1 " " window " " window + 100, seqs)
		# "+0" is what was sent first, "0" nothing
		if (stamps)
			stamps_n = split("- -,10 +0,0 +0,-1 +0,-100 +0,-300 +0," \
				"-5000 +0,10 0,10 -7,10 +9000", stamped, ",")
		for (f = 1; f <= flags_n; f++)
			for (s = 1; s <= seqs_n; s++) {
				len = flags[f] ~ /P/ ? 10 : 0
				if (flags[f] !~ /\./) {
					cell(flags[f], len, seqs[s], "")
					continue
				}
				if (!stamps) {
					cell(flags[f], len, seqs[s], -100)
					cell(flags[f], len, seqs[s], -1)
				}
				cell(flags[f], len, seqs[s], 0)
				if (nxt > una)
					cell(flags[f], len, seqs[s], nxt - una)
				cell(flags[f], len, seqs[s], nxt - una + 1)
			}
	}'
}

echo '0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3' | cells CLOSED 1 1 1 100000
echo "$opened" | cells LISTEN 1 1 1 100000
echo "$request" | cells SYN-RECEIVED 1 0 1 100000
echo "$established" | cells ESTABLISHED 1 1 1 100010
echo "$established
+.01 < P. 1:11(10) ack 1 win 65535$(ts 100020 500)
+0 > . 1:1(0) ack 11 <...>" | cells ESTABLISHED-unread 11 1 1 100020
echo "$finished" | cells FIN-WAIT-1 1 1 2 100010
echo "$closed" | cells FIN-WAIT-1-orphan 1 1 2 100010
echo "$finished
+.01 < . 1:1(0) ack 2 win 65535$(ts 100020 500)" |
	cells FIN-WAIT-2 1 2 2 100020
echo "$closed
+.01 < . 1:1(0) ack 2 win 65535$(ts 100020 500)" |
	cells FIN-WAIT-2-orphan 1 2 2 100020
echo "$finished
+.01 < F. 1:1(0) ack 1 win 65535$(ts 100020 500)
+0 > . 2:2(0) ack 2 <...>" | cells CLOSING 2 1 2 100020
echo "$closed
+.01 < F. 1:1(0) ack 1 win 65535$(ts 100020 500)
+0 > . 2:2(0) ack 2 <...>" | cells CLOSING-orphan 2 1 2 100020
echo "$closed
+.01 < F. 1:1(0) ack 2 win 65535$(ts 100020 500)
+0 > . 2:2(0) ack 2 <...>" | cells TIME-WAIT 2 2 2 100020
echo "$waits" | cells CLOSE-WAIT 2 1 1 100020
echo "$waits
+.01 read(4, ..., 10) = 0" | cells CLOSE-WAIT-read 2 1 1 100020
echo "$waits
+.01 close(4) = 0
+0 > F. 1:1(0) ack 2 <...>" | cells LAST-ACK 2 1 2 100020
echo "$called" | cells SYN-SENT 0 0 1 100000
echo "$called
+.01 < S 0:0(0) win 65535 $syn_has
+0 > S. 0:0(0) ack 1 <...>" | cells SYN-CROSSED 1 0 1 100000

"$tw_lab" drill --compare . >said
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
