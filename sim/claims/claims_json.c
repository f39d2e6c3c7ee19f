#include "claims/claims_text.h"

#include "run/results_json.h"
#include "run/version.h"

static void set_text(JsonObject *object, const char *name, const char *text)
{
	if (text)
		json_object_set_string_member(object, name, text);
	else
		json_object_set_null_member(object, name);
}

static JsonObject *evidence_json(const struct evidence *evidence)
{
	JsonObject *object = json_object_new();
	JsonArray *unmet = json_array_new();
	g_autofree char *command = evidence_command(evidence);

	json_object_set_boolean_member(object, "holds", evidence->holds);
	results_json_set_real(object, "value", evidence->value);
	set_text(object, "shown", evidence->shown);
	set_text(object, "command", command);
	for (guint i = 0; i < evidence->unmet->len; i++)
		json_array_add_string_element(
		    unmet, g_ptr_array_index(evidence->unmet, i));
	json_object_set_array_member(object, "unmet", unmet);
	return object;
}

static JsonObject *part_json(const struct claim_part *part)
{
	JsonObject *object = json_object_new();

	set_text(object, "part", part->name);
	set_text(object, "says", part->says);
	json_object_set_boolean_member(object, "aside", part->aside);
	for (unsigned era = 0; era < CLAIM_ERAS_N; era++) {
		const char *name = claim_era_name((enum claim_era)era);

		if (part->of[era])
			json_object_set_object_member(
			    object, name, evidence_json(part->of[era]));
		else
			json_object_set_null_member(object, name);
	}
	return object;
}

static JsonObject *claim_json(const struct claim *claim)
{
	JsonObject *object = json_object_new();
	JsonArray *parts = json_array_new();

	json_object_set_int_member(object, "number", claim->number);
	set_text(object, "title", claim->title);
	set_text(object, "claim", claim->text);
	set_text(object, "place", claim->place);
	set_text(object, "verdict", claim_verdict_name(claim->verdict));
	set_text(object, "recorded", claim_verdict_name(claim->recorded));
	set_text(object, "because", claim->because);
	set_text(object, "unchecked", claim->unchecked);
	set_text(object, "measured", claim->measured);
	set_text(object, "when", claim->when);
	set_text(object, "measure", claim->measure);
	for (guint i = 0; i < claim->parts->len; i++)
		json_array_add_object_element(
		    parts, part_json(g_ptr_array_index(claim->parts, i)));
	json_object_set_array_member(object, "parts", parts);
	return object;
}

JsonNode *claims_json_new(const GPtrArray *claims)
{
	JsonObject *object = json_object_new();
	JsonArray *array = json_array_new();
	JsonNode *node = json_node_new(JSON_NODE_OBJECT);

	set_text(object, "schema", CLAIMS_JSON_SCHEMA);
	set_text(object, "version", version_text);
	for (guint i = 0; i < claims->len; i++)
		json_array_add_object_element(
		    array, claim_json(g_ptr_array_index(claims, i)));
	json_object_set_array_member(object, "claims", array);
	json_node_take_object(node, object);
	return node;
}
