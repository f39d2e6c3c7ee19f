# What does the side that keeps TIME-WAIT pay in memory, at which rate?
stats datafile using (collect(strcol('kind'), strcol('curve'))) nooutput
eval for_key(count(simulated))
stats datafile using (column('rate_per_s')) name 'RATE' nooutput
stats datafile using (column('memory_bytes')) name 'BYTES' nooutput

# Client and server of a stack: the same colour, other dashes and points
is_server(name) = strstrt(name, 'server side') > 0
stack(name) = name[1:strlen(name) - strlen('client side')]
stacks = ''
do for [name in simulated] {
	stacks = stacks.new(stacks, stack(name))
}
stack_n(name) = sum [i=1:words(stacks)] word(stacks, i) eq stack(name) ? i : 0

eval title('Kernel memory of the side that closes first', \
	'MiB, by connects/s')
set xlabel 'connects per second'
set ylabel unit('memory at the peak (MiB)')
set logscale xy
set xrange [RATE_min / 1.3:RATE_max * 1.3]
set yrange [BYTES_min / 1048576 / 1.5:BYTES_max / 1048576 * 1.5]
set format '%g'
set grid xtics linecolor '#dddddd' linewidth 1 dashtype solid
plot for [i=1:words(simulated)] datafile \
		using (of(simulated, i, 'rate_per_s')):(column('memory_bytes') / 1048576) \
		smooth unique with linespoints \
		linestyle 1 + 2 * (stack_n(word(simulated, i)) - 1) % 8 \
		dashtype 1 + 2 * is_server(word(simulated, i)) \
		pointtype 3 + 2 * stack_n(word(simulated, i)) - is_server(word(simulated, i)) \
		pointsize 1 \
		title word(simulated, i)
