#!/bin/sh
# scripts.sh TWSIM STACK PREFIX: drill a stack with the scripts of this folder
#
# A script whose name begins with the PREFIX of a stack is for that stack alone;
# the others are for all. waiting.txt names those that no stack passes yet.

twsim=$(realpath "$1")
stack=$2
prefix=$3
cd "$(dirname "$0")" || exit 99

waiting=$(sed 's/#.*//' waiting.txt)
set --
for script in *.pkt; do
	case $script in
	"$prefix"-*) ;;
	rfc-* | linux-* | freebsd-*) continue ;;
	esac
	case " $(echo $waiting) " in
	*" $script "*) continue ;;
	esac
	set -- "$@" "$script"
done
exec "$twsim" drill --stack "$stack" --format tap "$@"
