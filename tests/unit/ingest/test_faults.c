/* Each allocation fails in turn: the error says so, nothing leaks, and what came out before is right. */
#include "ingest_test.h"

#include <jansson.h>

#ifdef ET_FAULTS

static const char csv[] =
    "post url,username,comment,timestamp,likes\n"
    "https://www.instagram.com/p/ETBgRc3Pxi1/,mara_fen,\"quo\"\"ted\ntext\",2025-11-20T18:49:05Z,3\n"
    "https://www.instagram.com/p/ETBvLm0Sue1/,ilse_b,caf\xC3\xA9 \xFF,03/04/2025,1\n"
    "https://www.instagram.com/p/ETBvLm0Sue1/,ilse_b,x,25/04/2025,1\n"
    "short,row\n";
static const char preamble[] =
    "https://www.instagram.com/p/ETBgRc3Pxi1\nA \"caption\", yes\n"
    "created_at,comment_like_count,media_id,pk,text,user.username\n"
    "1763664545,3,4954383001795369000,1,hi,mara_fen\n1763664545,3,3770243824132977000,2,ho,mara_fen\n";
static const char json[] =
    "[{\"postUrl\":\"https://www.instagram.com/p/ETBgRc3Pxi1/\",\"id\":\"1\",\"text\":\"a\xFF\","
    "\"ownerUsername\":\"u\",\"timestamp\":\"2025-11-20T10:00:00Z\",\"likesCount\":3,\"replies\":[{\"id\":2,"
    "\"text\":\"b\",\"ownerUsername\":\"v\",\"timestamp\":\"2025-11-20T10:00:00Z\"}]},{\"broken\":]";

/* Opens and reads with the n-th allocation failing; true when nothing failed. */
static bool attempt(struct et_slice bytes, const char *name, long n, size_t comments)
{
    struct et_import_options options = default_options();
    struct et_export *export = NULL;
    struct et_arena arena;
    struct et_batch batch;
    struct et_error error = {0};
    size_t count = 0;
    et_arena_init(&arena, 0);
    et_mem_fail_after(n);
    enum et_rc rc = et_export_open_bytes(bytes, name, &options, &export, &error);
    while (!rc && !(rc = et_export_next(export, &arena, 2, 1 << 20, &batch, &error)))
        count += batch.comment_count;
    bool failed = et_mem_failed();
    et_mem_fail_after(-1);
    if (failed && rc != ET_E_NOMEM)
        print_error("%s: allocation %ld: %s %s\n", name, n, et_rc_name(rc), error.message);
    if (failed)
        assert_int_equal(rc, ET_E_NOMEM);
    else
        assert_int_equal(count, comments);
    et_export_close(export);
    et_arena_dispose(&arena);
    return !failed;
}

static void exports(void **state)
{
    (void)state;
    static const struct {
        struct et_slice bytes;
        const char *name;
        size_t comments;
    } cases[] = {{{csv, sizeof csv - 1}, "a.csv", 4},
                 {{preamble, sizeof preamble - 1}, "p.csv", 2},
                 {{json, sizeof json - 1}, "j.json", 3}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        long n = 0;
        while (!attempt(cases[i].bytes, cases[i].name, n, cases[i].comments))
            n++;
        assert_true(n > 10);
    }
}

static void options_texts(void **state)
{
    (void)state;
    struct et_import_options options = default_options();
    options.subject = ET_SLICE("a subject");
    for (long n = 0;; n++) {
        struct et_arena arena;
        struct et_slice text;
        et_arena_init(&arena, 0);
        et_mem_fail_after(n);
        enum et_rc rc = et_import_options_text(&options, &arena, &text, NULL);
        bool failed = et_mem_failed();
        et_mem_fail_after(-1);
        et_arena_dispose(&arena);
        assert_int_equal(rc, failed ? ET_E_NOMEM : ET_OK);
        if (!failed)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(exports), cmocka_unit_test(options_texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void)
{
    return 0;
}
#endif
