#include "lab_objects.h"

#include "die.h"
#include "objects.h"
#include "run/model_file.h"

#include <math.h>

/* What scenarios are simulated with, unless they say otherwise */
#define STACK "linux-6.18"

#define PARTS_MAX 4

/**
 * struct part - An object, in the ledger and in the kernel
 * @booked:	Where struct profile has it
 */
struct part {
	size_t booked;
	enum objects_kind kind;
};

#define PART(member, kind)                             \
	{                                              \
		offsetof(struct profile, member), kind \
	}

/**
 * struct whole - What a connection has in some state, at one end
 * @parts_n:	Objects that it is made of
 */
struct whole {
	const char *name;
	size_t parts_n;
	struct part part[PARTS_MAX];
};

static const struct whole wholes[] = {
    {"TIME-WAIT of a client",
     3,
     {PART(timewait_sock, OBJECTS_TIMEWAIT_SOCK),
      PART(bind_bucket, OBJECTS_BIND_BUCKET),
      PART(bind2_bucket, OBJECTS_BIND2_BUCKET)}},
    {"TIME-WAIT of a server", 1, {PART(timewait_sock, OBJECTS_TIMEWAIT_SOCK)}},
    {"open connection, an end",
     4,
     {PART(tcp_sock, OBJECTS_TCP_SOCK),
      PART(socket_inode, OBJECTS_SOCKET_INODE), PART(file, OBJECTS_FILE),
      PART(dentry, OBJECTS_DENTRY)}},
    {"request of a server", 1, {PART(request_sock, OBJECTS_REQUEST_SOCK)}},
};

static double booked_bytes(const struct profile *profile,
			   const struct whole *whole)
{
	double bytes = 0;

	for (size_t i = 0; i < whole->parts_n; i++)
		bytes +=
		    slab_object_bytes((const void *)((const char *)profile +
						     whole->part[i].booked));
	return bytes;
}

/* NaN: one of them cannot be read */
static double real_bytes(const struct objects_snapshot *snapshot,
			 const struct whole *whole)
{
	double bytes = 0;

	for (size_t i = 0; i < whole->parts_n; i++) {
		enum objects_kind kind = whole->part[i].kind;

		if (!snapshot->known[kind])
			return (double)NAN;
		bytes += slab_object_bytes(&snapshot->cache[kind].object);
	}
	return bytes;
}

static JsonObject *row_new(const struct whole *whole, double simulated,
			   double real)
{
	JsonObject *row = json_object_new();
	bool agrees = isnan(real) ||
		      fabs(real - simulated) <= LAB_OBJECTS_TOLERANCE * real;

	json_object_set_string_member(row, "name", whole->name);
	json_object_set_double_member(row, "simulated_bytes", simulated);
	if (isnan(real))
		json_object_set_null_member(row, "real_bytes");
	else
		json_object_set_double_member(row, "real_bytes", real);
	json_object_set_boolean_member(row, "agree", agrees);
	return row;
}

JsonArray *lab_objects_json_new(void)
{
	JsonArray *rows = json_array_new();
	struct model *stack = model_load(MODEL_STACK, STACK, NULL);
	struct objects_snapshot snapshot;

	if (!stack)
		die(DIE_RUNTIME, STACK " cannot be loaded");
	objects_snapshot(&snapshot);
	for (size_t i = 0; i < G_N_ELEMENTS(wholes); i++)
		json_array_add_object_element(
		    rows,
		    row_new(&wholes[i],
			    booked_bytes(&stack->value.profile, &wholes[i]),
			    real_bytes(&snapshot, &wholes[i])));
	model_free(stack);
	return rows;
}

bool lab_objects_agree(JsonArray *rows)
{
	for (guint i = 0; i < json_array_get_length(rows); i++)
		if (!json_object_get_boolean_member(
			json_array_get_object_element(rows, i), "agree"))
			return false;
	return true;
}

static bool is_known(JsonArray *rows)
{
	for (guint i = 0; i < json_array_get_length(rows); i++)
		if (json_object_get_null_member(
			json_array_get_object_element(rows, i), "real_bytes"))
			return false;
	return true;
}

void lab_objects_print(JsonArray *rows, FILE *out)
{
	if (!is_known(rows)) {
		fprintf(out, "memory: not compared, only root may look at "
			     "/proc/slabinfo\n");
		return;
	}
	for (guint i = 0; i < json_array_get_length(rows); i++) {
		JsonObject *row = json_array_get_object_element(rows, i);

		fprintf(out, "%-30s %-8s %.0f octets simulated, %.0f real\n",
			json_object_get_string_member(row, "name"),
			json_object_get_boolean_member(row, "agree")
			    ? "agrees"
			    : "DIFFERS",
			json_object_get_double_member(row, "simulated_bytes"),
			json_object_get_double_member(row, "real_bytes"));
	}
}
