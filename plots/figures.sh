#!/bin/sh
# figures.sh PROGRAM GNUPLOT FOLDER: every figure, from fresh runs, three ways
#
# One run that meets its limit and one that does not. Exit 1 if gnuplot says
# anything or a figure is not whole.

program=$1
gnuplot=$2
folder=$3
here=$(dirname "$0")
mkdir -p "$folder" || exit 1

status=0
series() {
	name=$1
	shift
	"$program" "$@" --quiet --series "$folder/$name.tsv" \
		>/dev/null || exit 1
	for script in "$here"/[0-9]*.gp; do
		figure=${script##*/}
		figure=$folder/${figure%.gp}-$name
		for suffix in svg png txt; do
			words=$("$gnuplot" -e "datafile='$folder/$name.tsv'" \
				-e "output='$figure.$suffix'" \
				-e "subtitle='twsim $*'" "$script" 2>&1)
			if [ -n "$words" ] || ! [ -s "$figure.$suffix" ]; then
				echo "$figure.$suffix: ${words:-empty}"
				status=1
			fi
		done
		tail -n 2 "$figure.svg" | grep -q '</svg>' || {
			echo "$figure.svg: not whole"
			status=1
		}
	done
}

series refused --rate 500 --ports 30000
series fine --rate 400 --ports 30000 --close server
exit $status
