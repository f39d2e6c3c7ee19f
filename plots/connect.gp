# How long does connect() take, by the ports that are in use?
stats datafile using (collect(strcol('kind'), strcol('curve'))) nooutput
eval for_key(count(simulated) + count(limits))
ms(s) = s > 0 ? s * 1e3 : NaN
stats datafile using (ms(column('connect_s'))) name 'MS' nooutput

do for [i=1:words(limits)] {
	stats datafile using (of(limits, i, 'ports_n')) name 'WALL' nooutput
	set arrow i from WALL_min, graph 0 to WALL_min, graph 0.98 nohead \
		linestyle 21 + i % 2
}

eval title('Time that connect() takes', 'ms, by ports in use')
set xlabel 'local ports in use'
set ylabel unit('time of connect() (ms)')
set logscale y
set format y '%g'
set format x '%.0f'
set xrange [0:*]
set yrange [MS_min / 2:MS_max * 2]
plot for [i=1:words(simulated)] datafile \
		using (of(simulated, i, 'ports_n')):(column('connect_s') * 1e3) \
		with points linestyle style_of(i) \
		title word(simulated, i), \
	for [i=1:words(limits)] NaN with lines linestyle 21 + i % 2 \
		title word(limits, i)
