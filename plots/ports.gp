# How many local ports are in use, when is the search long, when is there none?
stats datafile using (collect(strcol('kind'), strcol('curve'))) nooutput
eval for_key(count(simulated) + count(measured) + count(limits) + count(events))

# The instant of each event, for a line from bottom to top
do for [i=1:words(events)] {
	stats datafile using (of(events, i, 't_s')) name 'EVENT' nooutput
	set arrow i from EVENT_min, graph 0 to EVENT_min, graph 0.98 nohead \
		linestyle 31
}

eval title('Local ports of the clients in use', 'ports, by s')
set xlabel 'simulated time (s)'
set ylabel unit('ports')
set xrange [0:*] noextend
stats datafile using (column('ports_n')) name 'VALUE' nooutput
set yrange [0:VALUE_max > 0 ? VALUE_max * 1.03 : 1]
set format y '%.0f'
plot for [i=1:words(simulated)] datafile \
		using (of(simulated, i, 't_s')):'ports_n' \
		with linespoints linestyle style_of(i) pointnumber 8 \
		title word(simulated, i), \
	for [i=1:words(measured)] datafile \
		using (of(measured, i, 't_s')):'ports_n' \
		with points linestyle 10 + i title word(measured, i), \
	for [i=1:words(limits)] datafile \
		using (of(limits, i, 't_s')):'ports_n' \
		with lines linestyle 21 + i % 2 title word(limits, i), \
	for [i=1:words(events)] NaN with lines linestyle 31 \
		title word(events, i)
