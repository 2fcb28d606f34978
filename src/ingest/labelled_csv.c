#include "ingest/labelled_csv.h"

#include "ingest/csv.h"

enum column { TEXT, LABEL, STARS, EMOTION, SARCASTIC, SPAM, CAPTION, COLUMNS };

struct reader {
    struct et_labelled_set *set;
    const struct et_labelled_take *take;
    struct et_csv csv;
    size_t at[COLUMNS]; /* SIZE_MAX: there is none */
    uint64_t row;
    struct et_buf cells; /* of one row, unescaped */
};

static enum column column_of(struct et_slice name)
{
    static const struct {
        const char *name;
        enum column column;
    } names[] = {{"text", TEXT},       {"comment", TEXT},        {"tweet", TEXT},  {"label", LABEL},
                 {"sentiment", LABEL}, {"polarity", LABEL},      {"stars", STARS}, {"rating", STARS},
                 {"emotion", EMOTION}, {"sarcastic", SARCASTIC}, {"spam", SPAM},   {"caption", CAPTION}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (et_slice_eq_nocase(et_slice_trim(name), et_slice_of(names[i].name)))
            return names[i].column;
    return COLUMNS;
}

static char delimiter_of(struct et_slice bytes)
{
    static const char delimiters[] = {',', ';', '\t'};
    struct et_slice header = et_slice_cut(&bytes, '\n');
    size_t most = 0;
    char best = ',';
    for (size_t d = 0; d < sizeof delimiters; d++) {
        size_t count = 0;
        for (size_t i = 0; i < header.len; i++)
            count += header.ptr[i] == delimiters[d];
        if (count > most) {
            most = count;
            best = delimiters[d];
        }
    }
    return best;
}

static enum et_rc read_header(struct reader *r, struct et_error *error)
{
    for (unsigned c = 0; c < COLUMNS; c++)
        r->at[c] = SIZE_MAX;
    for (size_t i = 0; i < r->csv.cell_count; i++) {
        enum column column = column_of(et_slice(r->csv.cells[i].ptr, r->csv.cells[i].len));
        if (column != COLUMNS && r->at[column] == SIZE_MAX)
            r->at[column] = i;
    }
    if (r->at[TEXT] == SIZE_MAX)
        return et_fail(error, ET_E_FORMAT, "no column \"text\" in the first row");
    if (r->at[LABEL] == SIZE_MAX && r->at[STARS] == SIZE_MAX && r->at[EMOTION] == SIZE_MAX &&
        r->at[SARCASTIC] == SIZE_MAX)
        return et_fail(error, ET_E_FORMAT, "no column \"label\" (or stars, emotion, sarcastic) in the first row");
    return ET_OK;
}

/* The text of a cell; good until the next row. */
static struct et_slice cell_of(struct reader *r, enum column column)
{
    if (r->at[column] == SIZE_MAX || r->at[column] >= r->csv.cell_count)
        return et_slice(NULL, 0);
    const struct et_csv_cell *cell = &r->csv.cells[r->at[column]];
    if (!cell->escaped)
        return et_slice(cell->ptr, cell->len);
    if (!et_buf_reserve(&r->cells, cell->len)) {
        r->cells.failed = true;
        return et_slice(NULL, 0);
    }
    char *out = r->cells.data + r->cells.len; /* room for the whole row was made: it does not move */
    size_t len = et_csv_unescape(cell, out);
    r->cells.len += len;
    return et_slice(out, len);
}

static int8_t flag_of(struct et_slice text)
{
    static const char *const yes[] = {"1", "true", "yes"}, *const no[] = {"0", "false", "no"};
    for (size_t i = 0; i < 3; i++) {
        if (et_slice_eq_nocase(et_slice_trim(text), et_slice_of(yes[i])))
            return 1;
        if (et_slice_eq_nocase(et_slice_trim(text), et_slice_of(no[i])))
            return 0;
    }
    return ET_NOT_LABELLED;
}

static enum et_rc bad_label(const struct reader *r, struct et_slice label, const char *wanted, struct et_error *error)
{
    return et_fail(error, ET_E_FORMAT, "row %llu: \"" ET_SLICE_FMT "\" is no label: %s", (unsigned long long)r->row,
                   ET_SLICE_ARG(et_slice_sub(label, 0, 40)), wanted);
}

static enum et_rc read_labels(struct reader *r, struct et_labelled *row, struct et_error *error)
{
    struct et_slice label = et_slice_trim(cell_of(r, LABEL)), stars = et_slice_trim(cell_of(r, STARS));
    struct et_slice emotion = et_slice_trim(cell_of(r, EMOTION));
    if (label.len) {
        row->polarity = et_labelled_side(label);
        if (row->polarity == ET_NOT_LABELLED)
            return bad_label(r, label, "use positive, neutral, negative or 1, 0, -1; name a column of 1 to 5 \"stars\"",
                             error);
    } else if (stars.len) {
        row->polarity = et_labelled_stars(stars);
        if (row->polarity == ET_NOT_LABELLED)
            return bad_label(r, stars, "stars are 1 to 5", error);
    }
    if (emotion.len) {
        row->emotion = (int8_t)et_emotion_parse(emotion);
        if (row->emotion == ET_EMOTIONS)
            return bad_label(
                r, emotion, "emotions are excitement, anger, disappointment, love, disgust, surprise, fatigue, neutral",
                error);
    }
    row->sarcastic = flag_of(cell_of(r, SARCASTIC));
    row->spam = flag_of(cell_of(r, SPAM));
    return ET_OK;
}

static enum et_rc add_row(struct reader *r, size_t bytes, struct et_error *error)
{
    et_buf_clear(&r->cells);
    if (!et_buf_reserve(&r->cells, bytes))
        return et_fail_nomem(error);
    struct et_labelled row = et_labelled_row(cell_of(r, TEXT), r->take->weight);
    row.caption = cell_of(r, CAPTION);
    row.caption = row.caption.len ? row.caption : et_slice(NULL, 0);
    if (!row.text.len)
        return ET_OK;
    enum et_rc rc = read_labels(r, &row, error);
    if (rc == ET_OK && r->cells.failed)
        rc = et_fail_nomem(error);
    return rc == ET_OK ? et_labelled_add(r->set, &row, r->take->part, error) : rc;
}

static enum et_rc read_rows(struct reader *r, struct et_slice bytes, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    while (bytes.len && rc == ET_OK) {
        size_t used = 0;
        enum et_csv_status status = et_csv_scan(&r->csv, bytes, true, &used);
        r->row++;
        if (status == ET_CSV_NO_MEMORY)
            return et_fail_nomem(error);
        if (status != ET_CSV_RECORD || used == 0)
            return et_fail(error, ET_E_FORMAT, "row %llu: a quote is not closed, or text follows it",
                           (unsigned long long)r->row);
        bool is_blank = et_slice_trim(et_slice_sub(bytes, 0, used)).len == 0;
        if (!is_blank)
            rc = r->at[TEXT] == SIZE_MAX ? read_header(r, error) : add_row(r, used, error);
        bytes = et_slice_sub(bytes, used, bytes.len);
    }
    if (rc == ET_OK && r->at[TEXT] == SIZE_MAX)
        rc = et_fail(error, ET_E_FORMAT, "no column \"text\": the file is empty");
    return rc;
}

enum et_rc et_labelled_read_csv(struct et_labelled_set *set, struct et_slice bytes, const struct et_labelled_take *take,
                                struct et_error *error)
{
    struct reader r = {.set = set, .take = take, .at = {SIZE_MAX}};
    if (et_slice_starts(bytes, ET_SLICE("\xEF\xBB\xBF")))
        bytes = et_slice_sub(bytes, 3, bytes.len);
    et_csv_init(&r.csv, NULL, delimiter_of(bytes));
    et_buf_init(&r.cells, 0);
    enum et_rc rc = read_rows(&r, bytes, error);
    et_buf_dispose(&r.cells);
    et_csv_dispose(&r.csv);
    return rc;
}
