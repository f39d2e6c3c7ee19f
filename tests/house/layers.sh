#!/bin/sh
# layers.sh TOP: does every #include keep to the layers?
#
# A layer may include itself and what its line below names: a folder of sim/,
# or one header of it. Nothing includes upward. GLib stays in run, cli and the
# server. One line on stdout for each violation; exit 1 if there is any.

cd "$1" || exit 2

find sim server -name '*.[ch]' | sort | xargs awk '
BEGIN {
	allow("base", "")
	allow("tcp", "base")
	allow("des", "base")
	allow("wire", "base tcp/segment.h")
	allow("host", "base tcp des wire")
	allow("world", "base tcp des wire host")
	allow("run", "base tcp des wire host world")
	allow("trace", "base tcp des wire host world run")
	allow("drill", "base tcp des wire host world run")
	allow("figure", "base tcp des wire host world run trace")
	allow("cli", "base tcp des wire host world run trace drill figure")
	allow("server", "base tcp/segment.h wire drill des/queue.h " \
		"run/results_json.h run/series_file.h run/atomic_file.h " \
		"run/model_file.h run/capture_file.h run/rules_file.h " \
		"run/report_text.h world/config.h host/endpoint.h " \
		"host/scripted.h trace/scene.h trace/options.h " \
		"trace/trace_lines.h")
	glib["run"]; glib["trace"]; glib["drill"]; glib["figure"]; glib["cli"]; glib["server"]
}
function allow(layer, others, words, n, i) {
	ok[layer, layer]
	n = split(others, words, " ")
	for (i = 1; i <= n; i++)
		ok[layer, words[i]]
}
function violation(text) {
	print FILENAME ":" FNR ": " text
	bad = 1
}
FNR == 1 {
	n = split(FILENAME, part, "/")
	layer = part[1] == "server" ? "server" : part[2]
	if (!((layer, layer) in ok))
		violation("the folder " layer " is in no layer")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, quoted, "\"")
	to = quoted[2]
	into = index(to, "/") ? substr(to, 1, index(to, "/") - 1) : layer
	if (!((layer, into) in ok) && !((layer, to) in ok))
		violation(layer " may not include " to)
}
/^[ \t]*#[ \t]*include[ \t]*<(glib|gio\/|gobject\/|gmodule|json-glib\/)/ {
	if (!(layer in glib))
		violation(layer " may not use GLib: " $0)
}
END { exit bad }
'
