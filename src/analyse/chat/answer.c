#include "analyse/chat/answer.h"

#include "analyse/chat/prompt.h"
#include "analyse/chat/repair_int.h"
#include "base/utf8.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>

#define DEFAULT_CONFIDENCE 8000 /* where a model says none */
#define OBJECTS_MAX 400         /* of one answer that are looked at */

bool et_chat_one_line(struct et_buf *out, struct et_slice text, size_t most)
{
    struct et_slice cut = et_utf8_truncate(et_slice_trim(text), most);
    bool fine = true;
    for (size_t pos = 0; pos < cut.len && fine;) {
        char bytes[4];
        uint32_t c = et_utf8_next(cut, &pos);
        /* Controls would reach a terminal; U+2028/9 and the marks that turn writing round would reach a page. */
        bool is_odd = c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
                      (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        fine = et_buf_add(out, bytes, et_utf8_put(bytes, is_odd ? ' ' : c));
    }
    return fine;
}

void et_chat_complaint(struct et_slice body, char *text, size_t size)
{
    struct et_buf line;
    et_buf_init(&line, 0);
    json_t *root = body.len ? json_loadb(body.ptr, body.len, 0, NULL) : NULL;
    json_t *error = json_object_get(root, "error");
    const char *message = json_string_value(json_is_object(error) ? json_object_get(error, "message") : error);
    et_chat_one_line(&line, message ? et_slice_of(message) : body, size - 1);
    snprintf(text, size, "%s", line.data && line.len ? line.data : "no reason given");
    json_decref(root);
    et_buf_dispose(&line);
}

/* ---- one entry ---- */

/* A number, also one written as a string, in [low, 1]; fixed point. */
static bool read_number(const json_t *value, double low, int32_t *out)
{
    double number;
    if (json_is_number(value))
        number = json_number_value(value);
    else if (!json_is_string(value) || !et_slice_to_double(et_slice_of(json_string_value(value)), &number))
        return false;
    if (!(number >= low && number <= 1))
        return false;
    *out = (int32_t)lround(number * ET_FIXED);
    return true;
}

static enum et_emotion read_emotion(const json_t *value)
{
    const char *name = json_string_value(value);
    return name ? et_emotion_parse(et_slice_of(name)) : ET_EMOTIONS;
}

static enum et_rc read_targets(const json_t *list, struct et_arena *arena, struct et_chat_answer *out,
                               struct et_error *error)
{
    size_t count = json_array_size(list);
    count = count < ET_CHAT_TARGETS_MAX ? count : ET_CHAT_TARGETS_MAX;
    struct et_chat_target *targets = et_arena_calloc(arena, count + 1, sizeof *targets);
    if (!targets)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(list, i);
        const char *name = json_string_value(json_object_get(one, "name"));
        struct et_chat_target *target = &targets[out->target_count];
        if (!name || !read_number(json_object_get(one, "sentiment"), -1, &target->sentiment))
            continue;
        target->name = et_arena_copy(arena, et_slice_of(name));
        if (!target->name.ptr)
            return et_fail_nomem(error);
        out->target_count++;
    }
    out->targets = targets;
    return ET_OK;
}

static enum et_rc read_reason(const json_t *value, struct et_arena *arena, struct et_chat_answer *out,
                              struct et_error *error)
{
    struct et_buf line;
    const char *reason = json_string_value(value);
    et_buf_init(&line, 0);
    bool fine = et_chat_one_line(&line, et_slice_of(reason), ET_CHAT_REASON_MAX);
    out->reason = fine ? et_arena_copy(arena, et_buf_view(&line)) : et_slice(NULL, 0);
    et_buf_dispose(&line);
    return out->reason.ptr ? ET_OK : et_fail_nomem(error);
}

static const char *problem_of(const json_t *entry, struct et_chat_answer *out)
{
    const json_t *sarcasm = json_object_get(entry, "sarcasm"), *confidence = json_object_get(entry, "confidence");
    const json_t *question = json_object_get(entry, "question");
    if (!read_number(json_object_get(entry, "sentiment"), -1, &out->sentiment))
        return "sentiment is missing or out of range";
    out->emotion = read_emotion(json_object_get(entry, "emotion"));
    if (out->emotion == ET_EMOTIONS)
        return "emotion is missing or unknown";
    out->second = read_emotion(json_object_get(entry, "second_emotion"));
    if (json_is_boolean(sarcasm))
        out->sarcasm = json_is_true(sarcasm) ? ET_FIXED : 0;
    else if (sarcasm && !json_is_null(sarcasm) && !read_number(sarcasm, 0, &out->sarcasm))
        return "sarcasm is out of range";
    out->confidence = DEFAULT_CONFIDENCE;
    if (confidence && !json_is_null(confidence) && !read_number(confidence, 0, &out->confidence))
        return "confidence is out of range";
    if (question && !json_is_null(question) && !json_is_boolean(question))
        return "question is neither true nor false";
    out->question = json_is_true(question);
    return NULL;
}

static enum et_rc read_entry(const json_t *entry, struct et_arena *arena, struct et_chat_answer *out,
                             struct et_error *error)
{
    *out = (struct et_chat_answer){0};
    out->problem = problem_of(entry, out);
    if (out->problem)
        return ET_OK;
    enum et_rc rc = read_targets(json_object_get(entry, "targets"), arena, out, error);
    if (rc == ET_OK)
        rc = read_reason(json_object_get(entry, "reason"), arena, out, error);
    out->valid = rc == ET_OK;
    return rc;
}

/* ---- all entries ---- */

struct reading {
    uint64_t nonce;
    size_t count;
    struct et_arena *arena;
    struct et_chat_reply *reply;
};

static size_t index_of(const struct reading *r, const json_t *entry)
{
    const char *id = json_string_value(json_object_get(entry, "id"));
    char label[ET_CHAT_LABEL];
    for (size_t i = 0; id && i < r->count; i++) {
        et_chat_label(r->nonce, i, label);
        if (strcmp(id, label) == 0)
            return i;
    }
    return SIZE_MAX;
}

static bool same_verdict(const struct et_chat_answer *a, const struct et_chat_answer *b)
{
    return a->valid && b->valid && a->sentiment == b->sentiment && a->emotion == b->emotion &&
           a->sarcasm == b->sarcasm && a->question == b->question;
}

static enum et_rc take_entry(struct reading *r, const json_t *entry, struct et_error *error)
{
    static const char *const twice = "two different answers";
    struct et_chat_answer answer;
    size_t index = index_of(r, entry);
    if (index == SIZE_MAX) {
        r->reply->strays++;
        return ET_OK;
    }
    struct et_chat_answer *place = &r->reply->answers[index];
    enum et_rc rc = read_entry(entry, r->arena, &answer, error);
    if (rc != ET_OK || place->problem == twice)
        return rc;
    bool is_first = place->problem && strcmp(place->problem, "no answer") == 0;
    if (is_first)
        *place = answer;
    else if (!same_verdict(place, &answer))
        *place = (struct et_chat_answer){.problem = twice};
    return ET_OK;
}

static enum et_rc take_text(struct reading *r, struct et_slice object, struct et_buf *mended, struct et_error *error)
{
    json_t *entry = json_loadb(object.ptr, object.len, 0, NULL);
    if (!entry) {
        if (!et_chat_mend(object, mended))
            return et_fail_nomem(error);
        entry = json_loadb(mended->data, mended->len, 0, NULL);
        r->reply->repaired = true;
    }
    enum et_rc rc = json_is_object(entry) ? take_entry(r, entry, error) : ET_OK;
    json_decref(entry);
    return rc;
}

static enum et_rc read_content(struct reading *r, struct et_slice content, struct et_error *error)
{
    struct et_buf mended;
    struct et_slice object;
    size_t pos = 0, seen = 0;
    enum et_rc rc = ET_OK;
    json_t *whole = json_loadb(content.ptr, content.len, 0, NULL);
    r->reply->repaired = whole == NULL;
    json_decref(whole);
    et_buf_init(&mended, 0);
    while (rc == ET_OK && seen++ < OBJECTS_MAX && (object = et_chat_next_object(content, &pos)).ptr)
        rc = take_text(r, object, &mended, error);
    et_buf_dispose(&mended);
    for (size_t i = 0; i < r->count; i++)
        r->reply->valid += r->reply->answers[i].valid;
    return rc;
}

/* ---- the envelope ---- */

static void read_usage(const json_t *root, struct et_chat_reply *out)
{
    const json_t *usage = json_object_get(root, "usage");
    const json_t *in = json_object_get(usage, "prompt_tokens"), *given = json_object_get(usage, "completion_tokens");
    if (!json_is_integer(in) || !json_is_integer(given) || json_integer_value(in) < 0 || json_integer_value(given) < 0)
        return;
    out->has_usage = true;
    out->tokens_in = json_integer_value(in);
    out->tokens_out = json_integer_value(given);
}

/* message.content is a text, or with some servers a list of parts with texts. */
static bool gather_content(const json_t *content, struct et_buf *out)
{
    if (json_is_string(content))
        return et_buf_add(out, json_string_value(content), json_string_length(content));
    bool fine = true;
    for (size_t i = 0; i < json_array_size(content) && fine; i++) {
        const json_t *text = json_object_get(json_array_get(content, i), "text");
        if (json_is_string(text))
            fine = et_buf_add(out, json_string_value(text), json_string_length(text));
    }
    return fine;
}

enum et_rc et_chat_read(struct et_slice body, uint64_t nonce, size_t count, struct et_arena *arena,
                        struct et_chat_reply *out, struct et_error *error)
{
    struct reading reading = {nonce, count, arena, out};
    struct et_buf content;
    *out = (struct et_chat_reply){.answers = et_arena_calloc(arena, count + 1, sizeof *out->answers)};
    if (!out->answers)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++)
        out->answers[i].problem = "no answer";
    json_t *root = body.len ? json_loadb(body.ptr, body.len, JSON_DISABLE_EOF_CHECK, NULL) : NULL;
    read_usage(root, out);
    const json_t *choice = json_array_get(json_object_get(root, "choices"), 0);
    const json_t *message = json_object_get(choice, "message");
    const char *finish = json_string_value(json_object_get(choice, "finish_reason"));
    out->cut = finish && strcmp(finish, "length") == 0;
    et_buf_init(&content, 0);
    enum et_rc rc = ET_OK;
    if (!json_is_object(message))
        rc = et_fail(error, ET_E_FORMAT, "the answer is no chat completion");
    else if (!gather_content(json_object_get(message, "content"), &content))
        rc = et_fail_nomem(error);
    json_decref(root);
    if (rc == ET_OK && content.len)
        rc = read_content(&reading, et_buf_view(&content), error);
    et_buf_dispose(&content);
    return rc;
}

/* ---- onto the local verdict ---- */

static void fill_emotions(const struct et_chat_answer *answer, int32_t emotions[ET_EMOTIONS])
{
    bool has_second = answer->second != ET_EMOTIONS && answer->second != answer->emotion;
    memset(emotions, 0, ET_EMOTIONS * sizeof *emotions);
    emotions[ET_NEUTRAL] = ET_FIXED - (has_second ? 9500 : 8500);
    emotions[answer->emotion] += has_second ? 7000 : 8500;
    if (has_second)
        emotions[answer->second] += 2500;
}

static const struct et_entity *target_entity(const struct et_catalogue *catalogue, struct et_slice name)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (et_slice_eq_nocase(catalogue->entities[i].name, et_slice_trim(name)))
            return &catalogue->entities[i];
    return NULL;
}

static void set_target(struct et_mention *mentions, size_t *count, int64_t entity_id, int32_t sentiment)
{
    bool there = false;
    for (size_t i = 0; i < *count; i++)
        if (mentions[i].entity_id == entity_id) {
            mentions[i].sentiment = sentiment;
            there = true;
        }
    if (!there)
        mentions[(*count)++] = (struct et_mention){.entity_id = entity_id, .sentiment = sentiment};
}

enum et_rc et_chat_apply(const struct et_analysis *local, const struct et_chat_answer *answer,
                         const struct et_catalogue *catalogue, struct et_arena *arena, struct et_analysis *out,
                         struct et_error *error)
{
    struct et_mention *mentions =
        et_arena_alloc(arena, (local->mention_count + answer->target_count + 1) * sizeof *mentions);
    if (!mentions)
        return et_fail_nomem(error);
    if (local->mention_count)
        memcpy(mentions, local->mentions, local->mention_count * sizeof *mentions);
    size_t count = local->mention_count;
    for (size_t i = 0; i < answer->target_count; i++) {
        const struct et_entity *entity = target_entity(catalogue, answer->targets[i].name);
        if (entity)
            set_target(mentions, &count, entity->id, answer->targets[i].sentiment);
    }
    *out = *local;
    out->mentions = mentions;
    out->mention_count = count;
    out->names = NULL; /* names beside the catalogue stay the local scorer's */
    out->name_count = 0;
    out->score.sentiment = answer->sentiment;
    out->score.confidence = answer->confidence;
    out->score.sarcasm = answer->sarcasm;
    fill_emotions(answer, out->score.emotions);
    out->score.flags &= ~(uint32_t)(ET_SARCASTIC | ET_QUESTION | ET_NOT_UNDERSTOOD);
    out->score.flags |=
        (answer->sarcasm >= ET_FIXED / 2 ? (uint32_t)ET_SARCASTIC : 0) | (answer->question ? (uint32_t)ET_QUESTION : 0);
    return ET_OK;
}
