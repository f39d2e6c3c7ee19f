#include "claims/claim.h"

#include "scratch.h"
#include "suite.h"

#include <string.h>

#define ABOUT                                         \
	"[claim]\nnumber = 5\ntitle = T\nclaim = C\n" \
	"place = P\nverdict = half true\n"
#define PART "[1]\nsays = S\nresults = no_port.fraction > 0\n"

static struct claim *load(const char *text, GError **error)
{
	struct claim *claim;

	scratch_enter();
	claim = claim_load(scratch_file("x.ini", text), error);
	scratch_leave();
	return claim;
}

START_TEST(claim_is_read)
{
	struct claim *claim =
	    load(ABOUT "measured = M\nwhen = W\n"
		       "[1]\nsays = both\nscene = ordinary-close\n"
		       "show = server TIME-WAIT\nstack = rfc9293\nrtt = 1ms\n"
		       "[1 now]\nbetween = 1s to 2s\nstack = freebsd\n"
		       "[1 then]\nbetween = 3s to 4s\n"
		       "[aside 2 now]\nsays = only\nscript = a.pkt\n",
		 NULL);
	const struct claim_part *part = g_ptr_array_index(claim->parts, 0);
	g_autofree char *then = evidence_command(part->of[CLAIM_THEN]);
	g_autofree char *now = evidence_command(part->of[CLAIM_NOW]);
	g_autofree char *aside = NULL;

	ck_assert_uint_eq(claim->number, 5);
	ck_assert_int_eq(claim->recorded, CLAIM_HALF_TRUE);
	ck_assert_int_eq(claim->verdict, CLAIM_NOT_CHECKED);
	ck_assert_uint_eq(claim->parts->len, 2);
	ck_assert_str_eq(part->says, "both");
	ck_assert_str_eq(part->of[CLAIM_THEN]->between->value, "3s to 4s");
	ck_assert_str_eq(part->of[CLAIM_NOW]->between->value, "1s to 2s");
	ck_assert_str_eq(then, "./twsim trace ordinary-close --set "
			       "stack=rfc9293 --set rtt=1ms");
	ck_assert_str_eq(now, "./twsim trace ordinary-close --set "
			      "stack=freebsd --set rtt=1ms");
	part = g_ptr_array_index(claim->parts, 1);
	ck_assert(part->aside);
	ck_assert_ptr_null(part->of[CLAIM_THEN]);
	aside = evidence_command(part->of[CLAIM_NOW]);
	ck_assert_str_eq(aside, "./twsim drill models/claims/a.pkt --stack "
				"linux-6.18");
	claim_free(claim);
	claim_free(NULL);
}
END_TEST

static const struct {
	const char *text, *message;
} faults[] = {
    {ABOUT "odd = x\n" PART, "x.ini:7: 'odd' in [claim]: number, title"},
    {ABOUT "[one]\nsays = S\n", "x.ini:8: 'says' in [one]: a group claim"},
    {ABOUT "[1 later]\nsays = S\n", "x.ini:8: 'says' in [1 later]: a group"},
    {"[claim]\nverdict = maybe\n", "x.ini:2: 'verdict' in [claim]: true, "},
    {"[claim]\nnumber = 0\n", "x.ini:2: 'number' in [claim]: a number"},
    {"[claim]\nnumber = 1\n" PART, "x.ini: 'title' is missing"},
    {ABOUT, "x.ini: either parts [1], [2] ... or 'unchecked'"},
    {ABOUT "unchecked = U\n" PART, "x.ini: either parts [1], [2] ... or"},
    {ABOUT "measured = M\n" PART, "x.ini: 'when' is missing"},
    {ABOUT "[1]\nsays = S\n", "x.ini:8: 'says' in [1]: nothing is expected"},
    {ABOUT "[1]\nresults = no_port.fraction\n",
     "x.ini:8: 'results' in [1]: says, with"},
    {ABOUT "[1 now]\nsays = S\nresults = no_port.fraction\n",
     "x.ini:8: 'says' in [1 now]: the same part in the other era"},
    {ABOUT "[1]\nsays = S\nshow = nothing\n", "x.ini:9: show: 'nothing': a"},
    {ABOUT "[1]\nsays = S\nshow = server TIME-WAIT\n",
     "x.ini:9: 'show' in [1]: a state is seen in a scene only"},
    {ABOUT "[1]\nsays = S\nbetween = 1 to 2\n",
     "x.ini:9: 'between' in [1]: show is missing"},
    {ABOUT "[1]\nsays = S\nline.1 = x\n",
     "x.ini:9: 'line.1' in [1]: of a load, results"},
    {ABOUT "[1]\nsays = S\nscript = a.pkt\nresults = no_port.fraction\n",
     "x.ini:10: 'results' in [1]: a script expects nothing else"},
    {ABOUT "[1]\nsays = S\nsays = S\n", "x.ini:9:"},
};

START_TEST(fault_is_told_with_its_place)
{
	g_autoptr(GError) error = NULL;
	const char *file;

	ck_assert_ptr_null(load(faults[_i].text, &error));
	ck_assert_ptr_nonnull(error);
	file = strstr(error->message, "x.ini");
	ck_assert_msg(file && g_str_has_prefix(file, faults[_i].message),
		      "'%s' is told as: %s", faults[_i].text, error->message);
}
END_TEST

START_TEST(all_bundled_are_read)
{
	g_auto(GStrv) names = claim_names();

	ck_assert_uint_eq(g_strv_length(names), 32);
	for (unsigned i = 0; names[i]; i++) {
		struct claim *claim = claim_load(names[i], NULL);

		ck_assert_ptr_nonnull(claim);
		ck_assert_uint_eq(claim->number, i + 1);
		claim_free(claim);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("claim");

	suite_add(suite, claim_is_read);
	suite_add_loop(suite, fault_is_told_with_its_place,
		       G_N_ELEMENTS(faults));
	suite_add(suite, all_bundled_are_read);
	return suite_run(suite);
}
