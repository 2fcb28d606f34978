#include "analyse/entity/catalogue_file.h"
#include "base/file.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "cli/score_stream.h"

#include <stdio.h>
#include <unistd.h>

#define CATALOGUE_MAX ((size_t)64 << 20)

static int run_score(struct et_app *app);

static const struct et_option score_options[] = {
    {"catalog", 0, ET_VALUE_FILE, "FILE", NULL, false, "Entities to look for, as 'entities export' writes them"},
    {"model", 0, ET_VALUE_TEXT, "NAME@VERSION", NULL, false, "Score with this model"},
    {"threads", 'j', ET_VALUE_COUNT, "N", NULL, false, "Threads (default: one per processor)"},
    {0},
};
static const struct et_option *const options[] = {score_options, NULL};
static const struct et_example examples[] = {
    {"echo '{\"text\":\"I love it 😍\"}' | et-intel score", "One comment."},
    {"et-intel score --catalog cast.json < comments.jsonl > scores.jsonl", "Many, with mentions of a cast."},
    {0},
};

const struct et_command et_cmd_score = {
    .name = "score",
    .synopsis = "",
    .summary = "Score JSON lines from standard input, without a database",
    .details = "In, one object a line: {\"id\":any, \"text\":\"...\", \"caption\":\"...\", \"parent\":\"...\", "
               "\"likes\":0}; only text is "
               "needed. Out, one object a line in the same order. A bad line gives {\"line\":N,\"error\":\"...\"} in "
               "its place, and "
               "the exit code is 3.",
    .section = "Comments",
    .options = options,
    .examples = examples,
    .run = run_score,
};

static enum et_rc load_catalogue(struct et_app *app, struct et_error *error)
{
    const char *path = et_args_text(&app->args, "catalog");
    struct et_buf json;
    if (!path)
        return ET_OK;
    et_buf_init(&json, 0);
    enum et_rc rc = et_file_read(path, CATALOGUE_MAX, &json, error);
    if (rc == ET_OK) {
        /* The parsed catalogue may borrow from its text. */
        struct et_slice text = et_arena_copy(&app->arena, et_buf_view(&json));
        rc = text.ptr ? et_catalogue_parse(text, &app->arena, &app->catalogue, error) : et_fail_nomem(error);
        if (rc != ET_OK)
            et_error_prefix(error, "%s", path);
    }
    et_buf_dispose(&json);
    return rc;
}

static bool write_out(void *context, const char *bytes, size_t len)
{
    return et_app_write(context, bytes, len);
}

static int run_score(struct et_app *app)
{
    struct et_error error;
    struct et_score_stream stream = {.input = STDIN_FILENO,
                                     .threads = (unsigned)et_args_count(&app->args, "threads", 0),
                                     .write = write_out,
                                     .context = app};
    enum et_rc rc = load_catalogue(app, &error);
    if (rc == ET_OK)
        rc = et_app_load_analyser(app, et_args_text(&app->args, "model"), &error);
    stream.analyser = app->analyser;
    if (rc == ET_OK && isatty(STDIN_FILENO))
        et_app_note(app, "Waiting for JSON lines on standard input (Ctrl-D ends)");
    if (rc == ET_OK)
        rc = et_score_stream_run(&stream, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    if (app->out_closed)
        return app->out_failed ? ET_EXIT_FAILED : ET_EXIT_OK;
    if (stream.bad)
        et_app_note(app, "%llu of %llu lines were bad; each is answered with its error.",
                    (unsigned long long)stream.bad, (unsigned long long)stream.lines);
    return stream.bad ? ET_EXIT_REJECTED : ET_EXIT_OK;
}
