#!/bin/sh
# contract.sh TWSIM: formats, exit codes and bytes that scripts rely on.

. "$(dirname "$0")/checks.sh"
small='--rate 5 --ports 100 --duration 20s'

# exits CODE ARGUMENT...
exits() {
	code=$1
	shift
	"$twsim" "$@" >out 2>err </dev/null
	got=$?
	[ $got -eq "$code" ] || fail "twsim $*: exit $got, not $code"
}

# shellcheck disable=SC2086
{
	# Exit codes of --fail-if; its reason is one line
	exits 0 $small --quiet --fail-if 'connections.no_port > 0'
	[ ! -s err ] || fail 'a quiet run that holds says something'
	exits 1 $small --quiet --fail-if 'connections.attempted > 0'
	[ "$(wc -l <err)" -eq 1 ] || fail '--fail-if does not give one line'
	[ -s out ] || fail '--fail-if swallows the results'
	exits 0 $small --fail-if 'no_port.first_s > 0'
	exits 1 --rate 50 --ports 100 --duration 20s \
		--fail-if 'no_port.first_s < 60s and no_port.fraction > 1%'

	# Same settings, same bytes; another seed, another Poisson run
	poisson="$small --arrivals poisson --deterministic --format json"
	for seed in 1 2; do
		"$twsim" $poisson --seed $seed --series $seed.tsv >$seed.json
		"$twsim" $poisson --seed $seed --series again.tsv \
			--series-every 1s >again.json
		cmp $seed.json again.json || fail 'same seed, other results'
		cmp $seed.tsv again.tsv || fail 'same seed, other series'
	done
	cmp -s 1.tsv 2.tsv && fail 'another seed gives the same series'
	for format in csv table; do
		"$twsim" $small --format $format >1.out 2>/dev/null
		"$twsim" $small --format $format >2.out 2>/dev/null
		cmp 1.out 2.out || fail "same settings, other $format"
	done

	# Forms
	"$twsim" $small --format jsonl >out
	[ "$(wc -l <out)" -eq 1 ] || fail 'jsonl is not one line'
	"$twsim" $small --format csv >out
	[ "$(wc -l <out)" -eq 2 ] || fail 'csv is not two lines'
	"$twsim" $small --format json --output file >out 2>err
	[ ! -s out ] && grep -q '"schema"' file || fail '--output'
	"$twsim" $small >out 2>err
	awk 'length > 100 { exit 1 }' out || fail 'the table is too wide'
	grep -q '^YES, it holds' out || fail 'the table does not say YES'
	grep -q "$(printf '\033')" out err && fail 'escapes without a terminal'

	# Series: the header of the contract, a line per second, all numbers
	head -n 1 1.tsv | tr '\t' ' ' | grep -q '^t_s client_time_wait_n server_time_wait_n client_ports_n client_memory_bytes server_memory_bytes completed_n no_port_n' ||
		fail 'header of the series'
	awk 'NR > 1 && ($1 != NR - 2 || NF != n) { exit 1 } { n = NF }' 1.tsv ||
		fail 'lines of the series'

	# Sysctls from a file, from stdin and by hand are the same
	printf '# c\nnet/ipv4/tcp_tw_reuse = 1\nvm.swappiness=1\n' >s.conf
	"$twsim" $small --deterministic --format json --sysctl s.conf >1.json
	"$twsim" $small --deterministic --format json --sysctl - <s.conf >2.json
	"$twsim" $small --deterministic --format json \
		--set net.ipv4.tcp_tw_reuse=1 >3.json
	cmp 1.json 2.json && cmp 1.json 3.json || fail 'sysctls'
	printf 'net.ipv4.tcp_fin_timeout = 30\n' >s.conf
	exits 0 $small --sysctl s.conf
	grep -q 'note: net.ipv4.tcp_fin_timeout does not change TIME-WAIT' err ||
		fail 'no note about tcp_fin_timeout'

	# A model printed is a model that loads
	"$twsim" stacks linux-6.18 >linux-6.18.ini
	"$twsim" stacks cloud-vm >cloud-vm.ini
	"$twsim" $small --deterministic --format json >1.json
	"$twsim" $small --deterministic --format json --stack ./linux-6.18.ini \
		--machine ./cloud-vm.ini >2.json
	cmp 1.json 2.json || fail 'a printed model differs from its own'

	# A bare command is run; --msl is half of TIME-WAIT
	"$twsim" run $small --deterministic --format json >2.json
	cmp 1.json 2.json || fail 'run is not the default verb'
	"$twsim" $small --msl 3s --format json |
		grep -q '"time-wait.duration" : "6s"' || fail '--msl'
}

# Help and versions go to stdout, and every verb has help
for arguments in --help --version help 'help run' 'help stacks' 'help help' \
	stacks 'stacks --describe' 'stacks --help' 'run --help'; do
	# shellcheck disable=SC2086
	exits 0 $arguments
	[ -s out ] && [ ! -s err ] || fail "twsim $arguments"
	awk 'length > 100 { exit 1 }' out || fail "twsim $arguments is too wide"
done
"$twsim" --help | grep -q -- '--rate RATE .*' || fail 'no --rate in --help'

# Odd file names are file names
"$twsim" --rate 5 --quiet --series "$(printf 'caf\303\251 x.tsv')" >out ||
	fail 'a name that is not ASCII'
[ -s "$(printf 'caf\303\251 x.tsv')" ] || fail 'no file of that name'
exit $failed
