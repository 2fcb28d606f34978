/* Byte-level BPE against published examples, and files that are wrong. */
#include "analyse/transformer/bpe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* The vocabulary and merges of the tests that come with the published tokenisers of GPT-2 and RoBERTa. */
static const char vocab[] =
    "{\"l\": 0, \"o\": 1, \"w\": 2, \"e\": 3, \"r\": 4, \"s\": 5, \"t\": 6, \"i\": 7, \"d\": 8, \"n\": 9, "
    "\"\u0120\": 10, \"\u0120l\": 11, \"\u0120n\": 12, \"\u0120lo\": 13, \"\u0120low\": 14, \"er\": 15, "
    "\"\u0120lowest\": 16, \"\u0120newer\": 17, \"\u0120wider\": 18, \"<unk>\": 19}";
static const char merges[] = "#version: 0.2\n\u0120 l\n\u0120l o\n\u0120lo w\ne r\n\n";

static struct et_bpe *open_lists(void)
{
    struct et_bpe *bpe = NULL;
    struct et_error error;
    if (et_bpe_from_lists(et_slice_of(vocab), et_slice_of(merges), &bpe, &error) != ET_OK)
        fail_msg("%s", error.message);
    return bpe;
}

static void check_ids(const struct et_bpe *bpe, const char *text, const int32_t *wanted, size_t wanted_count)
{
    struct et_bpe_scratch scratch = {0};
    int32_t ids[64];
    size_t count;
    assert_int_equal(et_bpe_encode(bpe, &scratch, et_slice_of(text), ids, 64, &count, NULL), ET_OK);
    assert_int_equal(count, wanted_count);
    assert_memory_equal(ids, wanted, count * sizeof *ids);
    /* Cut to any length it is a prefix. */
    for (size_t max = 0; max <= wanted_count; max++) {
        assert_int_equal(et_bpe_encode(bpe, &scratch, et_slice_of(text), ids, max, &count, NULL), ET_OK);
        assert_int_equal(count, max);
        assert_memory_equal(ids, wanted, count * sizeof *ids);
    }
    et_bpe_scratch_dispose(&scratch);
}

static void published_ids(void **state)
{
    /* "lower newer" -> l o w er G n e w er, and with a blank before it Glow er G n e w er: the published answers. */
    static const int32_t plain[] = {0, 1, 2, 15, 10, 9, 3, 2, 15}, blank[] = {14, 15, 10, 9, 3, 2, 15};
    static const int32_t unknown[] = {0, 19, 19, 1};
    struct et_bpe *bpe = open_lists();
    (void)state;
    check_ids(bpe, "lower newer", plain, 9);
    check_ids(bpe, " lower newer", blank, 7);
    check_ids(bpe, "lXYo", unknown, 4);
    check_ids(bpe, "", NULL, 0);
    assert_int_equal(et_bpe_id(bpe, ET_SLICE("<unk>")), 19);
    assert_int_equal(et_bpe_id(bpe, ET_SLICE("nothing")), -1);
    assert_int_equal(et_bpe_highest(bpe), 19);
    et_bpe_free(bpe);
}

static void check_pieces(const char *text, const char *wanted)
{
    char got[256];
    size_t n = 0;
    struct et_slice all = et_slice_of(text);
    for (size_t pos = 0, end; pos < all.len; pos = end) {
        end = et_bpe_piece(all, pos);
        assert_true(end > pos && end <= all.len);
        n += (size_t)snprintf(got + n, sizeof got - n, "%s%.*s", pos ? "|" : "", (int)(end - pos), text + pos);
    }
    got[n] = '\0';
    assert_string_equal(got, wanted);
}

static void published_pieces(void **state)
{
    (void)state;
    /* Shown for GPT-2's pre-tokeniser in Hugging Face's course, chapter 6. */
    check_pieces("Hello, how are  you?", "Hello|,| how| are| | you|?");
    check_pieces("Let's test pre-tokenization!", "Let|'s| test| pre|-|tokenization|!");
    /* By the pattern. */
    check_pieces("We'll  see\n\n\nI'd 've '", "We|'ll| | see|\n\n|\n|I|'d| '|ve| '");
    check_pieces("IT'S 12a3 \xC2\xBD!", "IT|'|S| 12|a|3| \xC2\xBD|!");
    check_pieces("a\t b  ", "a|\t| b|  ");
    check_pieces("\xC3\xA9t\xC3\xA9 e\xCC\x81", "\xC3\xA9t\xC3\xA9| e|\xCC\x81");
    check_pieces("a\xC2\xA0\xC2\xA0"
                 "b",
                 "a|\xC2\xA0|\xC2\xA0|b");
}

static void bytes_of_any_text(void **state)
{
    struct et_bpe *bpe = open_lists();
    struct et_bpe_scratch scratch = {0};
    char text[3000];
    int32_t ids[3000];
    size_t count;
    uint32_t seed = 7;
    (void)state;
    for (size_t round = 0; round < 50; round++) {
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (char)((seed = seed * 1664525u + 1013904223u) >> 24);
        assert_int_equal(et_bpe_encode(bpe, &scratch, et_slice(text, sizeof text), ids, 3000, &count, NULL), ET_OK);
        assert_true(count > 2500); /* nearly nothing can be joined */
    }
    memset(text, 'e', sizeof text); /* one long piece without joins */
    assert_int_equal(et_bpe_encode(bpe, &scratch, et_slice(text, sizeof text), ids, 3000, &count, NULL), ET_OK);
    assert_int_equal(count, 3000);
    et_bpe_scratch_dispose(&scratch);
    et_bpe_free(bpe);
}

static void wrong_lists(void **state)
{
    static const char *const wrong[][2] = {{"", ""},
                                           {"[]", ""},
                                           {"{}", ""},
                                           {"{\"a\": \"1\"}", ""},
                                           {"{\"a\": -1}", ""},
                                           {"{\"a\": 99999999999}", ""},
                                           {"{\"a\": 1, \"b\": 2}", "a b\n"},
                                           {"{\"a\": 1, \"ab\": 2}", "a\n"},
                                           {"{\"a\": 1, \"a\": 2}", ""}};
    struct et_bpe *bpe;
    struct et_error error;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(et_bpe_from_lists(et_slice_of(wrong[i][0]), et_slice_of(wrong[i][1]), &bpe, &error),
                         ET_E_FORMAT);
}

static void wrong_tokenisers(void **state)
{
#define MODEL "\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": []"
#define CUT "\"pre_tokenizer\": {\"type\": \"ByteLevel\", \"add_prefix_space\": false}"
    static const char *const wrong[] = {
        "{}",
        "{" MODEL "}}",
        "{" CUT "}",
        "{" CUT ", \"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 0}, \"merges\": []}}",
        "{" CUT ", \"normalizer\": {\"type\": \"NFC\"}, " MODEL "}}",
        "{" CUT ", " MODEL ", \"byte_fallback\": true}}",
        "{" CUT ", " MODEL ", \"end_of_word_suffix\": \"</w>\"}}",
        "{" CUT ", " MODEL "}, \"added_tokens\": [{\"id\": 5}]}",
        "{" CUT ", \"model\": {\"vocab\": {\"a\": 0}, \"merges\": {}}}",
        "{" CUT ", \"model\": {\"vocab\": {\"a\": 0}, \"merges\": [7]}}"};
    struct et_bpe *bpe;
    struct et_error error;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (et_bpe_from_tokenizer(et_slice_of(wrong[i]), &bpe, &error) != ET_E_FORMAT)
            fail_msg("accepted: %s", wrong[i]);
    assert_int_equal(et_bpe_from_tokenizer(ET_SLICE("{" CUT ", " MODEL "}}"), &bpe, &error), ET_OK);
    et_bpe_free(bpe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_ids), cmocka_unit_test(published_pieces), cmocka_unit_test(bytes_of_any_text),
        cmocka_unit_test(wrong_lists),   cmocka_unit_test(wrong_tokenisers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
