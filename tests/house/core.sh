#!/bin/sh
# core.sh OBJECT...: is the core free of I/O, wall clocks and globals?
#
# Reads the symbols of compiled code, where neither a macro nor a comment can
# deceive. snprintf() and its kin write into memory and are fine. Whatever may
# change while a world runs belongs to that world, so that many can run at
# once: there is no variable of static storage but these two.

# must.c writes its last words, and knows for each thread what runs there;
# alloc.c has one handler for the whole process.
allowed="must.c:stdio must.c:watched alloc.c:on_failure"

status=0
for object in "$@"; do
	objdump -t "$object" | awk -v allowed="$allowed" '
	BEGIN {
		n = split(allowed, word, " ")
		while (n)
			fine[word[n--]]
	}
	function violation(what, text) {
		if ((source ":" what) in fine)
			return
		print source ": " text
		bad = 1
	}
	# An object by itself, or a member of an archive: sim_base_must.c.o
	/file format/ {
		source = $1
		sub(/\.o:$/, "", source)
		sub(/.*\//, "", source)
		sub(/.*_/, "", source)
	}
	/\*UND\*/ {
		name = $NF
		gsub(/^__|_chk$/, "", name)
		if (name ~ /^(v?f?printf|v?dprintf|puts|putchar|fputs|fputc|putc|fwrite|fread|fopen|fdopen|fclose|fflush|fgets|getline|fscanf|scanf|perror|stdin|stdout|stderr|open|read|write|getenv|time|clock_gettime|gettimeofday|rand|random|srand)$/)
			violation("stdio", "uses " name "()")
	}
	# A name in .data or .bss; .data.rel.ro is const with addresses in it
	NF > 3 && $(NF - 2) ~ /^\.(data|bss|tdata|tbss)$|^\.(data|bss|tdata|tbss)\.[^r]|^\.(data\.rel(\.local)?)$|^\*COM\*$/ &&
	$NF !~ /^\./ && $(NF - 1) !~ /^0+$/ {
		violation($NF, $NF " is a variable of static storage")
	}
	END { exit bad }
	' || status=1
done
exit $status
