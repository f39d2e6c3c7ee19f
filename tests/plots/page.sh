#!/bin/sh
# page.sh TWSIM: the page of a run is whole, alone, and the same each time.
#
# Skipped (77) without gnuplot.

. "$(dirname "$0")/../cli/checks.sh"
need gnuplot

options='--rate 50 --ports 200 --duration 10s --loss 0.01 --quiet'
"$twsim" report $options -o a.html >out 2>err
check 'it is made' [ $? -eq 0 ]
check 'it says nothing' [ ! -s out -a ! -s err ]
mkdir b && (cd b && "$twsim" report $options -o a.html)
check 'same command, same page' cmp a.html b/a.html
check 'it ends' [ "$(tail -n 1 a.html)" = '</html>' ]
check 'three figures' [ "$(grep -c '<svg' a.html)" -eq 3 ]
check 'the command' grep -qF '<code>twsim --rate 50 --ports 200' a.html
check 'nothing from elsewhere' [ "$(grep -ciE \
	'<script|<link|<img|src=|url\(http|@import' a.html)" -eq 0 ]
check 'no id twice' [ -z "$(grep -o ' id="[^"]*"' a.html | sort | uniq -d)" ]
check 'the settings that differ' grep -qF '>loss</th><td>0.01<' a.html
# the answer is the one of run, sentence for sentence
"$twsim" run $options | head -n 1 | sed 's/&/\&amp;/g' >first
check 'the answer' grep -qF "<h1>$(cat first)</h1>" a.html

"$twsim" report $options --fail-if no_port -o c.html >out 2>err
check '--fail-if holds: exit 1' [ $? -eq 1 ]
check 'the page is there all the same' [ -s c.html ]
exit $failed
