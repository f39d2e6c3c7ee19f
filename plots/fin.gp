# When is a FIN that is never acknowledged sent again, and when given up?
stats datafile using (column('curve_n')) name 'ROWS' nooutput
stats datafile using (column('t_s')) name 'TIME' nooutput
rows = ROWS_max
this_row(up) = rows + 1 - column('curve_n') + up
is(what, x) = strcol('what') eq what ? x : NaN
said(n, t) = sprintf('%d times, %.3g s', n, t)

eval title('A FIN that nobody acknowledges', 's')
set xlabel 'time since the FIN was first sent (s)'
set logscale x
set format x '%g'
set xrange [0.1:TIME_max * 12]
set yrange [0.5:rows + 0.5]
set border 1
set ytics scale 0
set grid xtics ytics linecolor '#dddddd' linewidth 1 dashtype solid
plot datafile using (is('sent again', column('t_s'))):(this_row(0)):ytic(strcol('curve')) \
		with points linestyle 1 pointsize 1.1 title 'sent again', \
	datafile using (is('given up', column('t_s'))):(this_row(0)) \
		with points linecolor '#c8641b' linewidth 2.4 \
			pointtype 2 pointsize 1.4 title 'given up', \
	datafile using (is('given up', column('t_s'))):(this_row(0)): \
			(said(column('sent_again_n'), column('t_s'))) \
		with labels left offset 1.5,0 notitle
