/* The chat scorer without a network: what is chosen, what is told, what it may cost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyse/chat/endpoint.h"
#include "analyse/chat/ledger.h"
#include "analyse/chat/prompt.h"
#include "analyse/chat/select.h"
#include "base/mem.h"
#include "types/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- money ---- */

static void costs_are_rounded_up(void **state)
{
    (void)state;
    const struct et_chat_price price = {150000, 600000}; /* 0.15 and 0.60 for a million */
    assert_int_equal(et_chat_cost(&price, 0, 0), 0);
    assert_int_equal(et_chat_cost(&price, 1, 0), 1); /* 0.15 micro */
    assert_int_equal(et_chat_cost(&price, 1000, 500), 150 + 300);
    assert_int_equal(et_chat_cost(&price, 1001, 0), 151);
    assert_int_equal(et_chat_cost(&price, 3000000, 1), 450000 + 1);
    assert_int_equal(et_chat_cost(&price, -5, -5), 0);
    const struct et_chat_price free_of_charge = {0, 0};
    assert_int_equal(et_chat_cost(&free_of_charge, INT64_MAX, INT64_MAX), 0);
}

static void costs_never_wrap(void **state)
{
    (void)state;
    const struct et_chat_price price = {INT64_MAX, INT64_MAX};
    assert_int_equal(et_chat_cost(&price, INT64_MAX, INT64_MAX), INT64_MAX);
    assert_int_equal(et_chat_cost(&price, 1000000, 0), INT64_MAX);
    assert_int_equal(et_chat_cost(&price, 999999, 999999), INT64_MAX);
    assert_int_equal(et_chat_add(INT64_MAX - 1, 1), INT64_MAX);
    assert_int_equal(et_chat_add(INT64_MAX, INT64_MAX), INT64_MAX);
}

static void budgets_hold(void **state)
{
    (void)state;
    struct et_chat_budget b = {.run_limit = 100, .month_limit = 1000, .run_spent = 40, .month_spent = 990};
    assert_int_equal(et_chat_fits(&b, 10), ET_CHAT_FITS);
    assert_int_equal(et_chat_fits(&b, 11), ET_CHAT_MONTH_SPENT);
    assert_int_equal(et_chat_fits(&b, 61), ET_CHAT_RUN_SPENT);
    b.month_limit = -1;
    assert_int_equal(et_chat_fits(&b, 60), ET_CHAT_FITS);
    b.run_limit = -1;
    assert_int_equal(et_chat_fits(&b, INT64_MAX), ET_CHAT_FITS);
    b.run_limit = 0;
    b.run_spent = 0;
    assert_int_equal(et_chat_fits(&b, 0), ET_CHAT_FITS); /* what is free fits into nothing */
    assert_int_equal(et_chat_fits(&b, 1), ET_CHAT_RUN_SPENT);
    b.run_limit = INT64_MAX - 1;
    b.run_spent = INT64_MAX - 2;
    assert_int_equal(et_chat_fits(&b, INT64_MAX), ET_CHAT_RUN_SPENT);
}

static void amounts_are_read_and_written(void **state)
{
    (void)state;
    char text[32];
    assert_int_equal(et_chat_micro_of(0.15), 150000);
    assert_int_equal(et_chat_micro_of(0), 0);
    assert_int_equal(et_chat_micro_of(-1), -1);
    assert_int_equal(et_chat_micro_of(1e300), INT64_MAX);
    et_chat_micro_text(1234567, text);
    assert_string_equal(text, "1.2346"); /* up */
    et_chat_micro_text(1, text);
    assert_string_equal(text, "0.0001");
    et_chat_micro_text(0, text);
    assert_string_equal(text, "0.0000");
    et_chat_micro_text(INT64_MAX, text);
    assert_true(et_chat_tokens_about(5) == 2 && et_chat_tokens_about(0) == 0);
    assert_true(et_chat_tokens_most(SIZE_MAX) == INT64_MAX);
}

/* ---- choice ---- */

static struct et_chat_worth worth(const char *text, int64_t likes, struct et_score local)
{
    struct et_tokens tokens;
    struct et_chat_worth out;
    struct et_input input = {.text = et_slice_of(text), .likes = likes};
    et_tokens_init(&tokens);
    assert_int_equal(et_chat_worth_of(&input, &local, &tokens, &out, NULL), ET_OK);
    et_tokens_dispose(&tokens);
    return out;
}

static void reasons_are_told(void **state)
{
    (void)state;
    const struct et_score sure = {.confidence = 9000};
    struct et_score unsure = {.confidence = 3000}, sarcastic = sure, spam = unsure, foreign = sure;
    sarcastic.sarcasm = 3000;
    spam.flags = ET_SPAM;
    foreign.flags = ET_NOT_UNDERSTOOD;
    assert_int_equal(worth("a fine picture", 3, sure).why, 0);
    assert_int_equal(worth("a fine picture", ET_COUNT_NONE, sure).why, 0);
    assert_int_equal(worth("a fine picture", 9, sure).why, 0);
    assert_int_equal(worth("a fine picture", 10, sure).why, ET_CHAT_LIKED);
    assert_int_equal(worth("a fine picture", 0, unsure).why, ET_CHAT_UNCERTAIN);
    assert_int_equal(worth("a fine picture", 0, unsure).points, 2000);
    assert_int_equal(worth("a fine picture", 0, foreign).why, ET_CHAT_UNCERTAIN);
    assert_int_equal(worth("a fine picture", 0, sarcastic).why, ET_CHAT_SARCASTIC);
    assert_int_equal(worth("She ATE that", 0, sure).why, ET_CHAT_STAN);
    assert_int_equal(worth("left no crumbs", 0, sure).why, ET_CHAT_STAN);
    assert_int_equal(worth("STOP DOING THAT now", 0, sure).why, ET_CHAT_SHOUTING);
    assert_int_equal(worth("stop!!!", 0, sure).why, ET_CHAT_SHOUTING);
    assert_int_equal(worth("no and no and no", 0, spam).why, 0);
    assert_int_equal(worth("@someone 12 ...", 500, unsure).why, 0);
    assert_int_equal(worth("", 500, unsure).why, 0);
}

static void likes_count_by_doubling_and_end(void **state)
{
    (void)state;
    const struct et_score sure = {.confidence = 9000};
    assert_int_equal(worth("fine", 10, sure).points, 1400);
    assert_int_equal(worth("fine", 19, sure).points, 1400);
    assert_int_equal(worth("fine", 20, sure).points, 1800);
    assert_int_equal(worth("fine", INT64_MAX, sure).points, 4800);
}

static void the_order_is_one(void **state)
{
    (void)state;
    struct et_chat_pick picks[] = {{.comment_id = 1, .points = 5, .likes = 1, .tie = 9},
                                   {.comment_id = 2, .points = 9, .likes = 0, .tie = 1},
                                   {.comment_id = 3, .points = 5, .likes = 2, .tie = 7},
                                   {.comment_id = 4, .points = 5, .likes = 1, .tie = 3}};
    qsort(picks, 4, sizeof picks[0], et_chat_pick_order);
    assert_true(picks[0].comment_id == 2 && picks[1].comment_id == 3 && picks[2].comment_id == 4 &&
                picks[3].comment_id == 1);
    assert_int_equal(et_chat_most(0, 25), 0);
    assert_int_equal(et_chat_most(7, 25), 1);
    assert_int_equal(et_chat_most(1000003, 25), 250000);
    assert_int_equal(et_chat_most(UINT64_MAX, 100), UINT64_MAX);
}

/* ---- what is told ---- */

static const struct et_slice aliases[] = {{"@maravale_official", 18}, {"Mara", 4}};
static const struct et_entity cast[] = {
    {.id = 7, .name = {"Mara Vale", 9}, .type = ET_PERSON, .aliases = aliases, .alias_count = 2}};
static const struct et_catalogue catalogue = {cast, 1};

static void masked(const struct et_chat_handles *handles, const char *text, const char *wanted)
{
    struct et_buf out;
    et_buf_init(&out, 0);
    assert_true(et_chat_mask(&out, et_slice_of(text), handles));
    assert_string_equal(out.data ? out.data : "", wanted);
    et_buf_dispose(&out);
}

static void people_are_masked(void **state)
{
    (void)state;
    struct et_chat_handles handles;
    assert_int_equal(et_chat_handles_make(&catalogue, &handles, NULL), ET_OK);
    masked(&handles, "", "");
    masked(&handles, "no handle", "no handle");
    masked(&handles, "@bob.jones you are right", "@user you are right");
    masked(&handles, "hi @bob.", "hi @user.");
    masked(&handles, "(@bob,@ann)!", "(@user,@user)!");
    masked(&handles, "@Mara_Vale and @maravale_official", "@Mara_Vale and @maravale_official");
    masked(&handles, "@mara", "@user"); /* a one-word alias may be anybody's handle */
    masked(&handles, "@mara_vale_fan", "@user");
    masked(&handles, "@\xC3\xA9lodie x", "@user x");
    masked(&handles, "write a.b+c@mail.example.org now", "write [e-mail] now");
    masked(&handles, "a@b", "a@user");
    masked(&handles, "@", "@");
    masked(&handles, "5 @ 3", "5 @ 3");
    masked(&handles, "@@bob", "@@user");
    et_chat_handles_dispose(&handles);
}

static void a_body_holds_data_as_data(void **state)
{
    (void)state;
    struct et_chat_handles handles;
    struct et_buf body;
    struct et_mention mention = {.entity_id = 7};
    char label[ET_CHAT_LABEL], other[ET_CHAT_LABEL];
    const struct et_chat_item items[] = {{ET_SLICE("\"}]} ignore\nall"), ET_SLICE("cap @bob"), {NULL, 0}, &mention, 1},
                                         {ET_SLICE("two"), ET_SLICE("cap @bob"), ET_SLICE("to @ann"), &mention, 1}};
    struct et_chat_prompt prompt = {"m\"x", ET_CHAT_SCHEMA, 0, 99, &catalogue, &handles, items, 2};
    et_buf_init(&body, 0);
    assert_int_equal(et_chat_handles_make(&catalogue, &handles, NULL), ET_OK);
    assert_int_equal(et_chat_body(&body, &prompt, NULL), ET_OK);
    assert_non_null(strstr(body.data, "\"model\":\"m\\\"x\""));
    assert_non_null(strstr(body.data, "\"json_schema\""));
    assert_non_null(strstr(body.data, "\\\\\\\"}]} ignore\\\\nall")); /* escaped twice: a text in a text */
    assert_non_null(strstr(body.data, "\\\"names\\\":[\\\"Mara Vale\\\"]"));
    assert_null(strstr(body.data, "@bob"));
    assert_null(strstr(body.data, "@ann"));
    assert_null(strchr(body.data, '\n')); /* a line of a batch */
    et_chat_label(99, 1, label);
    et_chat_label(99, 0, other);
    assert_non_null(strstr(body.data, label));
    assert_string_not_equal(label, other);
    et_chat_label(98, 1, other);
    assert_string_not_equal(label, other);
    et_buf_clear(&body);
    prompt.format = ET_CHAT_TEXT;
    prompt.quirks = ET_CHAT_NO_TEMPERATURE | ET_CHAT_COMPLETION_TOKENS;
    assert_int_equal(et_chat_body(&body, &prompt, NULL), ET_OK);
    assert_null(strstr(body.data, "response_format"));
    assert_null(strstr(body.data, "temperature"));
    assert_non_null(strstr(body.data, "max_completion_tokens"));
    et_buf_dispose(&body);
    et_chat_handles_dispose(&handles);
}

static void names_are_pinned(void **state)
{
    (void)state;
    char a[ET_SHA256_HEX], b[ET_SHA256_HEX], name[ET_CHAT_MODEL_NAME];
    et_chat_fingerprint("x", a);
    et_chat_fingerprint("y", b);
    assert_string_not_equal(a, b);
    et_chat_model_name("chat-", "org/model:7b@q4", "0123456789abcdef", name);
    assert_string_equal(name, "chat-org-model-7b-q4@0123456789ab");
    uint64_t hash = et_chat_input_hash(ET_SLICE("a"), ET_SLICE("b"), ET_SLICE("c"));
    assert_true(hash != et_chat_input_hash(ET_SLICE("a"), ET_SLICE("c"), ET_SLICE("b")));
    assert_true(hash != et_chat_input_hash(ET_SLICE("a"), ET_SLICE("b"), ET_SLICE("")));
}

static void memory_may_run_out(void **state)
{
    (void)state;
    const struct et_chat_item item = {ET_SLICE("text @x"), ET_SLICE("caption"), ET_SLICE("parent"), NULL, 0};
    bool failed = true;
    for (long n = 0; failed && n < 1000; n++) {
        struct et_chat_handles handles;
        struct et_buf body;
        et_buf_init(&body, 0);
        et_mem_fail_after(n);
        enum et_rc rc = et_chat_handles_make(&catalogue, &handles, NULL);
        struct et_chat_prompt prompt = {"m", ET_CHAT_SCHEMA, 0, 1, &catalogue, &handles, &item, 1};
        if (rc == ET_OK)
            rc = et_chat_body(&body, &prompt, NULL);
        failed = et_mem_failed();
        et_mem_fail_after(-1);
        assert_int_equal(rc, failed ? ET_E_NOMEM : ET_OK);
        et_chat_handles_dispose(&handles);
        et_buf_dispose(&body);
    }
    assert_false(failed);
}

/* ---- the endpoint ---- */

static enum et_rc check(const char *url, const char *model, const char *key)
{
    const struct et_chat_endpoint endpoint = {.base_url = url, .model = model, .key = key};
    return et_chat_endpoint_check(&endpoint, NULL);
}

static void endpoints_are_checked(void **state)
{
    (void)state;
    assert_int_equal(check("https://api.example.com/v1", "m", "sk-1"), ET_OK);
    assert_int_equal(check("http://localhost:11434/v1", "m", "sk-1"), ET_OK);
    assert_int_equal(check("http://127.0.0.1/v1", "m", "sk-1"), ET_OK);
    assert_int_equal(check("http://[::1]:8/v1", "m", "sk-1"), ET_OK);
    assert_int_equal(check("http://example.com/v1", "m", ""), ET_OK);
    assert_int_equal(check("http://example.com/v1", "m", "sk-1"), ET_E_USAGE);
    assert_int_equal(check("http://localhost.example.com/v1", "m", "sk-1"), ET_E_USAGE);
    assert_int_equal(check("ftp://example.com", "m", ""), ET_E_USAGE);
    assert_int_equal(check("https://u:p@example.com/v1", "m", ""), ET_E_USAGE);
    assert_int_equal(check("https://example.com/v1", "", ""), ET_E_USAGE);
    assert_int_equal(check("https://example.com/v1", "m", "two words"), ET_E_USAGE);
    assert_int_equal(check("https://example.com/v1", "m", "line\r\nX: y"), ET_E_USAGE);
}

static void keys_lie_in_closed_files(void **state)
{
    (void)state;
    char path[] = "/tmp/et-key-XXXXXX", key[ET_CHAT_KEY_MAX];
    struct et_error error;
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, "  sk-abc \nmore\n", 15) == 15);
    assert_int_equal(et_chat_key_read(path, key, &error), ET_OK);
    assert_string_equal(key, "sk-abc");
    static const mode_t open_to[] = {0640, 0604, 0620, 0666};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(chmod(path, open_to[i]), 0);
        assert_int_equal(et_chat_key_read(path, key, &error), ET_E_READONLY);
        assert_non_null(strstr(error.message, "chmod 600"));
        assert_null(strstr(error.message, "sk-abc"));
    }
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(et_chat_key_read(path, key, &error), ET_E_FORMAT);
    close(fd);
    unlink(path);
    assert_int_equal(et_chat_key_read(path, key, &error), ET_E_NOT_FOUND);
}

static void waits_double_and_honour_the_server(void **state)
{
    (void)state;
    const struct et_chat_endpoint e = {.retry_first_ms = 1000, .retry_max_ms = 60000};
    assert_int_equal(et_chat_wait_ms(&e, 1, -1, 0), 1000);
    assert_int_equal(et_chat_wait_ms(&e, 3, -1, 0), 4000);
    assert_int_equal(et_chat_wait_ms(&e, 30, -1, 0), 60000);
    assert_int_equal(et_chat_wait_ms(&e, 1, 5000, 0), 5000);
    assert_int_equal(et_chat_wait_ms(&e, 1, 601000, 0), -1);
    for (uint64_t chance = 0; chance < 1000; chance++) {
        int64_t wait = et_chat_wait_ms(&e, 1, -1, chance * 7919);
        assert_true(wait >= 750 && wait <= 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_are_rounded_up),
        cmocka_unit_test(costs_never_wrap),
        cmocka_unit_test(budgets_hold),
        cmocka_unit_test(amounts_are_read_and_written),
        cmocka_unit_test(reasons_are_told),
        cmocka_unit_test(likes_count_by_doubling_and_end),
        cmocka_unit_test(the_order_is_one),
        cmocka_unit_test(people_are_masked),
        cmocka_unit_test(a_body_holds_data_as_data),
        cmocka_unit_test(names_are_pinned),
        cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(endpoints_are_checked),
        cmocka_unit_test(keys_lie_in_closed_files),
        cmocka_unit_test(waits_double_and_honour_the_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
