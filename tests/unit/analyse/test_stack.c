/* The learned scorer: features, its file and damaged ones, training that gives the same bytes, judging, parts that add
 * up, own models and the manifest. */
#include "analyse/analyse_int.h"
#include "analyse/manifest.h"
#include "analyse/own_model.h"
#include "analyse/train/stack_train.h"
#include "base/file.h"
#include "base/mem.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct et_error error;

#define OK(call)                                                                                                       \
    do {                                                                                                               \
        if ((call) != ET_OK)                                                                                           \
            fail_msg("%s: %s", #call, error.message);                                                                  \
    } while (0)

/* Sixty comments of two invented words. */
static size_t make_samples(struct et_labelled samples[60], char texts[60][64])
{
    static const char *const about[] = {"the pilot", "that song", "her new film", "episode two", "the encore"};
    for (unsigned i = 0; i < 60; i++) {
        int len = snprintf(texts[i], 64, "%s was %s %u", about[i % 5], i % 2 ? "glorpy" : "snarfish", i / 10);
        samples[i] = (struct et_labelled){.text = et_slice(texts[i], (size_t)len),
                                          .polarity = i % 2 ? 1 : -1,
                                          .emotion = i % 2 ? ET_LOVE : ET_ANGER,
                                          .sarcastic = ET_NOT_LABELLED,
                                          .spam = 0,
                                          .weight = 1};
    }
    return 60;
}

static void train_small(uint64_t seed, const struct et_stack_weights *start, struct et_buf *out)
{
    static struct et_labelled samples[60];
    static char texts[60][64];
    const struct et_stack_training config = {
        .samples = samples, .count = make_samples(samples, texts), .seed = seed, .epochs = 6, .start = start};
    et_buf_init(out, 0);
    OK(et_train_stack(&config, out, &error));
}

static void training_gives_the_same_bytes(void **state)
{
    (void)state;
    struct et_buf one, two, other;
    char sha256[ET_SHA256_HEX];
    train_small(3, NULL, &one);
    train_small(3, NULL, &two);
    train_small(4, NULL, &other);
    assert_int_equal(one.len, ET_STACK_BYTES);
    assert_int_equal(two.len, one.len);
    assert_memory_equal(one.data, two.data, one.len);
    assert_memory_not_equal(one.data, other.data, one.len);
    et_sha256_of(et_buf_view(&one), sha256);
    print_message("SHA-256 of a small model: %s\n", sha256); /* to hold compilers against each other */
    et_buf_dispose(&one);
    et_buf_dispose(&two);
    et_buf_dispose(&other);
}

static struct et_analysis read_with(struct et_slice weights, const char *text)
{
    struct et_analyser *analyser;
    struct et_scratch *scratch;
    struct et_analysis analysis;
    const struct et_analyser_config config = {.weights = weights};
    const struct et_input input = {.text = et_slice_of(text), .likes = ET_COUNT_NONE};
    OK(et_analyser_new(&config, &analyser, &error));
    OK(et_scratch_new(analyser, &scratch, &error));
    OK(et_analyse(analyser, scratch, &input, &analysis, &error));
    et_scratch_free(scratch);
    et_analyser_free(analyser);
    return analysis;
}

static void it_reads_what_it_was_taught(void **state)
{
    (void)state;
    struct et_buf model, taught;
    struct et_stack *builtin;
    train_small(3, NULL, &model);
    assert_true(read_with(et_buf_view(&model), "the finale was glorpy").score.sentiment > 3000);
    assert_true(read_with(et_buf_view(&model), "the finale was snarfish").score.sentiment < -3000);
    OK(et_stack_load(et_builtin_weights(), &builtin, &error));
    train_small(3, et_stack_weights(builtin), &taught);
    assert_true(read_with(et_buf_view(&taught), "the finale was snarfish").score.sentiment < -3000);
    assert_true(read_with(et_buf_view(&taught), "i love this so much").score.sentiment > 3000);
    et_stack_free(builtin);
    et_buf_dispose(&model);
    et_buf_dispose(&taught);
}

static void shares_sum_up_and_parts_add_up(void **state)
{
    (void)state;
    static const char *const texts[] = {"i love this so much",
                                        "ugh, not again. who asked",
                                        "is he on tour in may?",
                                        "😂😂😂",
                                        "sure, what a saint 💐",
                                        "THE WORST EPISODE EVER!!! but the music is good",
                                        "",
                                        "@someone http://example.org 12:30 #tag"};
    struct et_analyser *analyser;
    struct et_scratch *scratch;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    OK(et_analyser_new(NULL, &analyser, &error));
    OK(et_scratch_new(analyser, &scratch, &error));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct et_input input = {.text = et_slice_of(texts[i]), .likes = ET_COUNT_NONE};
        struct et_explanation why;
        int32_t total = 0;
        double sum = 0;
        OK(et_explain(analyser, scratch, &input, &arena, &why, &error));
        for (size_t p = 0; p < why.part_count; p++)
            sum += why.parts[p].contribution;
        for (unsigned e = 0; e < ET_EMOTIONS; e++)
            total += why.analysis.score.emotions[e];
        assert_true(fabs(sum - why.margin) < 1e-9);
        assert_int_equal(total, ET_FIXED);
    }
    et_scratch_free(scratch);
    et_analyser_free(analyser);
    et_arena_dispose(&arena);
}

static void features_are_rows_of_their_tables(void **state)
{
    (void)state;
    struct et_tokens tokens;
    struct et_gram grams[ET_GRAMS_MAX], again[ET_GRAMS_MAX];
    uint32_t letters[ET_LETTERS_MAX];
    struct et_buf text;
    et_buf_init(&text, 0);
    for (unsigned i = 0; i < 400; i++)
        et_buf_printf(&text, "WORD%u soooo 😂 https://x.example/%u ", i, i);
    et_buf_str(&text, "pneumonoultramicroscopicsilicovolcanoconiosispneumonoultramicroscopic");
    et_tokens_init(&tokens);
    OK(et_tokenise(&tokens, et_buf_view(&text), &error));
    size_t count = et_grams_read(&tokens, grams);
    assert_in_range(count, ET_GRAM_TOKENS, ET_GRAMS_MAX);
    assert_int_equal(et_grams_read(&tokens, again), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(grams[i].row, again[i].row);
        assert_in_range(grams[i].row, 0, (1u << ET_GRAM_BITS) - 1);
        assert_true(grams[i].first <= grams[i].last && grams[i].last < tokens.count);
    }
    for (size_t i = 0; i < tokens.count; i++) {
        size_t n = et_letters_has(&tokens.items[i]) ? et_letters_read(&tokens.items[i], letters) : 0;
        assert_in_range(n, 0, ET_LETTERS_MAX);
        for (size_t k = 0; k < n; k++)
            assert_in_range(letters[k], 0, (1u << ET_LETTER_BITS) - 1);
    }
    OK(et_tokenise(&tokens, ET_SLICE(""), &error));
    assert_in_range(et_grams_read(&tokens, grams), 0, 2);
    et_tokens_dispose(&tokens);
    et_buf_dispose(&text);
}

/* A file of another size, another magic or other tables is refused; any weights of the right shape are only numbers. */
static void damaged_files_are_refused(void **state)
{
    (void)state;
    struct et_slice good = et_builtin_weights();
    struct et_stack *stack;
    char *bytes = malloc(good.len + 1);
    assert_non_null(bytes);
    memcpy(bytes, good.ptr, good.len);
    bytes[good.len] = 0;
    assert_int_equal(et_stack_load(et_slice(bytes, good.len - 1), &stack, &error), ET_E_FORMAT);
    assert_int_equal(et_stack_load(et_slice(bytes, good.len + 1), &stack, &error), ET_E_FORMAT);
    assert_int_equal(et_stack_load(et_slice("", 0), &stack, &error), ET_E_FORMAT);
    for (size_t at = 0; at < 24; at++) {
        bytes[at] ^= 1;
        assert_int_equal(et_stack_load(et_slice(bytes, good.len), &stack, &error), ET_E_FORMAT);
        bytes[at] ^= 1;
    }
    memset(bytes + 24, 0x7F, ET_STACK_HEAD - 24); /* scales and weights that are huge, or no numbers */
    memset(bytes + ET_STACK_HEAD, 0x80, good.len - ET_STACK_HEAD);
    struct et_score score = read_with(et_slice(bytes, good.len), "i love this").score;
    assert_in_range(score.sentiment + ET_FIXED, 0, 2 * ET_FIXED);
    free(bytes);
}

/* ---- own models ---- */

static char folder[64], path[160], card_path[160];

static void write_own(struct et_slice weights, const char *sha256, const char *name)
{
    char card[300];
    snprintf(folder, sizeof folder, "/tmp/et-own-%ld", (long)getpid());
    snprintf(path, sizeof path, "%s/ours/1.0.0", folder);
    OK(et_folder_make(path, &error));
    snprintf(card_path, sizeof card_path, "%s/ours/1.0.0/card.json", folder);
    snprintf(path, sizeof path, "%s/ours/1.0.0/model.etm", folder);
    snprintf(card, sizeof card, "{\"name\":\"%s\",\"version\":\"1.0.0\",\"sha256\":\"%s\"}", name, sha256);
    OK(et_file_write(path, weights, &error));
    OK(et_file_write(card_path, et_slice_of(card), &error));
}

static enum et_rc open_own(const char *model)
{
    struct et_analyser *analyser = NULL;
    const struct et_analyser_config config = {.model = model, .models = folder};
    enum et_rc rc = et_analyser_new(&config, &analyser, &error);
    if (rc == ET_OK)
        assert_string_equal(et_analyser_model(analyser), model);
    et_analyser_free(analyser);
    return rc;
}

static void own_models_are_held_against_their_card(void **state)
{
    (void)state;
    char sha256[ET_SHA256_HEX];
    struct et_slice good = et_builtin_weights();
    char *changed = malloc(good.len);
    assert_non_null(changed);
    memcpy(changed, good.ptr, good.len);
    changed[good.len / 2] ^= 1;
    et_sha256_of(good, sha256);
    write_own(good, sha256, "ours");
    assert_int_equal(open_own("ours@1.0.0"), ET_OK);
    assert_int_equal(open_own("ours@1.0.1"), ET_E_NOT_FOUND);
    write_own(et_slice(changed, good.len), sha256, "ours");
    assert_int_equal(open_own("ours@1.0.0"), ET_E_CORRUPT);
    write_own(good, sha256, "theirs");
    assert_int_equal(open_own("ours@1.0.0"), ET_E_CORRUPT);
    write_own(good, "short", "ours");
    assert_int_equal(open_own("ours@1.0.0"), ET_E_FORMAT);
    OK(et_file_write(card_path, ET_SLICE("[[["), &error));
    assert_int_equal(open_own("ours@1.0.0"), ET_E_FORMAT);
    unlink(path);
    unlink(card_path);
    free(changed);
}

static void names_of_own_models(void **state)
{
    (void)state;
    static const char *const good[] = {"ours@1.0.0", "a.b_c-d@10.20.30"},
                             *const bad[] = {"ours",       "ours@1",        "ours@1.0",     "ours@1.0.0.0",
                                             "ours@1.0.x", "et-x@1.0.0",    "chat-x@1.0.0", "hybrid@1.0.0",
                                             "a/b@1.0.0",  "..@1.0.0",      "@1.0.0",       "ours@-1.0.0",
                                             "ours@1..0",  "ours@1.0.0/..", "ours@1.0.0 "};
    struct et_slice name, version;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(et_own_split(et_slice_of(good[i]), &name, &version));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (et_own_split(et_slice_of(bad[i]), &name, &version))
            fail_msg("%s is taken for a name", bad[i]);
}

/* ---- the manifest ---- */

static void the_manifest_names_what_is_built_in(void **state)
{
    (void)state;
    struct et_arena arena;
    struct et_manifest_model *models;
    size_t count;
    char sha256[ET_SHA256_HEX];
    et_arena_init(&arena, 0);
    OK(et_manifest_read(&arena, &models, &count, &error));
    et_sha256_of(et_builtin_weights(), sha256);
    OK(et_manifest_check(models, count, "et-stack", "1.0.0", sha256, &error));
    et_sha256_of(et_tagger_builtin(), sha256);
    OK(et_manifest_check(models, count, "et-names", "1.0.0", sha256, &error));
    sha256[5] = sha256[5] == '0' ? '1' : '0';
    assert_int_equal(et_manifest_check(models, count, "et-names", "1.0.0", sha256, &error), ET_E_CORRUPT);
    assert_int_equal(et_manifest_check(models, count, "et-names", "9.0.0", sha256, &error), ET_E_CORRUPT);
    static const char short_hash[] = "{\"models\":[{\"name\":\"a\",\"version\":\"1\",\"kind\":\"k\","
                                     "\"licence\":\"l\",\"date\":\"d\",\"sha256\":\"12\"}]}";
    static const char *const wrong[] = {"", "{", "{\"models\":[1]}", "{\"models\":[{\"name\":\"a\"}]}", short_hash};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(et_manifest_parse(et_slice_of(wrong[i]), &arena, &models, &count, &error), ET_E_CORRUPT);
    et_arena_dispose(&arena);
}

#ifdef ET_FAULTS
/* Steps grow: a training takes a second, and its allocations are of few kinds. */
static void memory_that_runs_out_is_an_error(void **state)
{
    (void)state;
    static struct et_labelled samples[60];
    static char texts[60][64];
    const struct et_stack_training config = {
        .samples = samples, .count = make_samples(samples, texts) / 6, .seed = 1, .epochs = 1};
    for (long n = 0;; n += 1 + n / 3) {
        struct et_buf out;
        et_buf_init(&out, 0);
        et_mem_fail_after(n);
        enum et_rc rc = et_train_stack(&config, &out, &error);
        bool failed = et_mem_failed();
        et_mem_fail_after(-1);
        et_buf_dispose(&out);
        assert_int_equal(rc, failed ? ET_E_NOMEM : ET_OK);
        if (!failed)
            return;
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(training_gives_the_same_bytes),
        cmocka_unit_test(it_reads_what_it_was_taught),
        cmocka_unit_test(shares_sum_up_and_parts_add_up),
        cmocka_unit_test(features_are_rows_of_their_tables),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(own_models_are_held_against_their_card),
        cmocka_unit_test(names_of_own_models),
        cmocka_unit_test(the_manifest_names_what_is_built_in),
#ifdef ET_FAULTS
        cmocka_unit_test(memory_that_runs_out_is_an_error),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
