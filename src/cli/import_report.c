/* The report of an import: table, JSON, remarks, exit code (import_run.h). */
#include "cli/import_run.h"

#include "insight/query.h"

#include <stdio.h>
#include <string.h>

static const struct et_column columns[] = {
    {"path", "File", ET_COLUMN_TEXT, ET_COLUMN_FLEX | ET_COLUMN_PATH, 0},
    {"format", "Format", ET_COLUMN_TEXT, ET_COLUMN_OPTIONAL, 0},
    {"rows", "Rows", ET_COLUMN_UINT, 0, 0},
    {"inserted", "New", ET_COLUMN_UINT, 0, 0},
    {"updated", "Updated", ET_COLUMN_UINT, 0, 0},
    {"unchanged", "Unchanged", ET_COLUMN_UINT, 0, 0},
    {"empty", "Empty", ET_COLUMN_UINT, 0, 0},
    {"rejected", "Rejected", ET_COLUMN_UINT, 0, 0},
    {"state", "", ET_COLUMN_TEXT, 0, 0},
    {"error", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {0},
};

/* A file that is known whole was not read: its records are there, unchanged. */
static struct et_import_counts counts_of(const struct et_import_result *result)
{
    struct et_import_counts counts = result->report.import.counts;
    if (result->report.skipped) {
        counts.unchanged += counts.inserted + counts.updated;
        counts.inserted = counts.updated = 0;
        counts.posts_inserted = counts.posts_updated = 0;
    }
    return counts;
}

struct totals {
    uint64_t files, failed, skipped, rejected_now;
    struct et_import_counts counts;
};

static struct totals add_up(const struct et_import_run *run)
{
    struct totals t = {.files = run->count};
    for (size_t i = 0; i < run->count; i++) {
        const struct et_import_result *result = &run->results[i];
        struct et_import_counts c = counts_of(result);
        t.failed += result->rc != ET_OK;
        t.skipped += result->report.skipped;
        t.rejected_now += result->report.skipped ? 0 : c.rejected;
        t.counts.rows += c.rows;
        t.counts.inserted += c.inserted;
        t.counts.updated += c.updated;
        t.counts.unchanged += c.unchanged;
        t.counts.empty += c.empty;
        t.counts.rejected += c.rejected;
    }
    return t;
}

static void json_counts(struct et_emit *json, const struct et_import_counts *c)
{
    et_emit_put_uint(json, "rows", c->rows);
    et_emit_put_uint(json, "inserted", c->inserted);
    et_emit_put_uint(json, "updated", c->updated);
    et_emit_put_uint(json, "unchanged", c->unchanged);
    et_emit_put_uint(json, "empty", c->empty);
    et_emit_put_uint(json, "rejected", c->rejected);
}

static void json_file(struct et_emit *json, const struct et_import_result *result)
{
    const struct et_import_report *report = &result->report;
    struct et_import_counts c = counts_of(result);
    et_emit_object(json);
    et_emit_put_str(json, "path", result->path);
    et_emit_put_text(json, "sha256", report->import.sha256);
    et_emit_put_text(json, "format", report->import.format);
    json_counts(json, &c);
    et_emit_key(json, "reasons");
    et_emit_object(json);
    for (size_t i = 0; i < report->reason_count; i++)
        et_emit_put_uint(json, report->reasons[i].reason, report->reasons[i].count);
    et_emit_object_end(json);
    et_emit_key(json, "posts");
    et_emit_object(json);
    et_emit_put_uint(json, "read", c.posts_read);
    et_emit_put_uint(json, "inserted", c.posts_inserted);
    et_emit_put_uint(json, "updated", c.posts_updated);
    et_emit_object_end(json);
    et_emit_put_real(json, "seconds", report->seconds, 3);
    if (report->import.id)
        et_emit_put_int(json, "import", report->import.id);
    if (report->skipped)
        et_emit_put_bool(json, "skipped", true);
    if (report->rejects_path.ptr)
        et_emit_put_text(json, "rejects", report->rejects_path);
    if (result->rc != ET_OK)
        et_emit_put_str(json, "error", result->error);
    et_emit_object_end(json);
}

static void print_json(struct et_import_run *run, const struct totals *t)
{
    struct et_emit json = et_app_json(run->app);
    et_emit_object(&json);
    et_emit_key(&json, "files");
    et_emit_array(&json);
    for (size_t i = 0; i < run->count; i++)
        json_file(&json, &run->results[i]);
    et_emit_array_end(&json);
    et_emit_key(&json, "totals");
    et_emit_object(&json);
    et_emit_put_uint(&json, "files", t->files);
    et_emit_put_uint(&json, "failed", t->failed);
    json_counts(&json, &t->counts);
    et_emit_object_end(&json);
    et_emit_object_end(&json);
    et_buf_char(&run->app->out, '\n');
}

static const char *state_of(const struct et_import_result *result)
{
    if (result->rc == ET_E_CANCELLED)
        return "interrupted";
    return result->rc != ET_OK ? "failed" : result->report.skipped ? "known" : "";
}

static void add_row(struct et_table *table, const char *path, struct et_slice format, const struct et_import_counts *c,
                    const char *state, const char *error)
{
    et_table_str(table, path);
    et_table_text(table, format);
    et_table_uint(table, c->rows);
    et_table_uint(table, c->inserted);
    et_table_uint(table, c->updated);
    et_table_uint(table, c->unchanged);
    et_table_uint(table, c->empty);
    et_table_uint(table, c->rejected);
    et_table_str(table, state);
    et_table_str(table, error);
}

static void print_table(struct et_import_run *run, const struct totals *t)
{
    struct et_table table;
    et_table_init(&table, columns, &run->app->arena);
    for (size_t i = 0; i < run->count; i++) {
        const struct et_import_result *result = &run->results[i];
        struct et_import_counts c = counts_of(result);
        add_row(&table, result->path, result->report.import.format, &c, state_of(result), result->error);
    }
    if (run->count > 1 && run->app->output == ET_OUTPUT_PEOPLE)
        add_row(&table, "together", ET_SLICE(""), &t->counts, "", NULL);
    et_app_table(run->app, &table);
}

static void say_rejects(const struct et_import_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct et_import_report *report = &run->results[i].report;
        for (size_t r = 0; r < report->reason_count; r++)
            et_app_say(run->app, "  rejected: %llu x %s\n", (unsigned long long)report->reasons[r].count,
                       report->reasons[r].reason);
        if (report->rejects_path.ptr)
            et_app_say(run->app, "  Rejected rows of %s: " ET_SLICE_FMT "\n", run->results[i].path,
                       ET_SLICE_ARG(report->rejects_path));
    }
}

/* A file that was read and holds nothing is no failure, but nobody should have to guess it. */
static void say_empty(const struct et_import_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct et_import_counts *c = &run->results[i].report.import.counts;
        if (run->results[i].rc == ET_OK && c->rows == 0 && c->posts_read == 0)
            et_app_note(run->app, "%s: 0 rows, there are no comments in it.", run->results[i].path);
    }
}

/* What a person should do next about the catalogue: without entities, figures are about nobody. */
static void say_next(const struct et_import_run *run, const struct totals *t)
{
    struct et_app *app = run->app;
    struct et_slice subject = run->options.subject;
    if (subject.len && !et_entity_by_name(&app->catalogue, subject))
        et_app_note(app,
                    "'" ET_SLICE_FMT "' is not in the catalogue yet. Add it, so that comments about it are found:\n"
                    "  et-intel entities add '" ET_SLICE_FMT "' --type person\n  et-intel rescore",
                    ET_SLICE_ARG(subject), ET_SLICE_ARG(subject));
    else if (app->catalogue.count == 0)
        et_app_note(app,
                    "The catalogue is empty: no comment is about anybody yet. Add whom you follow, then score again:\n"
                    "  et-intel entities add 'NAME' --type person --alias 'OTHER NAME'\n  et-intel rescore");
    else if (t->counts.inserted || t->counts.updated)
        et_app_say(app, "Next: et-intel brief\n");
}

/* A line that asks for an option which makes no sense is wrong usage; a file that can't be read is not. */
static bool is_usage(const struct et_import_run *run)
{
    const struct et_args *args = &run->app->args;
    bool all = run->count > 0;
    for (size_t i = 0; i < run->count; i++)
        all = all && run->results[i].rc == ET_E_USAGE;
    return all && (et_args_has(args, "map") || et_args_has(args, "format"));
}

static int finish_failed(const struct et_import_run *run, const struct totals *t)
{
    const struct et_import_result *last = NULL;
    for (size_t i = 0; i < run->count; i++)
        if (run->results[i].rc != ET_OK)
            last = &run->results[i];
    enum et_rc why = run->stopped != ET_OK ? run->stopped : last ? last->rc : ET_E_IO;
    if (why == ET_E_CANCELLED)
        fprintf(stderr, "et-intel: interrupted; what was read is saved.\nRun the same command again to go on.\n");
    else if (run->stopped != ET_OK)
        fprintf(stderr, "%s\n", et_app_advice(run->app, why));
    else if (t->files > 1)
        fprintf(
            stderr,
            "et-intel: %llu of %llu files failed.\n"
            "Correct the files named above and run the same command again: the others are known and will be skipped.\n",
            (unsigned long long)t->failed, (unsigned long long)t->files);
    else if (why == ET_E_USAGE)
        fprintf(stderr,
                "Give what the message above asks for and run the command again; 'et-intel help import' lists the "
                "options.\n");
    else if (why == ET_E_NOT_FOUND)
        fprintf(stderr, "Check the path: '%s' is not there.\n", last->path);
    else
        fprintf(stderr, "Run 'et-intel import --dry-run %s' to see what is recognised, or 'et-intel help formats'.\n",
                last ? last->path : "FILE");
    return is_usage(run) ? ET_EXIT_USAGE : ET_EXIT_FAILED;
}

/* Names the import to look at where there is one alone. */
static void say_rejected(const struct et_import_run *run, uint64_t rejected)
{
    long long id = 0;
    size_t with = 0;
    for (size_t i = 0; i < run->count; i++) {
        if (run->results[i].report.skipped || !run->results[i].report.import.counts.rejected)
            continue;
        id = (long long)run->results[i].report.import.id;
        with++;
    }
    const char *rows = rejected == 1 ? "row was" : "rows were";
    if (with == 1)
        et_app_note(run->app, "%llu %s rejected; 'et-intel imports rejects %lld' lists what and why.",
                    (unsigned long long)rejected, rows, id);
    else
        et_app_note(run->app, "%llu %s rejected; 'et-intel imports rejects ID' lists what and why.",
                    (unsigned long long)rejected, rows);
}

int et_import_run_report(struct et_import_run *run)
{
    struct et_app *app = run->app;
    struct totals t = add_up(run);
    if (app->output == ET_OUTPUT_JSON)
        print_json(run, &t);
    else if (run->count || app->output == ET_OUTPUT_CSV)
        print_table(run, &t);
    say_rejects(run);
    say_empty(run);
    if (t.failed < t.files)
        say_next(run, &t);
    et_app_flush(app);
    if (t.failed || run->stopped != ET_OK)
        return finish_failed(run, &t);
    if (t.rejected_now && !et_args_has(&app->args, "allow-rejects")) {
        say_rejected(run, t.rejected_now);
        return ET_EXIT_REJECTED;
    }
    return ET_EXIT_OK;
}
