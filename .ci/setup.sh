# Sourced by ./twsim and ./run-tests: install, configure and build.
# The caller sets $self, the name to speak under, and $top, the checkout.
# All words go to stderr; output of other programs is shown if they fail.

say() {
	echo "$self: $*" >&2
}

# give_up STATUS TEXT...
give_up() {
	status=$1
	shift
	say "$@"
	exit "$status"
}

quiet_log=
trap 'rm -f $quiet_log' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# quietly COMMAND...: run; show what it printed only if it fails
quietly() {
	quiet_log=$(mktemp) || give_up 3 "no temporary file can be made"
	quiet_status=0
	"$@" >"$quiet_log" 2>&1 </dev/null || quiet_status=$?
	[ "$quiet_status" -eq 0 ] || cat "$quiet_log" >&2
	rm -f "$quiet_log"
	quiet_log=
	return "$quiet_status"
}

# need PACKAGE REASON COMMAND...: the package is missing if COMMAND fails
missing=
need() {
	package=$1
	reason=$2
	shift 2
	"$@" >/dev/null 2>&1 && return
	case " $missing " in
	*" $package "*) return ;;
	esac
	missing="${missing:+$missing }$package"
	say "missing: $package ($reason)"
}

has_libc_headers() {
	echo '#include <stdio.h>' | cc -E -o /dev/null -
}

need_to_build() {
	need gcc "compiles twsim" command -v cc
	need libc6-dev "headers of the C library" has_libc_headers
	need meson "configures the build" command -v meson
	need ninja-build "runs the build" command -v ninja
	need pkg-config "finds the libraries" command -v pkg-config
	need libglib2.0-dev "options, files, errors" \
		pkg-config --exists "glib-2.0 >= 2.74" gio-2.0
	need libjson-glib-dev "JSON output" pkg-config --exists json-glib-1.0
	need libsmartcols-dev "tables" pkg-config --exists smartcols
	need libpcap-dev "captures" pkg-config --exists libpcap
}

need_to_test() {
	need_to_build
	need check "unit tests" pkg-config --exists check
	need liburing-dev "tw-server with io_uring" \
		pkg-config --exists "liburing >= 2.2"
	need gnuplot-nox "figures" command -v gnuplot
	need scdoc "man pages" command -v scdoc
	need valgrind "counts instructions" command -v valgrind
	need iproute2 "interfaces of the tests of tw-wire" command -v ip
}

apt_install() {
	quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		-o DPkg::Lock::Timeout=300 install --no-install-recommends \
		$missing
}

apt_update() {
	quietly $as_root apt-get -q -o DPkg::Lock::Timeout=300 update
}

# Install what need() found missing.
install_missing() {
	[ -n "$missing" ] || return 0
	by_hand="install by hand: apt-get install $missing"
	command -v apt-get >/dev/null ||
		give_up 3 "no apt-get on this system; $by_hand"
	as_root=
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null ||
			give_up 3 "not root and no sudo; $by_hand"
		as_root=sudo
	fi
	say "installing with ${as_root:+$as_root }apt-get: $missing"
	# The lists of packages may be absent or too old to install from.
	set -- /var/lib/apt/lists/*_Packages*
	if [ ! -e "$1" ] || ! apt_install 2>/dev/null; then
		apt_update && apt_install ||
			give_up 3 "apt-get failed; $by_hand"
	fi
	missing=
}

# lock DIR: make a build folder and wait until nobody else works in it
lock() {
	mkdir -p "$1" 2>/dev/null && touch "$1/lock" 2>/dev/null ||
		give_up 3 "cannot write to $1: the program is built there;" \
			"use a checkout that you may write to"
	exec 9>"$1/lock"
	if command -v flock >/dev/null && ! flock -n 9; then
		say "waiting for another build in $1"
		flock 9
	fi
}

unlock() {
	exec 9>&-
}

# configure DIR OPTION...: meson setup, unless that was done here and so
configure() {
	dir=$1
	shift
	if [ ! -f "$dir/build.ninja" ] || ! [ "$dir/checkout" -ef "$top" ] ||
		[ "$(cat "$dir/options" 2>/dev/null)" != "$*" ]; then
		here=$(cd -P "$top" && pwd)
		rm -rf "$dir"/meson-* "$dir/build.ninja" "$dir/checkout"
		quietly meson setup "$@" "$dir" "$here" || return
		echo "$*" >"$dir/options"
		ln -s "$here" "$dir/checkout"
	fi
}

# build DIR TARGET...
build() {
	dir=$1
	shift
	quietly ninja -C "$dir" "$@"
}
