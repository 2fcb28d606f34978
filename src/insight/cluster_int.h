/** Sums over authors, taken while the comments of one author after the other are added: nothing is kept of an author
 * but what he adds to the sums. See struct et_cluster_sums for what is made of them. */
#ifndef ET_INSIGHT_CLUSTER_INT_H
#define ET_INSIGHT_CLUSTER_INT_H

#include "insight/group_int.h"
#include "stats/stats.h"

/** Comments without a known author are authors of their own in intervals (they can't be told apart), and counted as
 * none. */
#define ET_ANONYMOUS (UINT64_C(1) << 63)

struct et_clusters {
    uint64_t author; /**< the one in hand */
    int64_t author_n, author_sum;
    int64_t n, sum, clusters, anonymous, n2;
    et_int128 n3, squares, cross;
};

/** The same with engagement weights. */
struct et_weighted {
    struct et_clusters plain;
    int64_t author_w, author_wx;
    uint32_t cap, copies; /**< the most that one comment weighs; comments that are copied texts */
    et_int128 w, wx, w2, wx2, wx_w;
    et_int128 w3; /**< of w / 16, which is enough for degrees of freedom and keeps the cube in bounds */
};

void et_clusters_close(struct et_clusters *clusters); /**< adds the author in hand to the sums */
void et_weighted_close(struct et_weighted *weighted);

static inline void et_clusters_add(struct et_clusters *clusters, uint64_t author, int32_t sentiment)
{
    if (clusters->author != author) {
        et_clusters_close(clusters);
        clusters->author = author;
    }
    clusters->author_n++;
    clusters->author_sum += sentiment;
}

static inline void et_weighted_add(struct et_weighted *weighted, uint64_t author, int32_t sentiment, uint32_t weight)
{
    if (weighted->plain.author != author) {
        et_weighted_close(weighted);
        weighted->plain.author = author;
    }
    uint32_t w = weight < weighted->cap ? weight : weighted->cap;
    weighted->plain.author_n++;
    weighted->plain.author_sum += sentiment;
    weighted->author_w += w;
    weighted->author_wx += (int64_t)w * sentiment;
}

/** Adds sums over other authors. Both must be closed. */
void et_clusters_merge(struct et_clusters *into, const struct et_clusters *from);
void et_weighted_merge(struct et_weighted *into, const struct et_weighted *from);

struct et_mean et_clusters_mean(const struct et_clusters *clusters);
/** 95 %, cut to the scale; unknown also where fewer than 10 authors all agree, as that is no measure of their spread.
 */
struct et_interval et_clusters_interval(const struct et_clusters *clusters);
struct et_interval et_weighted_interval(const struct et_weighted *weighted, double *mean);

#endif
