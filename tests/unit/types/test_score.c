#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "types/entity.h"
#include "types/score.h"

static void labels_at_their_limits(void **state)
{
    (void)state;
    static const struct {
        int32_t sentiment;
        const char *name;
    } cases[] = {{-10000, "strongly negative"},
                 {-7000, "strongly negative"},
                 {-6999, "negative"},
                 {-3000, "negative"},
                 {-2999, "neutral"},
                 {0, "neutral"},
                 {2999, "neutral"},
                 {3000, "positive"},
                 {6999, "positive"},
                 {7000, "strongly positive"},
                 {10000, "strongly positive"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(et_label_name(et_label_of(cases[i].sentiment)), cases[i].name);
    assert_string_equal(et_label_name((enum et_label)17), "unknown");
}

static void emotions(void **state)
{
    (void)state;
    static const char *const names[] = {"excitement", "anger",    "disappointment", "love",
                                        "disgust",    "surprise", "fatigue",        "neutral"};
    for (int i = 0; i < ET_EMOTIONS; i++) {
        assert_string_equal(et_emotion_name((enum et_emotion)i), names[i]);
        assert_int_equal(et_emotion_parse(et_slice_of(names[i])), i);
    }
    assert_int_equal(et_emotion_parse(ET_SLICE("LOVE ")), ET_LOVE);
    assert_int_equal(et_emotion_parse(ET_SLICE("joy")), ET_EMOTIONS);
    assert_string_equal(et_emotion_name(ET_EMOTIONS), "unknown");
    assert_int_equal(et_emotion_primary((int32_t[]){0, 0, 0, 0, 0, 0, 0, 10000}), ET_NEUTRAL);
    assert_int_equal(et_emotion_primary((int32_t[]){0, 4000, 0, 4000, 0, 0, 0, 2000}), ET_ANGER); /* a tie: the first */
}

static void themes(void **state)
{
    (void)state;
    static const char *const names[] = {"lawsuit",     "relationship", "breakup",    "pregnancy",
                                        "controversy", "career",       "appearance", "health"};
    for (unsigned i = 0; i < ET_BUILTIN_THEMES; i++)
        assert_string_equal(et_theme_name(i), names[i]);
    assert_null(et_theme_name(ET_BUILTIN_THEMES));
    assert_null(et_theme_name(62));
}

static void entity_types(void **state)
{
    (void)state;
    static const char *const names[] = {"person", "group", "couple", "team",  "show",  "film",
                                        "song",   "book",  "work",   "brand", "place", "other"};
    for (int i = 0; i < 12; i++) {
        assert_string_equal(et_entity_type_name((enum et_entity_type)(i + 1)), names[i]);
        assert_int_equal(et_entity_type_parse(et_slice_of(names[i])), i + 1); /* stored numbers */
    }
    assert_int_equal(et_entity_type_parse(ET_SLICE("Person")), ET_PERSON);
    assert_int_equal(et_entity_type_parse(ET_SLICE("robot")), 0);
    assert_int_equal(et_entity_type_parse(et_slice(NULL, 0)), 0);
    assert_string_equal(et_entity_type_name((enum et_entity_type)0), "unknown");
    assert_string_equal(et_entity_type_name(ET_ENTITY_TYPES), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_at_their_limits),
        cmocka_unit_test(emotions),
        cmocka_unit_test(themes),
        cmocka_unit_test(entity_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
