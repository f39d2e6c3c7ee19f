# How many sockets are in TIME-WAIT, on which side, and when?
load system(sprintf("dirname '%s'", ARG0)).'/style.gp'

set title full_title('Sockets in TIME-WAIT')
set ylabel unit('sockets')
plot datafile using 't_s':'client_time_wait_n' with lines linestyle 1 title 'client', \
	'' using 't_s':'server_time_wait_n' with lines linestyle 2 title 'server'
