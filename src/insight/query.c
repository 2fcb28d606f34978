#include "insight/query.h"

#include "insight/query_filter_int.h"

#define QUERY_MAX 4096 /* bytes */
#define DEPTH_MAX 64   /* of brackets and NOTs */
#define NODES_MAX 512

struct parser {
    struct et_lexer lexer;
    struct et_lexeme next;
    const struct et_catalogue *catalogue;
    et_query_tokens tokens;
    void *context;
    struct et_arena *arena;
    struct et_filter *filter;
    struct et_buf scratch;
    unsigned depth, nodes;
    unsigned filters; /* read so far */
    struct et_lexeme last_filter;
    unsigned below; /* how many ORs and NOTs stand over the place: no filter can stand there */
};

/* What a part of a query means: comments that have `wanted` (NULL = all) and do not have `unwanted` (NULL = none). */
struct meaning {
    struct et_search_node *wanted, *unwanted;
};

#define FAIL(p, error, ...) et_query_fail((p)->lexer.query, (p)->next.start, (error), __VA_ARGS__)

static enum et_rc advance(struct parser *p, struct et_error *error)
{
    return et_lexer_next(&p->lexer, &p->next, error);
}

static struct et_search_node *make_node(struct parser *p, enum et_search_kind kind, struct et_search_node *left,
                                        struct et_search_node *right)
{
    struct et_search_node *node = et_arena_calloc(p->arena, 1, sizeof *node);
    if (!node)
        return NULL;
    node->kind = kind;
    node->left = left;
    node->right = right;
    p->nodes++;
    return node;
}

/* Joins two optional nodes; false when memory ran out. */
static bool join(struct parser *p, enum et_search_kind kind, struct et_search_node **left, struct et_search_node *right)
{
    if (*left && right)
        *left = make_node(p, kind, *left, right);
    else if (right)
        *left = right;
    else
        return true;
    return *left != NULL;
}

/* A meaning as one node; NULL stands for all comments. */
static enum et_rc as_node(struct parser *p, const struct meaning *meaning, struct et_search_node **out,
                          struct et_error *error)
{
    *out = meaning->wanted;
    if (meaning->unwanted)
        *out = make_node(p, ET_SEARCH_NOT, meaning->wanted, meaning->unwanted);
    return meaning->unwanted && !*out ? et_fail_nomem(error) : ET_OK;
}

/* The index tokens of a word or phrase. Text without any (punctuation, say) means nothing: *out stays NULL. */
static enum et_rc read_phrase(struct parser *p, struct et_search_node **out, struct et_error *error)
{
    *out = NULL;
    et_buf_clear(&p->scratch);
    enum et_rc rc = p->tokens(p->context, p->next.text, &p->scratch, error);
    struct et_slice rest = rc ? (struct et_slice){NULL, 0} : et_arena_copy(p->arena, et_buf_view(&p->scratch));
    if (!rc && !rest.ptr)
        return et_fail_nomem(error);
    size_t most = 1;
    for (size_t i = 0; i < rest.len; i++)
        most += rest.ptr[i] == ' ';
    struct et_slice *terms = rc ? NULL : et_arena_alloc(p->arena, most * sizeof *terms);
    if (!rc && !terms)
        return et_fail_nomem(error);
    size_t count = 0;
    while (!rc && rest.ptr) {
        struct et_slice term = et_slice_cut(&rest, ' ');
        if (term.len)
            terms[count++] = term;
    }
    if (rc || count == 0)
        return rc;
    *out = make_node(p, ET_SEARCH_PHRASE, NULL, NULL);
    if (!*out)
        return et_fail_nomem(error);
    (*out)->terms = terms;
    (*out)->term_count = count;
    (*out)->prefix = p->next.prefix;
    return ET_OK;
}

/* Words and phrases, perhaps two of them with NEAR between. */
static enum et_rc read_near(struct parser *p, struct meaning *out, struct et_error *error)
{
    enum et_rc rc = read_phrase(p, &out->wanted, error);
    if (!rc)
        rc = advance(p, error);
    if (rc || p->next.kind != ET_LEX_NEAR)
        return rc;
    unsigned distance = p->next.distance;
    struct et_search_node *right = NULL;
    rc = advance(p, error);
    if (!rc && p->next.kind != ET_LEX_WORD && p->next.kind != ET_LEX_PHRASE)
        return FAIL(p, error, "NEAR stands between two words or phrases, as in court NEAR/5 \"last week\"");
    if (!rc)
        rc = read_phrase(p, &right, error);
    if (!rc)
        rc = advance(p, error);
    if (!rc && p->next.kind == ET_LEX_NEAR)
        return FAIL(p, error, "NEAR joins two words or phrases, not three; write a NEAR b AND b NEAR c");
    if (rc || !right)
        return rc;
    if (!join(p, ET_SEARCH_NEAR, &out->wanted, right))
        return et_fail_nomem(error);
    if (out->wanted->kind == ET_SEARCH_NEAR)
        out->wanted->distance = distance;
    return ET_OK;
}

static enum et_rc misplaced_filter(const struct parser *p, const struct et_lexeme *filter, struct et_error *error)
{
    return et_query_fail(p->lexer.query, filter->start, error,
                         "%s: narrows the whole search, so it cannot stand beside OR or behind NOT",
                         et_query_filter_names[filter->filter]);
}

static enum et_rc read_filter(struct parser *p, struct et_error *error)
{
    if (p->below)
        return misplaced_filter(p, &p->next, error);
    p->filters++;
    p->last_filter = p->next;
    enum et_rc rc = et_query_filter_set(p->lexer.query, &p->next, p->catalogue, p->arena, p->filter, error);
    return rc ? rc : advance(p, error);
}

static enum et_rc read_or(struct parser *p, struct meaning *out, struct et_error *error);

static enum et_rc read_brackets(struct parser *p, struct meaning *out, struct et_error *error)
{
    size_t open = p->next.start;
    enum et_rc rc = advance(p, error);
    if (!rc && p->next.kind == ET_LEX_CLOSE)
        return FAIL(p, error, "there is nothing between these brackets");
    if (!rc)
        rc = read_or(p, out, error);
    if (!rc && p->next.kind != ET_LEX_CLOSE)
        return et_query_fail(p->lexer.query, open, error, "this bracket is never closed; add a )");
    return rc ? rc : advance(p, error);
}

static enum et_rc read_not(struct parser *p, struct meaning *out, struct et_error *error);

static enum et_rc read_one(struct parser *p, struct meaning *out, struct et_error *error)
{
    *out = (struct meaning){NULL, NULL};
    if (p->depth >= DEPTH_MAX || p->nodes >= NODES_MAX)
        return FAIL(p, error, "this query is too long: %d words and %d brackets inside each other are the most",
                    NODES_MAX / 2, DEPTH_MAX);
    switch (p->next.kind) {
    case ET_LEX_WORD:
    case ET_LEX_PHRASE:
        return read_near(p, out, error);
    case ET_LEX_FILTER:
        return read_filter(p, error);
    case ET_LEX_OPEN:
        return read_brackets(p, out, error);
    case ET_LEX_NOT:
        return read_not(p, out, error);
    case ET_LEX_CLOSE:
        return FAIL(p, error, "this bracket closes nothing; remove it or put a ( before");
    case ET_LEX_NEAR:
        return FAIL(p, error, "NEAR stands between two words or phrases, as in court NEAR/5 \"last week\"");
    default:
        return FAIL(p, error,
                    "a word, \"phrase\", filter or bracket is expected here; to search for the words AND, OR or NOT "
                    "put them in quotation marks");
    }
}

static enum et_rc read_not(struct parser *p, struct meaning *out, struct et_error *error)
{
    struct meaning inner;
    enum et_rc rc = advance(p, error);
    p->depth++;
    p->below++;
    if (!rc)
        rc = read_one(p, &inner, error);
    p->depth--;
    p->below--;
    if (rc)
        return rc;
    if (!inner.wanted && inner.unwanted) { /* not not a = a */
        out->wanted = inner.unwanted;
        return ET_OK;
    }
    return as_node(p, &inner, &out->unwanted, error);
}

static bool starts_operand(enum et_lexeme_kind kind)
{
    return kind == ET_LEX_WORD || kind == ET_LEX_PHRASE || kind == ET_LEX_FILTER || kind == ET_LEX_OPEN ||
           kind == ET_LEX_NOT;
}

static enum et_rc read_and(struct parser *p, struct meaning *out, struct et_error *error)
{
    enum et_rc rc = read_one(p, out, error);
    while (!rc && (p->next.kind == ET_LEX_AND || starts_operand(p->next.kind))) {
        struct meaning right;
        if (p->next.kind == ET_LEX_AND)
            rc = advance(p, error);
        if (!rc)
            rc = read_one(p, &right, error);
        if (!rc && !(join(p, ET_SEARCH_AND, &out->wanted, right.wanted) &&
                     join(p, ET_SEARCH_OR, &out->unwanted, right.unwanted)))
            rc = et_fail_nomem(error);
    }
    return rc;
}

static enum et_rc read_or(struct parser *p, struct meaning *out, struct et_error *error)
{
    unsigned filters = p->filters;
    p->depth++;
    enum et_rc rc = read_and(p, out, error);
    if (!rc && p->next.kind == ET_LEX_OR && p->filters != filters)
        rc = misplaced_filter(p, &p->last_filter, error);
    while (!rc && p->next.kind == ET_LEX_OR) {
        struct meaning right;
        struct et_search_node *a = NULL, *b = NULL;
        rc = advance(p, error);
        p->below++;
        if (!rc)
            rc = read_and(p, &right, error);
        p->below--;
        if (!rc)
            rc = as_node(p, out, &a, error);
        if (!rc)
            rc = as_node(p, &right, &b, error);
        if (rc)
            break;
        *out = (struct meaning){a, NULL};
        if (!join(p, ET_SEARCH_OR, &out->wanted, b))
            rc = et_fail_nomem(error);
    }
    p->depth--;
    return rc;
}

static enum et_rc read_query(struct parser *p, struct et_search *out, struct et_error *error)
{
    struct meaning meaning = {NULL, NULL};
    struct et_search_node *root = NULL;
    enum et_rc rc = advance(p, error);
    if (rc || p->next.kind == ET_LEX_END)
        return rc;
    rc = read_or(p, &meaning, error);
    if (!rc && p->next.kind != ET_LEX_END)
        return FAIL(p, error, "this bracket closes nothing; remove it or put a ( before");
    if (!rc)
        rc = as_node(p, &meaning, &root, error);
    out->root = root;
    return rc;
}

enum et_rc et_query_parse(struct et_slice query, const struct et_catalogue *catalogue, et_query_tokens tokens,
                          void *context, struct et_arena *arena, struct et_search *out, struct et_error *error)
{
    *out = (struct et_search){.filter = ET_FILTER_ALL};
    if (query.len > QUERY_MAX)
        return et_fail(error, ET_E_USAGE, "the search query is %zu bytes long; %d are the most", query.len, QUERY_MAX);
    struct parser parser = {.lexer = {.query = query},
                            .catalogue = catalogue,
                            .tokens = tokens,
                            .context = context,
                            .arena = arena,
                            .filter = &out->filter};
    et_buf_init(&parser.scratch, 0);
    enum et_rc rc = read_query(&parser, out, error);
    et_buf_dispose(&parser.scratch);
    return rc;
}
