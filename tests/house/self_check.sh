#!/bin/sh
# self_check.sh DIR CC: do the checks of this folder see what they look for?
#
# Makes a tree with one fault of each kind and expects one line for each; then
# mends it and expects silence.

here=$(cd "$(dirname "$0")" && pwd)
cc=$2
tree=$(mktemp -d "$1/house.XXXXXX") || exit 99
trap 'rm -rf "$tree"' EXIT
trap 'exit 1' INT TERM
cd "$tree" || exit 99
mkdir -p sim/base sim/tcp sim/des sim/wire sim/host sim/run sim/odd server

status=0
# expect NAME WANTED COMMAND...: these lines, in any order, and a failure if any
expect() {
	name=$1
	wanted=$2
	shift 2
	failure=${wanted:+1}
	code=
	"$@" >out 2>/dev/null || code=1
	got=$(LC_ALL=C sort out)
	[ "$got" = "$wanted" ] && [ "$code" = "$failure" ] && return
	printf '%s\n' "$name: expected" "$wanted" \
		"but got, with exit status $code" "$got"
	status=1
}

echo '#include "tcp/a.h"' >sim/base/a.h
echo '#include "base/a.h"' >sim/base/b.h
echo '#include "des/a.h"' >sim/tcp/a.h
echo '#  include "tcp/segment.h"' >sim/des/a.h
printf '%s\n' '#include "tcp/segment.h"' '#include "tcp/a.h"' >sim/wire/a.h
printf '%s\n' '#include <stdint.h>' '#include <glib.h>' >sim/host/a.h
printf '%s\n' '#include <glib.h>' '#include "cli/a.h"' >sim/run/a.c
printf '%s\n' '#include "a.h"' '#include "run/series_file.h"' \
	'#include "world/a.h"' >server/a.c
echo 'int a;' >sim/odd/a.c
expect layers \
	"server/a.c:3: server may not include world/a.h
sim/base/a.h:1: base may not include tcp/a.h
sim/des/a.h:1: des may not include tcp/segment.h
sim/host/a.h:2: host may not use GLib: #include <glib.h>
sim/odd/a.c:1: the folder odd is in no layer
sim/run/a.c:2: run may not include cli/a.h
sim/tcp/a.h:1: tcp may not include des/a.h
sim/wire/a.h:2: wire may not include tcp/a.h" \
	sh "$here/layers.sh" "$tree"
rm -r sim server

mkdir -p sim/base server
echo 'typedef int good;' >sim/base/good.h
echo 'int32_t f(void);' >sim/base/bad.h
expect headers "sim/base/bad.h: does not compile alone" \
	sh "$here/headers.sh" "$tree" "$tree" "$cc"
rm sim/base/bad.h
expect headers "" sh "$here/headers.sh" "$tree" "$tree" "$cc"

cat >bad.c <<'C'
#include <stdio.h>
int counter = 3;
static int hidden[4];
static _Thread_local int mine;
static const char *const names[] = {"a", "b"};
const char *f(int i);
const char *f(int i)
{
	static int calls;
	char text[9];

	snprintf(text, sizeof(text), "%d", i);
	printf("%s, ", text);
	hidden[i]++;
	mine += calls++;
	return names[i];
}
C
$cc -std=c11 -O0 -c bad.c -o bad.c.o
expect core "bad.c: calls.0 is a variable of static storage
bad.c: counter is a variable of static storage
bad.c: hidden is a variable of static storage
bad.c: mine is a variable of static storage
bad.c: uses printf()" sh "$here/core.sh" bad.c.o
cat >good.c <<'C'
static const char *const names[] = {"a", "b"};
const char *f(int i);
const char *f(int i)
{
	return names[i];
}
C
$cc -std=c11 -O0 -fPIE -c good.c -o good.c.o
expect core "" sh "$here/core.sh" good.c.o

exit $status
