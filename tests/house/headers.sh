#!/bin/sh
# headers.sh TOP BUILD CC: does every header compile alone, as C11?
#
# Headers below run/ are compiled without the flags of GLib. A declaration
# follows each: with macros alone it would be an empty unit, which ISO C forbids.

top=$1
build=$2
cc=$3
cd "$top" || exit 2

status=0
glib=$(pkg-config --cflags glib-2.0 gio-2.0 json-glib-1.0)
for header in sim/*/*.h server/*.h; do
	[ -e "$header" ] || continue
	case $header in
	sim/run/* | sim/trace/* | sim/drill/* | sim/figure/* | sim/cli/* | server/*) flags="$glib -D_GNU_SOURCE" ;;
	*) flags= ;;
	esac
	name=${header#sim/}
	if ! printf '#include "%s"\nstruct house;\n' "$name" |
		$cc -std=c11 -pedantic -Wall -Wextra -Werror -fsyntax-only \
			-Isim -I. -Iserver -I"$build/sim" $flags -x c -; then
		echo "$header: does not compile alone"
		status=1
	fi
done
exit $status
