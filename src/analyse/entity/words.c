#include "analyse/entity/matcher_int.h"
#include "base/embed.h"
#include "base/hash.h"
#include "base/mem.h"

extern const struct et_embedded et_embedded_models_lexicon[];

static const struct {
    char letter;
    uint32_t class;
} letters[] = {
    {'n', ET_WORD_NOUN},        {'a', ET_WORD_ADJECTIVE},   {'b', ET_WORD_BASE},       {'f', ET_WORD_FINITE},
    {'g', ET_WORD_ING},         {'d', ET_WORD_DETERMINER},  {'p', ET_WORD_SUBJECT},    {'x', ET_WORD_AUXILIARY},
    {'r', ET_WORD_PREPOSITION}, {'c', ET_WORD_CONJUNCTION}, {'t', ET_WORD_TITLE},      {'s', ET_WORD_SURNAME},
    {'y', ET_WORD_FIRST_NAME},  {'w', ET_WORD_STANCE},      {'k', ET_WORD_OF_WORKS},   {'h', ET_WORD_HE_OR_SHE},
    {'m', ET_WORD_THEY},        {'e', ET_WORD_SOMEBODY},    {'o', ET_WORD_MOSTLY_NAME}};

static bool is_full(const struct et_slot *slot)
{
    return slot->first_pattern || slot->classes;
}

static bool grow(struct et_matcher *matcher)
{
    struct et_matcher wider = {.slot_size = matcher->slot_size ? matcher->slot_size * 2 : 1024};
    wider.slots = et_calloc(wider.slot_size, sizeof *wider.slots);
    if (!wider.slots)
        return false;
    for (size_t i = 0; i < matcher->slot_size; i++)
        if (is_full(&matcher->slots[i]))
            wider.slots[et_matcher_slot(&wider, matcher->slots[i].hash) - wider.slots] = matcher->slots[i];
    et_free(matcher->slots);
    matcher->slots = wider.slots;
    matcher->slot_size = wider.slot_size;
    return true;
}

struct et_slot *et_matcher_make_slot(struct et_matcher *matcher, uint64_t hash)
{
    if (matcher->slot_count * 2 >= matcher->slot_size && !grow(matcher))
        return NULL;
    struct et_slot *slot = &matcher->slots[et_matcher_slot(matcher, hash) - matcher->slots];
    if (!is_full(slot)) {
        slot->hash = hash;
        matcher->slot_count++;
    }
    return slot;
}

static uint32_t classes_of(struct et_slice text)
{
    uint32_t classes = ET_WORD_KNOWN;
    for (size_t i = 0; i < text.len; i++)
        for (size_t k = 0; k < sizeof letters / sizeof letters[0]; k++)
            if (letters[k].letter == text.ptr[i])
                classes |= letters[k].class;
    return classes;
}

enum et_rc et_matcher_load_words(struct et_matcher *matcher, struct et_error *error)
{
    const struct et_embedded *file = et_embedded_models_lexicon;
    while (file->name && strcmp(file->name, "words.tsv") != 0)
        file++;
    if (!file->name)
        return et_fail(error, ET_E_INTERNAL, "words.tsv is not built in");
    struct et_slice rest = et_slice(file->data, file->size);
    while (rest.len) {
        struct et_slice classes = et_slice_cut(&rest, '\n');
        if (!classes.len || classes.ptr[0] == '#')
            continue;
        struct et_slice word = et_slice_cut(&classes, '\t');
        struct et_slot *slot = et_matcher_make_slot(matcher, et_hash64(word));
        if (!slot)
            return et_fail_nomem(error);
        slot->classes = classes_of(classes);
    }
    return ET_OK;
}
