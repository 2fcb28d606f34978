#include "insight/finish_int.h"

#include <math.h>
#include <string.h>

static void copy_counts(const struct et_group *group, struct et_summary *out)
{
    for (size_t i = 0; i < ET_LABELS; i++)
        out->labels[i] = group->labels[i];
    for (size_t i = 0; i < ET_EMOTIONS; i++)
        out->emotions[i] = group->emotions[i];
    out->sarcastic = group->sarcastic;
    out->questions = group->questions;
    out->spam = group->spam;
    out->not_understood = group->not_understood;
    out->most_liked = group->liked.comment_id;
    out->most_positive = group->positive.comment_id;
    out->most_negative = group->negative.comment_id;
}

static void copy_likes(const struct et_group *group, struct et_summary *out)
{
    double likes = (double)group->likes;
    out->likes = group->likes;
    out->like_weighted = out->n_eff = NAN;
    if (group->likes == 0)
        return;
    out->like_weighted = (double)group->like_sum / likes / ET_FIXED;
    out->n_eff = et_kish(likes, (double)group->likes2);
    out->one_comment_dominates = (uint64_t)group->max_likes * 2 > group->likes;
}

void et_summary_make_plain(const struct et_group *group, const struct et_clusters *clusters, struct et_summary *out)
{
    memset(out, 0, sizeof *out);
    copy_counts(group, out);
    copy_likes(group, out);
    out->comments = (uint64_t)group->n;
    out->authors = (uint64_t)(clusters->clusters - clusters->anonymous);
    out->mean = group->n ? (double)group->sum / (double)group->n / ET_FIXED : NAN;
    out->interval = et_clusters_interval(clusters);
    out->weighted = out->delta = NAN;
    out->weighted_interval = (struct et_interval){NAN, NAN};
}

void et_summary_make(const struct et_group *group, const struct et_weighted *weighted, uint64_t posts,
                     struct et_summary *out)
{
    et_summary_make_plain(group, &weighted->plain, out);
    out->posts = posts;
    out->copies = weighted->copies;
    out->weighted_interval = et_weighted_interval(weighted, &out->weighted);
    out->delta = out->weighted - out->mean;
}
