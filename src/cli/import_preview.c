/* import --dry-run: what a file is, and its first rows (import_run.h). */
#include "cli/import_run.h"

#include "ingest/export.h"

#include <stdio.h>

#define PREVIEW_ROWS 10
#define PREVIEW_BYTES ((size_t)1 << 20)

static const struct et_column row_columns[] = {
    {"row", "Row", ET_COLUMN_UINT, 0, 0},
    {"post", "Post", ET_COLUMN_TEXT, ET_COLUMN_FLEX | ET_COLUMN_OPTIONAL, 0},
    {"author", "Author", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"created_at", "Time", ET_COLUMN_TIME, 0, 0},
    {"likes", "Likes", ET_COLUMN_UINT, 0, 0},
    {"text", "Text", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"platform", "Platform", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"id", "Id", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"rejected", "Rejected", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {0},
};

static const struct et_column map_columns[] = {
    {"field", "Field", ET_COLUMN_TEXT, 0, 0},
    {"column", "Column", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {0},
};

static void add_comment(struct et_table *table, const struct et_batch *batch, const struct et_batch_comment *comment)
{
    const struct et_comment_record *r = &comment->record;
    bool bad = comment->outcome == ET_REJECTED, has_post = r->post < batch->post_count;
    const struct et_post_record *post = has_post ? &batch->posts[r->post].record : NULL;
    et_table_uint(table, r->row);
    et_table_text(table, post ? post->key : ET_SLICE(""));
    et_table_text(table, r->author);
    et_table_time(table, bad ? ET_TIME_NONE : r->created_at_us);
    et_table_count(table, r->likes);
    et_table_text(table, bad ? et_slice_of(comment->reason) : r->text);
    et_table_str(table, post ? et_platform_name(post->platform) : NULL);
    et_table_text(table, r->key);
    et_table_str(table, bad ? comment->reason : NULL);
}

static enum et_rc read_rows(struct et_export *export, struct et_arena *arena, struct et_table *rows, size_t *posts,
                            struct et_error *error)
{
    struct et_batch batch;
    for (size_t read = 0; read < PREVIEW_ROWS;) {
        enum et_rc rc = et_export_next(export, arena, PREVIEW_ROWS - read, PREVIEW_BYTES, &batch, error);
        if (rc != ET_OK)
            return rc == ET_END ? ET_OK : rc;
        for (size_t i = 0; i < batch.comment_count && read < PREVIEW_ROWS; i++, read++)
            add_comment(rows, &batch, &batch.comments[i]);
        for (size_t i = 0; i < batch.post_count; i++)
            *posts += batch.posts[i].is_record;
        if (batch.comment_count == 0 && *posts >= PREVIEW_ROWS)
            return ET_OK;
    }
    return ET_OK;
}

static void print_json(struct et_emit *json, const char *path, const char *format, const struct et_detection *found,
                       const struct et_table *map, const struct et_table *rows)
{
    const char delimiter[2] = {found->delimiter, '\0'};
    et_emit_object(json);
    et_emit_put_str(json, "path", path);
    et_emit_put_str(json, "format", format);
    et_emit_put_real(json, "sure", found->sure, 2);
    et_emit_put_text(json, "why", found->why);
    et_emit_put_text(json, "encoding", found->encoding);
    et_emit_put_str(json, "delimiter", found->delimiter ? delimiter : NULL);
    et_emit_key(json, "columns");
    et_emit_object(json);
    for (size_t i = 0; i < et_table_rows(map); i++) {
        const struct et_cell *cells = &map->cells[i * map->column_count];
        et_emit_key_text(json, cells[0].text);
        et_emit_text(json, cells[1].text);
    }
    et_emit_object_end(json);
    et_emit_key(json, "rows");
    et_table_json(rows, json);
    et_emit_object_end(json);
}

static void print_people(struct et_app *app, const char *path, const char *format, const struct et_detection *found,
                         const struct et_table *map, const struct et_table *rows, size_t posts)
{
    et_app_heading(app, path);
    et_app_say(app, "Format    %s, %.0f %% sure\n", format, found->sure * 100);
    et_app_say(app, "Why       " ET_SLICE_FMT "\n", ET_SLICE_ARG(found->why));
    et_app_say(app, "Encoding  " ET_SLICE_FMT "\n", ET_SLICE_ARG(found->encoding));
    if (found->delimiter)
        et_app_say(app, "Delimiter %s\n", found->delimiter == '\t' ? "TAB" : (const char[]){found->delimiter, '\0'});
    if (posts)
        et_app_say(app, "Posts     %zu records of posts among the first rows\n", posts);
    et_app_say(app, "\n");
    if (et_table_rows(map)) {
        et_app_table(app, map);
        et_app_say(app, "\n");
    }
    if (et_table_rows(rows))
        et_app_table(app, rows);
    et_app_say(app, "\nNothing was written.\n\n");
}

enum et_rc et_import_preview(struct et_import_run *run, const char *path, struct et_emit *json, struct et_error *error)
{
    struct et_app *app = run->app;
    struct et_export *export = NULL;
    struct et_table rows, map;
    size_t posts = 0;
    enum et_rc rc = et_export_open(path, &run->options, &export, error);
    if (rc != ET_OK)
        return rc;
    const struct et_detection *found = et_export_detection(export);
    const char *format = et_export_format(export);
    et_table_init(&rows, row_columns, &app->arena);
    et_table_init(&map, map_columns, &app->arena);
    for (size_t i = 0; i < found->column_count; i++) {
        et_table_text(&map, found->columns[i].field);
        et_table_text(&map, found->columns[i].column);
    }
    rc = read_rows(export, &app->arena, &rows, &posts, error);
    if (rc == ET_OK && app->output == ET_OUTPUT_JSON)
        print_json(json, path, format, found, &map, &rows);
    else if (rc == ET_OK && app->output == ET_OUTPUT_CSV)
        et_app_table(app, &rows);
    else if (rc == ET_OK)
        print_people(app, path, format, found, &map, &rows, posts);
    et_export_close(export);
    return rc;
}
