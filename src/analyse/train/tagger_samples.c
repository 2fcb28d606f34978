/* Labelled texts for the tagger: CoNLL files and JSON lines. */
#include "analyse/train/tagger_int.h"

#include "base/file.h"
#include "base/mem.h"

#include <jansson.h>
#include <string.h>

#define FILE_MAX ((size_t)256 << 20)
#define GOLDS_MAX 64
#define TEXT_MAX 16384

enum { PERSON = 1, GROUP = 2, WORK = 4, BRAND = 8, PLACE = 16 };

static const struct {
    const char *name;
    unsigned types;
} types[] = {
    {"person", PERSON},
    {"per", PERSON},
    {"group", GROUP},
    {"team", GROUP},
    {"couple", PERSON | GROUP},
    {"show", WORK},
    {"film", WORK},
    {"song", WORK},
    {"book", WORK},
    {"work", WORK},
    {"brand", BRAND},
    {"place", PLACE},
    {"loc", PLACE},
    {"location", PLACE},
    {"org", GROUP | BRAND},
    {"product", BRAND},
    {"corporation", BRAND},
    {"creative-work", WORK},
    {"other", ET_TAG_ANY_TYPE},
    {"misc", ET_TAG_ANY_TYPE},
};

static unsigned types_of(struct et_slice name)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (et_slice_eq_nocase(name, et_slice_of(types[i].name)))
            return types[i].types;
    return 0;
}

void et_tag_samples_init(struct et_tag_samples *samples)
{
    *samples = (struct et_tag_samples){0};
    et_arena_init(&samples->arena, 0);
}

void et_tag_samples_dispose(struct et_tag_samples *samples)
{
    et_free(samples->items);
    et_arena_dispose(&samples->arena);
    *samples = (struct et_tag_samples){0};
}

enum et_rc et_tag_samples_add(struct et_tag_samples *samples, struct et_slice text, const struct et_tag_gold *golds,
                              size_t count, struct et_error *error)
{
    if (samples->count == samples->size) {
        size_t size = samples->size ? samples->size * 2 : 1024;
        struct et_tag_sample *grown = et_realloc(samples->items, size * sizeof *grown);
        if (!grown)
            return et_fail_nomem(error);
        samples->items = grown;
        samples->size = size;
    }
    struct et_tag_gold *copy = et_arena_alloc(&samples->arena, (count + 1) * sizeof *copy);
    struct et_slice kept = et_arena_copy(&samples->arena, text);
    if (!copy || !kept.ptr)
        return et_fail_nomem(error);
    if (count)
        memcpy(copy, golds, count * sizeof *copy);
    samples->items[samples->count++] = (struct et_tag_sample){kept, copy, count};
    return ET_OK;
}

/* ---- CoNLL ---- */

/* A sentence as it is put together. */
struct sentence {
    struct et_buf text;
    struct et_tag_gold golds[GOLDS_MAX];
    size_t gold_count;
    bool open; /* the last name may go on */
};

/* The sets split what people write in one: "It 's", "do n't", "@ name". */
static bool joins_before(struct et_slice word, const struct et_buf *text)
{
    if (text->len == 0)
        return true;
    if (word.len && (word.ptr[0] == '\'' || et_slice_is(word, "n't")))
        return true;
    return text->data[text->len - 1] == '@' && (text->len == 1 || text->data[text->len - 2] == ' ');
}

static void add_word(struct sentence *s, struct et_slice word, struct et_slice label)
{
    if (!joins_before(word, &s->text))
        et_buf_char(&s->text, ' ');
    uint32_t start = (uint32_t)s->text.len;
    et_buf_slice(&s->text, word);
    bool begins = et_slice_starts(label, ET_SLICE("B-")), inside = et_slice_starts(label, ET_SLICE("I-"));
    unsigned type = begins || inside ? types_of(et_slice_sub(label, 2, label.len)) : 0;
    /* The Broad Twitter Corpus labels an account as two names, the sign and what follows. */
    bool account = start && s->text.data[start - 1] == '@' && s->open;
    if (type && s->open && (inside || account)) {
        s->golds[s->gold_count - 1].end = (uint32_t)s->text.len;
        return;
    }
    s->open = type != 0 && s->gold_count < GOLDS_MAX;
    if (s->open)
        s->golds[s->gold_count++] =
            (struct et_tag_gold){start, (uint32_t)s->text.len, type, word.len && word.ptr[0] == '@'};
}

static enum et_rc end_sentence(struct et_tag_samples *samples, struct sentence *s, struct et_error *error)
{
    enum et_rc rc = s->text.failed ? et_fail_nomem(error) : ET_OK;
    if (rc == ET_OK && s->text.len && s->text.len < TEXT_MAX)
        rc = et_tag_samples_add(samples, et_buf_view(&s->text), s->golds, s->gold_count, error);
    et_buf_clear(&s->text);
    s->gold_count = 0;
    s->open = false;
    return rc;
}

static enum et_rc read_conll(struct et_tag_samples *samples, struct et_slice bytes, struct et_error *error)
{
    struct sentence s = {.open = false};
    enum et_rc rc = ET_OK;
    uint64_t row = 0;
    et_buf_init(&s.text, 0);
    while (bytes.len && rc == ET_OK) {
        struct et_slice label = et_slice_cut(&bytes, '\n');
        row++;
        if (!et_slice_trim(label).len) {
            rc = end_sentence(samples, &s, error);
            continue;
        }
        struct et_slice word = et_slice_trim(et_slice_cut(&label, '\t'));
        label = et_slice_trim(label);
        if (!label.len) {
            rc = et_fail(error, ET_E_FORMAT,
                         "row %llu: no label behind the word; a row is WORD, a tab, and O, B-TYPE or I-TYPE",
                         (unsigned long long)row);
            break;
        }
        add_word(&s, word, label);
    }
    if (rc == ET_OK)
        rc = end_sentence(samples, &s, error);
    et_buf_dispose(&s.text);
    return rc;
}

/* ---- JSON lines ---- */

static bool is_word_byte(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80 || c == '_';
}

static bool is_free(const struct et_tag_gold *golds, size_t count, uint32_t start, uint32_t end)
{
    for (size_t i = 0; i < count; i++)
        if (start < golds[i].end && golds[i].start < end)
            return false;
    return true;
}

/* Every place where the name stands as a word. */
static size_t mark(struct et_slice text, struct et_slice surface, unsigned type, struct et_tag_gold *golds,
                   size_t count)
{
    for (size_t i = 0; surface.len && i + surface.len <= text.len && count < GOLDS_MAX; i++) {
        size_t end = i + surface.len;
        if (!et_slice_eq_nocase(et_slice(text.ptr + i, surface.len), surface))
            continue;
        if ((i && is_word_byte((unsigned char)text.ptr[i - 1]) && is_word_byte((unsigned char)text.ptr[i])) ||
            (end < text.len && is_word_byte((unsigned char)text.ptr[end]) &&
             is_word_byte((unsigned char)text.ptr[end - 1])))
            continue;
        if (is_free(golds, count, (uint32_t)i, (uint32_t)end))
            golds[count++] = (struct et_tag_gold){(uint32_t)i, (uint32_t)end, type,
                                                  text.ptr[i] == '@' || (i && text.ptr[i - 1] == '@')};
    }
    return count;
}

static struct et_slice string_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return et_slice(json_string_value(value), json_string_length(value));
}

/* Longer names first, so that "Ann Lee" is not cut by "Ann". */
static size_t mark_all(struct et_slice text, const json_t *targets, struct et_tag_gold *golds)
{
    size_t count = 0, i;
    const json_t *target;
    for (size_t length = 256; length > 0; length--)
        json_array_foreach(targets, i, target)
        {
            struct et_slice surface = string_of(target, "surface");
            unsigned type = types_of(string_of(target, "type"));
            if (surface.ptr && surface.len == length && type)
                count = mark(text, surface, type, golds, count);
        }
    return count;
}

static enum et_rc read_line(struct et_tag_samples *samples, struct et_slice line, uint64_t row, struct et_error *error)
{
    json_error_t wrong;
    struct et_tag_gold golds[GOLDS_MAX];
    json_t *json = json_loadb(line.ptr, line.len, 0, &wrong);
    if (!json)
        return et_fail(error, ET_E_FORMAT, "row %llu: %s", (unsigned long long)row, wrong.text);
    struct et_slice text = string_of(json, "text");
    const json_t *labels = json_object_get(json, "labels");
    const json_t *targets = json_object_get(labels ? labels : json, "targets");
    enum et_rc rc = ET_OK;
    if (!text.ptr)
        rc = et_fail(error, ET_E_FORMAT, "row %llu: no \"text\"", (unsigned long long)row);
    else if (targets && text.len < TEXT_MAX)
        rc = et_tag_samples_add(samples, text, golds, mark_all(text, targets, golds), error);
    json_decref(json);
    return rc;
}

static enum et_rc read_json(struct et_tag_samples *samples, struct et_slice bytes, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (uint64_t row = 1; bytes.len && rc == ET_OK; row++) {
        struct et_slice line = et_slice_trim(et_slice_cut(&bytes, '\n'));
        if (line.len)
            rc = read_line(samples, line, row, error);
    }
    return rc;
}

enum et_rc et_tag_samples_read(struct et_tag_samples *samples, const char *path, struct et_error *error)
{
    struct et_buf bytes;
    et_buf_init(&bytes, 0);
    enum et_rc rc = et_file_read(path, FILE_MAX, &bytes, error);
    if (rc == ET_OK) {
        rc = et_slice_ends(et_slice_of(path), ET_SLICE(".jsonl")) ? read_json(samples, et_buf_view(&bytes), error)
                                                                  : read_conll(samples, et_buf_view(&bytes), error);
        if (rc != ET_OK)
            et_error_prefix(error, "%s", path);
    }
    et_buf_dispose(&bytes);
    return rc;
}

/* ---- labels of tokens ---- */

static uint16_t labels_of(unsigned types_mask, bool inside)
{
    unsigned mask = 0;
    for (unsigned t = 0; t < ET_TAG_TYPES; t++)
        if (types_mask >> t & 1)
            mask |= 1u << (et_tag_begin(t) + inside);
    return (uint16_t)mask;
}

void et_tag_allowed(const struct et_tag_sample *sample, const struct et_tokens *tokens, uint16_t *allowed, size_t count)
{
    for (size_t i = 0; i < count; i++)
        allowed[i] = 1;
    for (size_t g = 0; g < sample->gold_count; g++) {
        const struct et_tag_gold *gold = &sample->golds[g];
        bool begun = false;
        for (size_t i = 0; i < count; i++) {
            const struct et_token *token = &tokens->items[i];
            uint32_t start = token->start + (token->kind == ET_TOKEN_HASHTAG);
            uint32_t end = token->flags & ET_TOKEN_POSSESSIVE && gold->end < token->end && gold->end + 4 >= token->end
                               ? gold->end
                               : token->end;
            if (token->end <= gold->start || token->start >= gold->end)
                continue;
            bool whole = (start >= gold->start || token->start >= gold->start) && end <= gold->end;
            allowed[i] = whole ? labels_of(gold->types, begun) : (uint16_t)((1u << ET_TAG_LABELS) - 1);
            begun = begun || whole;
        }
    }
}
