#!/bin/sh
# claims.sh TWSIM TOP: verdicts follow from the experiments, and each of these
# can be repeated by the command that is printed.

top=$(realpath "$2")
. "$(dirname "$0")/checks.sh"

# The same bytes in any number of threads; the page has all claims, and a test
# of its own
some='1 3 13 20 21'
for format in table json csv markdown; do
	"$twsim" claims $some --format $format --jobs 1 >$format.1 ||
		echo "exit $?" >>$format.1
done
"$twsim" claims $some --format json --jobs 3 >json.3
check '1 and 3 threads' cmp json.1 json.3
check 'table: no line over 100 columns' [ "$(awk 'length > 100' table.1 |
	wc -l)" -eq 0 ]
check 'csv: a header and a line for each' [ "$(wc -l <csv.1)" -eq 6 ]
check 'json has its schema' grep -q '"twsim.claims/1"' json.1

# Every command of a scene or script: that of a script ends as the claim says
cp "$top/docs/CLAIMS.md" page
grep -B 1 '^    `./twsim ' page | sed 's/^--$//' >commands
grep '^    `' commands | tr -d '`' | sed 's|^ *\./twsim ||' |
	LC_ALL=C sort -u >all_lines
grep -v '^run' all_lines >lines
check 'there are many' [ "$(wc -l <lines)" -gt 50 ]
cd "$top" || exit 99
while read -r line; do
	outcome=$(grep -B 1 -F -e "\`./twsim $line\`" "$work/page" |
		sed -n 's/^  - [a-z]*, \(yes\|no\).*/\1/p' | LC_ALL=C sort -u |
		head -n 1)
	eval "\"$twsim\" $line" >"$work/.out" 2>"$work/.err" </dev/null
	code=$?
	case $line,$outcome in
	drill*,no) want=1 ;;
	*) want=0 ;;
	esac
	check "twsim $line: exit $code, not $want" [ $code -eq $want ]
done <"$work/lines"
cd "$work" || exit 99

# A load: the number shown is that of the run
eval "\"$twsim\" $(grep -m 1 -e '^run.*--rate 500/s' all_lines)" --format json \
	--quiet >run.json
check 'the number is that of the run' grep -q \
	"\"value\" : $(sed -n 's/.*"fraction" : \([0-9.]*\).*/\1/p' run.json)" \
	json.1

# One value of the stacks, and the verdict is another one
"$twsim" claims 4 --check --set time-wait.duration=120s >.out 2>.err
check 'another TIME-WAIT: exit 1' [ $? -eq 1 ]
check 'another TIME-WAIT: the verdict' grep -q \
	"claims/04.ini:6: verdict = true, but 'false' follows" .err
"$twsim" claims 15 16 --check --set net.ipv4.tcp_timestamps=0 >.out 2>.err
check 'no timestamps: exit 1' [ $? -eq 1 ]

# A file of one's own
cat >mine.ini <<'END'
[claim]
number = 1
title = T
claim = C
place = P
verdict = true
[1]
says = S
rate = 10/s
duration = 1s
show = connections.established
between = 10 to 10
END
check 'a file' "$twsim" claims ./mine.ini --check
sed 's/10 to 10/11 to 12/' mine.ini >other.ini
"$twsim" claims other.ini --check >.out 2>.err
check 'other file: exit 1' [ $? -eq 1 ]
check 'other file: the line' grep -q \
	"other.ini:6: verdict = true, but 'false' follows" .err

refuse "no claim is named '77'" claims 77
refuse "no claim is named 'all'" claims all
refuse 'none.ini' claims ./none.ini
refuse --format claims 1 --format xml
refuse --jobs claims 1 --jobs -1
refuse 'no setting is named' claims 1 --set nonsense=1
refuse 'claims/08.ini:10: ' claims 8 --set rate=10000000/s --set clients=65536 \
	--set hold=1d
refuse 'the 1 MiB of --max-memory' claims 8 --max-memory 1MiB
refuse '--max-memory: ' claims 8 --max-memory much
refuse 'Unknown option' claims --nonsense
sed 's/^between.*/between = some/' mine.ini >bad.ini
refuse 'bad.ini:12: between: ' claims bad.ini
sed 's/^duration.*/duration = long/' mine.ini >bad.ini
refuse 'bad.ini:8: duration: ' claims bad.ini
check 'nothing is left' [ ! -e "$work/-" ]
exit $failed
