#!/bin/sh
# restart_scripts.sh FOLDER: write a script for each case of options of an old
# listener, of what it accepted and of a new listener, with each state that may
# be left.

cd "$1" || exit 2

# options FD NAME...: the lines that set them
options() {
	fd=$1
	shift
	for option in "$@"; do
		[ "$option" = none ] ||
			echo "+0 setsockopt($fd, SOL_SOCKET, SO_$option, [1], 4) = 0"
	done
}

# left STATE: what happens to the connection, 4, that was accepted
left() {
	case $1 in
	ESTAB) ;;
	CLOSE-WAIT)
		echo '+.01 < F. 1:1(0) ack 1 win 65535'
		echo '* > . 1:1(0) ack 2'
		;;
	CLOSED)
		echo '+.01 < R. 1:1(0) ack 1 win 65535'
		echo '+0 close(4) = 0'
		return
		;;
	*)
		echo '+.01 close(4) = 0'
		echo '+0 > F. 1:1(0) ack 1'
		;;
	esac
	case $1 in
	FIN-WAIT-2) echo '+.01 < . 1:1(0) ack 2 win 65535' ;;
	TIME-WAIT)
		echo '+.01 < F. 1:1(0) ack 2 win 65535'
		echo '+0 > . 2:2(0) ack 2'
		;;
	esac
	echo '+0 `ss -tan | grep -c '"$1"' | grep 1`'
}

# restart STATE OLD ACCEPTED NEW RESULT
restart() {
	echo '0.00 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3'
	options 3 $2
	cat <<-'END'
		+0 bind(3, ..., ...) = 0
		+0 listen(3, 1) = 0
		+0 < S 0:0(0) win 65535 <mss 1460>
		+0 > S. 0:0(0) ack 1 <...>
		+.01 < . 1:1(0) ack 1 win 65535
		+0 accept(3, ..., ...) = 4
	END
	options 4 $3
	echo '+0 close(3) = 0'
	left "$1"
	echo '+.01 socket(..., SOCK_STREAM, IPPROTO_TCP) = 5'
	options 5 $4
	echo "+0 bind(5, ..., ...) = $5"
	[ "$5" != 0 ] || echo '+0 listen(5, 1) = 0'
}

# result STATE OLD ACCEPTED NEW: linux v6.18 inet_bind_conflict()
result() {
	for option in $2 $3; do
		for new in $4; do
			[ "$option" != "$new" ] || [ "$new" = none ] ||
				{ echo 0 && return; }
		done
	done
	[ "$1" = CLOSED ] && echo 0 || echo '-1 EADDRINUSE'
}

for state in TIME-WAIT FIN-WAIT-2 FIN-WAIT-1 CLOSE-WAIT ESTAB CLOSED; do
	for old in none REUSEADDR REUSEPORT; do
		for accepted in none REUSEADDR; do
			for new in none REUSEADDR REUSEPORT \
				"REUSEADDR REUSEPORT"; do
				restart $state $old $accepted "$new" "$(result \
					$state $old $accepted "$new")" \
					>"$state $old $accepted $new.pkt"
			done
		done
	done
done
