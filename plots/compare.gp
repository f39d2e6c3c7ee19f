# Runs side by side: what fails, how many TIME-WAITs, how much memory?
stats datafile using (column('failing')) name 'FAILING' nooutput
