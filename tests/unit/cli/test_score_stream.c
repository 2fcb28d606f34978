/* LABEL: threads
 * JSON lines through several threads: the same bytes in the same order as through one, whatever the blocks. */
#include "cli/score_stream.h"

#include "base/buf.h"
#include "base/thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct et_analyser *analyser;

static int set_up(void **state)
{
    (void)state;
    struct et_error error;
    struct et_analyser_config config = {.model = NULL};
    return et_analyser_new(&config, &analyser, &error) == ET_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    et_analyser_free(analyser);
    return 0;
}

/* What a thread writes into the pipe, in pieces of `piece` bytes. */
struct feed {
    int output;
    struct et_slice text;
    size_t piece;
};

static void run_feed(void *context)
{
    struct feed *feed = context;
    for (size_t at = 0; at < feed->text.len;) {
        size_t len = feed->text.len - at < feed->piece ? feed->text.len - at : feed->piece;
        ssize_t n = write(feed->output, feed->text.ptr + at, len);
        if (n <= 0)
            break;
        at += (size_t)n;
    }
    close(feed->output);
}

static bool take(void *context, const char *bytes, size_t len)
{
    return et_buf_add(context, bytes, len);
}

static void score(struct et_slice text, unsigned threads, size_t piece, struct et_buf *out,
                  struct et_score_stream *stream)
{
    struct et_error error;
    struct et_thread *feeder;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct feed feed = {ends[1], text, piece};
    assert_int_equal(et_thread_start(&feeder, run_feed, &feed, &error), ET_OK);
    *stream = (struct et_score_stream){
        .input = ends[0], .analyser = analyser, .threads = threads, .write = take, .context = out};
    et_buf_clear(out);
    assert_int_equal(et_score_stream_run(stream, &error), ET_OK);
    et_thread_join(feeder);
    close(ends[0]);
}

static void make_lines(struct et_buf *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i % 97 == 5)
            et_buf_str(text, "{\"id\":");
        else if (i % 89 == 7)
            et_buf_str(text, "   ");
        else
            et_buf_printf(text, "{\"id\":%zu,\"text\":\"number %zu is so good, I love it\"}", i, i * i);
        et_buf_str(text, i + 1 < count ? "\n" : ""); /* the last line without its end */
    }
}

static void threads_and_pieces_do_not_matter(void **state)
{
    (void)state;
    struct et_buf text, one, many;
    struct et_score_stream stream;
    et_buf_init(&text, 0);
    et_buf_init(&one, 0);
    et_buf_init(&many, 0);
    make_lines(&text, 4000);
    score(et_buf_view(&text), 1, 1 << 16, &one, &stream);
    assert_int_equal(stream.lines, 4000);
    assert_int_equal(stream.bad, 42);
    static const size_t pieces[] = {7, 1000, 1 << 20};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        score(et_buf_view(&text), 4, pieces[i], &many, &stream);
        assert_int_equal(stream.bad, 42);
        assert_int_equal(many.len, one.len);
        assert_memory_equal(many.data, one.data, one.len);
    }
    et_buf_dispose(&text);
    et_buf_dispose(&one);
    et_buf_dispose(&many);
}

static void bad_lines_are_numbered(void **state)
{
    (void)state;
    struct et_buf out;
    struct et_score_stream stream;
    et_buf_init(&out, 0);
    score(ET_SLICE("\n\nnonsense\r\n{\"text\":\"fine\"}\n[]"), 2, 3, &out, &stream);
    assert_non_null(strstr(out.data, "{\"line\":3,\"error\":"));
    assert_non_null(strstr(out.data, "{\"line\":5,\"error\":"));
    assert_int_equal(stream.bad, 2);
    score(ET_SLICE(""), 2, 1, &out, &stream);
    assert_int_equal(stream.lines, 0);
    assert_int_equal(out.len, 0);
    et_buf_dispose(&out);
}

static bool refuse(void *context, const char *bytes, size_t len)
{
    (void)bytes;
    (void)len;
    ++*(int *)context;
    return false;
}

static void a_reader_that_leaves_ends_it(void **state)
{
    (void)state;
    struct et_error error;
    struct et_thread *feeder;
    struct et_buf text;
    et_buf_init(&text, 0);
    make_lines(&text, 200);
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        int ends[2], calls = 0;
        assert_int_equal(pipe(ends), 0);
        struct feed feed = {ends[1], et_buf_view(&text), 1 << 16};
        assert_int_equal(et_thread_start(&feeder, run_feed, &feed, &error), ET_OK);
        struct et_score_stream stream = {
            .input = ends[0], .analyser = analyser, .threads = threads, .write = refuse, .context = &calls};
        assert_int_equal(et_score_stream_run(&stream, &error), ET_OK);
        assert_int_equal(calls, 1);
        et_thread_join(feeder);
        close(ends[0]);
    }
    et_buf_dispose(&text);
}

static void what_cannot_be_read_is_an_error(void **state)
{
    (void)state;
    struct et_error error;
    struct et_buf out;
    et_buf_init(&out, 0);
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct et_score_stream stream = {
            .input = -1, .analyser = analyser, .threads = threads, .write = take, .context = &out};
        assert_int_equal(et_score_stream_run(&stream, &error), ET_E_IO);
        assert_non_null(strstr(error.message, "standard input"));
    }
    et_buf_dispose(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_and_pieces_do_not_matter),
        cmocka_unit_test(bad_lines_are_numbered),
        cmocka_unit_test(a_reader_that_leaves_ends_it),
        cmocka_unit_test(what_cannot_be_read_is_an_error),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
