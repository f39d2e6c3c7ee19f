#include "scene_compare.h"

static JsonObject *match_json(const struct match *match)
{
	JsonObject *object = json_object_new();
	JsonObject *used = json_object_new();

	json_object_set_int_member(object, "same_n", match->same_n);
	json_object_set_int_member(object, "simulated_n",
				   match->simulated->len);
	json_object_set_int_member(object, "real_n", match->real->len);
	json_object_set_double_member(object, "apart_s_max",
				      ns_to_s(match->apart_ns));
	for (int i = 0; i < MATCH_VARIANTS_N; i++)
		json_object_set_int_member(
		    used, match_variant_name((enum match_variant)i),
		    match->used_n[i]);
	json_object_set_object_member(object, "variants", used);
	return object;
}

static JsonObject *counters_json(const struct scene_compare *compare,
				 enum end end)
{
	JsonObject *object = json_object_new();

	for (int i = 0; i < COUNTER_N; i++) {
		JsonObject *both = json_object_new();

		json_object_set_int_member(
		    both, "simulated",
		    (gint64)scene_compare_counter(compare, end, i));
		json_object_set_int_member(
		    both, "real", (gint64)compare->stage->counter[end][i]);
		json_object_set_object_member(
		    object, counter_name((enum counter)i), both);
	}
	return object;
}

void scene_compare_json(const struct scene_compare *compare, JsonObject *object)
{
	for (int end = 0; end < ENDS_N; end++) {
		JsonObject *at = json_object_new();

		json_object_set_object_member(at, "segments",
					      match_json(&compare->match[end]));
		json_object_set_object_member(
		    at, "counters", counters_json(compare, (enum end)end));
		json_object_set_object_member(object, scene_compare_ends[end],
					      at);
	}
}
