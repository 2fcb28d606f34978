#include "insight/query_filter_int.h"

#include "base/settings.h"
#include "base/time.h"
#include "insight/query.h"

#include <math.h>

struct setting {
    struct et_slice query;
    const struct et_lexeme *lexeme;
    const struct et_catalogue *catalogue;
    struct et_arena *arena;
    struct et_filter *filter;
};

#define FAIL(s, error, ...) et_query_fail((s)->query, (s)->lexeme->start, (error), __VA_ARGS__)

static enum et_rc given_twice(const struct setting *s, struct et_error *error)
{
    return FAIL(s, error, "%s: can be given once", et_query_filter_names[s->lexeme->filter]);
}

static enum et_rc unknown_entity(const struct setting *s, struct et_error *error)
{
    struct et_slice value = s->lexeme->text;
    const char **names = et_arena_alloc(s->arena, (s->catalogue->count + 1) * sizeof(*names));
    char *typed = et_arena_printf(s->arena, ET_SLICE_FMT, ET_SLICE_ARG(value));
    if (!names || !typed)
        return et_fail_nomem(error);
    for (size_t i = 0; i < s->catalogue->count; i++) {
        names[i] = et_arena_copy(s->arena, s->catalogue->entities[i].name).ptr;
        if (!names[i])
            return et_fail_nomem(error);
    }
    const char *near = et_nearest_name(typed, names, s->catalogue->count);
    if (near)
        return FAIL(s, error, "no entity is called \"%.80s\"; did you mean entity:\"%.80s\"?", typed, near);
    return FAIL(s, error,
                "no entity is called \"%.80s\", or two are; `et-intel entities list` shows those that are known",
                typed);
}

static enum et_rc set_entity(const struct setting *s, struct et_error *error)
{
    if (s->filter->entity_id)
        return given_twice(s, error);
    const struct et_entity *entity = et_entity_by_name(s->catalogue, s->lexeme->text);
    if (!entity)
        return unknown_entity(s, error);
    s->filter->entity_id = entity->id;
    return ET_OK;
}

static enum et_rc set_author(const struct setting *s, struct et_error *error)
{
    struct et_slice handle = s->lexeme->text;
    if (s->filter->author.ptr)
        return given_twice(s, error);
    if (et_slice_starts(handle, ET_SLICE("@")))
        handle = et_slice_sub(handle, 1, handle.len);
    if (handle.len == 0)
        return FAIL(s, error, "author: needs a handle, as in author:@name");
    s->filter->author = et_arena_copy(s->arena, handle);
    return s->filter->author.ptr ? ET_OK : et_fail_nomem(error);
}

static enum et_rc set_platform(const struct setting *s, struct et_error *error)
{
    if (s->filter->platform != ET_PLATFORM_UNKNOWN)
        return given_twice(s, error);
    s->filter->platform = et_platform_parse(s->lexeme->text);
    if (s->filter->platform == ET_PLATFORM_UNKNOWN)
        return FAIL(s, error, "platform: is one of instagram, youtube, tiktok, facebook, x, threads, reddit, other");
    return ET_OK;
}

static enum et_rc set_emotion(const struct setting *s, struct et_error *error)
{
    if (s->filter->emotion >= 0)
        return given_twice(s, error);
    enum et_emotion emotion = et_emotion_parse(s->lexeme->text);
    if (emotion == ET_EMOTIONS)
        return FAIL(s, error,
                    "emotion: is one of excitement, anger, disappointment, love, disgust, surprise, fatigue, neutral");
    s->filter->emotion = (int)emotion;
    return ET_OK;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

enum comparison { EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL };

static enum comparison cut_comparison(struct et_slice *value)
{
    static const struct {
        const char *text;
        enum comparison comparison;
    } signs[] = {{"<=", LESS_EQUAL}, {">=", GREATER_EQUAL}, {"<", LESS}, {">", GREATER}, {"=", EQUAL}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (et_slice_starts(*value, et_slice_of(signs[i].text))) {
            *value = et_slice_trim(et_slice_sub(*value, strlen(signs[i].text), value->len));
            return signs[i].comparison;
        }
    return EQUAL;
}

/* Narrows [*min, *max] to the whole numbers that compare so with low..high (one number, or the two around a fraction).
 */
static void narrow(enum comparison comparison, int64_t low, int64_t high, int64_t *min, int64_t *max)
{
    bool whole = low == high;
    if (comparison == LESS || comparison == LESS_EQUAL)
        *max = least(*max, comparison == LESS && whole ? low - 1 : low);
    else if (comparison == GREATER || comparison == GREATER_EQUAL)
        *min = most(*min, comparison == GREATER && whole ? high + 1 : high);
    else {
        *min = most(*min, high);
        *max = least(*max, low);
    }
}

/* "strongly negative", also written with a hyphen or an underscore. */
static bool is_label(struct et_slice value, const char *label)
{
    size_t length = strlen(label);
    for (size_t i = 0; i < value.len && i < length; i++) {
        char c = value.ptr[i] >= 'A' && value.ptr[i] <= 'Z' ? (char)(value.ptr[i] | 0x20) : value.ptr[i];
        if (c != label[i] && !(label[i] == ' ' && (c == '-' || c == '_')))
            return false;
    }
    return value.len == length;
}

/* A label stands for the scores that et_label_of gives it to. */
static bool narrow_to_label(struct et_slice value, int64_t *min, int64_t *max)
{
    static const int32_t starts[ET_LABELS + 1] = {-ET_FIXED,         -ET_FIXED * 7 / 10 + 1, -ET_FIXED * 3 / 10 + 1,
                                                  ET_FIXED * 3 / 10, ET_FIXED * 7 / 10,      ET_FIXED + 1};
    for (int label = 0; label < ET_LABELS; label++)
        if (is_label(value, et_label_name((enum et_label)label))) {
            *min = most(*min, starts[label]);
            *max = least(*max, starts[label + 1] - 1);
            return true;
        }
    return false;
}

static enum et_rc set_sentiment(const struct setting *s, struct et_error *error)
{
    struct et_slice value = s->lexeme->text;
    int64_t min = s->filter->min_sentiment, max = s->filter->max_sentiment;
    enum comparison comparison = cut_comparison(&value);
    double number;
    if (comparison == EQUAL && narrow_to_label(value, &min, &max)) {
        s->filter->min_sentiment = (int32_t)min;
        s->filter->max_sentiment = (int32_t)max;
        return ET_OK;
    }
    if (!et_slice_to_double(value, &number) || !(fabs(number) <= 1))
        return FAIL(
            s, error,
            "sentiment: takes a number from -1 to 1 with <, <=, > or >=, as in sentiment:<-0.3, or a label such as "
            "sentiment:negative or sentiment:\"strongly negative\"");
    double scaled = number * ET_FIXED, nearest = round(scaled);
    if (fabs(scaled - nearest) < 1e-6) /* 0.3 is not a binary fraction */
        scaled = nearest;
    narrow(comparison, (int64_t)floor(scaled), (int64_t)ceil(scaled), &min, &max);
    s->filter->min_sentiment = (int32_t)min;
    s->filter->max_sentiment = (int32_t)max;
    return ET_OK;
}

static enum et_rc set_likes(const struct setting *s, struct et_error *error)
{
    struct et_slice value = s->lexeme->text;
    enum comparison comparison = cut_comparison(&value);
    int64_t number;
    if (!et_slice_to_i64(value, &number) || number < 0 || number > INT64_MAX - 1)
        return FAIL(s, error, "likes: takes a whole number with <, <=, > or >=, as in likes:>100");
    narrow(comparison, number, number, &s->filter->min_likes, &s->filter->max_likes);
    return ET_OK;
}

static enum et_rc set_time(const struct setting *s, struct et_error *error)
{
    bool after = s->lexeme->filter == ET_QUERY_AFTER;
    int64_t us, *bound = after ? &s->filter->from_us : &s->filter->to_us;
    if (!et_time_parse_iso(s->lexeme->text, &us, NULL))
        return FAIL(s, error, "%s: takes a date (UTC), as in %s:2025-11-20 or %s:2025-11-20T18:00",
                    et_query_filter_names[s->lexeme->filter], et_query_filter_names[s->lexeme->filter],
                    et_query_filter_names[s->lexeme->filter]);
    if (*bound == ET_TIME_NONE || (after ? us > *bound : us < *bound))
        *bound = us;
    return ET_OK;
}

enum et_rc et_query_filter_set(struct et_slice query, const struct et_lexeme *lexeme,
                               const struct et_catalogue *catalogue, struct et_arena *arena, struct et_filter *filter,
                               struct et_error *error)
{
    static enum et_rc (*const set[ET_QUERY_FILTERS])(const struct setting *, struct et_error *) = {
        [ET_QUERY_ENTITY] = set_entity,   [ET_QUERY_AUTHOR] = set_author,       [ET_QUERY_PLATFORM] = set_platform,
        [ET_QUERY_EMOTION] = set_emotion, [ET_QUERY_SENTIMENT] = set_sentiment, [ET_QUERY_LIKES] = set_likes,
        [ET_QUERY_AFTER] = set_time,      [ET_QUERY_BEFORE] = set_time,
    };
    const struct setting setting = {query, lexeme, catalogue, arena, filter};
    return set[lexeme->filter](&setting, error);
}
