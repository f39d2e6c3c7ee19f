#!/bin/sh
# tidy.sh TOP: small rules that hold for every file
#
# One line on stdout for each violation; exit 1 if there is any.

cd "$1" || exit 2

files() {
	find . \( -name .git -o -name 'build*' -o -name .cache \) -prune -o \
		-type f "$@" -print | sed 's|^\./||' | LC_ALL=C sort
}

# The top level is fixed (docs/ARCHITECTURE.md); below it, two levels.
folders() {
	for name in *; do
		case $name in
		build* | compile_commands.json) ;;
		meson.build | meson.options | meson_options.txt) ;;
		twsim | run-tests | LICENSE | README.md | CONTRIBUTING.md) ;;
		sim | server | models | plots | tests | docs) ;;
		*) echo "$name: does not belong at the top level" ;;
		esac
	done
	files | sed -n 's|^[^.].*/.*/.*/.*|&: deeper than two folders|p'
}

# In a long file, what belongs together is far apart. Tests are lists of cases.
lengths() {
	for file in $(files -name '*.[ch]'); do
		case $file in
		tests/*) most=700 ;;
		*) most=500 ;;
		esac
		lines=$(wc -l <"$file")
		[ "$lines" -le "$most" ] ||
			echo "$file: $lines lines, more than $most"
	done
}

scripts() {
	for file in twsim run-tests .ci/run $(files -name '*.sh'); do
		case $(head -n 1 "$file") in
		*bash) shell=bash ;;
		*) shell=sh ;;
		esac
		$shell -n "$file" 2>/dev/null ||
			echo "$file: $shell cannot read it"
	done
	for file in twsim run-tests .ci/run; do
		[ -x "$file" ] || echo "$file: is not executable"
	done
}

# Nothing may depend on where one of us keeps a checkout.
machine_paths() {
	files ! -name tidy.sh | xargs grep -InE \
		'(^|[^A-Za-z0-9_./])/(home|root|work|Users|mnt|media)/[A-Za-z]' |
		sed 's/$/: a path of one machine/'
}

trailing_space() {
	files | xargs grep -InE '[ 	]+$' | sed 's/:[^:]*$/: trailing space/'
}

# A formatter that breaks a line of a comment may forget how it was indented.
broken_comments() {
	files -name '*.[ch]' | xargs grep -nE '^ \*[^ 	/*]' |
		sed 's/:[^:]*$/: a comment without its indentation/'
}

# What meson asks for, the set-up installs.
packages() {
	files -name meson.build | xargs sed -n \
		"s/#.*//; s/.*dependency('\([A-Za-z0-9.+-]*\)'.*/\1/p" |
		LC_ALL=C sort -u | grep -vx 'threads\|dl\|m' |
		while read -r name; do
			grep -qwF -e "$name" .ci/setup.sh ||
				echo "meson needs $name: unknown to .ci/setup.sh"
		done
}

violations=$(
	folders
	lengths
	scripts
	machine_paths
	trailing_space
	broken_comments
	packages
)
[ -z "$violations" ] && exit
echo "$violations"
exit 1
