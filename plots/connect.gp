# How long does connect() take, by the ports that are in use?
stats datafile using (collect(strcol('kind'), strcol('curve'))) nooutput

set title titled('Time that connect() takes', 'ms, by ports in use')
set xlabel 'local ports in use'
set ylabel unit('time of connect() (ms)')
set logscale y
set format y '%g'
set format x '%.0f'
set xrange [0:*]
plot for [i=1:words(simulated)] datafile \
		using (of(simulated, i, 'ports_n')):(column('connect_s') * 1e3) \
		with points linestyle style_of(i) \
		title word(simulated, i)
