#include "analyse/sentiment/lexicon_int.h"

struct tag_name {
    const char *name;
    uint32_t tag;
};

/* Those above the line take a number: "before=1.4". */
static const struct tag_name factor_tags[] = {
    {"before", ET_LEX_BEFORE}, {"after", ET_LEX_AFTER}, {"mock", ET_LEX_MOCK}, {"neg", ET_LEX_NEGATOR}, {NULL, 0}};

static const struct tag_name plain_tags[] = {{"but", ET_LEX_CONTRAST},
                                             {"although", ET_LEX_CONCESSION},
                                             {"wh", ET_LEX_WH},
                                             {"ask", ET_LEX_ASK},
                                             {"rhetorical", ET_LEX_RHETORICAL},
                                             {"sympathy", ET_LEX_SYMPATHY},
                                             {"fixed", ET_LEX_FIXED},
                                             {"alone", ET_LEX_ALONE},
                                             {"start", ET_LEX_START},
                                             {"end", ET_LEX_END},
                                             {"agree", ET_LEX_AGREE},
                                             {"better", ET_LEX_BETTER},
                                             {"worse", ET_LEX_WORSE},
                                             {"add", ET_LEX_ADD},
                                             {"grief", ET_LEX_GRIEF},
                                             {"laugh", ET_LEX_LAUGH},
                                             {"cry", ET_LEX_CRY},
                                             {"stop", ET_LEX_STOP},
                                             {"at-next", ET_LEX_AT_NEXT},
                                             {"at-last", ET_LEX_AT_LAST},
                                             {"pity", ET_LEX_PITY},
                                             {"harm", ET_LEX_HARM},
                                             {"scandal", ET_LEX_SCANDAL},
                                             {"concord", ET_LEX_CONCORD},
                                             {"back", ET_LEX_BACK},
                                             {NULL, 0}};

static uint32_t find_tag(const struct tag_name *names, struct et_slice name)
{
    for (; names->name; names++)
        if (et_slice_is(name, names->name))
            return names->tag;
    return 0;
}

/* A decimal of up to four places as the nearest multiple of 1/1024; in integers, so that it is the same everywhere. */
static bool read_units(struct et_slice text, int32_t *out)
{
    int64_t value = 0, scale = 0;
    size_t from = text.len && text.ptr[0] == '-';
    for (size_t i = from; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.' && scale == 0) {
            scale = 1;
            continue;
        }
        if (c < '0' || c > '9' || scale > 1000 || value > 300000)
            return false;
        value = value * 10 + (c - '0');
        scale *= 10;
    }
    scale = scale ? scale : 1;
    value = (value * 2 * ET_UNIT + scale) / (2 * scale);
    *out = (int32_t)(from ? -value : value);
    return text.len > from && value <= 30 * ET_UNIT;
}

static bool read_tag(struct et_slice field, struct et_lex_row *row)
{
    struct et_slice rest = field;
    struct et_slice name = et_slice_cut(&rest, '=');
    if (!rest.ptr) {
        uint32_t tag = find_tag(plain_tags, name);
        row->tags |= tag;
        return tag != 0;
    }
    int32_t factor;
    uint32_t tag = find_tag(factor_tags, name);
    row->tags |= tag;
    if (!tag || !read_units(rest, &factor))
        return false;
    row->factor = (int16_t)factor;
    return true;
}

/* "love:0.8,excitement" */
static bool read_emotions(struct et_slice field, struct et_lex_row *row)
{
    while (field.ptr && field.len) {
        int32_t weight = ET_UNIT;
        struct et_slice number = et_slice_cut(&field, ',');
        enum et_emotion emotion = et_emotion_parse(et_slice_cut(&number, ':'));
        if (emotion >= ET_EMOTIONS || (number.ptr && !read_units(number, &weight)))
            return false;
        row->emotions[emotion] = (int16_t)weight;
    }
    return true;
}

enum et_rc et_lex_read_fields(struct et_slice fields, struct et_lex_row *row, struct et_error *error)
{
    *row = (struct et_lex_row){0};
    struct et_slice valence = et_slice_cut(&fields, '\t');
    struct et_slice emotions = et_slice_cut(&fields, '\t');
    struct et_slice tags = fields;
    if (valence.len && !read_units(valence, &row->valence))
        return et_fail(error, ET_E_FORMAT, "valence \"" ET_SLICE_FMT "\" is no number", ET_SLICE_ARG(valence));
    if (emotions.len && !read_emotions(emotions, row))
        return et_fail(error, ET_E_FORMAT, "emotions \"" ET_SLICE_FMT "\" cannot be read", ET_SLICE_ARG(emotions));
    if (valence.len || emotions.len)
        row->tags |= ET_LEX_TEXT;
    while (tags.ptr && tags.len) {
        struct et_slice tag = et_slice_cut(&tags, ',');
        if (!read_tag(tag, row))
            return et_fail(error, ET_E_FORMAT, "unknown tag \"" ET_SLICE_FMT "\"", ET_SLICE_ARG(tag));
    }
    return ET_OK;
}

static enum et_rc read_line(struct et_lex_builder *builder, struct et_slice line, struct et_error *error)
{
    struct et_slice fields = line;
    struct et_slice entries = et_slice_cut(&fields, '\t');
    struct et_lex_row row;
    enum et_rc rc = et_lex_read_fields(fields, &row, error);
    while (rc == ET_OK && entries.ptr && entries.len)
        rc = et_lex_add(builder, et_slice_cut(&entries, '|'), &row, error);
    return rc;
}

enum et_rc et_lex_read_file(struct et_lex_builder *builder, struct et_slice data, struct et_error *error)
{
    unsigned number = 0;
    while (data.ptr && data.len) {
        struct et_slice line = et_slice_cut(&data, '\n');
        number++;
        if (line.len == 0 || (line.ptr[0] == '#' && (line.len < 2 || line.ptr[1] == ' ')))
            continue;
        enum et_rc rc = read_line(builder, line, error);
        if (rc != ET_OK)
            return et_error_prefix(error, "%s: line %u", builder->file, number);
    }
    return ET_OK;
}
