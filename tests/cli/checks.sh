# Sourced by tests that look at the program from outside, with TWSIM as $1: a
# folder of their own to work in, which goes with them, and what they say of a
# check that fails. They end with `exit $failed`.

twsim=$(realpath "$1")
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 99
failed=0

fail() {
	echo "FAIL: $*"
	failed=1
}

# check NAME COMMAND...: with what the command printed
check() {
	checked=$1
	shift
	"$@" >.checked 2>&1 || {
		fail "$checked"
		cat .checked
	}
}

# refused_with CODE WORD ARGUMENT...: that exit status, one line on stderr with
# WORD, nothing on stdout, and no file more than before
refused_with() {
	code=$1
	word=$2
	shift 2
	before=$(ls)
	timeout 60 "$twsim" "$@" >.out 2>.err </dev/null
	got=$?
	lines=$(wc -l <.err)
	why=
	[ "$got" -eq "$code" ] || why="; exit $got, not $code"
	[ "$lines" -eq 1 ] || why="$why; $lines lines on stderr"
	grep -qF -e "$word" .err || why="$why; no '$word'"
	grep -q '^twsim: ' .err || why="$why; no 'twsim: '"
	[ ! -s .out ] || why="$why; stdout is not empty"
	[ "$(ls)" = "$before" ] || why="$why; left $(ls)"
	[ -z "$why" ] || {
		fail "twsim $*$why"
		cat .err
	}
}

# refuse WORD ARGUMENT...: as bad input is
refuse() {
	refused_with 2 "$@"
}

# need PROGRAM: the test is skipped without it
need() {
	command -v "$1" >/dev/null || {
		echo "no $1 here"
		exit 77
	}
}
