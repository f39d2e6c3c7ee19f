# How much slower do TIME-WAITs make a server of 1997, printed and simulated?
stats datafile using (collect(strcol('kind'), strcol('curve'))) nooutput
stats datafile using (column('simulated_mbit_s')) name 'SIMULATED' nooutput
stats datafile using (column('printed_mbit_s')) name 'PRINTED' nooutput
stats datafile using (column('n')) name 'LOADED' nooutput
most = SIMULATED_max > PRINTED_max ? SIMULATED_max : PRINTED_max
eval for_key(2 * count(simulated))
# Points that would lie upon each other stand side by side
beside(i) = (i - 1) * LOADED_max / 120

eval title('Throughput against TIME-WAITs at the server, 1997', 'Mb/s, by n')
set xlabel 'connections in TIME-WAIT'
set ylabel unit('throughput of a client (Mb/s)')
set format x '%.0f'
set xrange [-LOADED_max / 25:LOADED_max * 1.04]
set yrange [0:most * 1.15]
plot for [i=1:words(simulated)] datafile \
		using (of(simulated, i, 'n')):(column('simulated_mbit_s')) \
		with lines linestyle style_of(i) \
		title word(simulated, i).', simulated', \
	for [i=1:words(simulated)] datafile \
		using (of(simulated, i, 'n') + beside(i)): \
			(column('printed_mbit_s')):(column('printed_sd')) \
		with yerrorbars linestyle style_of(i) dashtype solid \
		title word(simulated, i).', printed, with its deviation'
