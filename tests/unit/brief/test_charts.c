/* Charts as data: inside their frame, free of NaN, absent where there is nothing to say. */
#include "fixture.h"

#include "brief/chart_svg.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef const struct et_chart *(*chart_maker)(struct et_words *, const struct et_figures *);

static const chart_maker makers[] = {et_chart_timeline,   et_chart_entities,  et_chart_velocity, et_chart_emotions,
                                     et_chart_labels,     et_chart_relations, et_chart_posts,    et_chart_first_day,
                                     et_chart_storylines, et_chart_hours};
#define MAKERS (sizeof makers / sizeof makers[0])

static void check_number(double value, double from, double to)
{
    assert_true(isfinite(value));
    assert_true(value >= from - 0.01 && value <= to + 0.01);
}

static void check_shape(const struct et_chart *chart, const struct et_shape *s)
{
    assert_true(s->ink < ET_INKS);
    assert_true(s->opacity > 0 && s->opacity <= 1);
    for (size_t i = 0; i < s->count; i++) {
        check_number(s->points[i].x, 0, chart->width);
        check_number(s->points[i].y, 0, chart->height);
    }
    if (s->count)
        return;
    check_number(s->x, 0, chart->width);
    check_number(s->y, 0, chart->height);
    if (s->kind == ET_SHAPE_RECT) {
        check_number(s->x + s->w, s->x, chart->width);
        check_number(s->y + s->h, s->y, chart->height);
    }
    if (s->kind == ET_SHAPE_LINE) {
        check_number(s->w, 0, chart->width);
        check_number(s->h, 0, chart->height);
    }
    if (s->kind == ET_SHAPE_LABEL) {
        assert_non_null(s->text);
        assert_null(strstr(s->text, "nan"));
        check_number(s->r, 5, 12);
    }
}

static void check_chart(const struct et_chart *chart)
{
    assert_true(chart->count > 0);
    assert_true(strlen(chart->caption) > 10);
    assert_int_equal(chart->caption[strlen(chart->caption) - 1], '.');
    for (size_t i = 0; i < chart->count; i++)
        check_shape(chart, &chart->shapes[i]);
}

static void every_chart_fits_its_frame(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_words words = {.arena = &x.arena};
    for (size_t i = 0; i < MAKERS; i++) {
        const struct et_chart *chart = makers[i](&words, &x.figures);
        assert_non_null(chart);
        check_chart(chart);
    }
    check_chart(et_chart_scale(&words));
    fixture_dispose(&x);
}

static void nothing_to_say_gives_no_chart(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    fixture_empty(&x);
    struct et_words words = {.arena = &x.arena};
    for (size_t i = 0; i < MAKERS; i++)
        assert_null(makers[i](&words, &x.figures));
    assert_false(words.failed);
    fixture_dispose(&x);
}

/* Extreme figures: means at the ends, one step with a comment, intervals wider than the scale. */
static void extremes_stay_inside(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_words words = {.arena = &x.arena};
    for (size_t i = 0; i < x.figures.entity_count; i++) {
        struct et_entity_figures *e = &x.figures.entities[i];
        e->summary.mean = i % 2 ? -1 : 1;
        e->summary.weighted = i % 2 ? 1 : -1;
        e->summary.interval = (struct et_interval){-1.7, 1.9};
        e->velocity.change = i % 2 ? -2 : 2;
        e->velocity.interval = (struct et_interval){-2.4, 2.4};
    }
    for (size_t i = 0; i < x.figures.timeline.count; i++)
        x.figures.timeline.points[i].interval = (struct et_interval){-3, 3};
    for (size_t i = 0; i < MAKERS; i++)
        check_chart(makers[i](&words, &x.figures));
    fixture_dispose(&x);
}

static void hours_are_steps_too(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_words words = {.arena = &x.arena};
    struct et_timeline *t = &x.figures.timeline;
    t->step_us = ET_US_HOUR;
    for (size_t i = 0; i < t->count; i++)
        t->points[i].from_us = FIXTURE_FROM + (int64_t)i * ET_US_HOUR;
    const struct et_chart *chart = et_chart_timeline(&words, &x.figures);
    check_chart(chart);
    assert_non_null(strstr(chart->caption, "The busiest hour was 3 Nov 2025, 08:00"));
    fixture_dispose(&x);
}

static void svg_is_escaped_and_names_its_inks(void **state)
{
    (void)state;
    struct fixture x;
    fixture_make(&x);
    struct et_words words = {.arena = &x.arena};
    struct et_buf out;
    et_buf_init(&out, 0);
    x.figures.entities[1].entity = x.figures.entities[15].entity; /* the one with markup in its name */
    et_chart_svg(&out, et_chart_entities(&words, &x.figures));
    assert_null(strstr(out.data, "<b>"));
    assert_non_null(strstr(out.data, "&lt;b&gt;Bobby"));
    assert_non_null(strstr(out.data, "class=\"f-strong-positive\""));
    assert_non_null(strstr(out.data, "role=\"img\" aria-label=\"How people feel about each name. "));
    et_buf_dispose(&out);
    fixture_dispose(&x);
}

static void inks_can_be_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < ET_INKS; i++) {
        assert_non_null(et_inks[i].name);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(et_inks[i].name, et_inks[k].name);
    }
    assert_int_equal(et_ink_on(ET_INK_COVER), ET_INK_ON_DARK);
    assert_int_equal(et_ink_on(ET_INK_PANEL), ET_INK_ON_LIGHT);
    assert_int_equal(et_ink_of_mean(NAN), ET_INK_MUTED);
    assert_int_equal(et_ink_of_mean(-0.9), ET_INK_LABELS + ET_STRONG_NEGATIVE);
    assert_int_equal(et_ink_of_mean(0), ET_INK_LABELS + ET_LABEL_NEUTRAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_chart_fits_its_frame),
        cmocka_unit_test(nothing_to_say_gives_no_chart),
        cmocka_unit_test(extremes_stay_inside),
        cmocka_unit_test(hours_are_steps_too),
        cmocka_unit_test(svg_is_escaped_and_names_its_inks),
        cmocka_unit_test(inks_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
