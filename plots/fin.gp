# When is a FIN that is never acknowledged sent again, and when given up?
stats datafile using (collect(strcol('kind'), strcol('curve'))) nooutput
