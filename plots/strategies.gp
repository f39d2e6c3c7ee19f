# What does an open connection cost, by what serves it?
stats datafile using 'connection_bytes' name 'BYTES' nooutput
