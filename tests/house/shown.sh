#!/bin/sh
# shown.sh TOP PROGRAM FILE...: is the output that a document shows the true one?
#
# In a fenced block that is marked `console`, a line `$ ./twsim ...` is a
# command and what follows, up to the next `$` or the end of the block, is what
# it must print to stdout now. `...` in a line of its own stands for any lines.

cd "$1" || exit 2
program=$2
shift 2
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

status=0
for document in "$@"; do
	awk -v work="$work" '
	/^```/ {
		inside = !inside && $0 ~ /^```console$/
		out = ""
		next
	}
	inside && /^\$ / {
		n++
		print substr($0, 3) >(work "/" n ".command")
		out = work "/" n ".shown"
		printf "" >out
		next
	}
	out != "" { print >out }
	' "$document"
	for command in "$work"/*.command; do
		[ -e "$command" ] || continue
		read -r line <"$command"
		shown=${command%.command}.shown
		case $line in
		./twsim | "./twsim "*) ;;
		*) continue ;;
		esac
		# The words of the command, quotes and all, as a shell reads them
		eval "set -- ${line#./twsim}"
		"$program" "$@" >"$work/real" 2>"$work/words" </dev/null
		awk -v real="$work/real" '
		BEGIN {
			while ((getline line <real) > 0)
				has[++n] = line
			at = 1
		}
		$0 == "..." { loose = 1; next }
		{
			while (loose && at <= n && has[at] != $0)
				at++
			loose = 0
			if (at > n || has[at] != $0) {
				print "  shown: " $0
				print "  now:   " (at > n ? "(end)" : has[at])
				bad = 1
				exit
			}
			at++
		}
		END {
			if (!bad && !loose && at <= n) {
				print "  shown: (end)"
				print "  now:   " has[at]
				bad = 1
			}
			exit bad
		}
		' "$shown" >"$work/diff" && continue
		echo "$document: $line"
		cat "$work/diff" "$work/words"
		status=1
	done
	rm -f "$work"/*
done
exit $status
