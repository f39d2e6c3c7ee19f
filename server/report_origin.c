#include "report_origin.h"

#include <sys/utsname.h>
#include <unistd.h>

static void set_commit(JsonObject *document, const char *checkout)
{
	g_auto(GStrv) argv =
	    g_strsplit("git describe --always --dirty", " ", -1);
	g_autofree char *said = NULL;
	int status = 0;

	if (g_spawn_sync(checkout, argv, NULL,
			 G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
			 NULL, &said, NULL, &status, NULL) &&
	    status == 0)
		json_object_set_string_member(document, "commit",
					      g_strstrip(said));
	else
		json_object_set_null_member(document, "commit");
}

void report_origin(JsonObject *document, const char *checkout)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *date = g_date_time_format(now, "%Y-%m-%d");
	struct utsname name;

	uname(&name);
	json_object_set_string_member(document, "date", date);
	json_object_set_string_member(document, "kernel", name.release);
	json_object_set_string_member(document, "machine", name.machine);
	json_object_set_int_member(document, "cores",
				   sysconf(_SC_NPROCESSORS_ONLN));
	set_commit(document, checkout);
}
