#include "analyse/transformer/config.h"

#include "analyse/transformer/json_int.h"

#include <stdlib.h>

#define SIZE_LIMIT ((json_int_t)1 << 24) /* of any one dimension: products of two stay far below SIZE_MAX */

static enum et_rc read_size(const json_t *root, const char *key, size_t least, json_int_t fallback, size_t *out,
                            struct et_error *error)
{
    const json_t *value = json_object_get(root, key);
    json_int_t number = fallback;
    if (value && !json_is_null(value)) {
        if (!json_is_integer(value))
            return et_fail(error, ET_E_FORMAT, "config.json: \"%s\" is no whole number", key);
        number = json_integer_value(value);
    }
    if (number < (json_int_t)least || number > SIZE_LIMIT)
        return et_fail(error, ET_E_FORMAT, "config.json: \"%s\" is missing or out of range (%lld)", key,
                       (long long)number);
    *out = (size_t)number;
    return ET_OK;
}

/* A key that must have one value, or be absent. */
static enum et_rc expect(const json_t *root, const char *key, const char *only, struct et_error *error)
{
    const json_t *value = json_object_get(root, key);
    if (!value || json_is_null(value) || (json_is_string(value) && strcmp(json_string_value(value), only) == 0))
        return ET_OK;
    return et_fail(error, ET_E_FORMAT, "config.json: \"%s\" is \"%.60s\"; only \"%s\" can be run", key,
                   json_is_string(value) ? json_string_value(value) : "?", only);
}

static enum et_rc read_kind(const json_t *root, struct et_error *error)
{
    enum et_rc rc = expect(root, "hidden_act", "gelu", error);
    if (rc == ET_OK)
        rc = expect(root, "position_embedding_type", "absolute", error);
    if (rc == ET_OK)
        rc = expect(root, "problem_type", "single_label_classification", error);
    if (rc == ET_OK && !json_is_string(json_object_get(root, "model_type")))
        rc = et_fail(error, ET_E_FORMAT, "config.json: no \"model_type\"");
    return rc == ET_OK ? expect(root, "model_type", "roberta", error) : rc;
}

static enum et_rc read_classes(const json_t *root, struct et_arena *arena, struct et_roberta_config *out,
                               struct et_error *error)
{
    const json_t *labels = json_object_get(root, "id2label");
    size_t count = json_object_size(labels);
    if (count < 2 || count > ET_CLASSES_MAX)
        return et_fail(error, ET_E_FORMAT, "config.json: \"id2label\" does not name 2 to %d classes", ET_CLASSES_MAX);
    for (size_t i = 0; i < count; i++) {
        char key[24];
        snprintf(key, sizeof key, "%zu", i);
        const json_t *label = json_object_get(labels, key);
        if (!json_is_string(label))
            return et_fail(error, ET_E_FORMAT, "config.json: \"id2label\" has no name for class %zu", i);
        out->classes[i] = et_arena_copy(arena, et_slice(json_string_value(label), json_string_length(label)));
        if (!out->classes[i].ptr)
            return et_fail_nomem(error);
    }
    out->class_count = count;
    return ET_OK;
}

static enum et_rc read_sizes(const json_t *root, struct et_roberta_config *out, struct et_error *error)
{
    const struct {
        const char *key;
        size_t least;
        json_int_t fallback;
        size_t *to;
    } rows[] = {{"hidden_size", 1, 0, &out->hidden},        {"num_hidden_layers", 1, 0, &out->layers},
                {"num_attention_heads", 1, 0, &out->heads}, {"intermediate_size", 1, 0, &out->inner},
                {"vocab_size", 1, 0, &out->vocab},          {"max_position_embeddings", 1, 0, &out->positions},
                {"type_vocab_size", 1, 1, &out->types},     {"pad_token_id", 0, 1, &out->pad},
                {"bos_token_id", 0, 0, &out->bos},          {"eos_token_id", 0, 2, &out->eos}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum et_rc rc = read_size(root, rows[i].key, rows[i].least, rows[i].fallback, rows[i].to, error);
        if (rc != ET_OK)
            return rc;
    }
    if (out->hidden % out->heads || out->layers > 1000)
        return et_fail(error, ET_E_FORMAT, "config.json: %zu heads do not divide %zu, or too many layers", out->heads,
                       out->hidden);
    if (out->pad >= out->vocab || out->bos >= out->vocab || out->eos >= out->vocab)
        return et_fail(error, ET_E_FORMAT, "config.json: the id of a special token lies outside of the vocabulary");
    if (out->positions < out->pad + 4) /* pad + 1 is the first position; <s>, a token, </s> must fit */
        return et_fail(error, ET_E_FORMAT, "config.json: \"max_position_embeddings\" leaves no room for a text");
    return ET_OK;
}

enum et_rc et_roberta_config_read(struct et_slice text, struct et_arena *arena, struct et_roberta_config *out,
                                  struct et_error *error)
{
    json_t *root = NULL;
    *out = (struct et_roberta_config){0};
    enum et_rc rc = et_model_json(text, "config.json", &root, error);
    if (rc == ET_OK && !json_is_object(root))
        rc = et_fail(error, ET_E_FORMAT, "config.json is no object");
    if (rc == ET_OK)
        rc = read_kind(root, error);
    if (rc == ET_OK)
        rc = read_sizes(root, out, error);
    if (rc == ET_OK)
        rc = read_classes(root, arena, out, error);
    const json_t *eps = json_object_get(root, "layer_norm_eps");
    double value = json_is_number(eps) ? json_number_value(eps) : 1e-12; /* the default of this kind of configuration */
    if (rc == ET_OK && !(value > 0 && value < 1))
        rc = et_fail(error, ET_E_FORMAT, "config.json: \"layer_norm_eps\" is out of range");
    out->norm_eps = (float)value;
    json_decref(root);
    return rc;
}

size_t et_roberta_config_tokens(const struct et_roberta_config *config)
{
    return config->positions - config->pad - 1;
}
