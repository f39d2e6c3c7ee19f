# How many local ports are in use, and from when on does a connect find none?
load system(sprintf("dirname '%s'", ARG0)).'/style.gp'

# The first line of the series that has a refusal, and the most ports in use
never = 1e300
stats datafile using (column('no_port_n') > 0 ? column('t_s') : never) \
	name 'REFUSED' nooutput
stats datafile using (column('client_ports_n')) name 'PORTS' nooutput

refusal = 'every connect found a port'
if (REFUSED_min < never) {
	set arrow 1 from REFUSED_min, graph 0 to REFUSED_min, graph 0.98 nohead \
		linestyle 3
	refusal = sprintf('first connect without a port: by %.4g s', REFUSED_min)
}

set title full_title('Local ports of the clients in use')
set ylabel unit('ports')
plot datafile using 't_s':'client_ports_n' with lines linestyle 1 \
	title sprintf('in use, at most %.0f', PORTS_max), \
	NaN with lines linestyle 3 title refusal
