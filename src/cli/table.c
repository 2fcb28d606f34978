#include "cli/table.h"

#include "cli/width.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS_MAX 48
#define GAP 2
#define FLEX_LEAST 8
#define FLEX_READABLE 20

void et_table_init(struct et_table *table, const struct et_column *columns, struct et_arena *arena)
{
    *table = (struct et_table){.columns = columns, .arena = arena};
    while (columns[table->column_count].key)
        table->column_count++;
    assert(table->column_count <= COLUMNS_MAX);
}

size_t et_table_rows(const struct et_table *table)
{
    return table->column_count ? table->cell_count / table->column_count : 0;
}

static void add_cell(struct et_table *table, struct et_cell cell)
{
    if (table->cell_count == table->cell_size && !table->failed) {
        size_t size = table->cell_size ? table->cell_size * 2 : 16 * table->column_count;
        struct et_cell *cells = et_arena_alloc(table->arena, size * sizeof *cells);
        table->failed = !cells;
        if (cells) {
            if (table->cell_count)
                memcpy(cells, table->cells, table->cell_count * sizeof *cells);
            table->cells = cells;
            table->cell_size = size;
        }
    }
    if (!table->failed)
        table->cells[table->cell_count++] = cell;
}

void et_table_text(struct et_table *table, struct et_slice text)
{
    add_cell(table, (struct et_cell){.text = text});
}

void et_table_str(struct et_table *table, const char *text)
{
    add_cell(table, (struct et_cell){.text = et_slice_of(text)});
}

void et_table_uint(struct et_table *table, uint64_t value)
{
    add_cell(table, (struct et_cell){.number = value});
}

void et_table_real(struct et_table *table, double value)
{
    add_cell(table, (struct et_cell){.low = value, .high = value});
}

void et_table_interval(struct et_table *table, double low, double high)
{
    add_cell(table, (struct et_cell){.low = low, .high = high});
}

void et_table_time(struct et_table *table, int64_t us)
{
    add_cell(table, (struct et_cell){.time_us = us});
}

void et_table_bool(struct et_table *table, bool value)
{
    add_cell(table, (struct et_cell){.number = value});
}

void et_table_none(struct et_table *table)
{
    add_cell(table, (struct et_cell){.low = NAN, .high = NAN, .time_us = ET_TIME_NONE, .number = UINT64_MAX});
}

void et_table_count(struct et_table *table, int64_t count)
{
    if (count < 0)
        et_table_none(table);
    else
        et_table_uint(table, (uint64_t)count);
}

/* ---- numbers as text ---- */

void et_count_format(uint64_t value, char text[32])
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    size_t out = 0;
    for (int i = 0; i < n && out + 2 < 32; i++) {
        if (i && (n - i) % 3 == 0)
            text[out++] = ',';
        text[out++] = digits[i];
    }
    text[out] = '\0';
}

void et_signed_format(double value, char text[32])
{
    if (!isfinite(value))
        snprintf(text, 32, "too few");
    else if (fabs(value) < 0.005)
        snprintf(text, 32, "0.00");
    else
        snprintf(text, 32, "%+.2f", value);
}

void et_moment_format(int64_t us, const struct et_zone *zone, char text[32])
{
    text[0] = '\0';
    if (us == ET_TIME_NONE)
        return;
    struct et_civil civil;
    et_time_to_civil(us + et_zone_offset_s(zone, us) * ET_US_SECOND, &civil);
    snprintf(text, 32, "%04d-%02d-%02d %02d:%02d", (int)civil.year, (int)civil.month, (int)civil.day, (int)civil.hour,
             (int)civil.minute);
}

static void p_text(double value, char text[32])
{
    if (!isfinite(value))
        text[0] = '\0';
    else if (value < 0.001)
        snprintf(text, 32, "<0.001");
    else
        snprintf(text, 32, "%.3f", value);
}

static void interval_text(const struct et_cell *cell, bool shares, char text[64])
{
    char low[32], high[32];
    text[0] = '\0';
    if (!isfinite(cell->low) || !isfinite(cell->high))
        return;
    if (shares) {
        snprintf(text, 64, "(%.0f to %.0f %%)", cell->low * 100, cell->high * 100);
        return;
    }
    et_signed_format(cell->low, low);
    et_signed_format(cell->high, high);
    snprintf(text, 64, "(%.24s to %.24s)", low, high);
}

/* The cell as people see it: short, so that it fits text, or a slice of its own. */
static struct et_slice people_text(const struct et_table *table, const struct et_column *column,
                                   const struct et_cell *cell, const struct et_table_style *style, char text[64])
{
    (void)table;
    text[0] = '\0';
    switch (column->kind) {
    case ET_COLUMN_TEXT:
    case ET_COLUMN_WORDS:
    case ET_COLUMN_RAW:
        return cell->text;
    case ET_COLUMN_UINT:
        if (cell->number != UINT64_MAX)
            et_count_format(cell->number, text);
        break;
    case ET_COLUMN_REAL:
        if (isfinite(cell->low))
            snprintf(text, 64, "%.2f", cell->low);
        break;
    case ET_COLUMN_SIGNED:
        et_signed_format(cell->low, text);
        break;
    case ET_COLUMN_PERCENT:
        if (isfinite(cell->low))
            snprintf(text, 64, "%.1f %%", cell->low * 100);
        break;
    case ET_COLUMN_INTERVAL:
    case ET_COLUMN_SHARES:
        interval_text(cell, column->kind == ET_COLUMN_SHARES, text);
        break;
    case ET_COLUMN_P:
        p_text(cell->low, text);
        break;
    case ET_COLUMN_TIME:
        et_moment_format(cell->time_us, style->zone, text);
        break;
    case ET_COLUMN_BOOL:
        if (cell->number == 1)
            snprintf(text, 64, "yes");
        break;
    }
    return et_slice_of(text);
}

/* ---- the table for people ---- */

struct layout {
    size_t widths[COLUMNS_MAX];
    bool shown[COLUMNS_MAX];
};

static bool is_right(enum et_column_kind kind)
{
    return kind == ET_COLUMN_UINT || kind == ET_COLUMN_REAL || kind == ET_COLUMN_SIGNED || kind == ET_COLUMN_PERCENT ||
           kind == ET_COLUMN_P;
}

static size_t total_width(const struct et_table *table, const struct layout *layout)
{
    size_t total = 0, shown = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        if (layout->shown[c]) {
            total += layout->widths[c];
            shown++;
        }
    }
    return shown ? total + GAP * (shown - 1) : 0;
}

static void measure(const struct et_table *table, const struct et_table_style *style, struct layout *layout)
{
    char text[64];
    struct et_buf clean;
    et_buf_init(&clean, 0);
    for (size_t c = 0; c < table->column_count; c++) {
        const struct et_column *column = &table->columns[c];
        layout->shown[c] = !(column->flags & ET_COLUMN_MACHINE) && column->kind != ET_COLUMN_RAW;
        layout->widths[c] = et_width_of(et_slice_of(column->title));
        for (size_t i = c; i < table->cell_count && layout->shown[c]; i += table->column_count) {
            et_buf_clear(&clean);
            et_width_clean(people_text(table, column, &table->cells[i], style, text), &clean);
            size_t width = et_width_of(et_buf_view(&clean));
            if (width > layout->widths[c])
                layout->widths[c] = width;
        }
    }
    et_buf_dispose(&clean);
}

/* The widest column that may give way and is wider than `least`, or SIZE_MAX. */
static size_t widest_flex(const struct et_table *table, const struct layout *layout, size_t least)
{
    size_t best = SIZE_MAX;
    for (size_t c = 0; c < table->column_count; c++)
        if (layout->shown[c] && (table->columns[c].flags & ET_COLUMN_FLEX) && layout->widths[c] > least &&
            (best == SIZE_MAX || layout->widths[c] > layout->widths[best]))
            best = c;
    return best;
}

static size_t last_optional(const struct et_table *table, const struct layout *layout)
{
    for (size_t c = table->column_count; c > 0; c--)
        if (layout->shown[c - 1] && (table->columns[c - 1].flags & ET_COLUMN_OPTIONAL))
            return c - 1;
    return SIZE_MAX;
}

/* Long texts give way first, as long as they can still be read; then optional columns go; then texts shrink to the
 * least. */
static void shrink(const struct et_table *table, size_t width, struct layout *layout)
{
    size_t least = FLEX_READABLE;
    while (width && total_width(table, layout) > width) {
        size_t column = widest_flex(table, layout, least), optional = last_optional(table, layout);
        if (column != SIZE_MAX)
            layout->widths[column]--;
        else if (optional != SIZE_MAX)
            layout->shown[optional] = false;
        else if (least > FLEX_LEAST)
            least = FLEX_LEAST;
        else
            return;
    }
}

/* What optional columns left free goes back to the texts. */
static void fit(const struct et_table *table, size_t width, struct layout *layout)
{
    const struct layout natural = *layout;
    shrink(table, width, layout);
    for (size_t room = total_width(table, layout), c = 0; c < table->column_count && room < width; c++) {
        size_t wants = layout->shown[c] ? natural.widths[c] - layout->widths[c] : 0;
        size_t gets = wants < width - room ? wants : width - room;
        layout->widths[c] += gets;
        room += gets;
    }
}

static const char *tone(const struct et_column *column, const struct et_cell *cell)
{
    if (!(column->flags & ET_COLUMN_TONE) || !isfinite(cell->low))
        return "";
    return cell->low >= 0.3 ? ET_COLOUR_GREEN : cell->low <= -0.3 ? ET_COLOUR_RED : "";
}

/* The end of the text that takes at most `width` places. */
static struct et_slice suffix_of(struct et_slice text, size_t width)
{
    size_t wide = et_width_of(text);
    while (wide > width && text.len) {
        struct et_slice cut = et_width_prefix(text, wide - width);
        size_t at = cut.len ? cut.len : 1;
        text = et_slice_sub(text, at, text.len);
        wide = et_width_of(text);
    }
    return text;
}

/* One cell padded to its width; cut at a grapheme, with "..." for what is missing. */
static void put_cell(struct et_slice text, size_t width, const struct et_column *column, bool last, const char *colour,
                     struct et_buf *scratch, struct et_buf *out)
{
    et_buf_clear(scratch);
    et_width_clean(text, scratch);
    struct et_slice shown = et_slice_trim(et_buf_view(scratch));
    size_t wide = et_width_of(shown);
    const char *head = "", *tail = "";
    if (wide > width) {
        *(column->flags & ET_COLUMN_PATH ? &head : &tail) = width > 3 ? "..." : "";
        size_t room = width - strlen(head) - strlen(tail);
        shown = column->flags & ET_COLUMN_PATH ? suffix_of(shown, room) : et_width_prefix(shown, room);
        wide = et_width_of(shown) + strlen(head) + strlen(tail);
    }
    int pad = (int)(width > wide ? width - wide : 0);
    bool right = is_right(column->kind);
    if (right)
        et_buf_printf(out, "%*s", pad, "");
    if (!shown.len)
        colour = "";
    et_buf_str(out, colour);
    et_buf_str(out, head);
    et_buf_slice(out, shown);
    et_buf_str(out, tail);
    if (colour[0])
        et_buf_str(out, ET_COLOUR_OFF);
    if (!right && !last)
        et_buf_printf(out, "%*s", pad, "");
}

static void trim_line(struct et_buf *out, size_t from)
{
    while (out->len > from && out->data[out->len - 1] == ' ')
        out->data[--out->len] = '\0';
}

/* row SIZE_MAX is the header. */
static void put_row(const struct et_table *table, const struct et_table_style *style, const struct layout *layout,
                    size_t row, struct et_buf *scratch, struct et_buf *out)
{
    char text[64];
    size_t from = out->len;
    bool first = true;
    for (size_t c = 0; c < table->column_count; c++) {
        if (!layout->shown[c])
            continue;
        const struct et_column *column = &table->columns[c];
        const struct et_cell *cell = row == SIZE_MAX ? NULL : &table->cells[row * table->column_count + c];
        struct et_slice content = cell ? people_text(table, column, cell, style, text) : et_slice_of(column->title);
        const char *colour = !style->colour ? "" : cell ? tone(column, cell) : ET_COLOUR_BOLD;
        if (!first)
            et_buf_printf(out, "%*s", GAP, "");
        put_cell(content, layout->widths[c], column, c + 1 == table->column_count, colour, scratch, out);
        first = false;
    }
    trim_line(out, from);
    et_buf_char(out, '\n');
}

void et_table_print(const struct et_table *table, const struct et_table_style *style, struct et_buf *out)
{
    struct layout layout = {0};
    struct et_buf scratch;
    et_buf_init(&scratch, 0);
    measure(table, style, &layout);
    fit(table, style->width, &layout);
    put_row(table, style, &layout, SIZE_MAX, &scratch, out);
    size_t total = total_width(table, &layout);
    if (style->width && total > style->width)
        total = style->width;
    for (size_t i = 0; i < total; i++)
        et_buf_char(out, '-');
    et_buf_char(out, '\n');
    for (size_t row = 0; row < et_table_rows(table); row++)
        put_row(table, style, &layout, row, &scratch, out);
    et_buf_dispose(&scratch);
}

/* ---- CSV ---- */

static void csv_real(double value, int decimals, struct et_buf *out)
{
    char text[352];
    et_real_format(value, decimals, text, sizeof text);
    et_buf_str(out, text);
}

static void csv_cell(const struct et_column *column, const struct et_cell *cell, bool safe, struct et_buf *out)
{
    char text[ET_TIME_TEXT];
    int decimals = column->decimals ? column->decimals : 4;
    switch (column->kind) {
    case ET_COLUMN_TEXT:
    case ET_COLUMN_WORDS:
        et_buf_csv(out, cell->text.ptr ? cell->text : ET_SLICE(""), safe);
        break;
    case ET_COLUMN_UINT:
        if (cell->number != UINT64_MAX)
            et_buf_printf(out, "%llu", (unsigned long long)cell->number);
        break;
    case ET_COLUMN_REAL:
    case ET_COLUMN_SIGNED:
    case ET_COLUMN_PERCENT:
        csv_real(cell->low, decimals, out);
        break;
    case ET_COLUMN_INTERVAL:
    case ET_COLUMN_SHARES:
        csv_real(cell->low, decimals, out);
        et_buf_char(out, ',');
        csv_real(cell->high, decimals, out);
        break;
    case ET_COLUMN_P:
        if (isfinite(cell->low))
            et_buf_printf(out, "%.4g", cell->low);
        break;
    case ET_COLUMN_TIME:
        if (cell->time_us != ET_TIME_NONE) {
            et_time_format_iso(cell->time_us, text);
            et_buf_str(out, text);
        }
        break;
    case ET_COLUMN_BOOL:
        if (cell->number != UINT64_MAX)
            et_buf_str(out, cell->number ? "true" : "false");
        break;
    case ET_COLUMN_RAW:
        break;
    }
}

static bool in_csv(const struct et_column *column)
{
    return !(column->flags & ET_COLUMN_PEOPLE) && column->kind != ET_COLUMN_RAW;
}

static void csv_header(const struct et_table *table, struct et_buf *out)
{
    bool first = true;
    for (const struct et_column *column = table->columns; column->key; column++) {
        if (!in_csv(column))
            continue;
        bool two = column->kind == ET_COLUMN_INTERVAL || column->kind == ET_COLUMN_SHARES;
        et_buf_printf(out, two ? "%s%s_low,%s_high" : "%s%s", first ? "" : ",", column->key, column->key);
        first = false;
    }
    et_buf_char(out, '\n');
}

void et_table_csv(const struct et_table *table, bool safe, struct et_buf *out)
{
    csv_header(table, out);
    for (size_t row = 0; row < et_table_rows(table); row++) {
        bool first = true;
        for (size_t c = 0; c < table->column_count; c++) {
            if (!in_csv(&table->columns[c]))
                continue;
            if (!first)
                et_buf_char(out, ',');
            csv_cell(&table->columns[c], &table->cells[row * table->column_count + c], safe, out);
            first = false;
        }
        et_buf_char(out, '\n');
    }
}

/* ---- JSON ---- */

static void json_words(struct et_slice words, struct et_emit *json)
{
    if (!words.ptr) {
        et_emit_null(json);
        return;
    }
    et_emit_array(json);
    while (words.ptr) {
        struct et_slice word = et_slice_cut(&words, ' ');
        if (word.len)
            et_emit_text(json, word);
    }
    et_emit_array_end(json);
}

static void json_cell(const struct et_column *column, const struct et_cell *cell, struct et_emit *json)
{
    int decimals = column->decimals ? column->decimals : 4;
    bool none = cell->number == UINT64_MAX;
    switch (column->kind) {
    case ET_COLUMN_TEXT:
        et_emit_text(json, cell->text);
        break;
    case ET_COLUMN_WORDS:
        json_words(cell->text, json);
        break;
    case ET_COLUMN_UINT:
        none ? et_emit_null(json) : et_emit_uint(json, cell->number);
        break;
    case ET_COLUMN_REAL:
    case ET_COLUMN_SIGNED:
    case ET_COLUMN_PERCENT:
        et_emit_real(json, cell->low, decimals);
        break;
    case ET_COLUMN_INTERVAL:
    case ET_COLUMN_SHARES:
        if (!isfinite(cell->low) || !isfinite(cell->high)) {
            et_emit_null(json);
            break;
        }
        et_emit_array(json);
        et_emit_real(json, cell->low, decimals);
        et_emit_real(json, cell->high, decimals);
        et_emit_array_end(json);
        break;
    case ET_COLUMN_P:
        et_emit_p(json, cell->low);
        break;
    case ET_COLUMN_TIME:
        et_emit_time(json, cell->time_us);
        break;
    case ET_COLUMN_BOOL:
        none ? et_emit_null(json) : et_emit_bool(json, cell->number != 0);
        break;
    case ET_COLUMN_RAW:
        cell->text.ptr ? et_emit_raw(json, cell->text) : et_emit_null(json);
        break;
    }
}

void et_table_json_row(const struct et_table *table, size_t row, struct et_emit *json)
{
    et_emit_object(json);
    for (size_t c = 0; c < table->column_count; c++) {
        if (table->columns[c].flags & ET_COLUMN_PEOPLE)
            continue;
        et_emit_key(json, table->columns[c].key);
        json_cell(&table->columns[c], &table->cells[row * table->column_count + c], json);
    }
    et_emit_object_end(json);
}

void et_table_json(const struct et_table *table, struct et_emit *json)
{
    et_emit_array(json);
    for (size_t row = 0; row < et_table_rows(table); row++)
        et_table_json_row(table, row, json);
    et_emit_array_end(json);
}
