#include "analyse/train/labelled.h"

#include "base/hash.h"
#include "base/mem.h"

void et_labelled_init(struct et_labelled_set *set)
{
    *set = (struct et_labelled_set){0};
    et_arena_init(&set->arena, 0);
}

void et_labelled_dispose(struct et_labelled_set *set)
{
    et_free(set->items);
    et_arena_dispose(&set->arena);
    *set = (struct et_labelled_set){0};
}

struct et_labelled et_labelled_row(struct et_slice text, float weight)
{
    return (struct et_labelled){.text = text,
                                .polarity = ET_NOT_LABELLED,
                                .emotion = ET_NOT_LABELLED,
                                .sarcastic = ET_NOT_LABELLED,
                                .spam = ET_NOT_LABELLED,
                                .weight = weight};
}

bool et_labelled_is_sealed(struct et_slice text)
{
    char hex[ET_SHA256_HEX];
    unsigned rest = 0;
    et_sha256_of(text, hex);
    for (const char *at = hex; *at; at++)
        rest = (rest * 16 + (unsigned)(*at <= '9' ? *at - '0' : *at - 'a' + 10)) % 10;
    return rest == 0;
}

static bool grow(struct et_labelled_set *set)
{
    if (set->count < set->size)
        return true;
    size_t size = set->size ? set->size * 2 : 1024;
    struct et_labelled *items = et_realloc(set->items, size * sizeof *items);
    if (!items)
        return false;
    set->items = items;
    set->size = size;
    return true;
}

enum et_rc et_labelled_add(struct et_labelled_set *set, const struct et_labelled *row, enum et_labelled_part part,
                           struct et_error *error)
{
    if (part != ET_LABELLED_ALL && et_labelled_is_sealed(row->text) != (part == ET_LABELLED_SEALED))
        return ET_OK;
    struct et_labelled copy = *row;
    copy.text = et_arena_copy(&set->arena, row->text);
    copy.caption = row->caption.ptr ? et_arena_copy(&set->arena, row->caption) : row->caption;
    if (!copy.text.ptr || (row->caption.ptr && !copy.caption.ptr) || !grow(set))
        return et_fail_nomem(error);
    set->items[set->count++] = copy;
    return ET_OK;
}

int8_t et_labelled_side(struct et_slice label)
{
    static const struct {
        const char *name;
        int8_t side;
    } names[] = {{"positive", 1},          {"pos", 1},     {"1", 1},   {"+1", 1}, {"+", 1},
                 {"strongly positive", 1}, {"neutral", 0}, {"neu", 0}, {"0", 0},  {"none", 0},
                 {"negative", -1},         {"neg", -1},    {"-1", -1}, {"-", -1}, {"strongly negative", -1}};
    struct et_slice trimmed = et_slice_trim(label);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (et_slice_eq_nocase(trimmed, et_slice_of(names[i].name)))
            return names[i].side;
    return ET_NOT_LABELLED;
}

int8_t et_labelled_stars(struct et_slice label)
{
    double stars;
    if (!et_slice_to_double(et_slice_trim(label), &stars) || !(stars >= 1 && stars <= 5))
        return ET_NOT_LABELLED;
    return stars < 2.75 ? -1 : stars > 3.25 ? 1 : 0;
}
