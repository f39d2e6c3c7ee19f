# Runs side by side: what fails, how many TIME-WAITs, how much memory?
stats datafile using (column('failing')) name 'FAILING' nooutput
stats datafile using (strlen(strcol('label'))) name 'LABEL' nooutput
stats datafile using (column('client_time_wait_n') > column('server_time_wait_n') ? \
	column('client_time_wait_n') : column('server_time_wait_n')) name 'WAITS' nooutput
stats datafile using (column('client_memory_bytes') > column('server_memory_bytes') ? \
	column('client_memory_bytes') : column('server_memory_bytes')) name 'BYTES' nooutput
rows = FAILING_records
row(n) = rows - n
this_row(up) = row(column(0)) + up

set yrange [0.4:rows + 0.6]
set border 1
set ytics scale 0 font ',11'
unset grid
set xlabel font ',12'
set xtics font ',11'
set grid xtics linecolor '#dddddd' linewidth 1 dashtype solid
set style fill solid
large = BYTES_max > 2 * 1048576
scale = large ? 1048576.0 : 1024.0
# Two or three tics an axis
round(x, ten) = x >= 5 * ten ? 5 * ten : x >= 2 * ten ? 2 * ten : ten
step(most) = round(most / 2.0, 10.0 ** floor(log10(most / 2.0)))
percent(share) = share > 0 && share < 0.01 ? sprintf('%.2g %%', 100 * share) : \
	sprintf('%.3g %%', 100 * share)

if (text) {
	eval terminal(800, 20 * (8 + 2 * rows))
	set title 'Connects that fail (%)'
	set xrange [0:FAILING_max > 0 ? FAILING_max * 105 : 1]
	plot datafile using (0):(this_row(0)):(0): \
			(100 * column('failing')):(this_row(-0.2)):(this_row(0.2)):ytic(strcol('label')) \
		with boxxyerror
} else {
	height = 210 + 30 * rows
	width = 1000
	eval terminal(width, height)
	set size 1, 1
	left = (LABEL_max * 7 + 40) / width
	left = left < 0.08 ? 0.08 : left > 0.5 ? 0.5 : left
	panel = (1 - left) / 3
	at(n) = left + n * panel
	set tmargin at screen 1 - 70.0 / height
	set bmargin at screen 105.0 / height
	set multiplot
	unset key
	set label 99 command at screen 0.008, 26.0 / height left \
		font ',9' textcolor '#666666'
	set label 98 'Runs side by side' at screen 0.008, 1 - 24.0 / height \
		left font ',16'

	set lmargin at screen at(0)
	set rmargin at screen at(1) - 0.05
	set xlabel 'connects that fail (%)'
	set xrange [0:FAILING_max > 0 ? FAILING_max * 150 : 1]
	set xtics step(FAILING_max > 0 ? FAILING_max * 100 : 1)
	set format x '%.3g'
	plot datafile using (0):(this_row(0)):(0): \
			(100 * column('failing')):(this_row(-0.3)):(this_row(0.3)):ytic(strcol('label')) \
			with boxxyerror linecolor '#12355b', \
		datafile using (100 * column('failing')):(this_row(0)):(percent(column('failing'))) \
			with labels left offset 0.6,0 font ',11'
	unset label 98
	unset label 99
	unset ytics
	set key on above left vertical maxrows 2 font ',11'

	set lmargin at screen at(1)
	set rmargin at screen at(2) - 0.04
	set xlabel 'TIME-WAITs at the peak'
	set format x '%.0f'
	set xrange [0:WAITS_max > 0 ? WAITS_max * 1.08 : 1]
	set xtics step(WAITS_max > 0 ? WAITS_max : 1)
	plot datafile using (0):(this_row(0)):(0): \
			(column('client_time_wait_n')):(this_row(0)):(this_row(0.32)) \
			with boxxyerror linecolor '#12355b' title 'client side', \
		datafile using (0):(this_row(0)):(0): \
			(column('server_time_wait_n')):(this_row(-0.32)):(this_row(0)) \
			with boxxyerror linecolor '#c8641b' fillstyle pattern 4 title 'server side'

	unset key
	set lmargin at screen at(2)
	set rmargin at screen 0.985
	set xlabel 'memory at the peak ('.(large ? 'MiB' : 'KiB').')'
	set format x '%g'
	set xrange [0:BYTES_max / scale * 1.08]
	set xtics step(BYTES_max / scale)
	plot datafile using (0):(this_row(0)):(0): \
			(column('client_memory_bytes') / scale):(this_row(0)):(this_row(0.32)) \
			with boxxyerror linecolor '#12355b', \
		datafile using (0):(this_row(0)):(0): \
			(column('server_memory_bytes') / scale):(this_row(-0.32)):(this_row(0)) \
			with boxxyerror linecolor '#c8641b' fillstyle pattern 4
	unset multiplot
}
