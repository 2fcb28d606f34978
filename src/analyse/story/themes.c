#include "analyse/story/themes.h"

#include "analyse/story/phrases.h"
#include "base/embed.h"
#include "base/mem.h"
#include "types/score.h"

extern const struct et_embedded et_embedded_models_lexicon[];

/* A phrase's value: the theme's bit number, or IGNORED for an ordinary use of a theme's word ("broke my phone"). */
#define IGNORED 0xFFu

struct et_theme_set {
    struct et_phrases phrases;
};

static enum et_rc add_row(struct et_phrases *phrases, struct et_slice line, struct et_error *error)
{
    struct et_slice rest = line, name = et_slice_cut(&rest, '\t');
    if (et_slice_is(name, "-"))
        return et_phrases_add(phrases, rest, IGNORED, error);
    for (unsigned theme = 0; theme < ET_BUILTIN_THEMES; theme++)
        if (et_slice_is(name, et_theme_name(theme)))
            return et_phrases_add(phrases, rest, theme, error);
    return et_fail(error, ET_E_FORMAT, "themes.tsv: unknown theme \"" ET_SLICE_FMT "\"", ET_SLICE_ARG(name));
}

static enum et_rc add_builtin(struct et_phrases *phrases, struct et_error *error)
{
    const struct et_embedded *file = et_embedded_models_lexicon;
    while (file->name && strcmp(file->name, "themes.tsv") != 0)
        file++;
    if (!file->name)
        return et_fail(error, ET_E_INTERNAL, "themes.tsv is not built in");
    struct et_slice rest = et_slice(file->data, file->size);
    enum et_rc rc = ET_OK;
    while (rest.len && rc == ET_OK) {
        struct et_slice line = et_slice_trim(et_slice_cut(&rest, '\n'));
        if (line.len && line.ptr[0] != '#')
            rc = add_row(phrases, line, error);
    }
    return rc;
}

static enum et_rc add_own(struct et_phrases *phrases, const struct et_user_theme *own, size_t own_count,
                          struct et_error *error)
{
    for (size_t i = 0; i < own_count; i++)
        for (size_t k = 0; k < own[i].phrase_count; k++) {
            enum et_rc rc = et_phrases_add(phrases, own[i].phrases[k], (uint32_t)(ET_BUILTIN_THEMES + i), error);
            if (rc == ET_E_FORMAT)
                return et_error_prefix(error, "theme \"" ET_SLICE_FMT "\"", ET_SLICE_ARG(own[i].name));
            if (rc != ET_OK)
                return rc;
        }
    return ET_OK;
}

enum et_rc et_theme_set_new(const struct et_user_theme *own, size_t own_count, struct et_theme_set **out,
                            struct et_error *error)
{
    if (own_count > ET_THEMES_MAX - ET_BUILTIN_THEMES)
        return et_fail(error, ET_E_TOO_LONG, "%zu themes of your own: at most %d are possible", own_count,
                       ET_THEMES_MAX - ET_BUILTIN_THEMES);
    struct et_theme_set *set = et_malloc(sizeof *set);
    if (!set)
        return et_fail_nomem(error);
    et_phrases_init(&set->phrases);
    enum et_rc rc = add_builtin(&set->phrases, error);
    if (rc == ET_OK)
        rc = add_own(&set->phrases, own, own_count, error);
    if (rc == ET_OK)
        rc = et_phrases_seal(&set->phrases, error);
    if (rc != ET_OK) {
        et_theme_set_free(set);
        return rc;
    }
    *out = set;
    return ET_OK;
}

void et_theme_set_free(struct et_theme_set *set)
{
    if (!set)
        return;
    et_phrases_dispose(&set->phrases);
    et_free(set);
}

uint64_t et_theme_set_match(const struct et_theme_set *set, const struct et_tokens *tokens)
{
    uint64_t themes = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        if (!et_phrases_may_begin(&set->phrases, tokens, i) || tokens->items[i].kind > ET_TOKEN_EMOJI)
            continue;
        const struct et_phrase *phrase = et_phrases_at(&set->phrases, tokens, i);
        if (!phrase)
            continue;
        size_t last = i + phrase->word_count - 1;
        if (phrase->value != IGNORED)
            for (; phrase; phrase = et_phrases_next(&set->phrases, tokens, i, phrase))
                themes |= phrase->value == IGNORED ? 0 : (uint64_t)1 << phrase->value;
        i = last; /* the longest phrase says what its words mean */
    }
    return themes;
}
