#!/bin/sh
# memory.sh TWSIM: a run that cannot fit is refused before it begins, with what
# would fit; one that takes more than was foreseen ends with what it has found.

. "$(dirname "$0")/checks.sh"
large='--rate 1M/s --duration 120s --clients 4000 --series s.tsv'

# fail TEXT...: at once, for what follows builds on what was
fail() {
	echo "FAIL: $*"
	ls
	cat err
	exit 1
}

# refused: exit 2, one line, nothing written
refused() {
	[ "$got" -eq 2 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] &&
		[ "$(ls | wc -l)" -eq 2 ] || fail "$*: exit $got"
}

# shellcheck disable=SC2086
"$twsim" $large --max-memory 500MiB >out 2>err
got=$?
refused --max-memory
grep -q '^twsim: this run takes about [0-9.]* GiB of memory, more than the 500 MiB of --max-memory; what fits: --rate [0-9]*/s, or --duration [0-9.a-z]*, or --clients [0-9]* --rate [0-9]*/s; ' err ||
	fail 'the line does not say all'

# What it said would fit is not refused: it runs until it is stopped
sed 's/.*what fits: //; s/;.*//; s/, or /\n/g' err >smaller
while read -r words; do
	case $words in
	*--clients*) rest='--duration 120s' ;;
	*--rate*) rest='--clients 4000 --duration 120s' ;;
	*) rest='--clients 4000 --rate 1M/s' ;;
	esac
	# shellcheck disable=SC2086
	timeout -s INT 1 "$twsim" $words $rest --quiet --max-memory 500MiB \
		>out 2>err
	grep -q '^PARTIAL: stopped at' out || fail "$words does not fit"
done <smaller
[ "$(wc -l <smaller)" -eq 3 ] || fail 'not three ways'
rm smaller

"$twsim" --rate 1 --duration 1s --max-memory 1 >out 2>err
got=$?
refused 'one byte'
grep -q 'nothing smaller fits' err || fail 'one byte is enough'

# A sanitizer has no room itself in so little address space
if (ulimit -v 400000 && "$twsim" --version) >/dev/null 2>&1; then
	# shellcheck disable=SC2086
	(ulimit -v 400000 && exec "$twsim" $large >out 2>err)
	got=$?
	refused RLIMIT_AS
	grep -q 'of address space (RLIMIT_AS); what fits: ' err ||
		fail 'no word of RLIMIT_AS'

	# Who is told of more memory than there is finds out while running
	# shellcheck disable=SC2086
	(ulimit -v 150000 && exec "$twsim" $large --max-memory 1TiB >out 2>err)
	got=$?
	[ $got -eq 3 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] &&
		grep -q '^twsim: out of memory: [0-9]* bytes more' err &&
		[ "$(ls | wc -l)" -eq 2 ] || fail "no memory: exit $got"
fi

# SYNs that are sent again for ever: nobody can foresee that
"$twsim" --rate 2000 --duration 10000s --clients 100 --loss 1 \
	--set client:net.ipv4.tcp_syn_retries=127 --max-memory 300MB \
	--series s.tsv --series-every 10s --format json >out 2>err
got=$?
[ $got -eq 3 ] && [ "$(wc -l <err)" -eq 1 ] && [ "$(ls | wc -l)" -eq 3 ] &&
	grep -q '"stopped_by" : "memory"' out &&
	grep -q '"stopped_at_s" : [1-9]' out &&
	grep -q 'more memory taken than the 286 MiB of --max-memory' err &&
	[ "$(wc -l <s.tsv)" -gt 2 ] || fail "out of memory: exit $got"
