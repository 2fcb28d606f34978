/* The brief as data: what it says, what it leaves out, and memory that runs out. */
#include "fixture.h"

#include "base/mem.h"
#include "brief/quote.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct fixture x;

static int setup(void **state)
{
    (void)state;
    fixture_make(&x);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fixture_dispose(&x);
    return 0;
}

static struct et_brief_model *build(void)
{
    struct et_brief_model *brief = NULL;
    struct et_error error = {0};
    assert_int_equal(et_brief_build(&x.options, &x.input, &x.arena, &brief, &error), ET_OK);
    assert_non_null(brief);
    return brief;
}

static const struct et_statement *find(const struct et_statement *list, size_t count, const char *kind)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].kind, kind) == 0)
            return &list[i];
    return NULL;
}

static const struct et_section *section_of(const struct et_brief_model *brief, const char *id)
{
    for (size_t i = 0; i < brief->section_count; i++)
        if (strcmp(brief->sections[i].id, id) == 0)
            return &brief->sections[i];
    return NULL;
}

static void check_text(const char *text)
{
    assert_non_null(text);
    assert_null(strstr(text, "nan"));
    assert_null(strstr(text, "inf%"));
    assert_null(strstr(text, "(null)"));
    assert_null(strstr(text, "secret_commenter"));
    assert_null(strstr(text, "Secret Commenter"));
}

static void check_section(const struct et_section *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct et_block *b = &s->blocks[i];
        for (size_t k = 0; b->kind == ET_BLOCK_STATEMENTS && k < b->count; k++)
            check_text(b->statements[k].text);
        for (size_t k = 0; b->kind == ET_BLOCK_TABLE && k < b->table->row_count * b->table->column_count; k++)
            check_text(b->table->cells[k].text);
        for (size_t k = 0; b->kind == ET_BLOCK_CARDS && k < b->count; k++)
            for (size_t n = 0; n < 6 && b->cards[k].lines[n]; n++)
                check_text(b->cards[k].lines[n]);
        if (b->kind == ET_BLOCK_CHART)
            check_text(b->chart->caption);
        if (b->kind == ET_BLOCK_TEXT)
            check_text(b->text);
    }
}

static void says_nothing_that_is_no_number(void **state)
{
    (void)state;
    const struct et_brief_model *brief = build();
    check_text(brief->lead);
    for (size_t i = 0; i < brief->section_count; i++)
        check_section(&brief->sections[i]);
    for (size_t i = 0; i < brief->quote_count; i++)
        check_text(brief->quotes[i].text);
}

static void leads_with_the_strongest_alert(void **state)
{
    (void)state;
    const struct et_brief_model *brief = build();
    assert_true(brief->alert_count >= 4);
    assert_string_equal(brief->alerts[0].subject, "Devon Ashgrove");
    assert_int_equal(brief->alerts[0].level, ET_LEVEL_ALERT);
    assert_ptr_equal(brief->lead, brief->alerts[0].text);
    assert_non_null(brief->alerts[0].evidence[0]);
    for (size_t i = 1; i < brief->alert_count; i++)
        assert_true(brief->alerts[i].level <= brief->alerts[i - 1].level);
}

static void leads_with_the_trend_where_nothing_alarms(void **state)
{
    (void)state;
    for (size_t i = 0; i < x.figures.entity_count; i++)
        x.figures.entities[i].velocity.is_alert = false;
    const struct et_brief_model *brief = build();
    assert_non_null(strstr(brief->lead, "Sentiment is down against the period of equal length before"));
    x.figures.trend = "stable";
    brief = build();
    assert_non_null(strstr(brief->lead, "The mood is divided"));
}

static void finds_what_stands_out(void **state)
{
    (void)state;
    const struct et_brief_model *brief = build();
    const struct et_statement *s = find(brief->findings, brief->finding_count, "most_discussed");
    assert_non_null(s);
    assert_string_equal(s->text,
                        "Mara Quill is named most, with 4,312 mentions (31.5% of all mentions), ahead of Devon "
                        "Ashgrove with 3,127.");
    assert_int_equal(s->n, 4312);
    s = find(brief->findings, brief->finding_count, "likes_against_average");
    assert_non_null(s);
    assert_non_null(strstr(s->text, "한지우"));
    assert_non_null(find(brief->findings, brief->finding_count, "fatigue"));
    assert_null(find(brief->findings, brief->finding_count, "copies"));
    x.figures.voices.copies_matter = true;
    brief = build();
    assert_non_null(find(brief->findings, brief->finding_count, "copies"));
}

static void ties_are_called_ties(void **state)
{
    (void)state;
    x.figures.entities[1].summary.comments = x.figures.entities[0].summary.comments;
    const struct et_brief_model *brief = build();
    const struct et_statement *s = find(brief->findings, brief->finding_count, "most_discussed");
    assert_string_equal(s->text, "Mara Quill and Devon Ashgrove are named most, with 4,312 mentions each.");
}

static void overlapping_ends_are_not_ranked(void **state)
{
    (void)state;
    for (size_t i = 0; i < x.figures.entity_count; i++)
        x.figures.entities[i].summary.interval = (struct et_interval){-0.9, 0.9};
    const struct et_brief_model *brief = build();
    const struct et_statement *s = find(brief->findings, brief->finding_count, "warmest_and_coldest");
    assert_non_null(strstr(s->text, "not certain"));
}

/* Five comments by five people: counts, and never a percentage or a mean. */
static void a_handful_of_comments_gives_counts_only(void **state)
{
    (void)state;
    struct et_figures *f = &x.figures;
    f->all = fixture_summary(5, 0.4, 0.2, 1);
    f->previous = fixture_summary(3, 0.1, 0, 0);
    f->velocity = fixture_velocity(2, 0, 0, false, ET_DIRECTION_NONE, 0);
    f->entity_count = 1;
    f->entities[0].summary = fixture_summary(5, 0.4, 0.2, 1);
    f->entities[0].together_count = 0;
    f->entities[0].velocity = f->velocity;
    f->mentions = 5;
    f->storyline_count = 1;
    f->storylines[0].summary = fixture_summary(4, 0.2, 0, 0);
    f->storylines[0].velocity = f->velocity;
    f->relation_count = f->platform_count = f->post_count = 0;
    f->timeline.count = 1;
    f->voices = (struct et_voices){.authors = 5,
                                   .top_share = 0.2,
                                   .gini = 0,
                                   .author_mean = 0.4,
                                   .author_interval = {NAN, NAN},
                                   .quartile_mean = {NAN, NAN, NAN, NAN},
                                   .mean_without_copies = NAN};
    const struct et_brief_model *brief = build();
    assert_non_null(strstr(brief->lead, "too few comments to say"));
    for (size_t i = 0; i < brief->finding_count; i++)
        assert_null(strchr(brief->findings[i].text, '%'));
    assert_int_equal(brief->change_count, 0);
    assert_int_equal(brief->alert_count, 0);
    assert_null(section_of(brief, "relations"));
    assert_null(section_of(brief, "emotions"));
    assert_null(section_of(brief, "timeline"));
    assert_null(section_of(brief, "posts"));
    assert_null(section_of(brief, "changes"));
    assert_non_null(section_of(brief, "method"));
    for (size_t i = 0; i < brief->section_count; i++)
        check_section(&brief->sections[i]);
}

static const char *last_of_method(void)
{
    const struct et_brief_model *brief = build();
    size_t count = 0;
    while (brief->method[count])
        count++;
    return brief->method[count - 1];
}

static void the_method_says_what_was_not_understood(void **state)
{
    (void)state;
    x.figures.all.not_understood = 0;
    assert_non_null(strstr(last_of_method(), "Every comment is in a language"));
    x.figures.all.not_understood = 3;
    assert_non_null(strstr(last_of_method(), "Languages. 3 comments ("));
}

static void an_empty_database_says_how_to_import(void **state)
{
    (void)state;
    fixture_empty(&x);
    const struct et_brief_model *brief = build();
    assert_true(brief->empty);
    assert_string_equal(brief->title, "Audience intelligence brief");
    assert_non_null(strstr(brief->advice, "et-intel import FILE..."));
    assert_int_equal(brief->section_count, 1);
}

static void an_empty_period_says_what_there_is(void **state)
{
    (void)state;
    fixture_empty(&x);
    x.input.first_us = FIXTURE_FROM;
    x.input.last_us = FIXTURE_FROM + 5 * ET_US_DAY;
    x.input.entity_name = ET_SLICE("Mara Quill");
    const struct et_brief_model *brief = build();
    assert_true(brief->empty);
    assert_non_null(strstr(brief->lead, "comments that mention Mara Quill"));
    assert_non_null(strstr(brief->advice, "3 Nov 2025 to 8 Nov 2025"));
}

static void authors_are_named_only_when_asked_for(void **state)
{
    (void)state;
    const struct et_brief_model *brief = build();
    assert_string_equal(et_brief_quote(brief, 1)->author, "");
    x.options.show_authors = true;
    brief = build();
    assert_string_equal(et_brief_quote(brief, 1)->author, "Secret Commenter");
}

static void profanity_is_masked_when_asked_for(void **state)
{
    (void)state;
    assert_non_null(strstr(et_brief_quote(build(), 4)->text, "fucking"));
    x.options.mask_profanity = true;
    assert_non_null(strstr(et_brief_quote(build(), 4)->text, "f*****g joke"));
}

static void links_are_plain_web_addresses(void **state)
{
    (void)state;
    x.comments[0].post_url = ET_SLICE("javascript:alert(1)");
    x.comments[1].post_url = ET_SLICE("https://example.org/'onclick='x");
    const struct et_brief_model *brief = build();
    assert_int_equal(et_brief_quote(brief, 1)->url.len, 0);
    assert_int_equal(et_brief_quote(brief, 2)->url.len, 0);
    assert_true(et_brief_quote(brief, 3)->url.len > 0);
}

static void evidence_is_asked_for_once_and_in_order(void **state)
{
    (void)state;
    int64_t *ids;
    size_t count;
    assert_int_equal(et_brief_evidence(&x.figures, &x.arena, &ids, &count, NULL), ET_OK);
    assert_true(count > 40);
    for (size_t i = 0; i < count; i++)
        assert_true(ids[i] > (i ? ids[i - 1] : 0));
}

static void missing_evidence_is_left_out(void **state)
{
    (void)state;
    x.input.evidence_count = 0;
    const struct et_brief_model *brief = build();
    assert_null(et_brief_quote(brief, 1));
    assert_null(brief->alerts[0].evidence[0]);
}

static void sources_do_not_depend_on_the_order_of_imports(void **state)
{
    (void)state;
    const struct et_brief_model *brief = build();
    assert_int_equal(brief->source_count, 2);
    assert_true(et_slice_cmp(brief->sources[0].sha256, brief->sources[1].sha256) < 0);
    x.imports[1].state = ET_IMPORT_UNDONE;
    assert_int_equal(build()->source_count, 1);
}

static void memory_that_runs_out_is_an_error(void **state)
{
    (void)state;
#ifdef ET_FAULTS
    for (long n = 0;; n++) {
        struct et_arena arena;
        struct et_brief_model *brief = NULL;
        struct et_error error = {0};
        et_arena_init(&arena, 0);
        et_mem_fail_after(n);
        enum et_rc rc = et_brief_build(&x.options, &x.input, &arena, &brief, &error);
        et_mem_fail_after(-1);
        if (rc != ET_OK) {
            assert_int_equal(rc, ET_E_NOMEM);
            assert_int_equal(error.code, ET_E_NOMEM);
            assert_null(brief);
        }
        et_arena_dispose(&arena);
        if (rc == ET_OK) {
            assert_true(n > 10);
            return;
        }
    }
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(says_nothing_that_is_no_number, setup, teardown),
        cmocka_unit_test_setup_teardown(leads_with_the_strongest_alert, setup, teardown),
        cmocka_unit_test_setup_teardown(leads_with_the_trend_where_nothing_alarms, setup, teardown),
        cmocka_unit_test_setup_teardown(finds_what_stands_out, setup, teardown),
        cmocka_unit_test_setup_teardown(ties_are_called_ties, setup, teardown),
        cmocka_unit_test_setup_teardown(overlapping_ends_are_not_ranked, setup, teardown),
        cmocka_unit_test_setup_teardown(a_handful_of_comments_gives_counts_only, setup, teardown),
        cmocka_unit_test_setup_teardown(the_method_says_what_was_not_understood, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_database_says_how_to_import, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_period_says_what_there_is, setup, teardown),
        cmocka_unit_test_setup_teardown(authors_are_named_only_when_asked_for, setup, teardown),
        cmocka_unit_test_setup_teardown(profanity_is_masked_when_asked_for, setup, teardown),
        cmocka_unit_test_setup_teardown(links_are_plain_web_addresses, setup, teardown),
        cmocka_unit_test_setup_teardown(evidence_is_asked_for_once_and_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(missing_evidence_is_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(sources_do_not_depend_on_the_order_of_imports, setup, teardown),
        cmocka_unit_test_setup_teardown(memory_that_runs_out_is_an_error, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
