/* The ESUIT comment exporter: Instagram, Facebook, ... comments with the post's URL and caption before the table, times
 * in the exporting computer's local time; and its flat form. */
#include "ingest/adapters/adapters_int.h"

#include <stddef.h>

static const struct et_field_names comment[] = {
    {ET_FIELD_TEXT, "Content"},
    {ET_FIELD_TIME, "CommentAt"},
    {ET_FIELD_AUTHOR, "Author"},
    {ET_FIELD_KEY, "Id"},
    {ET_FIELD_PARENT, "ParentId"},
    {ET_FIELD_DEPTH, "Depth"},
    {ET_FIELD_LIKES, "ReactionsCount"},
    {ET_FIELD_REPLIES, "SubCommentsCount"},
    {ET_FIELD_POST_URL, "PostUrl|Post URL"},
    {0, NULL},
};

static const struct et_field_names flat[] = {
    {ET_FIELD_POST_URL, "Post URL"}, {ET_FIELD_CAPTION, "Caption"},
    {ET_FIELD_SUBJECT, "Subject"},   {ET_FIELD_AUTHOR, "Username"},
    {ET_FIELD_TEXT, "Comment"},      {ET_FIELD_TIME, "Timestamp"},
    {ET_FIELD_LIKES, "Likes"},       {0, NULL},
};

static double detect(const struct et_probe *probe, unsigned form)
{
    (void)form;
    bool own = et_probe_has(probe, "Content") && et_probe_has(probe, "CommentAt") && et_probe_has(probe, "Author");
    return own && et_probe_has(probe, "ReactionsCount|SubCommentsCount|Depth") ? 0.98 : 0;
}

static double detect_flat(const struct et_probe *probe, unsigned form)
{
    for (const struct et_field_names *field = flat; field->names; field++)
        if (!et_probe_has(probe, field->names))
            return 0;
    return form == ET_FORM_TABLE ? 0.96 : 0;
}

const struct et_adapter_ops et_adapter_esuit = {
    .name = "esuit-csv",
    .what = "ESUIT comment exporter",
    .forms = ET_FORM_TABLE | ET_FORM_PREAMBLE,
    .comment = comment,
    .detect = detect,
};

const struct et_adapter_ops et_adapter_esuit_flat = {
    .name = "esuit-flat",
    .what = "ESUIT comment exporter, flat form",
    .forms = ET_FORM_TABLE,
    .comment = flat,
    .detect = detect_flat,
};
