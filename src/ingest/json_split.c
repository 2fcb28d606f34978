#include "ingest/json_split.h"

enum state { TOP, ELEMENT, KEY, DONE };
enum scan { VALUE, CUT, TOO_LONG, BROKEN };

#define LINES_LOOKED_AT 50

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether a line is an object from its first bracket to its last. */
static bool is_object(struct et_slice line)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '{' || c == '['))
            depth++;
        else if (!in_string && (c == '}' || c == ']') && (depth == 0 || --depth == 0))
            return line.ptr[0] == '{' && c == '}' && i + 1 == line.len;
    }
    return false;
}

/* JSON lines: the first line is an object, or most lines are, where the first one is damaged. */
static bool looks_like_lines(struct et_slice window, bool whole)
{
    size_t objects = 0, lines = 0;
    while (window.ptr && lines < LINES_LOOKED_AT) {
        struct et_slice line = et_slice_trim(et_slice_cut(&window, '\n'));
        if (!line.len || (!window.ptr && !whole)) /* a last line may go on behind the window */
            continue;
        if (lines++ == 0 && is_object(line))
            return true;
        objects += line.ptr[0] == '{' && line.ptr[line.len - 1] == '}';
    }
    return lines > 1 && objects * 10 >= lines * 6; /* one line alone may be a page that was cut off behind a bracket */
}

void et_json_split_init(struct et_json_split *split, struct et_stream *stream, const char *member)
{
    *split = (struct et_json_split){.stream = stream, .member = member, .state = TOP};
    split->lines = looks_like_lines(et_stream_window(stream), stream->at_end);
}

/* Moves to the first character of the window that is no white space and none of `also`; false at the end. */
static enum et_rc skip_space(struct et_json_split *split, char also, bool *more, struct et_error *error)
{
    struct et_stream *stream = split->stream;
    for (;;) {
        while (stream->pos < stream->end && (is_space(stream->data[stream->pos]) || stream->data[stream->pos] == also))
            stream->pos++;
        *more = stream->pos < stream->end;
        if (*more || stream->at_end)
            return ET_OK;
        enum et_rc rc = et_stream_more(stream, error);
        if (rc)
            return rc;
    }
}

static void start_scan(struct et_json_split *split)
{
    split->scanned = split->depth = 0;
    split->in_string = split->escaped = false;
}

static void open_bracket(struct et_json_split *split, char c)
{
    uint64_t bit = split->depth < 64 ? UINT64_C(1) << split->depth : 0;
    split->arrays = c == '[' ? split->arrays | bit : split->arrays & ~bit;
    split->depth++;
}

/* false when it closes a bracket of the other kind: one was lost. Below 64 levels that is not looked at. */
static bool close_bracket(struct et_json_split *split, char c)
{
    split->depth--;
    return split->depth >= 64 || (split->arrays >> split->depth & 1) == (c == ']');
}

/* Looks through [scanned, end) of the window; *found when the value ended, at `scanned`. Strings hold no line ends: one
 * that does lost its quote. */
static bool scan_on(struct et_json_split *split, bool skip, bool *found)
{
    struct et_slice window = et_stream_window(split->stream);
    const char *p = window.ptr;
    size_t i = split->scanned;
    *found = false;
    for (; i < window.len && !*found; i++) {
        char c = p[i];
        if (split->in_string) {
            if (split->escaped)
                split->escaped = false;
            else if (c == '\\')
                split->escaped = true;
            else if (c == '"')
                *found = !(split->in_string = false) && split->depth == 0;
            else if (c == '\n' && !skip)
                return false;
            continue;
        }
        if (c == '"') {
            split->in_string = true;
        } else if (c == '{' || c == '[') {
            open_bracket(split, c);
        } else if (c == '}' || c == ']') {
            if (split->depth == 0)
                break;
            if (!close_bracket(split, c) && !skip)
                return false;
            *found = split->depth == 0;
        } else if (split->depth == 0 && (c == ',' || is_space(c))) {
            break;
        }
    }
    *found |= i < window.len && !split->in_string && split->depth == 0 && i > 0;
    split->scanned = i;
    return true;
}

/* The value that begins at the window's start, reading on as needed. skip: it is not needed, and may be of any length.
 */
static enum et_rc scan_value(struct et_json_split *split, bool skip, enum scan *result, struct et_error *error)
{
    start_scan(split);
    for (;;) {
        bool found;
        if (!scan_on(split, skip, &found)) {
            *result = BROKEN;
            return ET_OK;
        }
        if (found || (split->stream->at_end && split->depth == 0 && !split->in_string && split->scanned)) {
            *result = VALUE;
            return ET_OK;
        }
        if (split->stream->at_end) {
            *result = CUT;
            return ET_OK;
        }
        if (skip) {
            et_stream_skip(split->stream, split->scanned);
            split->scanned = 0;
        }
        enum et_rc rc = et_stream_more(split->stream, error);
        if (rc == ET_E_TOO_LONG)
            *result = TOO_LONG;
        if (rc)
            return rc == ET_E_TOO_LONG ? ET_OK : rc;
    }
}

/* Remembers with which key records begin. */
static void learn(struct et_json_split *split, struct et_slice text)
{
    size_t i = 1;
    if (split->first_key.ptr || text.len < 2 || text.ptr[0] != '{')
        return;
    while (i < text.len && is_space(text.ptr[i]))
        i++;
    struct et_slice rest = et_slice_sub(text, i, text.len);
    const char *end = rest.len > 1 && rest.ptr[0] == '"' ? memchr(rest.ptr + 1, '"', rest.len - 1) : NULL;
    size_t len = end ? (size_t)(end - rest.ptr) + 1 : 0;
    if (!len || len > sizeof split->first_key_bytes)
        return;
    memcpy(split->first_key_bytes, rest.ptr, len);
    split->first_key = et_slice(split->first_key_bytes, len);
}

/* Whether a record begins at text[at] ('{'), behind the end of another one. The white space before it tells records
 * from the answers nested in them where the file is indented. */
static bool begins_record(const struct et_json_split *split, struct et_slice text, size_t at)
{
    size_t before = at, behind = at + 1;
    while (before > 0 && is_space(text.ptr[before - 1]))
        before--;
    if (before == 0 || text.ptr[before - 1] != ',' || (split->gap_known && at - before != split->first_gap))
        return false;
    while (behind < text.len && is_space(text.ptr[behind]))
        behind++;
    return split->first_key.ptr && et_slice_starts(et_slice_sub(text, behind, text.len), split->first_key);
}

/* Where the next record begins behind the window's start; the window's length when it shows none. */
static size_t find_record(const struct et_json_split *split)
{
    struct et_slice window = et_stream_window(split->stream);
    for (size_t at = 1; at < window.len; at++) {
        const char *found = memchr(window.ptr + at, '{', window.len - at);
        if (!found)
            break;
        at = (size_t)(found - window.ptr);
        if (begins_record(split, window, at))
            return at;
    }
    return window.len;
}

/* What lies at the window's start can't be read: it is lost up to the next place that begins like a record. */
static enum et_rc give_damaged(struct et_json_split *split, struct et_split_item *item, enum scan why,
                               struct et_error *error)
{
    size_t next;
    for (;;) {
        next = find_record(split);
        if (next < et_stream_window(split->stream).len || split->stream->at_end)
            break;
        enum et_rc rc = et_stream_more(split->stream, error);
        if (rc == ET_E_TOO_LONG)
            break;
        if (rc)
            return rc;
    }
    split->cut = split->stream->at_end && next == et_stream_window(split->stream).len;
    split->resynced = true;
    split->taken = next;
    item->text = et_slice_trim(et_slice_sub(et_stream_window(split->stream), 0, next));
    if (item->text.len && item->text.ptr[item->text.len - 1] == ',')
        item->text.len--;
    item->damage = why == TOO_LONG ? "longer than 16 MiB" : split->cut && why == CUT ? "cut off" : "not valid JSON";
    return ET_OK;
}

/* The file ends inside an array or object, but not inside a record. */
static void give_cut(struct et_json_split *split, struct et_split_item *item)
{
    *item = (struct et_split_item){
        .kind = ET_SPLIT_RECORD, .row = ++split->row, .offset = et_stream_offset(split->stream), .damage = "cut off"};
    split->cut = true;
    split->state = DONE;
}

/* How much white space stands between two records. */
static void learn_gap(struct et_json_split *split)
{
    const struct et_stream *stream = split->stream;
    size_t before = stream->pos;
    while (before > 0 && is_space(stream->data[before - 1]))
        before--;
    if (split->gap_known || split->row != 1 || before == 0 || stream->data[before - 1] != ',')
        return;
    split->first_gap = stream->pos - before;
    split->gap_known = true;
}

/* An object that does not end, or is too long to be held, may be a page with records: those before the cut are sound.
 * Then it is streamed. false when it holds no such array. */
static bool enter_page(struct et_json_split *split)
{
    struct et_slice text = et_stream_window(split->stream);
    size_t at, len = split->member ? strlen(split->member) : 0;
    if (!len || split->in_member || split->resynced || !text.len || text.ptr[0] != '{')
        return false;
    while ((at = et_slice_find(text, et_slice(split->member, len))) != SIZE_MAX) {
        bool quoted = at > 0 && text.ptr[at - 1] == '"' && at + len < text.len && text.ptr[at + len] == '"';
        text = et_slice_sub(text, at + len, text.len);
        if (!quoted)
            continue;
        split->in_array |= split->state == ELEMENT;
        split->lines = false;
        split->state = TOP;
        split->row--;
        return true;
    }
    return false;
}

/* A record at the window's start; not *given when it turns out to be a page that is streamed. */
static enum et_rc take_record(struct et_json_split *split, struct et_split_item *item, bool *given,
                              struct et_error *error)
{
    enum scan result = CUT;
    learn_gap(split);
    item->kind = ET_SPLIT_RECORD;
    item->row = ++split->row;
    item->offset = et_stream_offset(split->stream);
    enum et_rc rc = scan_value(split, false, &result, error);
    *given = rc || (result != CUT && result != TOO_LONG) || !enter_page(split);
    if (rc || !*given)
        return rc;
    if (result != VALUE)
        return give_damaged(split, item, result, error);
    item->text = et_slice_sub(et_stream_window(split->stream), 0, split->scanned);
    split->taken = split->scanned;
    learn(split, item->text);
    return ET_OK;
}

/* A line of JSON lines: whatever is on it, the next record is on the next line. */
static enum et_rc take_line(struct et_json_split *split, struct et_split_item *item, bool *given,
                            struct et_error *error)
{
    struct et_slice window;
    const char *end = NULL;
    item->kind = ET_SPLIT_RECORD;
    item->row = ++split->row;
    for (size_t seen = 0;;) {
        window = et_stream_window(split->stream);
        end = seen < window.len ? memchr(window.ptr + seen, '\n', window.len - seen) : NULL;
        if (end || split->stream->at_end)
            break;
        seen = window.len;
        enum et_rc rc = et_stream_more(split->stream, error);
        if (rc == ET_E_TOO_LONG)
            item->damage = "longer than 16 MiB";
        if (rc == ET_E_TOO_LONG)
            break;
        if (rc)
            return rc;
    }
    item->offset = et_stream_offset(split->stream);
    split->taken = end ? (size_t)(end - window.ptr) + 1 : window.len;
    item->text = et_slice_trim(et_slice_sub(window, 0, split->taken));
    /* The last line without its end is what a file that was cut off has. */
    if (!end && !item->damage && item->text.len && !is_object(item->text))
        item->damage = "cut off";
    *given = !item->damage || !enter_page(split);
    if (!*given)
        split->taken = 0;
    return ET_OK;
}

/* The key at the window's start and what follows its colon. *first = 0 when the file ends there. */
static enum et_rc take_key(struct et_json_split *split, struct et_slice *key, char *first, struct et_error *error)
{
    enum scan result = CUT;
    bool more = false;
    *first = 0;
    enum et_rc rc = scan_value(split, false, &result, error);
    if (rc || result != VALUE)
        return rc;
    struct et_slice quoted = et_slice_sub(et_stream_window(split->stream), 0, split->scanned);
    size_t len = quoted.len > 2 && quoted.len - 2 <= sizeof split->key_bytes ? quoted.len - 2 : 0;
    memcpy(split->key_bytes, quoted.ptr + (len ? 1 : 0), len);
    *key = et_slice(split->key_bytes, len);
    et_stream_skip(split->stream, split->scanned);
    rc = skip_space(split, ':', &more, error);
    if (!rc && more)
        *first = et_stream_window(split->stream).ptr[0];
    return rc;
}

/* A member of the object that is streamed: scalars are given out, other containers passed over. */
static enum et_rc take_member(struct et_json_split *split, struct et_split_item *item, bool *given,
                              struct et_error *error)
{
    enum scan result = CUT;
    char first;
    enum et_rc rc = take_key(split, &item->key, &first, error);
    if (rc)
        return rc;
    if (first == '[' && et_slice_is(item->key, split->member)) {
        et_stream_skip(split->stream, 1);
        split->state = ELEMENT;
        split->in_member = true;
        return ET_OK;
    }
    bool scalar = first != '{' && first != '[';
    rc = first ? scan_value(split, !scalar, &result, error) : ET_OK;
    if (rc)
        return rc;
    *given = scalar || result != VALUE;
    item->kind = ET_SPLIT_MEMBER;
    item->text = et_slice_sub(et_stream_window(split->stream), 0, split->scanned);
    split->taken = split->scanned;
    if (result != VALUE)
        give_cut(split, item);
    return ET_OK;
}

/* Brackets that open and close what is around the records. true when one was taken. */
static bool take_bracket(struct et_json_split *split, char c, struct et_split_item *item, bool *given)
{
    if (split->resynced) {
        if (c == '{')
            return false;
    } else if (split->state == TOP && c == '[') {
        split->state = ELEMENT;
    } else if (split->state == TOP && c == ']' && split->in_array) {
        split->in_array = false;
    } else if (split->state == TOP && c == '{' && split->member) {
        split->state = KEY;
    } else if (split->state == ELEMENT && c == ']') {
        split->state = split->in_member ? KEY : TOP;
        split->in_member = false;
    } else if (split->state == KEY && c == '}') {
        split->state = TOP;
        item->kind = ET_SPLIT_END;
        *given = true;
    } else {
        return false;
    }
    et_stream_skip(split->stream, 1);
    return true;
}

/* One step at the top level, in an array or in an object; *given when it made an item. */
static enum et_rc step(struct et_json_split *split, struct et_split_item *item, bool *given, struct et_error *error)
{
    bool more = false;
    enum et_rc rc = skip_space(split, ',', &more, error);
    if (rc)
        return rc;
    if (!more) {
        *given = (split->state != TOP || split->in_array) && !split->cut && !split->resynced;
        if (*given)
            give_cut(split, item);
        split->state = DONE;
        return ET_OK;
    }
    if (split->lines) {
        return take_line(split, item, given, error);
    }
    char c = split->stream->data[split->stream->pos];
    if (take_bracket(split, c, item, given))
        return ET_OK;
    if (split->state == KEY && c == '"')
        return take_member(split, item, given, error);
    return take_record(split, item, given, error);
}

enum et_rc et_json_split_next(struct et_json_split *split, struct et_split_item *item, struct et_error *error)
{
    bool given = false;
    while (!given) {
        et_stream_skip(split->stream, split->taken);
        split->taken = 0;
        if (split->state == DONE)
            return ET_END;
        *item = (struct et_split_item){0};
        enum et_rc rc = step(split, item, &given, error);
        if (rc)
            return rc;
    }
    return ET_OK;
}
