# Common to all figures: reading a series, terminal, lines that grey keeps apart.
#
#	gnuplot -e "datafile='run.tsv'; output='run.svg'" plots/10-time-wait-over-time.gp
#
# datafile  a file that `twsim --series` or `tw-load --series` has written
# output    file to write: .svg, .png or .txt; without it, text on stdout
# subtitle  what the run was, for the second line of the title

if (!exists('datafile')) {
	print "give a series: gnuplot -e \"datafile='run.tsv'\" ".ARG0
	exit status 2
}
if (!exists('output')) output = ''
if (!exists('subtitle')) subtitle = ''

suffix = strlen(output) > 4 ? output[strlen(output) - 3:] : ''
text = suffix ne '.svg' && suffix ne '.png'
if (suffix eq '.svg') {
	set terminal svg size 800,450 font 'sans-serif,14' background '#ffffff'
}
if (suffix eq '.png') {
	set terminal pngcairo size 1600,900 font 'sans-serif,14' fontscale 1.6 linewidth 1.6
}
if (text) {
	set terminal dumb 79,24 noenhanced
}
if (output ne '') {
	set output output
}

set datafile separator tab
set encoding utf8

# Dark, solid and thick; lighter and dashed; lightest and dotted
set style line 1 linecolor '#1f3a5f' linewidth 2.5 dashtype solid
set style line 2 linecolor '#d9822b' linewidth 2.5 dashtype (8,4)
set style line 3 linecolor '#444444' linewidth 1.8 dashtype (2,3)

if (!text) {
	set border 3 linecolor '#444444'
	set tics nomirror out textcolor '#222222'
	set grid ytics linecolor '#dddddd' linewidth 1 dashtype solid
}
# Below the graph, where no line can run into it
set bmargin (text ? 5 : 7)
set key at screen 0.5, 0.02 center bottom horizontal Left reverse samplen 3 width 2
set xlabel 'simulated time (s)'
set xrange [0:*] noextend
set yrange [0:*]
set format y '%.0f'
full_title(question) = subtitle eq '' ? question : question."\n".subtitle
# Text cannot be turned round: it has no room for a unit beside the axis.
unit(name) = text ? '' : name
