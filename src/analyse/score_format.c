/* Writes one line of `et-intel score`, and an explanation as JSON. */
#include "analyse/score_json.h"

#include "analyse/entity/unlisted.h"

/* Literals know their length: this runs for every comment. */
#define PUT(out, literal) et_buf_add((out), (literal), sizeof(literal) - 1)

#define FIXED_MAX 8  /* bytes of a fixed-point value */
#define HEAD_MAX 512 /* bytes of what stands before the mentions */
#define READ_MAX 256 /* bytes of a name as it is best read */

/* Writes a literal to a place that has room. */
#define WRITE(to, literal) (memcpy((to), (literal), sizeof(literal) - 1), (to) + sizeof(literal) - 1)

/* Writes a fixed-point value as a decimal of at most four places: 6200 -> 0.62. Nearly all have four: no loop. */
static char *write_fixed(char *to, int32_t value)
{
    static const char pairs[] =
        "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
        "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
    uint32_t v = value < 0 ? (uint32_t)-value : (uint32_t)value, fraction = v % ET_FIXED;
    *to = '-';
    to += value < 0;
    to[0] = (char)('0' + v / ET_FIXED % 10);
    to[1] = '.';
    memcpy(to + 2, pairs + 2 * (fraction / 100), 2);
    memcpy(to + 4, pairs + 2 * (fraction % 100), 2);
    size_t n = 6;
    while (to[n - 1] == '0' && n > 2)
        n--;
    return to + (n > 2 ? n : 1);
}

static char *write_str(char *to, const char *text)
{
    size_t n = strlen(text);
    memcpy(to, text, n);
    return to + n;
}

static char *write_bool(char *to, bool value)
{
    memcpy(to, value ? "true" : "false", 5);
    return to + (value ? 4 : 5);
}

static void put_fixed(struct et_buf *out, int32_t value)
{
    char text[FIXED_MAX];
    et_buf_add(out, text, (size_t)(write_fixed(text, value) - text));
}

static void put_bool(struct et_buf *out, const char *key, bool value)
{
    et_buf_str(out, key);
    et_buf_str(out, value ? "true" : "false");
}

static void put_number(struct et_buf *out, uint64_t value)
{
    char text[24];
    size_t n = sizeof text;
    do {
        text[--n] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    et_buf_add(out, text + n, sizeof text - n);
}

/* The names of enum et_emotion as keys: copied whole, so that no length has to be found. */
#define KEY(name)                                                                                                      \
    {                                                                                                                  \
        name, sizeof(name) - 1                                                                                         \
    }
static const struct {
    char text[24];
    size_t len;
} keys[ET_EMOTIONS] = {[ET_EXCITEMENT] = KEY("\"excitement\":"),
                       [ET_ANGER] = KEY(",\"anger\":"),
                       [ET_DISAPPOINTMENT] = KEY(",\"disappointment\":"),
                       [ET_LOVE] = KEY(",\"love\":"),
                       [ET_DISGUST] = KEY(",\"disgust\":"),
                       [ET_SURPRISE] = KEY(",\"surprise\":"),
                       [ET_FATIGUE] = KEY(",\"fatigue\":"),
                       [ET_NEUTRAL] = KEY(",\"neutral\":")};

static char *write_emotions(char *to, const struct et_score *score)
{
    to = WRITE(to, ",\"primary_emotion\":\"");
    to = write_str(to, et_emotion_name(et_emotion_primary(score->emotions)));
    to = WRITE(to, "\",\"emotions\":{");
    for (unsigned e = 0; e < ET_EMOTIONS; e++) {
        memcpy(to, keys[e].text, sizeof keys[e].text);
        to = write_fixed(to + keys[e].len, score->emotions[e]);
    }
    return WRITE(to, "}");
}

static const struct et_entity *entity_of(const struct et_analyser *analyser, int64_t id)
{
    const struct et_catalogue *catalogue = et_analyser_catalogue(analyser);
    /* A catalogue from a file is numbered from 1 in its order. */
    if (id > 0 && (uint64_t)id <= catalogue->count && catalogue->entities[id - 1].id == id)
        return &catalogue->entities[id - 1];
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->entities[i].id == id)
            return &catalogue->entities[i];
    return NULL;
}

static void put_mention(struct et_buf *out, const struct et_analyser *analyser, struct et_slice text,
                        const struct et_mention *mention)
{
    const struct et_entity *entity = entity_of(analyser, mention->entity_id);
    if (!entity)
        return;
    if (out->len && out->data[out->len - 1] != '[')
        et_buf_char(out, ',');
    PUT(out, "{\"name\":");
    et_buf_json(out, entity->name);
    PUT(out, ",\"type\":\"");
    et_buf_str(out, et_entity_type_name(entity->type));
    PUT(out, "\",\"surface\":");
    et_buf_json(out, et_slice_sub(text, mention->start, mention->end));
    PUT(out, ",\"start\":");
    put_number(out, mention->start);
    PUT(out, ",\"end\":");
    put_number(out, mention->end);
    put_bool(out, ",\"explicit\":", mention->is_explicit);
    put_bool(out, ",\"known\":", entity->state == ET_ENTITY_KNOWN);
    PUT(out, ",\"sentiment\":");
    put_fixed(out, mention->sentiment);
    et_buf_char(out, '}');
}

/* A name that one comment alone makes sure of. What is said of the others is only of use where many are together. */
static void put_name(struct et_buf *out, const struct et_analyser *analyser, struct et_slice text,
                     const struct et_name *name)
{
    if (name->sureness < (et_analyser_catalogue(analyser)->count ? ET_NAME_SURE_BESIDE : ET_NAME_SURE_TO_SHOW))
        return;
    char room[READ_MAX + 1];
    struct et_buf read = {.data = room, .size = sizeof room, .cap = READ_MAX}; /* full before it would have to grow */
    et_name_read(name->text, name->start && text.ptr[name->start - 1] == '#', &read);
    if (out->len && out->data[out->len - 1] != '[')
        et_buf_char(out, ',');
    PUT(out, "{\"name\":");
    et_buf_json(out, read.len ? et_buf_view(&read) : name->text);
    PUT(out, ",\"type\":\"");
    et_buf_str(out, et_entity_type_name(name->type));
    PUT(out, "\",\"surface\":");
    et_buf_json(out, name->text);
    PUT(out, ",\"start\":");
    put_number(out, name->start);
    PUT(out, ",\"end\":");
    put_number(out, name->end);
    PUT(out, ",\"explicit\":true,\"known\":false,\"sentiment\":");
    put_fixed(out, name->sentiment);
    et_buf_char(out, '}');
}

/* By place, implied ones last. */
static void put_mentions(struct et_buf *out, const struct et_analyser *analyser, struct et_slice text,
                         const struct et_analysis *analysis)
{
    size_t name = 0;
    PUT(out, ",\"mentions\":[");
    for (size_t i = 0; i < analysis->mention_count; i++) {
        const struct et_mention *mention = &analysis->mentions[i];
        while (name < analysis->name_count && (!mention->is_explicit || analysis->names[name].start < mention->start))
            put_name(out, analyser, text, &analysis->names[name++]);
        put_mention(out, analyser, text, mention);
    }
    while (name < analysis->name_count)
        put_name(out, analyser, text, &analysis->names[name++]);
}

static void put_themes(struct et_buf *out, const struct et_analyser *analyser, uint64_t themes)
{
    bool first = true;
    PUT(out, "],\"themes\":[");
    for (; themes; themes &= themes - 1) {
        struct et_slice name = et_analyser_theme(analyser, (unsigned)__builtin_ctzll(themes));
        if (!name.len)
            continue;
        if (!first)
            et_buf_char(out, ',');
        first = false;
        et_buf_json(out, name);
    }
    et_buf_char(out, ']');
}

/* The part whose size is bounded, written without a look at the buffer for each piece. */
static void put_head(struct et_buf *out, const struct et_score *score)
{
    if (!et_buf_reserve(out, HEAD_MAX))
        return;
    char *to = out->data + out->len;
    to = WRITE(to, "\"sentiment\":");
    to = write_fixed(to, score->sentiment);
    to = WRITE(to, ",\"label\":\"");
    to = write_str(to, et_label_name(et_label_of(score->sentiment)));
    to = WRITE(to, "\",\"confidence\":");
    to = write_fixed(to, score->confidence);
    to = write_emotions(to, score);
    to = WRITE(to, ",\"sarcasm\":");
    to = write_fixed(to, score->sarcasm);
    to = WRITE(to, ",\"is_sarcastic\":");
    to = write_bool(to, score->flags & ET_SARCASTIC);
    to = WRITE(to, ",\"is_question\":");
    to = write_bool(to, score->flags & ET_QUESTION);
    to = WRITE(to, ",\"language\":\""); /* letters: nothing to escape */
    to = write_str(to, score->language);
    to = WRITE(to, "\",\"is_spam\":");
    to = write_bool(to, score->flags & ET_SPAM);
    out->len = (size_t)(to - out->data);
}

static void put_analysis(struct et_buf *out, const struct et_analyser *analyser, struct et_slice text,
                         const struct et_analysis *analysis)
{
    put_head(out, &analysis->score);
    put_mentions(out, analyser, text, analysis);
    put_themes(out, analyser, analysis->score.themes);
    PUT(out, ",\"model\":");
    et_buf_json(out, et_slice_of(et_analyser_model(analyser)));
}

enum et_rc et_score_format(const struct et_analyser *analyser, struct et_slice id, struct et_slice text,
                           const struct et_analysis *analysis, struct et_buf *out, struct et_error *error)
{
    et_buf_reserve(out, 1024); /* most answers fit: one growth at the most */
    et_buf_char(out, '{');
    if (id.ptr) {
        PUT(out, "\"id\":");
        et_buf_slice(out, id);
        et_buf_char(out, ',');
    }
    put_analysis(out, analyser, text, analysis);
    PUT(out, "}\n");
    return out->failed ? et_fail_nomem(error) : ET_OK;
}

enum et_rc et_score_bad_line(uint64_t number, const char *message, struct et_buf *out, struct et_error *error)
{
    PUT(out, "{\"line\":");
    put_number(out, number);
    PUT(out, ",\"error\":");
    et_buf_json(out, et_slice_of(message));
    PUT(out, "}\n");
    return out->failed ? et_fail_nomem(error) : ET_OK;
}

enum et_rc et_score_line(const struct et_analyser *analyser, struct et_scratch *scratch, struct et_arena *arena,
                         struct et_slice line, uint64_t number, struct et_buf *out, bool *bad, struct et_error *error)
{
    struct et_score_request request;
    struct et_analysis analysis;
    struct et_error wrong;
    *bad = false;
    et_arena_reset(arena);
    if (et_slice_trim(line).len == 0)
        return ET_OK;
    enum et_rc rc = et_score_parse(line, arena, &request, &wrong);
    if (rc == ET_OK)
        rc = et_analyse(analyser, scratch, &request.input, &analysis, &wrong);
    if (rc == ET_OK)
        return et_score_format(analyser, request.id, request.input.text, &analysis, out, error);
    if (rc == ET_E_NOMEM)
        return et_fail_nomem(error);
    *bad = true;
    return et_score_bad_line(number, wrong.message, out, error);
}

/* Margins are multiples of 1/1024: ten decimals say them exactly, so that a reader's sum of the parts is exact too. */
static void put_margin(struct et_buf *out, double margin)
{
    char text[12] = {'.'};
    int64_t units = (int64_t)(margin * 1024);
    uint64_t size = units < 0 ? (uint64_t)-units : (uint64_t)units, rest = size % 1024 * 9765625;
    size_t n = 11;
    for (size_t i = 10; i > 0; i--, rest /= 10)
        text[i] = (char)('0' + rest % 10);
    while (n > 2 && text[n - 1] == '0')
        n--;
    if (units < 0)
        et_buf_char(out, '-');
    put_number(out, size / 1024);
    et_buf_add(out, text, n);
}

static void put_part(struct et_buf *out, const struct et_explain_part *part)
{
    PUT(out, "{\"kind\":");
    et_buf_json(out, part->kind);
    PUT(out, ",\"name\":");
    et_buf_json(out, part->name);
    PUT(out, ",\"text\":");
    et_buf_json(out, part->text);
    et_buf_printf(out, ",\"start\":%u,\"end\":%u,\"contribution\":", part->start, part->end);
    put_margin(out, part->contribution);
    et_buf_char(out, '}');
}

enum et_rc et_explanation_format(const struct et_analyser *analyser, struct et_slice text,
                                 const struct et_explanation *explanation, struct et_buf *out, struct et_error *error)
{
    PUT(out, "{\"text\":");
    et_buf_json(out, text);
    et_buf_char(out, ',');
    put_analysis(out, analyser, text, &explanation->analysis);
    PUT(out, ",\"margin\":");
    put_margin(out, explanation->margin);
    PUT(out, ",\"squash\":");
    et_buf_json(out, explanation->squash);
    PUT(out, ",\"parts\":[");
    for (size_t i = 0; i < explanation->part_count; i++) {
        if (i)
            et_buf_char(out, ',');
        put_part(out, &explanation->parts[i]);
    }
    PUT(out, "],\"flip\":");
    et_buf_json(out, explanation->flip);
    et_buf_char(out, '}');
    return out->failed ? et_fail_nomem(error) : ET_OK;
}
