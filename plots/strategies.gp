# What does an open connection cost, by what serves it?
stats datafile using (column('connection_bytes')) name 'BYTES' nooutput
rows = BYTES_records

kib(bytes) = bytes / 1024.0
this_row(up) = rows - column(0) + up
many(n) = n < 9995 ? sprintf('%.3g', n) : n < 999500 ? \
	sprintf('%.3g thousand', n / 1e3) : sprintf('%.3g million', n / 1e6)
words_of(bytes, machine) = sprintf('%.3g KiB: %s in %.3g GiB', kib(bytes), \
	many(machine / bytes), machine / 1073741824.0)

eval title('Memory of a connection that is held', 'KiB')
set xlabel 'memory of one connection (KiB)'
set xrange [0:kib(BYTES_max) * 2.3]
set yrange [0.4:rows + 0.6]
set border (text ? 3 : 1)
unset grid
set grid xtics linecolor '#dddddd' linewidth 1 dashtype solid
set style fill solid
plot datafile using (0):(this_row(0)):(0): \
			(kib(column('kernel_bytes'))):(this_row(-0.3)):(this_row(0.3)): \
			ytic(strcol('strategy')) \
		with boxxyerror linecolor '#12355b' \
		title 'of the kernel, for the connection', \
	datafile using (0):(this_row(0)):(kib(column('kernel_bytes'))): \
			(kib(column('connection_bytes'))):(this_row(-0.3)):(this_row(0.3)) \
		with boxxyerror linecolor '#c8641b' fillstyle pattern 4 \
		title 'of what serves it', \
	datafile using (kib(column('connection_bytes'))):(this_row(0)): \
			(words_of(column('connection_bytes'), column('machine_bytes'))) \
		with labels left offset 0.7,0 notitle
