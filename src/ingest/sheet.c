#include "ingest/sheet.h"

#include "base/buf.h"

#include <stdio.h>

#define GROUPS_MAX 4096
#define NAME_MAX_LEN 256

/* Grows an array in the arena that holds count elements, when count is a power of two (or 0). */
static void *grow(struct et_arena *arena, void *array, size_t count, size_t size)
{
    if (count & (count - 1))
        return array;
    if (count && count < 8)
        return array;
    size_t room = count ? count * 2 : 8;
    void *wider = et_arena_calloc(arena, room, size);
    if (wider && count)
        memcpy(wider, array, count * size);
    return wider;
}

static bool add_column(struct et_arena *arena, struct et_group *group, enum et_field field, size_t column)
{
    struct et_column_of *columns = grow(arena, group->columns, group->count, sizeof *columns);
    if (!columns)
        return false;
    group->columns = columns;
    columns[group->count++] = (struct et_column_of){field, column};
    return true;
}

static struct et_group *add_group(struct et_sheet *sheet, struct et_arena *arena, size_t parent)
{
    struct et_group *groups = grow(arena, sheet->groups, sheet->group_count, sizeof *groups);
    if (!groups)
        return NULL;
    sheet->groups = groups;
    groups[sheet->group_count] = (struct et_group){.parent = parent};
    return &groups[sheet->group_count++];
}

/* Adds the columns that are called prefix + name, for each name of each field. */
static bool map_names(struct et_group *group, const struct et_field_names *fields, const char *prefix,
                      const struct et_probe *probe, struct et_arena *arena)
{
    char name[NAME_MAX_LEN];
    for (; fields && fields->names; fields++) {
        const char *names = fields->names;
        for (struct et_slice one; et_names_next(&names, &one);) {
            int n = snprintf(name, sizeof name, "%s%.*s", prefix, (int)one.len, one.ptr);
            uint64_t *column =
                n > 0 && (size_t)n < sizeof name ? et_strmap_get(&probe->names, et_slice(name, (size_t)n)) : NULL;
            if (column && !add_column(arena, group, (enum et_field)fields->field, *column))
                return false;
        }
    }
    return true;
}

static bool any_column_starts(const struct et_sheet *sheet, const char *prefix)
{
    for (size_t i = 0; i < sheet->columns; i++)
        if (et_slice_starts(sheet->header[i], et_slice_of(prefix)))
            return true;
    return false;
}

/* Comments below a post or comment: prefix + path + "/0/", "/1/", ... as long as there are such columns. */
static enum et_rc map_below(struct et_sheet *sheet, const char *prefix, const char *path, size_t parent,
                            const struct et_probe *probe, struct et_arena *arena, struct et_error *error)
{
    char below[NAME_MAX_LEN];
    for (unsigned i = 0; path && sheet->group_count < GROUPS_MAX; i++) {
        int n = snprintf(below, sizeof below, "%s%s/%u/", prefix, path, i);
        if (n < 0 || (size_t)n >= sizeof below)
            return ET_OK;
        bool dotted = !any_column_starts(sheet, below);
        for (int k = 0; k < n && dotted; k++)
            below[k] = below[k] == '/' ? '.' : below[k];
        if (dotted && !any_column_starts(sheet, below))
            return ET_OK;
        for (int k = 0; k < n && dotted; k++)
            below[k] = below[k] == '.' ? '/' : below[k];
        size_t index = sheet->group_count;
        struct et_group *group = add_group(sheet, arena, parent);
        if (!group || !map_names(group, sheet->adapter->comment, below, probe, arena))
            return et_fail_nomem(error);
        enum et_rc rc = map_below(sheet, below, sheet->adapter->replies, index, probe, arena, error);
        if (rc)
            return rc;
    }
    return ET_OK;
}

/* "columns found: a, b, c" at the end of a message; long lists are cut. */
static struct et_slice list_columns(const struct et_sheet *sheet, struct et_arena *arena)
{
    struct et_buf list;
    et_buf_init(&list, 0);
    for (size_t i = 0; i < sheet->columns && list.len < 500; i++) {
        if (i)
            et_buf_str(&list, ", ");
        et_buf_slice(&list, et_slice_sub(sheet->header[i], 0, 60));
    }
    if (list.len >= 500)
        et_buf_str(&list, ", ...");
    struct et_slice copy = et_arena_copy(arena, et_buf_view(&list));
    et_buf_dispose(&list);
    return copy;
}

static enum et_rc find_column(const struct et_sheet *sheet, const struct et_mapping *mapping, size_t *column,
                              struct et_arena *arena, struct et_error *error)
{
    for (size_t i = 0; i < sheet->columns; i++) {
        if (et_slice_eq(sheet->header[i], mapping->column)) {
            *column = i;
            return ET_OK;
        }
    }
    for (size_t i = 0; i < sheet->columns; i++) {
        if (et_slice_eq_nocase(sheet->header[i], mapping->column)) {
            *column = i;
            return ET_OK;
        }
    }
    struct et_slice list = list_columns(sheet, arena);
    return et_fail(error, ET_E_USAGE,
                   "--map " ET_SLICE_FMT "=" ET_SLICE_FMT ": no such column; columns found: " ET_SLICE_FMT,
                   ET_SLICE_ARG(mapping->field), ET_SLICE_ARG(mapping->column), ET_SLICE_ARG(list));
}

static enum et_rc map_options(struct et_sheet *sheet, const struct et_import_options *options, struct et_group *group,
                              struct et_arena *arena, struct et_error *error)
{
    for (size_t i = 0; i < options->map_count; i++) {
        size_t column = 0;
        enum et_field field = et_field_parse(options->map[i].field);
        if (field == ET_FIELDS)
            return et_fail(error, ET_E_USAGE,
                           "--map " ET_SLICE_FMT
                           ": no such field; fields are text, author, time, likes, url, post, id, parent, "
                           "replies, author_name, caption, subject, title, platform, owner, posted_at",
                           ET_SLICE_ARG(options->map[i].field));
        enum et_rc rc = find_column(sheet, &options->map[i], &column, arena, error);
        if (rc)
            return rc;
        if (!add_column(arena, group, field, column))
            return et_fail_nomem(error);
    }
    return ET_OK;
}

static bool is_mapped(const struct et_group *group, enum et_field field, size_t column)
{
    for (size_t i = 0; i < group->count; i++)
        if (group->columns[i].field == field || group->columns[i].column == column)
            return true;
    return false;
}

static enum et_rc map_meanings(struct et_sheet *sheet, struct et_group *group, struct et_arena *arena,
                               struct et_error *error)
{
    size_t found[ET_FIELDS];
    enum et_rc rc = et_columns_by_meaning(sheet->header, sheet->columns, found, error);
    for (int f = 0; f < ET_FIELDS && !rc; f++)
        if (found[f] != SIZE_MAX && !is_mapped(group, (enum et_field)f, found[f]) &&
            !add_column(arena, group, (enum et_field)f, found[f]))
            rc = et_fail_nomem(error);
    return rc;
}

bool et_sheet_has(const struct et_sheet *sheet, enum et_field field)
{
    for (size_t i = 0; sheet->group_count && i < sheet->groups[0].count; i++)
        if (sheet->groups[0].columns[i].field == field)
            return true;
    return false;
}

enum et_rc et_sheet_map(struct et_sheet *sheet, const struct et_adapter_ops *adapter,
                        const struct et_import_options *options, const struct et_probe *probe, struct et_arena *arena,
                        struct et_error *error)
{
    sheet->adapter = adapter;
    struct et_group *group = add_group(sheet, arena, SIZE_MAX);
    if (!group)
        return et_fail_nomem(error);
    group->is_post = adapter->post != NULL;
    enum et_rc rc = map_options(sheet, options, group, arena, error);
    if (rc)
        return rc;
    if (!adapter->comment && !adapter->post)
        rc = map_meanings(sheet, group, arena, error);
    else if (!map_names(group, adapter->post ? adapter->post : adapter->comment, "", probe, arena))
        rc = et_fail_nomem(error);
    if (!rc && adapter->post)
        rc = map_below(sheet, "", adapter->below_post, SIZE_MAX, probe, arena, error);
    else if (!rc)
        rc = map_below(sheet, "", adapter->replies, 0, probe, arena, error);
    if (rc)
        return rc;
    if (!adapter->post && !et_sheet_has(sheet, ET_FIELD_TEXT) && !et_sheet_has(sheet, ET_FIELD_HTML)) {
        struct et_slice list = list_columns(sheet, arena);
        return et_fail(error, ET_E_FORMAT,
                       "no text column; columns found: " ET_SLICE_FMT ". Name it with --map text=COLUMN",
                       ET_SLICE_ARG(list));
    }
    sheet->keys = et_arena_calloc(arena, sheet->group_count, sizeof *sheet->keys);
    sheet->next_group = sheet->group_count;
    return sheet->keys ? ET_OK : et_fail_nomem(error);
}

struct et_slice et_sheet_peek(const struct et_sheet *sheet, const struct et_csv_row *row, enum et_field field)
{
    const struct et_group *group = &sheet->groups[0];
    for (size_t i = 0; i < group->count; i++) {
        const struct et_csv_cell *cell = &row->cells[group->columns[i].column];
        if (group->columns[i].field == field && cell->len)
            return et_slice(cell->ptr, cell->len);
    }
    return et_slice(NULL, 0);
}

/* Copies a group's cells into values: the first that is not empty of each field. */
static enum et_rc fill(const struct et_sheet *sheet, const struct et_group *group, struct et_sink *sink,
                       struct et_values *values, struct et_error *error)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct et_column_of *from = &group->columns[i];
        const struct et_csv_cell *cell = &sheet->row.cells[from->column];
        if (values->value[from->field].len || (values->value[from->field].ptr && !cell->len))
            continue;
        values->value[from->field] = et_slice(cell->ptr, cell->len);
        if (!cell->escaped)
            continue;
        char *out = et_arena_alloc(sink->arena, cell->len + 1);
        if (!out)
            return et_fail_nomem(error);
        values->value[from->field] = et_slice(out, et_csv_unescape(cell, out));
        values->kept |= 1u << from->field;
    }
    return ET_OK;
}

static bool is_there(const struct et_values *values)
{
    return values->value[ET_FIELD_TEXT].len || values->value[ET_FIELD_KEY].len || values->value[ET_FIELD_AUTHOR].len;
}

/* An answer in a row stands on the row's post. */
static void inherit(struct et_values *values, const struct et_values *row)
{
    for (int f = ET_FIELD_OBSERVED; f < ET_FIELDS; f++)
        if (!values->value[f].len && row->value[f].len) {
            values->value[f] = row->value[f];
            values->kept |= row->kept & 1u << f;
        }
}

static enum et_rc emit(struct et_sheet *sheet, size_t index, struct et_sink *sink, struct et_error *error)
{
    struct et_group *group = &sheet->groups[index];
    struct et_values values = {0};
    struct et_place place = {.row = sheet->row.row, .offset = sheet->row.offset, .raw = sheet->row.raw};
    enum et_rc rc = fill(sheet, group, sink, &values, error);
    if (rc)
        return rc;
    if (group->is_post) {
        if (sheet->adapter->mend_post)
            sheet->adapter->mend_post(&values);
        return et_sink_post(sink, &values, &place, error);
    }
    if (index > 0) {
        if (!is_there(&values))
            return ET_OK;
        struct et_values row = {0};
        rc = fill(sheet, &sheet->groups[0], sink, &row, error);
        if (rc)
            return rc;
        inherit(&values, &row);
        if (group->parent != SIZE_MAX)
            place.parent = sheet->keys[group->parent];
    }
    /* Only what lies in the window lives as long as the row: a batch may end between a comment and its answers. */
    bool usable = values.value[ET_FIELD_KEY].len && !(values.kept >> ET_FIELD_KEY & 1);
    sheet->keys[index] = usable ? et_slice_trim(values.value[ET_FIELD_KEY]) : et_slice(NULL, 0);
    return et_sink_comment(sink, &values, &place, error);
}

/* A header in the middle of a file: exports that were put behind each other. */
static bool repeats_header(const struct et_sheet *sheet)
{
    for (size_t i = 0; i < sheet->columns; i++)
        if (!et_slice_eq(et_slice_trim(et_slice(sheet->row.cells[i].ptr, sheet->row.cells[i].len)), sheet->header[i]))
            return false;
    return sheet->columns > 1;
}

/* Dates like 03/04/2025 have a separator within their first three characters: a quick look for every row. */
static bool needs_order(const struct et_sheet *sheet, const struct et_sink *sink)
{
    if (sink->dates.order || !sink->decide_order || sheet->row.damage || sheet->adapter->post)
        return false;
    struct et_slice time = et_slice_trim(et_sheet_peek(sheet, &sheet->row, ET_FIELD_TIME));
    if (time.len < 6 || time.ptr[0] > '9' || (!strchr("/.-", time.ptr[1]) && !strchr("/.-", time.ptr[2])))
        return false;
    return et_date_vote(time) != 0;
}

struct judge {
    const struct et_sheet *sheet;
    const struct et_sink *sink;
};

static bool has_time(void *context, const struct et_csv_row *row)
{
    const struct judge *judge = context;
    int64_t us;
    enum et_precision precision;
    struct et_slice time = et_sheet_peek(judge->sheet, row, ET_FIELD_TIME);
    enum et_date_result result = et_date_parse(time, &judge->sink->dates, &us, &precision);
    return result == ET_DATE_OK || result == ET_DATE_UNDECIDED;
}

/* A row over several lines without a time that could be one: what a wrong quote leaves behind when the columns happen
 * to fit. */
static bool is_dubious(const struct et_sheet *sheet, struct judge *judge)
{
    struct et_slice raw = sheet->row.raw;
    if (sheet->row.damage || sheet->adapter->post || raw.len <= 2 || judge->sink->default_time_us != ET_TIME_NONE)
        return false;
    return memchr(raw.ptr, sheet->csv.lone_cr ? '\r' : '\n', raw.len - 2) && !has_time(judge, &sheet->row);
}

static enum et_rc next_row(struct et_sheet *sheet, struct et_sink *sink, struct et_error *error)
{
    enum et_rc rc = et_csv_next(&sheet->csv, &sheet->row, error);
    if (rc)
        return rc;
    struct judge judge = {sheet, sink};
    if (is_dubious(sheet, &judge) && (rc = et_csv_distrust(&sheet->csv, &sheet->row, has_time, &judge, error)))
        return rc;
    if (needs_order(sheet, sink) && (rc = sink->decide_order(sink->context, error)))
        return rc;
    const char *reason = sheet->row.damage;
    if (!reason && repeats_header(sheet))
        reason = "a second header";
    struct et_place place = {.row = sheet->row.row, .offset = sheet->row.offset, .raw = sheet->row.raw};
    sheet->next_group = reason ? sheet->group_count : 0;
    return reason ? et_sink_reject(sink, &place, reason, error) : ET_OK;
}

enum et_rc et_sheet_read(struct et_sheet *sheet, struct et_sink *sink, struct et_error *error)
{
    while (!et_sink_full(sink)) {
        bool in_row = sheet->next_group < sheet->group_count;
        enum et_rc rc = in_row ? emit(sheet, sheet->next_group++, sink, error) : next_row(sheet, sink, error);
        if (rc)
            return rc;
    }
    return ET_OK;
}
