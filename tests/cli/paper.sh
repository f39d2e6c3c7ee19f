#!/bin/sh
# paper.sh TWSIM: what was printed in 1997 is what is simulated, cell by cell.

. "$(dirname "$0")/checks.sh"

# All that is to be explained is, and what calibrates is told
"$twsim" paper --format csv --quiet >a.csv 2>err ||
	fail "exit $?: $(cat err)"
[ ! -s err ] || fail "it says $(cat err)"
[ "$(wc -l <a.csv)" -eq 31 ] || fail "not 30 cells: $(wc -l <a.csv)"
grep '"predicted"\|"calibrates"' a.csv | grep ',false,' &&
	fail 'a cell is not within its tolerance'
[ "$(grep -c '"predicted"' a.csv)" -eq 18 ] || fail 'not 18 are predicted'
[ "$(grep -c '"not explained"' a.csv)" -eq 2 ] || fail 'not 2 are unexplained'
# each constant from one cell, but for the octets of the two sets of files
grep '"calibrates"' a.csv | sed 's/.*"calibrates",//' | sort | uniq -d |
	grep -v '^"octets of an answer"$' && fail 'a constant of two cells'
# what failed has neither a printed nor a simulated number
[ "$(grep -c '"unmodified",".*",,0,,,true,"predicted",""' a.csv)" -eq 3 ] ||
	fail 'the failed run of table 3 did not fail'

# Any number of threads, the same bytes; a file is written whole
"$twsim" paper --format csv --quiet --jobs 3 -o b.csv || fail "exit $?"
cmp a.csv b.csv || fail 'it depends on threads'

# What today would use: TIME-WAITs cost nothing, and nothing fails
"$twsim" paper --set demux.order=hash --set memory.mbufs=28800 --quiet \
	>today.txt 2>err
[ $? -eq 1 ] || fail 'with what today has all is as printed'
[ "$(wc -l <err)" -eq 1 ] || fail 'not one line says what is wrong'
grep -A 3 '^table 3' today.txt | grep -q 'fails  *-  *[0-9]' ||
	fail 'with a large pool table 3 still fails'
grep '2500 TIME-WAITs, unmodified' today.txt | grep -q ' 66\.[789] ' ||
	fail 'with a hash table TIME-WAITs cost time'
[ -z "$(awk 'length > 118 || / $/' today.txt)" ] ||
	fail 'lines too wide, or blanks at an end'

refuse 'no setting is named' paper --set demux.ordr=hash
refuse 'is no format' paper --format xml
refuse "unexpected 'more'" paper more
refuse 'number of jobs' paper --jobs 1000
refuse '--output' paper -o nowhere/b.csv
[ ! -e nowhere ] || fail 'a folder was made'
exit $failed
