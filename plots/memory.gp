# What does the side that keeps TIME-WAIT pay in memory, at which rate?
stats datafile using (collect(strcol('kind'), strcol('curve'))) nooutput

set title titled('Kernel memory of the side that closes first', \
	'MiB, by connects/s')
set xlabel 'connects per second'
set ylabel unit('memory at the peak (MiB)')
set logscale xy
set format '%g'
set grid xtics
# client and server of a stack: the same colour and points, other dashes
side_n(name) = strstrt(name, 'server side') ? 2 : 1
plot for [i=1:words(simulated)] datafile \
		using (of(simulated, i, 'rate_per_s')):(column('memory_bytes') / 1048576) \
		with linespoints linestyle style_of(i) \
		title word(simulated, i)
