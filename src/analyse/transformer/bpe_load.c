#include "analyse/transformer/bpe_int.h"

#include "analyse/transformer/json_int.h"
#include "base/mem.h"
#include "base/utf8.h"

/* Bytes as vocab.json writes them: printable ones as themselves, the others as U+0100 and up, in order. */
static bool is_plain(unsigned byte)
{
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

/* The byte of each of the first 0x180 code points, or -1. */
static void byte_table(int16_t table[0x180])
{
    int16_t next = 0x100;
    for (unsigned i = 0; i < 0x180; i++)
        table[i] = -1;
    for (unsigned byte = 0; byte < 256; byte++)
        table[is_plain(byte) ? byte : (unsigned)next++] = (int16_t)byte;
}

struct loader {
    struct et_bpe *bpe;
    struct et_error *error;
    struct et_buf bytes, joined;
    int16_t table[0x180];
};

/* A token's bytes; false when it holds a character that stands for none. */
static bool decode(struct loader *l, struct et_slice token, struct et_buf *out)
{
    for (size_t pos = 0; pos < token.len;) {
        uint32_t c = et_utf8_next(token, &pos);
        if (c >= 0x180 || l->table[c] < 0)
            return false;
        et_buf_char(out, (char)l->table[c]);
    }
    return token.len > 0;
}

static enum et_rc bad(struct loader *l, const char *what, struct et_slice token)
{
    return et_fail(l->error, ET_E_FORMAT, "tokeniser: %s (\"" ET_SLICE_FMT "\")", what,
                   (int)(token.len > 100 ? 100 : token.len), token.len ? token.ptr : "");
}

static enum et_rc add_token(struct loader *l, struct et_slice token, json_int_t id)
{
    bool is_new;
    if (id < 0 || id > ET_BPE_ID_MAX)
        return bad(l, "the id of a token is out of range", token);
    if (id > l->bpe->highest)
        l->bpe->highest = (int32_t)id;
    et_buf_clear(&l->bytes);
    if (!decode(l, token, &l->bytes))
        return l->bytes.failed ? et_fail_nomem(l->error) : ET_OK; /* no text can give it */
    if (l->bytes.failed)
        return et_fail_nomem(l->error);
    struct et_slice key = et_arena_copy(&l->bpe->arena, et_buf_view(&l->bytes));
    uint64_t *value = key.ptr ? et_strmap_put(&l->bpe->vocab, key, &is_new) : NULL;
    if (!value)
        return et_fail_nomem(l->error);
    *value = (uint64_t)id;
    if (key.len == 1)
        l->bpe->byte_ids[(unsigned char)key.ptr[0]] = (int32_t)id;
    return ET_OK;
}

static enum et_rc load_vocab(struct loader *l, json_t *vocab)
{
    const char *token;
    json_t *id;
    if (!json_is_object(vocab) || json_object_size(vocab) == 0)
        return bad(l, "the vocabulary is no object of tokens and ids", et_slice("", 0));
    json_object_foreach(vocab, token, id)
    {
        if (!json_is_integer(id))
            return bad(l, "the id of a token is no whole number", et_slice_of(token));
        enum et_rc rc = add_token(l, et_slice_of(token), json_integer_value(id));
        if (rc != ET_OK)
            return rc;
    }
    return ET_OK;
}

static enum et_rc add_merge(struct loader *l, struct et_slice left, struct et_slice right, size_t rank)
{
    et_buf_clear(&l->bytes);
    et_buf_clear(&l->joined);
    bool fine = decode(l, left, &l->joined);
    size_t middle = l->joined.len;
    fine = fine && decode(l, right, &l->joined);
    if (l->joined.failed)
        return et_fail_nomem(l->error);
    struct et_slice whole = et_buf_view(&l->joined);
    int64_t a = fine ? et_bpe_id(l->bpe, et_slice_sub(whole, 0, middle)) : -1;
    int64_t b = fine ? et_bpe_id(l->bpe, et_slice_sub(whole, middle, whole.len)) : -1;
    int64_t merged = fine ? et_bpe_id(l->bpe, whole) : -1;
    if (a < 0 || b < 0 || merged < 0)
        return bad(l, "a merge names what is not in the vocabulary", left);
    bool is_new;
    uint64_t *value = et_map64_put(&l->bpe->merges, (uint64_t)a << 32 | (uint64_t)b, &is_new);
    if (!value)
        return et_fail_nomem(l->error);
    if (is_new) /* of two the earlier one holds */
        *value = (uint64_t)rank << 32 | (uint64_t)merged;
    return ET_OK;
}

/* "a b", or the pair ["a", "b"] of newer files. */
static enum et_rc load_merges(struct loader *l, json_t *merges)
{
    if (!json_is_array(merges) || json_array_size(merges) > ET_BPE_ID_MAX)
        return bad(l, "the merges are no list", et_slice("", 0));
    for (size_t i = 0; i < json_array_size(merges); i++) {
        const json_t *row = json_array_get(merges, i);
        struct et_slice left, right;
        if (json_is_string(row)) {
            right = et_slice(json_string_value(row), json_string_length(row));
            left = et_slice_cut(&right, ' ');
        } else {
            left = et_slice_of(json_string_value(json_array_get(row, 0)));
            right = et_slice_of(json_string_value(json_array_get(row, 1)));
        }
        enum et_rc rc = add_merge(l, left, right, i);
        if (rc != ET_OK)
            return rc;
    }
    return ET_OK;
}

static enum et_rc load_merge_lines(struct loader *l, struct et_slice text)
{
    enum et_rc rc = ET_OK;
    size_t rank = 0;
    for (bool first = true; text.len && rc == ET_OK; first = false) {
        struct et_slice line = et_slice_cut(&text, '\n');
        if (et_slice_ends(line, ET_SLICE("\r")))
            line.len--;
        if (line.len == 0 || (first && et_slice_starts(line, ET_SLICE("#version"))))
            continue;
        struct et_slice right = line, left = et_slice_cut(&right, ' ');
        rc = add_merge(l, left, right, rank++);
    }
    return rc;
}

static enum et_rc add_added(struct loader *l, const json_t *row)
{
    struct et_bpe *bpe = l->bpe;
    const json_t *content = json_object_get(row, "content"), *id = json_object_get(row, "id");
    if (!json_is_string(content) || json_string_length(content) == 0 || !json_is_integer(id) ||
        json_integer_value(id) < 0 || json_integer_value(id) > ET_BPE_ID_MAX)
        return bad(l, "an added token has no content or no id", et_slice("", 0));
    if (json_is_true(json_object_get(row, "special")))
        return ET_OK;
    struct et_added_token *token = &bpe->added[bpe->added_count++];
    *token = (struct et_added_token){
        .text = et_arena_copy(&bpe->arena, et_slice(json_string_value(content), json_string_length(content))),
        .id = (int32_t)json_integer_value(id),
        .takes_left = json_is_true(json_object_get(row, "lstrip")),
        .takes_right = json_is_true(json_object_get(row, "rstrip")),
        .alone = json_is_true(json_object_get(row, "single_word"))};
    if (!token->text.ptr)
        return et_fail_nomem(l->error);
    bpe->added_first[(unsigned char)token->text.ptr[0]] = true;
    if (token->id > bpe->highest)
        bpe->highest = token->id;
    return ET_OK;
}

static enum et_rc load_added(struct loader *l, const json_t *list)
{
    size_t count = json_array_size(list);
    enum et_rc rc = ET_OK;
    l->bpe->added = et_arena_calloc(&l->bpe->arena, count + 1, sizeof *l->bpe->added);
    if (!l->bpe->added)
        return et_fail_nomem(l->error);
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        rc = add_added(l, json_array_get(list, i));
    return rc;
}

static bool is_set(const json_t *value) /* neither absent, null, false nor "" */
{
    return value && !json_is_null(value) && !json_is_false(value) &&
           !(json_is_string(value) && json_string_length(value) == 0);
}

static bool is_text(const json_t *value, const char *text)
{
    return json_is_string(value) && strcmp(json_string_value(value), text) == 0;
}

/* What this encoder does not do must not be asked for. */
static enum et_rc check_kind(struct loader *l, const json_t *root)
{
    static const char *const unknown[] = {"dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback",
                                          "ignore_merges"};
    const json_t *model = json_object_get(root, "model"), *cut = json_object_get(root, "pre_tokenizer");
    const json_t *type = json_object_get(model, "type");
    if (type && !is_text(type, "BPE"))
        return bad(l, "the model is no BPE", et_slice_of(json_string_value(type)));
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        if (is_set(json_object_get(model, unknown[i])))
            return bad(l, "it asks for what is not done here", et_slice_of(unknown[i]));
    if (is_set(json_object_get(root, "normalizer")))
        return bad(l, "it asks for a normaliser", et_slice("", 0));
    if (!is_text(json_object_get(cut, "type"), "ByteLevel") || json_is_false(json_object_get(cut, "use_regex")))
        return bad(l, "its pre-tokeniser is not ByteLevel", et_slice("", 0));
    l->bpe->blank_first = json_is_true(json_object_get(cut, "add_prefix_space"));
    return ET_OK;
}

/* {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0]} */
static void load_ends(struct loader *l, const json_t *processor)
{
    const json_t *first = json_array_get(json_object_get(processor, "cls"), 1);
    const json_t *last = json_array_get(json_object_get(processor, "sep"), 1);
    if (!is_text(json_object_get(processor, "type"), "RobertaProcessing"))
        return;
    if (json_is_integer(first) && json_integer_value(first) >= 0 && json_integer_value(first) <= ET_BPE_ID_MAX)
        l->bpe->first = (int32_t)json_integer_value(first);
    if (json_is_integer(last) && json_integer_value(last) >= 0 && json_integer_value(last) <= ET_BPE_ID_MAX)
        l->bpe->last = (int32_t)json_integer_value(last);
}

static enum et_rc loader_start(struct loader *l, struct et_error *error)
{
    struct et_bpe *bpe = et_calloc(1, sizeof *bpe);
    *l = (struct loader){.bpe = bpe, .error = error};
    et_buf_init(&l->bytes, 0);
    et_buf_init(&l->joined, 0);
    byte_table(l->table);
    if (!bpe)
        return et_fail_nomem(error);
    et_arena_init(&bpe->arena, 0);
    bpe->unknown = bpe->first = bpe->last = -1;
    for (size_t i = 0; i < 256; i++)
        bpe->byte_ids[i] = -1;
    return ET_OK;
}

static enum et_rc loader_end(struct loader *l, enum et_rc rc, struct et_bpe **out)
{
    et_buf_dispose(&l->bytes);
    et_buf_dispose(&l->joined);
    if (rc == ET_OK) {
        l->bpe->unknown = (int32_t)et_bpe_id(l->bpe, ET_SLICE("<unk>"));
        *out = l->bpe;
    } else {
        et_bpe_free(l->bpe);
    }
    return rc;
}

enum et_rc et_bpe_from_tokenizer(struct et_slice text, struct et_bpe **out, struct et_error *error)
{
    struct loader l;
    json_t *root = NULL;
    enum et_rc rc = loader_start(&l, error);
    if (rc == ET_OK)
        rc = et_model_json(text, "tokenizer.json", &root, error);
    if (rc == ET_OK)
        rc = check_kind(&l, root);
    if (rc == ET_OK)
        rc = load_vocab(&l, json_object_get(json_object_get(root, "model"), "vocab"));
    if (rc == ET_OK)
        rc = load_merges(&l, json_object_get(json_object_get(root, "model"), "merges"));
    if (rc == ET_OK)
        rc = load_added(&l, json_object_get(root, "added_tokens"));
    if (rc == ET_OK)
        load_ends(&l, json_object_get(root, "post_processor"));
    json_decref(root);
    return loader_end(&l, rc, out);
}

enum et_rc et_bpe_from_lists(struct et_slice vocab_json, struct et_slice merges, struct et_bpe **out,
                             struct et_error *error)
{
    struct loader l;
    json_t *vocab = NULL;
    enum et_rc rc = loader_start(&l, error);
    if (rc == ET_OK)
        rc = et_model_json(vocab_json, "vocab.json", &vocab, error);
    if (rc == ET_OK)
        rc = load_vocab(&l, vocab);
    if (rc == ET_OK)
        rc = load_merge_lines(&l, merges);
    json_decref(vocab);
    return loader_end(&l, rc, out);
}
