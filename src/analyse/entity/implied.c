#include "analyse/entity/matcher_int.h"

/* Pronouns and replies: who is meant without being named. Nothing is guessed about a person's sex: "she" and "he" mean
 * the first person that the post, or else the parent comment, is about. */

static bool is_somebody(const struct et_finder *f, uint32_t entity)
{
    enum et_entity_type type = f->matcher->entities[entity].type;
    return type == ET_PERSON || type == ET_COUPLE || type == ET_GROUP;
}

static bool names_somebody(const struct et_finder *f)
{
    for (size_t i = 0; i < f->count; i++)
        if (is_somebody(f, f->found[i].entity))
            return true;
    return false;
}

static void imply(struct et_finder *f, uint32_t entity, size_t token)
{
    if (f->count == ET_FOUND_MAX)
        return;
    struct et_found *found = &f->found[f->count++];
    *found = (struct et_found){.entity = entity};
    if (token == SIZE_MAX)
        return;
    found->first_token = found->last_token = (uint32_t)token;
    found->start = f->tokens->items[token].start;
    found->end = f->tokens->items[token].end;
}

static bool imply_one(struct et_finder *f, const struct et_context *context, size_t token)
{
    for (size_t i = 0; context && i < context->count; i++)
        if (f->matcher->entities[context->entities[i]].type == ET_PERSON) {
            imply(f, context->entities[i], token);
            return true;
        }
    return false;
}

/* "they": the couple or group; or the two persons that the post is about. One person alone is rarely meant by it. */
static bool imply_several(struct et_finder *f, const struct et_context *context, size_t token)
{
    uint32_t persons[2] = {0};
    size_t count = 0;
    for (size_t i = 0; context && i < context->count; i++) {
        enum et_entity_type type = f->matcher->entities[context->entities[i]].type;
        if (type == ET_COUPLE || type == ET_GROUP) {
            imply(f, context->entities[i], token);
            return true;
        }
        if (type == ET_PERSON && count++ < 2)
            persons[count - 1] = context->entities[i];
    }
    for (size_t i = 0; count == 2 && i < 2; i++)
        imply(f, persons[i], token);
    return count == 2;
}

void et_finder_implied(struct et_finder *f)
{
    bool reply = f->parent && f->parent->count;
    if ((f->pronoun == SIZE_MAX && f->they == SIZE_MAX && !reply) || names_somebody(f))
        return;
    bool done = false;
    if (f->pronoun != SIZE_MAX)
        done = imply_one(f, f->caption, f->pronoun) || imply_one(f, f->parent, f->pronoun);
    else if (f->they != SIZE_MAX)
        done = imply_several(f, f->caption, f->they) || imply_several(f, f->parent, f->they);
    if (!done && reply && f->count == 0)
        imply(f, f->parent->entities[0], SIZE_MAX);
}
