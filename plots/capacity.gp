# At which rate, with how many ports, do connects fail, and what share?
stats datafile using (column('rate_per_s')) name 'RATE' nooutput
stats datafile using (column('ports_n')) name 'PORTS' nooutput
stats datafile using (column('hold_s')) name 'HOLD' nooutput

eval title('Share of connects that find no port', 'ports, by connects/s')
set xlabel 'connects per second'
set ylabel unit('local ports')
set format xy '%.0f'
set format z '%g'
set xrange [RATE_min:RATE_max]
set yrange [PORTS_min:PORTS_max]
limit = sprintf('what the ports carry: rate x %.3g s', HOLD_max)

if (text) {
	# - up to a tenth, + up to a quarter, x up to a half, # more
	sign(share) = share <= 0 ? '.' : share < 0.1 ? '-' : \
		share < 0.25 ? '+' : share < 0.5 ? 'x' : '#'
	set offsets graph 0.05, graph 0.05, graph 0.05, graph 0.05
	set key above
	plot datafile using 'rate_per_s':'ports_n':(sign(column('failed_share'))) \
		with labels title '. none  - up to 10 %  + 25 %  x 50 %  # more'
} else {
	# the lines of equal shares, without a surface, to a table of their own
	set contour base
	set cntrparam levels discrete 0.1, 0.25, 0.5, 0.75
	unset surface
	set table $contours
	splot datafile using 'rate_per_s':'ports_n':'failed_share'
	unset table
	unset contour
	set surface

	set palette defined (0 '#ffffff', 0.01 '#f0f0f0', 1 '#303030')
	set cbrange [0:1]
	set cbtics ('0' 0, '10' 0.1, '25' 0.25, '50' 0.5, '75' 0.75, '100' 1)
	set cblabel 'connects that fail (%)' offset 1,0
	set pm3d map interpolate 6,6
	set border 15
	set lmargin at screen 0.15
	set tmargin at screen 0.9
	set rmargin at screen 0.83
	set ylabel offset -0.5,0
	set style textbox opaque noborder margins 1,1
	set key at graph 0.03, graph 0.97 left top vertical
	unset grid
	# the lines have blanks between their columns, and no header
	set datafile nocolumnheaders
	set datafile separator whitespace
	splot datafile skip 1 using 1:2:3 with pm3d notitle, \
		$contours using 1:2:(0) with lines linewidth 1.6 \
			linecolor '#c8641b' dashtype (9,4) \
			title 'so many connects fail', \
		$contours every ::1::1 using 1:2:(0):(sprintf('%.0f %%', 100 * $3)) \
			with labels boxed offset -2,0 textcolor '#000000' \
			font ',11' notitle, \
		'+' using 1:($1 * HOLD_max):(0) with lines linewidth 2.4 \
			linecolor '#12355b' dashtype solid title limit
}
