#include "analyse/transformer/config.h"

#include "analyse/transformer/json_int.h"
#include "base/embed.h"

#include <math.h>

extern const struct et_embedded et_embedded_models_class_maps[];

static enum et_rc bad_class(struct et_error *error, struct et_slice name, const char *what)
{
    return et_fail(error, ET_E_FORMAT, "class map: class \"" ET_SLICE_FMT "\": %s",
                   (int)(name.len > 100 ? 100 : name.len), name.ptr, what);
}

static json_t *find_class(json_t *classes, struct et_slice name)
{
    const char *key;
    json_t *value;
    json_object_foreach(classes, key, value)
    {
        if (et_slice_eq_nocase(et_slice_of(key), name))
            return value;
    }
    return NULL;
}

static enum et_rc read_emotions(json_t *emotions, struct et_slice name, struct et_class *out, struct et_error *error)
{
    const char *key;
    json_t *value;
    double sum = 0;
    if (!json_is_object(emotions) || json_object_size(emotions) == 0)
        return bad_class(error, name, "\"emotions\" is no object with at least one of our emotions");
    json_object_foreach(emotions, key, value)
    {
        enum et_emotion emotion = et_emotion_parse(et_slice_of(key));
        double share = json_is_number(value) ? json_number_value(value) : -1;
        if (emotion == ET_EMOTIONS)
            return bad_class(error, name, "\"emotions\" names one that is none of ours");
        if (!(share >= 0 && share <= 1))
            return bad_class(error, name, "a share lies outside of 0 to 1");
        out->emotions[emotion] = share;
        sum += share;
    }
    if (fabs(sum - 1) > 1e-6)
        return bad_class(error, name, "the shares of its emotions do not add up to 1");
    return ET_OK;
}

static enum et_rc read_class(json_t *classes, struct et_slice name, struct et_class *out, struct et_error *error)
{
    json_t *row = find_class(classes, name);
    *out = (struct et_class){0};
    if (!row)
        return bad_class(error, name, "it is not in the map; give one that has it with --class-map FILE");
    const json_t *polarity = json_object_get(row, "polarity");
    out->polarity = json_is_number(polarity) ? json_number_value(polarity) : 2;
    if (!(out->polarity >= -1 && out->polarity <= 1))
        return bad_class(error, name, "\"polarity\" is no number from -1 to 1");
    return read_emotions(json_object_get(row, "emotions"), name, out, error);
}

static enum et_rc read_languages(const json_t *list, struct et_class_map *out, struct et_error *error)
{
    size_t most = sizeof out->languages / sizeof out->languages[0];
    if (!list)
        return ET_OK;
    if (!json_is_array(list) || json_array_size(list) > most)
        return et_fail(error, ET_E_FORMAT, "class map: \"languages\" is no list of at most %zu codes", most);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *code = json_array_get(list, i);
        if (!json_is_string(code) || json_string_length(code) < 2 || json_string_length(code) > 3)
            return et_fail(error, ET_E_FORMAT, "class map: \"languages\" holds what is no code such as \"en\"");
        memcpy(out->languages[i], json_string_value(code), json_string_length(code) + 1);
    }
    out->language_count = json_array_size(list);
    return ET_OK;
}

enum et_rc et_class_map_read(struct et_slice text, const struct et_slice *classes, size_t count,
                             struct et_class_map *out, struct et_error *error)
{
    json_t *root = NULL;
    *out = (struct et_class_map){.count = count};
    enum et_rc rc = et_model_json(text, "the class map", &root, error);
    json_t *rows = json_object_get(root, "classes");
    if (rc == ET_OK && !json_is_object(rows))
        rc = et_fail(error, ET_E_FORMAT, "class map: it has no object \"classes\"");
    if (rc == ET_OK)
        rc = read_languages(json_object_get(root, "languages"), out, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        rc = read_class(rows, classes[i], &out->items[i], error);
    json_decref(root);
    return rc;
}

/* "j-hartmann/emotion" is in "j-hartmann--emotion.json". */
static bool is_map_of(const char *file, struct et_slice model)
{
    struct et_slice name = et_slice_of(file);
    struct et_slice rest = model, owner = et_slice_cut(&rest, '/');
    if (!et_slice_ends(name, ET_SLICE(".json")))
        return false;
    name.len -= 5;
    if (!rest.ptr)
        return et_slice_eq(name, owner);
    return name.len == owner.len + 2 + rest.len && et_slice_starts(name, owner) && name.ptr[owner.len] == '-' &&
           name.ptr[owner.len + 1] == '-' && et_slice_ends(name, rest);
}

struct et_slice et_class_map_builtin(struct et_slice model)
{
    struct et_slice common = ET_SLICE("{}");
    for (const struct et_embedded *file = et_embedded_models_class_maps; file->name; file++) {
        if (is_map_of(file->name, model))
            return et_slice(file->data, file->size);
        if (strcmp(file->name, "common.json") == 0)
            common = et_slice(file->data, file->size);
    }
    return common;
}
