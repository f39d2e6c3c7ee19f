#!/bin/sh
# drill_marks.sh TW_LAB: what `tw-lab drill` says of scripts that are wrong in
# one way each, and what it leaves. TAP on stdout.

. "$(dirname "$0")/common.sh"

# write NAME: an open connection that says FIN, and what stdin adds
write() {
	{
		cat <<-'END'
			0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
			+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0
			+0 bind(3, ..., ...) = 0
			+0 listen(3, 1) = 0
			+0 < S 0:0(0) win 65535 <mss 1400>
			+0 > S. 0:0(0) ack 1 <...>
			+.01 < . 1:1(0) ack 1 win 65535
			+0 accept(3, ..., ...) = 4
			+.01 shutdown(4, SHUT_WR) = 0
		END
		cat
	} >"$1.pkt"
}

echo '+0 > F. 1:1(0) ack 1' | write right
echo '+0 > F. 1:1(0) ack 2' | write kind
echo '+.5 > F. 1:1(0) ack 1' | write early
printf '+0 > F. 1:1(0) ack 1\n+0 > . 2:2(0) ack 1\n' | write missing
printf '+0 > F. 1:1(0) ack 1\n+0 accept(3, ..., ...) = 5\n' | write blocks
printf '+0 > F. 1:1(0) ack 1\n+1 `true`\n' | write more
echo '+0 close(4) = -1 EBADF' | write result
echo '+0 `ss -tan | grep -c ESTAB | grep 7`' | write count
echo '+0 `sysctl -w net.ipv4.tcp_mem="1 2 3"`' | write global
echo '+0 `sysctl -w net.ipv4.tcp_syn_retries=4000`' | write value
echo '+0 `sysctl -w net.inet.tcp.blackhole=1`' | write foreign
printf '+0 `sysctl -w net.ipv4.tcp_rfc1337=1`\n+0 > F. 1:1(0) ack 1\n' |
	write sysctl
echo '+9 > F. 1:1(0) ack 1' | write long
cp right.pkt rfc-right.pkt
echo '0.00 socket(..., = 3' >none.pkt
cat >six.pkt <<'END'
--ip_version=ipv6
0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0 < S 0:0(0) win 65535 <mss 1400,sackOK,TS val 100 ecr 0,nop,wscale 7>
+0 > S. 0:0(0) ack 1 <mss 1440,sackOK,TS val 300 ecr 100,nop,wscale 10>
+.01 < . 1:1(0) ack 1 win 512 <TS val 110 ecr 300>
+0 accept(3, ..., ...) = 4
+.01 < . 11:21(10) ack 1 win 512 <TS val 120 ecr 300>
+0 > . 1:1(0) ack 1 <...>
END
cat >waits.pkt <<'END'
0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0...0.1 connect(3, ..., ...) = 0
+0 > S 0:0(0) <...>
+.1 < S. 0:0(0) ack 1 win 65535 <mss 1400>
+0 > . 1:1(0) ack 1
+0...0.2 read(3, ..., 10) = 4
+.2 < P. 1:5(4) ack 1 win 65535
+0 > . 1:1(0) ack 5
+.01 %{ assert tcpi_state == TCPI_ESTABLISHED }%
+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0
END

"$tw_lab" drill right.pkt >first.out 2>first.err
if [ $? -eq 77 ]; then
	echo "1..0 # SKIP $(cat first.err)"
	exit 0
fi

# says CODE SCRIPT TEXT: how it ends and, if it is wrong, why
says() {
	"$tw_lab" drill "$2" >out 2>err
	code=$?
	cat out err
	[ $code -eq "$1" ] && cat out err | grep -qF "$3"
}

check "a script that is right" says 0 right.pkt "1 ok"
check "over IPv6" says 0 six.pkt "1 ok"
check "calls that block" says 0 waits.pkt "1 ok"
check "another packet" says 1 kind.pkt "kind.pkt:10: the packet differs: ack"
check "a packet too early" says 1 early.pkt "s too early"
check "no packet" says 1 missing.pkt "missing.pkt:11: no packet came until"
check "a call that should not block" says 1 blocks.pkt \
	"accept() does not return"
check "a packet that is not in the script" says 1 more.pkt \
	"the stack sent a packet that the script does not expect"
check "another result" says 1 result.pkt "close() returned something else"
check "another count" says 1 count.pkt "another number of sockets"
check "a sysctl" says 0 sysctl.pkt "1 ok"
check "a sysctl of the whole machine" says 0 global.pkt \
	"is not of one network namespace alone"
check "a sysctl with a value that is none" says 0 value.pkt "unsupported"
check "a sysctl that there is not" says 0 foreign.pkt "the stack has no"
check "for another stack" says 0 rfc-right.pkt "not this kernel"
check "no script" says 2 none.pkt "none.pkt:1:"
check "no file" says 2 nowhere.pkt "nowhere.pkt"

# Both sides fail alike, or not: the simulator as a stack that this is not
agree() {
	"$tw_lab" drill --compare kind.pkt missing.pkt >out || return 1
	cat out
	grep -q "2 agree, 0 differ" out
}
differ() {
	printf '%s\n' '0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3' \
		'+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0' \
		'+0 bind(3, ..., ...) = 0' '+0 listen(3, 1) = 0' \
		'+0 < S 0:0(0) win 65535 <mss 1400>' \
		'+0 > S. 0:0(0) ack 1 win 64240 <mss 1460>' >differs.pkt
	"$tw_lab" drill --compare --stack=rfc9293 differs.pkt >out
	code=$?
	cat out
	[ $code -eq 1 ] && grep -q "differs.pkt:6: > S. 0:0(0) ack 1" out &&
		grep -q "real: *as the script says" out
}
in_json() {
	"$tw_lab" drill --compare --format=json kind.pkt >out || return 1
	cat out
	grep -q '"outcome" : "agree"' out && grep -q '"actual" : "> F' out
}
skipped() {
	"$tw_lab" drill --quick long.pkt >out || return 1
	cat out
	grep -q "longer than asked for" out
}
check "both against the script in the same way" agree
check "they differ, and where" differ
check "the same as JSON" in_json
check "a long one is skipped" skipped

# A sysctl of a script does not come out of its namespace.
nothing_set() {
	before=$(cat /proc/sys/net/ipv4/tcp_* 2>/dev/null | cksum)
	"$tw_lab" drill sysctl.pkt >out || return 1
	[ "$before" = "$(cat /proc/sys/net/ipv4/tcp_* 2>/dev/null | cksum)" ]
}
check "sysctls of this machine are as they were" nothing_set

# ended_by SIGNAL EXIT: in the middle of scripts
ended_by() {
	for i in 1 2 3 4 5 6; do cp long.pkt long$i.pkt; done
	env --default-signal=INT "$tw_lab" drill long?.pkt >out 2>err &
	lab=$!
	tries=0
	# each of them has a namespace of its own
	until [ "$(namespaces $lab | wc -l)" -ge 6 ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || return 1
		sleep 0.1
	done
	spaces=$(namespaces $lab)
	echo "in" $spaces
	kill -s "$1" $lab
	wait $lab 2>/dev/null
	status=$?
	process=$lab
	lab=
	are_gone "$process" "$spaces" || return 1
	echo "exit $status"
	[ $status -eq "$2" ] && [ ! -s out ]
}
check "SIGINT leaves nothing" ended_by INT 130
check "SIGTERM leaves nothing" ended_by TERM 143
check "SIGKILL leaves nothing" ended_by KILL 137

# Who may make no device: one line, and nothing is said to be right.
without_tun() {
	ordinary "$tw_lab" drill right.pkt >out 2>err
	status=$?
	cat err
	[ $status -eq 77 ] && [ "$(wc -l <err)" -eq 1 ] && [ ! -s out ]
}
if [ "$(id -u)" -eq 0 ] && ordinary test -x "$tw_lab"; then
	chmod 755 "$work"
	check "without a TUN device: one line and exit 77" without_tun
else
	skip "without a TUN device" "the build is private"
fi

echo "1..$n"
