# What do the connections and their TIME-WAITs cost the kernel, and when?
stats datafile using (collect(strcol('kind'), strcol('curve'))) nooutput
eval for_key(count(simulated) + count(measured) + count(limits) + count(events))
stats datafile using (column('memory_bytes')) name 'BYTES' nooutput

large = BYTES_max > 2 * 1048576
scale = large ? 1048576.0 : 1024.0
name = large ? 'MiB' : 'KiB'
eval title('Kernel memory of the connections', name.', by s')
set xlabel 'simulated time (s)'
set ylabel unit('memory ('.name.')')
set xrange [0:*] noextend
set yrange [0:BYTES_max > 0 ? BYTES_max / scale * 1.03 : 1]
plot for [i=1:words(simulated)] datafile \
		using (of(simulated, i, 't_s')):(column('memory_bytes') / scale) \
		with linespoints linestyle style_of(i) pointnumber 8 \
		title word(simulated, i), \
	for [i=1:words(measured)] datafile \
		using (of(measured, i, 't_s')):(column('memory_bytes') / scale) \
		with points linestyle 10 + i title word(measured, i)
