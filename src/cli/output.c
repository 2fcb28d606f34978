/* What people and scripts see: standard output, remarks and errors (app.h). */
#include "base/log.h"
#include "cli/app.h"
#include "cli/progress.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FLUSH_AT ((size_t)1 << 16)

static void write_failed(struct et_app *app, int number)
{
    app->out_closed = true;
    if (number == EPIPE) /* the reader has seen enough: not an error */
        return;
    app->out_failed = true;
    fprintf(stderr, "et-intel: standard output: %s\n", strerror(number));
}

bool et_app_write(struct et_app *app, const char *bytes, size_t len)
{
    size_t done = 0;
    while (done < len && !app->out_closed) {
        ssize_t n = write(STDOUT_FILENO, bytes + done, len - done);
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            write_failed(app, errno);
    }
    return !app->out_closed;
}

void et_app_flush(struct et_app *app)
{
    if (app->out.failed && !app->out_failed) {
        app->out_failed = true;
        fprintf(stderr, "et-intel: memory ran out while writing the result\n");
    }
    et_app_write(app, app->out.data, app->out.len);
    et_buf_clear(&app->out);
}

struct et_emit et_app_json(struct et_app *app)
{
    return ET_EMIT(&app->out);
}

struct et_table_style et_app_style(const struct et_app *app)
{
    return (struct et_table_style){.width = app->width, .colour = app->colour, .zone = app->zone};
}

void et_app_table(struct et_app *app, const struct et_table *table)
{
    if (table->failed)
        app->out.failed = true;
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_table_json(table, &json);
        et_buf_char(&app->out, '\n');
    } else if (app->output == ET_OUTPUT_CSV) {
        et_table_csv(table, app->csv_safe, &app->out);
    } else {
        struct et_table_style style = et_app_style(app);
        et_table_print(table, &style, &app->out);
    }
    if (app->out.len >= FLUSH_AT)
        et_app_flush(app);
}

void et_app_say(struct et_app *app, const char *format, ...)
{
    if (app->output != ET_OUTPUT_PEOPLE)
        return;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !et_buf_reserve(&app->out, (size_t)n + 1)) {
        app->out.failed = true;
        return;
    }
    va_start(args, format);
    vsnprintf(app->out.data + app->out.len, (size_t)n + 1, format, args);
    va_end(args);
    app->out.len += (size_t)n;
}

void et_app_heading(struct et_app *app, const char *text)
{
    et_app_say(app, "%s%s%s\n", app->colour ? ET_COLOUR_BOLD : "", text, app->colour ? ET_COLOUR_OFF : "");
}

void et_app_note(struct et_app *app, const char *format, ...)
{
    if (app->quiet)
        return;
    et_progress_clear(app->progress);
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

struct et_progress *et_app_progress(struct et_app *app)
{
    if (!app->progress && !app->quiet)
        app->progress = et_progress_new(isatty(STDERR_FILENO) == 1, app->width);
    return app->progress;
}

const char *et_app_advice(const struct et_app *app, enum et_rc code)
{
    (void)app;
    switch (code) {
    case ET_OK:
    case ET_END:
        return "";
    case ET_E_NOMEM:
        return "Free some memory, then run the same command again.";
    case ET_E_FULL:
        return "Free space on the disk, then run the same command again: what was saved stays saved.";
    case ET_E_READONLY:
        return "Give yourself the right to write there, or choose another place (--db sqlite:PATH for the database).";
    case ET_E_BUSY:
        return "Wait until the other program is done with the database, then run the same command again.";
    case ET_E_SCHEMA:
        return "Run 'et-intel db current' to see what the database is, and 'et-intel db upgrade' if it is older.";
    case ET_E_CORRUPT:
        return "Run 'et-intel db check'; 'et-intel db restore FILE' brings a backup back.";
    case ET_E_CANCELLED:
        return "Run the same command again to go on.";
    case ET_E_USAGE:
        return "Run 'et-intel help' to see how it is used.";
    case ET_E_NOT_FOUND:
        return "Check the name and run the command again.";
    case ET_E_EXISTS:
        return "Choose another name, or move away what is there.";
    case ET_E_FORMAT:
    case ET_E_TOO_LONG:
        return "Correct the input and run the command again; 'et-intel help formats' says what can be read.";
    case ET_E_IO:
    case ET_E_INTERNAL:
        return "Run 'et-intel doctor' to look for the cause; the log file has the details.";
    }
    return "";
}

static void usage_advice(const struct et_app *app, char *text, size_t size)
{
    const struct et_command *command = app->args.command, *parent = app->args.parent;
    snprintf(text, size, "Run 'et-intel help%s%s%s%s' to see how it is used.", parent ? " " : "",
             parent ? parent->name : "", command ? " " : "", command ? command->name : "");
}

int et_app_fail(struct et_app *app, const struct et_error *error)
{
    char usage[160];
    const char *advice = app->advice[0] ? app->advice : et_app_advice(app, error->code);
    if (error->code == ET_E_USAGE && !app->advice[0]) {
        usage_advice(app, usage, sizeof usage);
        advice = usage;
    }
    et_progress_clear(app->progress);
    et_app_flush(app);
    fprintf(stderr, "%set-intel:%s %s\n", app->colour ? ET_COLOUR_RED : "", app->colour ? ET_COLOUR_OFF : "",
            error->message);
    if (advice[0])
        fprintf(stderr, "%s\n", advice);
    ET_LOG(ET_LOG_ERROR, "cli", "command failed", ET_F_STR("error", et_rc_name(error->code)),
           ET_F_STR("message", error->message));
    return error->code == ET_E_USAGE ? ET_EXIT_USAGE : ET_EXIT_FAILED;
}

bool et_app_confirm(struct et_app *app, const char *question)
{
    if (et_args_has(&app->args, "yes") || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return true;
    char answer[16];
    et_app_flush(app);
    fprintf(stderr, "%s [y/N] ", question);
    return fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}
