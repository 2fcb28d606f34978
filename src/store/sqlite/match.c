#include "store/sqlite/match_int.h"

#include "store/sqlite/chat_int.h"

#include "base/time.h"

#define DEPTH_MAX 200

void et_match_init(struct et_match_sql *sql, struct et_arena *arena)
{
    *sql = (struct et_match_sql){.arena = arena};
    et_buf_init(&sql->text, 1 << 20);
}

void et_match_dispose(struct et_match_sql *sql)
{
    et_buf_dispose(&sql->text);
}

static bool add_value(struct et_match_sql *sql, const char *before, struct et_match_value value)
{
    sql->too_long = sql->too_long || sql->count == ET_MATCH_VALUES;
    if (sql->too_long)
        return false;
    sql->values[sql->count++] = value;
    return et_buf_printf(&sql->text, "%s?%zu", before, sql->count);
}

static bool add_int(struct et_match_sql *sql, const char *before, int64_t value)
{
    return add_value(sql, before, (struct et_match_value){.integer = value});
}

/* ---- expressions of the index: every token quoted, so that none of it is read as syntax ---- */

static void quote(struct et_buf *buf, const struct et_slice *terms, size_t count)
{
    et_buf_char(buf, '"');
    for (size_t i = 0; i < count; i++) {
        if (i)
            et_buf_char(buf, ' ');
        for (size_t k = 0; k < terms[i].len; k++) {
            if (terms[i].ptr[k] == '"')
                et_buf_char(buf, '"');
            et_buf_char(buf, terms[i].ptr[k]);
        }
    }
    et_buf_char(buf, '"');
}

static bool is_phrase_tree(const struct et_search_node *node)
{
    return node && (node->kind == ET_SEARCH_PHRASE ||
                    (node->kind == ET_SEARCH_NEAR &&
                     (node->term_count || (is_phrase_tree(node->left) && is_phrase_tree(node->right)))));
}

/* What FTS5 takes as it is: everything but a NOT with nothing before it. */
static bool is_index_tree(const struct et_search_node *node, int depth)
{
    if (!node || depth > DEPTH_MAX)
        return false;
    if (node->kind == ET_SEARCH_PHRASE)
        return node->term_count > 0;
    if (node->kind == ET_SEARCH_NEAR)
        return is_phrase_tree(node);
    return is_index_tree(node->left, depth + 1) && is_index_tree(node->right, depth + 1);
}

static void add_phrase(struct et_buf *buf, const struct et_search_node *node)
{
    quote(buf, node->terms, node->term_count);
    if (node->prefix)
        et_buf_char(buf, '*');
}

static void add_near_phrases(struct et_buf *buf, const struct et_search_node *node)
{
    if (node->kind == ET_SEARCH_PHRASE) {
        add_phrase(buf, node);
        et_buf_char(buf, ' ');
        return;
    }
    for (size_t i = 0; i < node->term_count; i++) {
        quote(buf, &node->terms[i], 1);
        et_buf_char(buf, ' ');
    }
    if (node->left)
        add_near_phrases(buf, node->left);
    if (node->right)
        add_near_phrases(buf, node->right);
}

static void add_expression(struct et_buf *buf, const struct et_search_node *node)
{
    static const char *const words[] = {
        [ET_SEARCH_AND] = ") AND (", [ET_SEARCH_OR] = ") OR (", [ET_SEARCH_NOT] = ") NOT ("};
    switch (node->kind) {
    case ET_SEARCH_PHRASE:
        add_phrase(buf, node);
        return;
    case ET_SEARCH_NEAR:
        et_buf_str(buf, "NEAR(");
        add_near_phrases(buf, node);
        et_buf_printf(buf, ", %u)", node->distance);
        return;
    default:
        et_buf_char(buf, '(');
        add_expression(buf, node->left);
        et_buf_str(buf, words[node->kind]);
        add_expression(buf, node->right);
        et_buf_char(buf, ')');
    }
}

static bool add_match(struct et_match_sql *sql, const struct et_search_node *node)
{
    struct et_buf buf;
    et_buf_init(&buf, 1 << 20);
    add_expression(&buf, node);
    struct et_slice text = buf.failed ? et_slice(NULL, 0) : et_arena_copy(sql->arena, et_buf_view(&buf));
    et_buf_dispose(&buf);
    return text.ptr &&
           add_value(sql, "c.comment_id IN (SELECT rowid FROM comment_words WHERE comment_words MATCH ",
                     (struct et_match_value){.is_text = true, .text = text}) &&
           et_buf_char(&sql->text, ')');
}

/* Parts that the index takes become one IN each; what it does not take is put together by SQL. */
static bool add_node(struct et_match_sql *sql, const struct et_search_node *node, int depth)
{
    sql->too_long = sql->too_long || depth > DEPTH_MAX;
    if (!node || sql->too_long)
        return false;
    if (is_index_tree(node, depth))
        return add_match(sql, node);
    if (node->kind == ET_SEARCH_PHRASE || node->kind == ET_SEARCH_NEAR) /* no term: nothing was asked */
        return et_buf_str(&sql->text, "1");
    et_buf_char(&sql->text, '(');
    bool ok = node->left ? add_node(sql, node->left, depth + 1) : et_buf_str(&sql->text, "1");
    et_buf_str(&sql->text, node->kind == ET_SEARCH_AND ? " AND " : node->kind == ET_SEARCH_OR ? " OR " : " AND NOT ");
    return ok && add_node(sql, node->right, depth + 1) && et_buf_char(&sql->text, ')');
}

/* ---- filters ---- */

static bool add_times(struct et_match_sql *sql, const struct et_filter *f)
{
    bool ok = true;
    if (f->from_us != ET_TIME_NONE)
        ok = ok && add_int(sql, " AND c.created_at_us >= ", f->from_us);
    if (f->to_us != ET_TIME_NONE)
        ok = ok && add_int(sql, " AND c.created_at_us < ", f->to_us);
    return ok;
}

static bool add_author(struct et_match_sql *sql, struct et_slice handle)
{
    bool ok = et_buf_str(&sql->text, " AND c.author_id IN (");
    for (int platform = 1; platform < ET_PLATFORMS; platform++)
        ok = ok && add_int(sql, platform > 1 ? ", " : "", et_author_id((enum et_platform)platform, handle));
    return ok && et_buf_char(&sql->text, ')');
}

/* 0 = the active one */
static bool add_model(struct et_match_sql *sql, int64_t model_id)
{
    if (sql->over_id)
        return add_int(sql, "(CASE WHEN EXISTS (SELECT 1 FROM scores o WHERE o.model_id = ", sql->over_id) &&
               add_int(sql, " AND o.comment_id = c.comment_id) THEN ", sql->over_id) &&
               add_int(sql, " ELSE ", sql->base_id) && et_buf_str(&sql->text, " END)");
    return model_id ? add_int(sql, "", model_id)
                    : et_buf_str(&sql->text, "(SELECT model_id FROM models WHERE active)");
}

static bool add_entity(struct et_match_sql *sql, int64_t entity_id, int64_t model_id)
{
    if (sql->over_id) /* the model differs from comment to comment */
        return et_buf_str(&sql->text, " AND EXISTS (SELECT 1 FROM mentions m WHERE m.explicit AND m.comment_id ="
                                      " c.comment_id AND m.model_id = ") &&
               add_model(sql, model_id) && add_int(sql, " AND m.entity_id = ", entity_id) &&
               et_buf_char(&sql->text, ')');
    return et_buf_str(&sql->text, " AND c.comment_id IN (SELECT m.comment_id FROM mentions m WHERE m.explicit"
                                  " AND m.model_id = ") &&
           add_model(sql, model_id) && add_int(sql, " AND m.entity_id = ", entity_id) && et_buf_char(&sql->text, ')');
}

static bool add_filter(struct et_match_sql *sql, const struct et_filter *f, int64_t model_id)
{
    bool ok = add_times(sql, f);
    if (f->platform != ET_PLATFORM_UNKNOWN)
        ok = ok && add_int(sql, " AND p.platform = ", f->platform);
    if (f->post_id)
        ok = ok && add_int(sql, " AND c.post_id = ", f->post_id);
    if (f->author_id)
        ok = ok && add_int(sql, " AND c.author_id = ", f->author_id);
    if (f->author.ptr)
        ok = ok && add_author(sql, f->author);
    if (f->emotion >= 0)
        ok = ok && add_int(sql, " AND s.emotion = ", f->emotion);
    if (f->min_sentiment > -ET_FIXED)
        ok = ok && add_int(sql, " AND s.sentiment >= ", f->min_sentiment);
    if (f->max_sentiment < ET_FIXED)
        ok = ok && add_int(sql, " AND s.sentiment <= ", f->max_sentiment);
    if (f->min_likes > INT64_MIN)
        ok = ok && add_int(sql, " AND ifnull(c.likes, 0) >= ", f->min_likes);
    if (f->max_likes < INT64_MAX)
        ok = ok && add_int(sql, " AND ifnull(c.likes, 0) <= ", f->max_likes);
    if (f->entity_id)
        ok = ok && add_entity(sql, f->entity_id, model_id);
    return ok;
}

enum et_rc et_match_from(struct et_sqlite *self, struct et_match_sql *sql, const struct et_search *search,
                         struct et_error *error)
{
    enum et_rc rc = et_sqlite_model_pair(self, search->model_id, &sql->base_id, &sql->over_id, error);
    if (rc != ET_OK)
        return rc;
    bool ok = et_buf_str(&sql->text, " FROM comments c JOIN posts p ON p.post_id = c.post_id"
                                     " LEFT JOIN scores s ON s.model_id = ") &&
              add_model(sql, search->model_id) && et_buf_str(&sql->text, " AND s.comment_id = c.comment_id WHERE ");
    ok = ok && (search->root ? add_node(sql, search->root, 0) : et_buf_str(&sql->text, "1"));
    ok = ok && add_filter(sql, &search->filter, search->model_id);
    if (ok && !sql->text.failed)
        return ET_OK;
    return sql->too_long ? et_fail(error, ET_E_TOO_LONG, "the search has too many parts; leave some out")
                         : et_fail_nomem(error);
}

enum et_rc et_match_open(struct et_sqlite *self, const struct et_match_sql *sql, struct et_sql *out,
                         struct et_error *error)
{
    if (sql->text.failed)
        return et_fail_nomem(error);
    enum et_rc rc = et_sql_make(self, et_buf_view(&sql->text), out, error);
    if (rc != ET_OK)
        return rc;
    for (size_t i = 0; i < sql->count; i++) {
        if (sql->values[i].is_text)
            et_sql_text(out, sql->values[i].text);
        else
            et_sql_int(out, sql->values[i].integer);
    }
    return ET_OK;
}
