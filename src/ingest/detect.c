#include "ingest/detect.h"

#include "ingest/adapters/adapters_int.h"
#include "ingest/clean.h"
#include "ingest/csv.h"
#include "ingest/json_paths.h"
#include "ingest/sheet.h"

#include <stdio.h>

#define HEADER_LINES_MAX 200 /* lines in which a header is looked for */
#define SURE_ENOUGH 0.9
#define SURE_AT_ALL 0.5
#define OWN_MAX 500 /* bytes in which a file of the program's own shows itself */

/* A line of the window that may be the header, parsed. */
struct candidate {
    struct et_slice *names;
    size_t count, used;
};

static enum et_rc take_names(struct et_csv *csv, struct et_arena *arena, struct candidate *out, struct et_error *error)
{
    uint64_t ignored = 0;
    out->count = csv->cell_count;
    out->names = et_arena_calloc(arena, out->count, sizeof *out->names);
    if (!out->names)
        return et_fail_nomem(error);
    for (size_t i = 0; i < out->count; i++) {
        const struct et_csv_cell *cell = &csv->cells[i];
        char *bytes = et_arena_alloc(arena, cell->len + 1);
        if (!bytes)
            return et_fail_nomem(error);
        size_t len = et_csv_unescape(cell, bytes);
        struct et_slice name = et_clean_bytes(arena, et_slice_trim(et_slice(bytes, len)), true, &ignored);
        if (!name.ptr)
            return et_fail_nomem(error);
        out->names[i] = name;
    }
    return ET_OK;
}

static size_t line_length(struct et_slice text, bool lone_cr)
{
    const char *lf = memchr(text.ptr, lone_cr ? '\r' : '\n', text.len);
    return lf ? (size_t)(lf - text.ptr) + 1 : text.len;
}

static bool fits(const struct et_adapter_ops *adapter, const struct et_import_options *options)
{
    if (options->format.ptr)
        return et_slice_is(options->format, adapter->name);
    return options->auto_detect;
}

/* The surest adapter for the names in the probe. */
static const struct et_adapter_ops *ask(const struct et_probe *probe, unsigned form,
                                        const struct et_import_options *options, double *sure)
{
    const struct et_adapter_ops *best = NULL;
    *sure = 0;
    for (size_t i = 0; et_adapters[i]; i++) {
        const struct et_adapter_ops *adapter = et_adapters[i];
        if (!adapter->detect || !(adapter->forms & form) || !fits(adapter, options))
            continue;
        double value = adapter->detect(probe, form);
        if (value > *sure) {
            *sure = value;
            best = adapter;
        }
    }
    return best;
}

/* Takes the window's text from `at` as the header if an adapter knows it. */
static enum et_rc try_header(struct et_slice window, size_t at, bool whole, unsigned form, char delimiter,
                             const struct et_import_options *options, struct et_arena *arena, struct et_found *found,
                             struct et_error *error)
{
    struct et_csv csv;
    struct candidate candidate;
    struct et_probe probe = {0};
    et_csv_init(&csv, NULL, delimiter);
    csv.lone_cr = found->lone_cr;
    enum et_rc rc = ET_OK;
    enum et_csv_status status = et_csv_scan(&csv, et_slice_sub(window, at, window.len), whole, &candidate.used);
    if (status == ET_CSV_NO_MEMORY)
        rc = et_fail_nomem(error);
    if (status != ET_CSV_RECORD || csv.cell_count < 3)
        goto out;
    rc = take_names(&csv, arena, &candidate, error);
    if (!rc)
        rc = et_probe_columns(&probe, candidate.names, candidate.count, arena, error);
    if (rc)
        goto out;
    double sure;
    const struct et_adapter_ops *adapter = ask(&probe, form, options, &sure);
    if (adapter && sure > found->sure) {
        et_probe_dispose(&found->probe);
        *found = (struct et_found){.adapter = adapter,
                                   .form = form,
                                   .sure = sure,
                                   .probe = probe,
                                   .delimiter = delimiter,
                                   .lone_cr = found->lone_cr,
                                   .header = candidate.names,
                                   .columns = candidate.count,
                                   .skip = at + candidate.used,
                                   .preamble = et_slice_sub(window, 0, at)};
        probe = (struct et_probe){0};
    }
out:
    et_probe_dispose(&probe);
    et_csv_dispose(&csv);
    return rc;
}

/* A header of a known format, at the top or below a preamble. */
static enum et_rc find_known(struct et_slice window, size_t top, bool whole, const struct et_import_options *options,
                             struct et_arena *arena, struct et_found *found, struct et_error *error)
{
    static const char delimiters[] = {',', ';', '\t', '|'};
    size_t at = top;
    for (size_t line = 0; line < HEADER_LINES_MAX && at < window.len; line++) {
        for (size_t d = 0; d < sizeof delimiters; d++) {
            struct et_slice rest = et_slice_sub(window, at, window.len);
            size_t length = line_length(rest, found->lone_cr);
            if (!memchr(rest.ptr, delimiters[d], length))
                continue;
            enum et_rc rc = try_header(window, at, whole, line ? ET_FORM_PREAMBLE : ET_FORM_TABLE, delimiters[d],
                                       options, arena, found, error);
            if (rc || found->sure >= SURE_ENOUGH)
                return rc;
        }
        at += line_length(et_slice_sub(window, at, window.len), found->lone_cr);
    }
    return ET_OK;
}

/* How much of a header the generic table understands: text counts most. */
static enum et_rc rate_generic(const struct candidate *candidate, double *sure, struct et_error *error)
{
    static const struct {
        enum et_field field;
        double worth;
    } fields[] = {{ET_FIELD_TEXT, 0.4},   {ET_FIELD_AUTHOR, 0.2},    {ET_FIELD_TIME, 0.2},
                  {ET_FIELD_LIKES, 0.08}, {ET_FIELD_POST_URL, 0.08}, {ET_FIELD_KEY, 0.02}};
    size_t found[ET_FIELDS];
    *sure = 0;
    enum et_rc rc = et_columns_by_meaning(candidate->names, candidate->count, found, error);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0] && !rc; i++)
        if (found[fields[i].field] != SIZE_MAX)
            *sure += fields[i].worth;
    return rc;
}

/* The first line as the header of a table of unknown make, with the delimiter under which it says most. */
static enum et_rc take_generic(struct et_slice window, size_t top, bool whole, struct et_arena *arena,
                               struct et_found *found, struct et_error *error)
{
    static const char delimiters[] = {',', ';', '\t', '|'};
    double best = -1;
    struct et_csv csv;
    enum et_rc rc = ET_OK;
    et_csv_init(&csv, NULL, ',');
    for (size_t d = 0; d < sizeof delimiters && !rc; d++) {
        struct candidate candidate;
        double sure = 0;
        csv.delimiter = delimiters[d];
        csv.lone_cr = found->lone_cr;
        enum et_csv_status status = et_csv_scan(&csv, et_slice_sub(window, top, window.len), whole, &candidate.used);
        if (status == ET_CSV_NO_MEMORY)
            rc = et_fail_nomem(error);
        if (status != ET_CSV_RECORD)
            continue;
        rc = take_names(&csv, arena, &candidate, error);
        if (!rc)
            rc = rate_generic(&candidate, &sure, error);
        double rating = rc ? -1 : sure + (double)candidate.count * 1e-6;
        if (rating <= best)
            continue;
        best = rating;
        found->form = ET_FORM_TABLE;
        found->sure = sure;
        found->delimiter = delimiters[d];
        found->header = candidate.names;
        found->columns = candidate.count;
        found->skip = top + candidate.used;
        found->preamble = et_slice(NULL, 0);
    }
    et_csv_dispose(&csv);
    if (!rc && best < 0)
        rc = et_fail(error, ET_E_FORMAT, "no header row: the first line is not CSV, and it is not JSON");
    found->adapter = rc ? NULL : &et_adapter_generic;
    et_probe_dispose(&found->probe);
    if (!rc)
        rc = et_probe_columns(&found->probe, found->header, found->columns, arena, error);
    return rc;
}

static enum et_rc say_why(struct et_found *found, struct et_arena *arena, struct et_error *error)
{
    size_t lines = 0;
    for (size_t i = 0; i < found->preamble.len; i++)
        lines += found->preamble.ptr[i] == (found->lone_cr ? '\r' : '\n');
    const char *why = NULL;
    if (found->form == ET_FORM_PREAMBLE)
        why = et_arena_printf(arena, "header with %zu columns of %s; %zu lines before it", found->columns,
                              found->adapter->what, lines);
    else if (found->form == ET_FORM_TABLE)
        why = et_arena_printf(arena, "header with %zu columns: %s", found->columns, found->adapter->what);
    else
        why = et_arena_printf(arena, "%s%s", found->adapter == &et_adapter_nothing ? "" : "keys of ",
                              found->adapter->what);
    found->why = et_slice_of(why);
    return why ? ET_OK : et_fail_nomem(error);
}

static enum et_rc check_format_option(const struct et_import_options *options, struct et_error *error)
{
    char known[512];
    size_t n = 0;
    if (!options->format.ptr)
        return ET_OK;
    for (size_t i = 0; et_adapters[i]; i++) {
        if (et_slice_is(options->format, et_adapters[i]->name))
            return ET_OK;
        int k = snprintf(known + n, sizeof known - n, "%s%s", i ? ", " : "", et_adapters[i]->name);
        n += k > 0 && (size_t)k < sizeof known - n ? (size_t)k : 0;
    }
    return et_fail(error, ET_E_USAGE, "--format " ET_SLICE_FMT ": no such format; there are %s",
                   ET_SLICE_ARG(options->format), known);
}

static enum et_rc detect_table(struct et_slice window, size_t top, bool whole, const struct et_import_options *options,
                               struct et_arena *arena, struct et_found *found, struct et_error *error)
{
    struct et_slice first = et_slice_sub(window, top, top + 6);
    if (first.len == 6 && et_slice_starts(first, ET_SLICE("sep=")) && strchr("\r\n", first.ptr[5])) /* Excel's hint */
        top += first.ptr[5] == '\r' && top + 6 < window.len && window.ptr[top + 6] == '\n' ? 7 : 6;
    const char *cr = memchr(window.ptr, '\r', window.len), *lf = memchr(window.ptr, '\n', window.len);
    found->lone_cr = cr && (!lf || cr + 1 < lf);
    bool generic = !options->auto_detect || et_slice_is(options->format, et_adapter_generic.name);
    enum et_rc rc = generic ? ET_OK : find_known(window, top, whole, options, arena, found, error);
    if (rc || found->sure >= SURE_AT_ALL)
        return rc;
    if (options->format.ptr && !generic)
        return et_fail(error, ET_E_FORMAT, "it does not look like --format " ET_SLICE_FMT,
                       ET_SLICE_ARG(options->format));
    return take_generic(window, top, whole, arena, found, error);
}

/* "[]", whole. */
static bool holds_no_record(struct et_slice window, bool whole)
{
    struct et_slice text = et_slice_trim(window);
    return whole && text.len >= 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']' &&
           et_slice_trim(et_slice_sub(text, 1, text.len - 1)).len == 0;
}

static enum et_rc detect_json(struct et_slice window, bool whole, const struct et_import_options *options,
                              struct et_arena *arena, struct et_found *found, struct et_error *error)
{
    enum et_rc rc = et_json_paths(window, &found->probe, arena, error);
    if (rc)
        return rc;
    found->form = ET_FORM_JSON;
    if (holds_no_record(window, whole)) {
        found->adapter = &et_adapter_nothing;
        found->sure = 1;
        return ET_OK;
    }
    found->adapter = ask(&found->probe, ET_FORM_JSON, options, &found->sure);
    if (found->adapter && found->sure >= SURE_AT_ALL)
        return ET_OK;
    struct et_slice list = et_json_path_list(&found->probe, arena);
    return et_fail(error, ET_E_FORMAT, "JSON of no known format; keys found: " ET_SLICE_FMT, ET_SLICE_ARG(list));
}

enum et_rc et_detect(struct et_slice window, bool whole, const struct et_import_options *options,
                     struct et_arena *arena, struct et_found *found, struct et_error *error)
{
    *found = (struct et_found){0};
    size_t top = 0;
    while (top < window.len && strchr(" \t\r\n", window.ptr[top]))
        top++;
    if (top == window.len)
        return et_fail(error, ET_E_FORMAT, "it is empty");
    if (et_is_own_file(window))
        return et_fail(error, ET_E_EXISTS, "it was written by et-intel itself and is no export");
    enum et_rc rc = check_format_option(options, error);
    bool json = window.ptr[top] == '{' || window.ptr[top] == '[';
    if (!rc)
        rc = json ? detect_json(window, whole, options, arena, found, error)
                  : detect_table(window, top, whole, options, arena, found, error);
    if (!rc)
        rc = say_why(found, arena, error);
    if (rc)
        et_probe_dispose(&found->probe);
    return rc;
}

/* A table of figures: with an interval beside its value, or one of those that have none. */
static bool is_own_table(struct et_slice text)
{
    struct et_slice header = et_slice_cut(&text, '\n');
    return et_slice_find(header, ET_SLICE(",interval_low,interval_high")) != SIZE_MAX ||
           et_slice_starts(header, ET_SLICE("group,name,comments,sentiment")) ||
           et_slice_starts(header, ET_SLICE("id,state,started_at,path,format"));
}

bool et_is_own_file(struct et_slice window)
{
    static const struct {
        const char *begins, *holds; /* the first key, and one that follows soon */
    } own[] = {
        {ET_OWN_MARK, ""},
        {"format\":\"et-intel ", ""}, /* the brief */
        {"from\":", "\"asof\":"},     /* figures */
        {"total\":", "\"comments\":["},
        {"comments\":", "\"discovered\":"}, /* stats */
        {"files\":", "\"sha256\":"},
        {"id\":", "\"started_at\":"},
        {"name\":", "\"aliases\":"},
    };
    size_t i = 0;
    while (i < window.len && strchr(" \t\r\n\"[{", window.ptr[i]))
        i++;
    struct et_slice first = et_slice_sub(window, i, i + OWN_MAX);
    bool is = is_own_table(first);
    for (size_t k = 0; k < sizeof own / sizeof own[0] && !is; k++)
        is = et_slice_starts(first, et_slice_of(own[k].begins)) &&
             et_slice_find(first, et_slice_of(own[k].holds)) != SIZE_MAX;
    return is;
}
