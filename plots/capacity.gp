# At which rate, with how many ports, do connects fail, and what share?
stats datafile using 'rate_per_s' name 'RATE' nooutput
stats datafile using 'ports_n' name 'PORTS' nooutput
stats datafile using 'hold_s' name 'HOLD' nooutput

set title titled('Share of connects that find no port', '%, rate by ports')
set xlabel 'connects per second'
set ylabel 'local ports'
