# How many sockets are in TIME-WAIT, on which side, and when?
stats datafile using (collect(strcol('kind'), strcol('curve'))) nooutput
eval for_key(count(simulated) + count(measured) + count(limits) + count(events))

eval title('Sockets in TIME-WAIT', 'sockets, by s')
set xlabel 'simulated time (s)'
set ylabel unit('sockets')
set xrange [0:*] noextend
stats datafile using (column('time_wait_n')) name 'VALUE' nooutput
set yrange [0:VALUE_max > 0 ? VALUE_max * 1.03 : 1]
set format y '%.0f'
plot for [i=1:words(simulated)] datafile \
		using (of(simulated, i, 't_s')):'time_wait_n' \
		with linespoints linestyle style_of(i) pointnumber 8 \
		title word(simulated, i), \
	for [i=1:words(measured)] datafile \
		using (of(measured, i, 't_s')):'time_wait_n' \
		with points linestyle 10 + i title word(measured, i)
