#include "analyse/entity/matcher_int.h"

/* Whether an ordinary word ("grace", "will") is meant as a name. Each sign has points; a name needs ENOUGH of them,
 * fewer where the post, the parent or the text is about the entity. */
#define ENOUGH 2
#define ENOUGH_EXPECTED 1
#define ENOUGH_DERIVED 4 /* "Love" for Kevin Love */

static const struct et_token *at(const struct et_finder *f, size_t i)
{
    return i < f->tokens->count ? &f->tokens->items[i] : NULL;
}

static bool is_word(const struct et_token *token)
{
    return token && token->kind == ET_TOKEN_WORD;
}

static uint32_t classes_of(const struct et_finder *f, const struct et_token *token)
{
    return is_word(token) ? et_matcher_slot(f->matcher, token->plain_hash)->classes : 0;
}

static const struct et_shape *shape_of(struct et_finder *f)
{
    struct et_shape *shape = &f->shape;
    size_t capital = 0, small = 0;
    if (shape->known)
        return shape;
    for (size_t i = 0; i < f->tokens->count; i++) {
        const struct et_token *token = &f->tokens->items[i];
        if (token->kind != ET_TOKEN_WORD)
            continue;
        if (token->flags & ET_TOKEN_CAPITAL && !(token->flags & ET_TOKEN_CAPS))
            shape->has_capitals |= token->folded.len > 1 || token->flags & ET_TOKEN_SENTENCE_START;
        if (token->folded.len < 3 || token->flags & ET_TOKEN_SENTENCE_START)
            continue;
        if (token->flags & ET_TOKEN_CAPITAL)
            capital++;
        else
            small++;
    }
    shape->known = true;
    shape->all_caps = f->tokens->caps_words * 2 > f->tokens->words && f->tokens->words > 1;
    shape->title_case = !shape->all_caps && capital >= 4 && capital > small * 2;
    return shape;
}

static int case_points(struct et_finder *f, const struct et_token *token)
{
    const struct et_shape *shape = shape_of(f);
    if (token->flags & ET_TOKEN_CAPS)
        return shape->all_caps ? 0 : 1;
    if (!(token->flags & ET_TOKEN_CAPITAL))
        return shape->has_capitals ? -2 : -1;
    if (token->flags & ET_TOKEN_SENTENCE_START || shape->title_case)
        return 1;
    return 2;
}

static bool is_end(const struct et_token *token)
{
    return !token || token->kind == ET_TOKEN_EMOJI || token->kind == ET_TOKEN_EMOTICON ||
           (token->kind == ET_TOKEN_PUNCT && strchr(".!?,;:)", token->folded.ptr[0]));
}

static bool is_you(const struct et_token *token)
{
    return is_word(token) && (et_slice_is(token->plain, "you") || et_slice_is(token->plain, "u"));
}

/* "will", "may": helpers of verbs far more often than people. */
static int auxiliary_points(const struct et_finder *f, size_t first, size_t last)
{
    const struct et_token *before = first ? at(f, first - 1) : NULL, *after = at(f, last + 1);
    uint32_t b = classes_of(f, before), a = classes_of(f, after);
    if (is_end(after) && is_you(before))
        return 1; /* "love you will!" */
    if (b & (ET_WORD_SUBJECT | ET_WORD_DETERMINER))
        return -4;
    if (a & (ET_WORD_DETERMINER | ET_WORD_SUBJECT | ET_WORD_HE_OR_SHE | ET_WORD_THEY))
        return -4;
    if (is_word(after) && (et_slice_is(after->plain, "be") || et_slice_is(after->plain, "not") ||
                           et_slice_is(after->plain, "never") || et_slice_is(after->plain, "always")))
        return -4;
    if (a & (ET_WORD_AUXILIARY | ET_WORD_PREPOSITION))
        return 2;
    if (a & ET_WORD_FINITE && !(a & ET_WORD_BASE))
        return 2;
    if (a & ET_WORD_BASE && !(a & ET_WORD_FINITE))
        return a & ET_WORD_NOUN && b == 0 ? -2 : -4;
    if (!(b & ET_WORD_NOUN) || b & (ET_WORD_BASE | ET_WORD_PREPOSITION | ET_WORD_CONJUNCTION))
        return is_end(after) ? 2 : 0;
    return is_end(after) ? 1 : -2;
}

/* What stands before a noun or a verb, but hardly before a name. */
static int before_points(const struct et_finder *f, const struct et_pattern *pattern, size_t first, bool small)
{
    const struct et_token *before = first ? at(f, first - 1) : NULL;
    uint32_t b = classes_of(f, before);
    if (!is_word(before))
        return 0;
    if (b & ET_WORD_TITLE)
        return small ? 0 : 1;
    if (b & ET_WORD_DETERMINER)
        return -3;
    if (pattern->classes & ET_WORD_BASE && b & ET_WORD_SUBJECT && !is_you(before))
        return -3; /* "I Love this" */
    bool verb = pattern->classes & ET_WORD_BASE && small && !(is_you(before) && is_end(at(f, first + 1)));
    if (verb && (b & (ET_WORD_SUBJECT | ET_WORD_AUXILIARY) || et_slice_is(before->plain, "to")))
        return -3;
    if (b & (ET_WORD_CONJUNCTION | ET_WORD_SUBJECT | ET_WORD_AUXILIARY))
        return 0;
    const struct et_token *earlier = first > 1 ? at(f, first - 2) : NULL;
    if (is_word(earlier) && (et_slice_is(earlier->plain, "a") || et_slice_is(earlier->plain, "an")))
        return -3; /* "a furniture kit" */
    if (b & ET_WORD_ING && small)
        return -3; /* "saying grace" */
    if (b & ET_WORD_PREPOSITION && small)
        return et_slice_is(before->plain, "with") || et_slice_is(before->plain, "of") ||
                       et_slice_is(before->plain, "in")
                   ? -1
                   : 0;
    if (!small || !b)
        return 0;
    if (!(b & (ET_WORD_BASE | ET_WORD_FINITE)))
        return -2; /* "best summer", "drum kit" */
    uint32_t after = classes_of(f, at(f, first + 1));
    bool goes_on = after & (ET_WORD_FINITE | ET_WORD_AUXILIARY);
    return b & ET_WORD_NOUN && classes_of(f, earlier) & ET_WORD_DETERMINER && !goes_on ? -2
                                                                                       : 0; /* "my first aid kit" */
}

static int after_points(const struct et_finder *f, const struct et_pattern *pattern, size_t last, bool small)
{
    const struct et_token *after = at(f, last + 1);
    uint32_t a = classes_of(f, after);
    if (!is_word(after))
        return 0;
    if (et_slice_is(after->plain, "of") || et_slice_is(after->plain, "under"))
        return -3; /* "the summer of", "grace under pressure" */
    if (small && pattern->classes & ET_WORD_BASE &&
        (a & ET_WORD_DETERMINER || a & ET_WORD_HE_OR_SHE || et_slice_is(after->plain, "me") ||
         et_slice_is(after->plain, "up")))
        return -2; /* "chase the dream" */
    if (a & ET_WORD_AUXILIARY || (a & ET_WORD_FINITE && !(a & ET_WORD_NOUN)))
        return 1;
    if (small && a && a & ET_WORD_NOUN &&
        !(a & (ET_WORD_FINITE | ET_WORD_BASE | ET_WORD_CONJUNCTION | ET_WORD_PREPOSITION | ET_WORD_SUBJECT)))
        return -2; /* "summer vibes", "grace period" */
    return 0;
}

/* Whether a neighbour looks like a part of a name: written with a capital that the place does not ask for. */
static bool looks_like_name(struct et_finder *f, const struct et_token *token)
{
    const struct et_shape *shape = shape_of(f);
    uint32_t classes = classes_of(f, token);
    bool capital = token->flags & ET_TOKEN_CAPITAL && !(token->flags & (ET_TOKEN_CAPS | ET_TOKEN_SENTENCE_START)) &&
                   !shape->title_case && !shape->all_caps && token->folded.len > 2;
    if (capital)
        return !classes || classes & (ET_WORD_SURNAME | ET_WORD_FIRST_NAME | ET_WORD_MOSTLY_NAME);
    return classes & ET_WORD_SURNAME && classes & ET_WORD_MOSTLY_NAME &&
           !(classes & (ET_WORD_FINITE | ET_WORD_AUXILIARY));
}

/* One name of a person beside another that is not that person's is somebody else: "Grace Kelly", "will smith"; and,
 * where nothing leads to expect the person, "Gordon Ramsey". */
static bool is_other_person(struct et_finder *f, const struct et_pattern *pattern, uint32_t entity, bool expected,
                            size_t first, size_t last)
{
    const struct et_matcher *m = f->matcher;
    uint32_t name = m->entities[entity].name_pattern;
    if (pattern->part_count != 1 || m->entities[entity].type != ET_PERSON || !name)
        return false;
    const struct et_pattern *full = &m->patterns[name - 1];
    const struct et_part *given = &m->parts[full->first_part], *family = given + full->part_count - 1;
    uint64_t hash = m->parts[pattern->first_part].hash;
    const struct et_token *before = first ? at(f, first - 1) : NULL, *after = at(f, last + 1);
    if (full->part_count < 2)
        return false;
    if (hash == given->hash && is_word(after) && !(f->tokens->items[last].flags & ET_TOKEN_POSSESSIVE))
        return et_edit_distance(after->plain, family->text, 2) > 2 && looks_like_name(f, after);
    if (hash == family->hash && is_word(before) && !expected && !(before->flags & ET_TOKEN_POSSESSIVE))
        return et_edit_distance(before->plain, given->text, 2) > 2 && looks_like_name(f, before);
    return false;
}

/* A name that the catalogue does not list, but was taken from a full name. */
static bool is_derived(const struct et_finder *f, const struct et_pattern *pattern, uint32_t entity)
{
    for (uint32_t o = pattern->first_owner; o; o = f->matcher->owners[o - 1].next)
        if (f->matcher->owners[o - 1].entity == entity)
            return f->matcher->owners[o - 1].kind == ET_OWNER_DERIVED;
    return false;
}

static int name_points(struct et_finder *f, const struct et_pattern *pattern, bool expected, size_t first, size_t last)
{
    const struct et_token *token = &f->tokens->items[first];
    bool small = !(token->flags & ET_TOKEN_CAPITAL);
    int points = case_points(f, token) + (expected ? 2 : 0);
    points += token->flags & ET_TOKEN_POSSESSIVE ? 1 : 0;
    points += pattern->classes & ET_WORD_MOSTLY_NAME ? 4 : 0;
    if (pattern->classes & ET_WORD_AUXILIARY) {
        points += auxiliary_points(f, first, last);
    } else {
        bool the = first && et_slice_is(f->tokens->items[first - 1].plain, "the");
        bool may_have_article = the && !(pattern->flags & ET_PATTERN_PERSON) && (!small || expected);
        points += may_have_article ? 0 : before_points(f, pattern, first, small);
        points += after_points(f, pattern, last, small);
    }
    return points;
}

/* "hold me till monday": capitals or quotes say that it is the title; else it has to be expected, or be watched. */
static bool phrase_is_title(struct et_finder *f, bool expected, size_t first, size_t last)
{
    const struct et_shape *shape = shape_of(f);
    size_t capitals = 0, words = 0;
    bool quoted = true;
    for (size_t i = first; i <= last; i++) {
        const struct et_token *token = &f->tokens->items[i];
        quoted &= (token->flags & ET_TOKEN_QUOTED) != 0;
        const uint32_t small = ET_WORD_DETERMINER | ET_WORD_PREPOSITION | ET_WORD_CONJUNCTION;
        if (token->kind != ET_TOKEN_WORD || token->folded.len < 3 || classes_of(f, token) & small)
            continue; /* small in titles, too */
        words++;
        capitals += (token->flags & ET_TOKEN_CAPITAL) != 0 &&
                    (i > first || !(token->flags & ET_TOKEN_SENTENCE_START) || first == last);
    }
    if (!shape->all_caps && (quoted || (capitals && capitals * 2 >= words)))
        return true;
    uint32_t before = first ? classes_of(f, at(f, first - 1)) : 0, after = classes_of(f, at(f, last + 1));
    if (before & ET_WORD_OF_WORKS || (after & ET_WORD_OF_WORKS && !(after & ET_WORD_SUBJECT)))
        return true;
    bool grammar = before & (ET_WORD_SUBJECT | ET_WORD_AUXILIARY) ||
                   (first && (et_slice_is(f->tokens->items[first - 1].plain, "to") ||
                              et_slice_is(f->tokens->items[first - 1].plain, "please")));
    return expected && !grammar;
}

/* "Marlo I": an initial, or the word that follows the name? */
static bool is_initial(const struct et_finder *f, size_t last)
{
    const struct et_token *token = &f->tokens->items[last];
    if (!strchr("aiou", token->plain.ptr[0]))
        return true;
    return token->flags & (ET_TOKEN_CAPITAL | ET_TOKEN_POSSESSIVE) && is_end(at(f, last + 1));
}

bool et_finder_has_evidence(struct et_finder *f, const struct et_pattern *pattern, uint32_t entity, size_t first,
                            size_t last)
{
    const struct et_token *token = &f->tokens->items[first];
    bool expected = et_finder_is_expected(f, entity);
    if (is_other_person(f, pattern, entity, expected, first, last))
        return false;
    if (pattern->part_count > 1 && f->tokens->items[last].plain.len == 1 && !(pattern->flags & ET_PATTERN_ACRONYM) &&
        !is_initial(f, last))
        return false;
    if (pattern->flags & ET_PATTERN_ACRONYM) {
        bool caps = token->flags & ET_TOKEN_CAPS || (token->flags & ET_TOKEN_CAPITAL && token->plain.len == 1);
        if (caps && (expected || !shape_of(f)->all_caps))
            return true;
        return expected && !(pattern->flags & ET_PATTERN_COMMON) && token->plain.len > 1;
    }
    if (pattern->flags & ET_PATTERN_COMMON) {
        int enough = expected ? ENOUGH_EXPECTED : is_derived(f, pattern, entity) ? ENOUGH_DERIVED : ENOUGH;
        return name_points(f, pattern, expected, first, last) >= enough;
    }
    enum et_entity_type type = f->matcher->entities[entity].type;
    if (pattern->flags & ET_PATTERN_ORDINARY && type != ET_PERSON && type != ET_COUPLE)
        return phrase_is_title(f, expected, first, last);
    return true;
}
