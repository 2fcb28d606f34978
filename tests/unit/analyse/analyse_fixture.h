/** An analyser with an invented cast, shared by the tests of scoring. */
#ifndef ET_TESTS_ANALYSE_FIXTURE_H
#define ET_TESTS_ANALYSE_FIXTURE_H

#include "analyse/analyse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct et_slice nadine_aliases[] = {{"Nadine", 6}};
static const struct et_slice orlo_aliases[] = {{"Orlo", 4}, {"@orlovance", 10}};
static const struct et_slice show_aliases[] = {{"Salt Harbour", 12}};
static const struct et_entity cast_entities[] = {
    {.id = 1, .name = {"Nadine Ferrold", 14}, .type = ET_PERSON, .aliases = nadine_aliases, .alias_count = 1},
    {.id = 2, .name = {"Orlo Vance", 10}, .type = ET_PERSON, .aliases = orlo_aliases, .alias_count = 2},
    {.id = 3, .name = {"Salt Harbour", 12}, .type = ET_SHOW, .aliases = show_aliases, .alias_count = 1},
    {.id = 4, .name = {"Velcrona", 8}, .type = ET_BRAND}};
static const struct et_catalogue cast = {cast_entities, sizeof cast_entities / sizeof cast_entities[0]};

static struct et_analyser *analyser;
static struct et_scratch *scratch;

static inline int open_fixture(void **state)
{
    (void)state;
    struct et_analyser_config config = {.catalogue = &cast, .model = "et-rules"};
    struct et_error error;
    return et_analyser_new(&config, &analyser, &error) != ET_OK || et_scratch_new(analyser, &scratch, &error) != ET_OK;
}

static inline int close_fixture(void **state)
{
    (void)state;
    et_scratch_free(scratch);
    et_analyser_free(analyser);
    return 0;
}

static inline struct et_analysis analyse_under(const char *text, const char *caption, const char *parent)
{
    struct et_input input = {
        .text = et_slice_of(text), .caption = et_slice_of(caption), .parent = et_slice_of(parent), .likes = -1};
    struct et_analysis analysis;
    struct et_error error;
    assert_int_equal(et_analyse(analyser, scratch, &input, &analysis, &error), ET_OK);
    return analysis;
}

static inline struct et_score score_of(const char *text)
{
    return analyse_under(text, NULL, NULL).score;
}

static inline int side_of(int32_t sentiment)
{
    return sentiment >= 3000 ? 1 : sentiment <= -3000 ? -1 : 0;
}

/** A text and the side that it must fall on. */
struct sided {
    const char *text;
    int side;
};

static inline void check_sides(const struct sided *rows, size_t count)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t s = score_of(rows[i].text).sentiment;
        if (side_of(s) != rows[i].side) {
            print_message("%s: %d, expected side %d\n", rows[i].text, (int)s, rows[i].side);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

#define CHECK_SIDES(rows) check_sides(rows, sizeof(rows) / sizeof((rows)[0]))

#endif
