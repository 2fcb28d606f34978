/* Who is named together: names in one column, an arc for each pair. Places depend on the figures alone. */
#include "brief/charts_int.h"

#include <math.h>

#define MAX_NODES 14
#define MAX_EDGES 20
#define AXIS 150.0
#define ROW 18.0

struct graph {
    uint32_t nodes[MAX_NODES]; /* indices of entities, in drawing order */
    size_t node_count;
    const struct et_relation *edges[MAX_EDGES];
    size_t edge_count;
};

static size_t place_of(const struct graph *g, uint32_t entity)
{
    size_t i = 0;
    while (i < g->node_count && g->nodes[i] != entity)
        i++;
    return i;
}

/* The strongest pairs as long as there is room for their names. */
static void collect(const struct et_figures *f, struct graph *g)
{
    for (size_t i = 0; i < f->relation_count && g->edge_count < MAX_EDGES; i++) {
        const struct et_relation *r = &f->relations[i];
        if (!r->shown)
            continue;
        size_t fresh = (size_t)(place_of(g, r->a) == g->node_count) + (size_t)(place_of(g, r->b) == g->node_count);
        if (g->node_count + fresh > MAX_NODES)
            continue;
        if (place_of(g, r->a) == g->node_count)
            g->nodes[g->node_count++] = r->a;
        if (place_of(g, r->b) == g->node_count)
            g->nodes[g->node_count++] = r->b;
        g->edges[g->edge_count++] = r;
    }
}

static double cost(const struct graph *g)
{
    double sum = 0;
    for (size_t i = 0; i < g->edge_count; i++)
        sum += fabs((double)place_of(g, g->edges[i]->a) - (double)place_of(g, g->edges[i]->b)) *
               sqrt((double)g->edges[i]->comments);
    return sum;
}

/* Exchanges neighbours' and farther places while that makes the arcs shorter: at most 14 names, so this is quick. */
static void shorten_arcs(struct graph *g)
{
    double best = cost(g);
    for (bool better = true; better;) {
        better = false;
        for (size_t i = 0; i < g->node_count; i++)
            for (size_t k = i + 1; k < g->node_count; k++) {
                uint32_t held = g->nodes[i];
                g->nodes[i] = g->nodes[k];
                g->nodes[k] = held;
                double now = cost(g);
                if (now < best - 1e-9) {
                    best = now;
                    better = true;
                } else {
                    g->nodes[k] = g->nodes[i];
                    g->nodes[i] = held;
                }
            }
    }
}

static void draw_arc(struct et_draw *draw, const struct et_figures *f, const struct graph *g,
                     const struct et_relation *r, uint64_t most)
{
    struct et_words *words = draw->words;
    double y1 = 12 + ROW * (double)place_of(g, r->a), y2 = 12 + ROW * (double)place_of(g, r->b);
    double bulge = AXIS + 14 + 0.62 * fabs(y2 - y1) + 16;
    double width = 0.8 + 3.7 * sqrt((double)r->comments / (double)most);
    struct et_xy *p =
        et_draw_points(draw, ET_SHAPE_CURVE, r->couple ? ET_INK_EMOTIONS + ET_LOVE : ET_INK_BAR, width, 4);
    if (!p)
        return;
    p[0] = (struct et_xy){AXIS, y1};
    p[1] = (struct et_xy){bulge, y1};
    p[2] = (struct et_xy){bulge, y2};
    p[3] = (struct et_xy){AXIS, y2};
    struct et_shape *shape = &draw->shapes[draw->count - 1];
    shape->opacity = r->couple ? 0.85 : 0.7;
    shape->tip =
        et_say(words, "%s and %s: %s by %s", et_say_slice(words, f->entities[r->a].entity->name),
               et_say_slice(words, f->entities[r->b].entity->name),
               et_say_of(words, r->comments, "comment", "comments"), et_say_of(words, r->authors, "author", "authors"));
}

static void draw_nodes(struct et_draw *draw, const struct et_figures *f, const struct graph *g)
{
    uint64_t most = 1;
    for (size_t i = 0; i < g->node_count; i++)
        if (f->entities[g->nodes[i]].summary.comments > most)
            most = f->entities[g->nodes[i]].summary.comments;
    for (size_t i = 0; i < g->node_count; i++) {
        const struct et_entity_figures *e = &f->entities[g->nodes[i]];
        double y = 12 + ROW * (double)i, r = 2.4 + 4.2 * sqrt((double)e->summary.comments / (double)most);
        et_draw_dot(draw, et_can_say(&e->summary) ? et_ink_of_mean(e->summary.mean) : ET_INK_BAR, AXIS, y, r);
        struct et_shape *label = et_draw_label(draw, ET_INK_TEXT, AXIS - 11, y + 2.8, 8, ET_ANCHOR_END,
                                               et_say_slice(draw->words, e->entity->name));
        label->max_width = AXIS - 14;
    }
}

/* How far the widest arc reaches: a cubic curve goes three quarters of the way to its control points. */
static double arcs_end(const struct graph *g)
{
    double widest = 0;
    for (size_t i = 0; i < g->edge_count; i++)
        widest = fmax(widest, fabs((double)place_of(g, g->edges[i]->a) - (double)place_of(g, g->edges[i]->b)) * ROW);
    return AXIS + 0.75 * (30 + 0.62 * widest) + 4;
}

/* Beside the arcs stand the names of the strongest pairs, so that the picture can be read without tracing lines. */
static void draw_list(struct et_draw *draw, const struct et_figures *f, const struct graph *g, double x)
{
    struct et_words *words = draw->words;
    size_t rows = g->edge_count < g->node_count ? g->edge_count : g->node_count;
    for (size_t i = 0; i < rows && i < 10; i++) {
        const struct et_relation *r = g->edges[i];
        double y = 12 + ROW * (double)i;
        const char *pair = et_say(words, "%s + %s", et_say_name(words, f->entities[r->a].entity->name),
                                  et_say_name(words, f->entities[r->b].entity->name));
        et_draw_rect(draw, r->couple ? ET_INK_EMOTIONS + ET_LOVE : ET_INK_BAR, x, y - 3.5, 7, 7)->r = 1.5;
        et_draw_label(draw, ET_INK_TEXT, x + 12, y + 2.6, 7.5, ET_ANCHOR_START, pair)->max_width = 462 - x - 12;
        et_draw_label(draw, ET_INK_MUTED, 496, y + 2.6, 7.5, ET_ANCHOR_END, et_say_count(words, r->comments));
    }
}

const struct et_chart *et_chart_relations(struct et_words *words, const struct et_figures *f)
{
    struct graph g = {.node_count = 0};
    collect(f, &g);
    if (g.edge_count < 2)
        return NULL;
    shorten_arcs(&g);
    uint64_t most = 1;
    for (size_t i = 0; i < g.edge_count; i++)
        most = g.edges[i]->comments > most ? g.edges[i]->comments : most;
    struct et_draw draw = {.words = words};
    for (size_t i = 0; i < g.edge_count; i++)
        draw_arc(&draw, f, &g, g.edges[i], most);
    draw_nodes(&draw, f, &g);
    double list = fmin(300, arcs_end(&g) + 34);
    draw_list(&draw, f, &g, list);
    double height = 8 + ROW * (double)g.node_count;
    double x = et_draw_key(&draw, list, height + 8, ET_INK_EMOTIONS + ET_LOVE, "couple");
    et_draw_key(&draw, x, height + 8, ET_INK_BAR, "linked");
    const struct et_relation *first = g.edges[0];
    const char *caption = et_say(words, "The strongest tie is between %s and %s, named together in %s by %s.",
                                 et_say_name(words, f->entities[first->a].entity->name),
                                 et_say_name(words, f->entities[first->b].entity->name),
                                 et_say_of(words, first->comments, "comment", "comments"),
                                 et_say_of(words, first->authors, "author", "authors"));
    return et_draw_done(&draw, "relations", "Who is named together", caption, height + 14);
}
