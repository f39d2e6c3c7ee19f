# Common to all figures: terminal, lines that grey keeps apart, curves by name.
#
#	twsim plot ports -o ports.tsv
#	gnuplot -e "datafile='ports.tsv'; output='ports.svg'" plots/style.gp plots/ports.gp
#
# datafile  the table that twsim writes for this figure
# output    file to write: .svg, .png or .txt; without it, on stdout
# format    svg, png or txt, where there is no output
# command   that made the table, for the corner

if (!exists('output')) output = ''
if (!exists('command')) command = ''
suffix = strlen(output) > 4 ? output[strlen(output) - 2:] : ''
if (!exists('format')) format = suffix
text = format ne 'svg' && format ne 'png'

terminal(w, h) = \
	format eq 'svg' ? sprintf("set terminal svg noenhanced size %d,%d \
		font 'sans-serif,13' background '#ffffff'", w, h) : \
	format eq 'png' ? sprintf("set terminal pngcairo noenhanced \
		size %d,%d font 'sans-serif,13' fontscale 2 linewidth 2 \
		pointscale 2", 2 * w, 2 * h) : \
	sprintf("set terminal dumb %d,%d noenhanced", 79, h / 20)
# Title on top, the command in the corner below: both have room of their own
frame(w, h) = terminal(w, h).(text ? '' : sprintf("; height = %d; \
	set size 1, %.4f; set label 99 command at screen 0.008, %.4f left \
	font ',9' textcolor '#666666'", h, 1 - 35.0 / h, 24.0 / h))
eval frame(800, 500)
if (output ne '') set output output

set datafile separator tab
set datafile columnheaders
set encoding utf8

# Dark to light, each with its dashes and its points: grey keeps them apart
set style line 1 linecolor '#12355b' linewidth 2.4 dashtype solid \
	pointtype 7 pointsize 0.7
set style line 2 linecolor '#c8641b' linewidth 2.4 dashtype (9,4) \
	pointtype 6 pointsize 0.8
set style line 3 linecolor '#2a7f62' linewidth 2.4 dashtype (3,3) \
	pointtype 5 pointsize 0.7
set style line 4 linecolor '#7a4b94' linewidth 2.4 dashtype (12,4,3,4) \
	pointtype 4 pointsize 0.8
set style line 5 linecolor '#5b8fc7' linewidth 2.4 dashtype solid \
	pointtype 9 pointsize 0.9
set style line 6 linecolor '#e0a35a' linewidth 2.4 dashtype (9,4) \
	pointtype 8 pointsize 0.9
set style line 7 linecolor '#7fb89f' linewidth 2.4 dashtype (3,3) \
	pointtype 11 pointsize 0.9
set style line 8 linecolor '#b79cc6' linewidth 2.4 dashtype (12,4,3,4) \
	pointtype 10 pointsize 0.9
# Levels to compare with; instants to note
set style line 21 linecolor '#666666' linewidth 1.4 dashtype (2,3)
set style line 22 linecolor '#666666' linewidth 1.4 dashtype (7,3)
set style line 31 linecolor '#333333' linewidth 1.2 dashtype solid
# What was measured
set style line 11 linecolor '#000000' pointtype 1 pointsize 0.7
set style line 12 linecolor '#777777' pointtype 2 pointsize 0.7

if (!text) {
	set border 3 linecolor '#444444'
	set tics nomirror out textcolor '#222222'
	set grid ytics linecolor '#dddddd' linewidth 1 dashtype solid
	set bmargin 5.5
	set rmargin 3
}
# Between title and graph, where no line can run into it
set key above left horizontal Left reverse samplen 3 width 1 noautotitle
# The title is above the key. Text cannot be turned round: it has no room for
# units beside the axes, they follow the title.
unit(name) = text ? '' : name
title(name, what) = text ? sprintf("set title '%s (%s)'", name, what) : \
	sprintf("set label 98 '%s' at screen 0.5, %.4f center font ',16'", \
		name, 1 - 22.0 / height)

# Curves of a table that says kind and curve: their names in quotes, by kind
simulated = ''
measured = ''
limits = ''
events = ''
quoted(curve) = '"'.curve.'" '
new(list, curve) = strstrt(list, quoted(curve)) ? '' : quoted(curve)
collect(kind, curve) = \
	kind eq 'simulated' ? (simulated = simulated.new(simulated, curve), 0) : \
	kind eq 'measured' ? (measured = measured.new(measured, curve), 0) : \
	kind eq 'limit' ? (limits = limits.new(limits, curve), 0) : \
	(events = events.new(events, curve), 0)
# x where a line of the table is of a curve, else nothing
of(list, i, x) = strcol('curve') eq word(list, i) ? column(x) : NaN
style_of(i) = 1 + (i - 1) % 8

# A key of many or long names makes the figure higher
key_n = 0
longest = 0
count(list) = sum [i=1:words(list)] (longest = strlen(word(list, i)) > longest \
	? strlen(word(list, i)) : longest, 1)
key_columns(w) = int(w / (longest * 8.2 + 80)) > 0 ? int(w / (longest * 8.2 + 80)) : 1
key_rows(n, w) = int((n + key_columns(w) - 1) / key_columns(w))
for_key(n) = frame(800, 460 + 22 * (key_rows(n, 800) > 2 ? key_rows(n, 800) : 2))
