#include "ingest/json_paths.h"

#include "base/buf.h"

#define DEPTH_MAX 64
#define LEVELS 5
#define PATH_MAX_LEN 240
#define PATHS_MAX 2000

/* Where the scanner stands: the containers that are open, and the path of the keys that lead there. */
struct scanner {
    struct et_slice text;
    size_t pos;
    char path[PATH_MAX_LEN];
    size_t path_len[DEPTH_MAX]; /**< length of the path inside each open container */
    char kind[DEPTH_MAX];       /**< '{' or '[' */
    size_t depth, levels;
};

/* The string that begins at pos (a quote), moving behind it; ptr NULL when the text ends in it. */
static struct et_slice take_string(struct scanner *s)
{
    size_t from = ++s->pos;
    while (s->pos < s->text.len && s->text.ptr[s->pos] != '"')
        s->pos += s->text.ptr[s->pos] == '\\' ? 2 : 1;
    if (s->pos >= s->text.len)
        return et_slice(NULL, 0);
    return et_slice(s->text.ptr + from, s->pos++ - from);
}

static bool is_key(const struct scanner *s)
{
    size_t i = s->pos;
    while (i < s->text.len && strchr(" \t\r\n", s->text.ptr[i]))
        i++;
    return s->depth && s->kind[s->depth - 1] == '{' && i < s->text.len && s->text.ptr[i] == ':';
}

/* Puts a key behind the path of the container that it stands in. */
static enum et_rc add_key(struct scanner *s, struct et_slice key, struct et_probe *probe, struct et_arena *arena,
                          struct et_error *error)
{
    size_t n = s->path_len[s->depth - 1], levels = n > 0;
    for (size_t i = 0; i < n; i++)
        levels += s->path[i] == '/';
    s->levels = n; /* the length of the path with the key; none when it does not fit */
    if (levels >= LEVELS || n + key.len + 2 > PATH_MAX_LEN || probe->names.count >= PATHS_MAX)
        return ET_OK;
    if (n)
        s->path[n++] = '/';
    memcpy(s->path + n, key.ptr, key.len);
    n += key.len;
    s->levels = n;
    struct et_slice path = et_slice(s->path, n);
    if (n == 0 || et_strmap_get(&probe->names, path))
        return ET_OK;
    path = et_arena_copy(arena, path);
    return path.ptr && et_strmap_put(&probe->names, path, NULL) ? ET_OK : et_fail_nomem(error);
}

static bool open_container(struct scanner *s, char kind)
{
    if (s->depth == DEPTH_MAX)
        return false;
    s->path_len[s->depth] = s->depth ? (s->kind[s->depth - 1] == '{' ? s->levels : s->path_len[s->depth - 1]) : 0;
    s->kind[s->depth++] = kind;
    return true;
}

enum et_rc et_json_paths(struct et_slice text, struct et_probe *probe, struct et_arena *arena, struct et_error *error)
{
    struct scanner s = {.text = text};
    enum et_rc rc = ET_OK;
    while (s.pos < text.len && !rc) {
        char c = text.ptr[s.pos];
        if (c == '"') {
            struct et_slice string = take_string(&s);
            if (!string.ptr)
                break;
            if (is_key(&s))
                rc = add_key(&s, string, probe, arena, error);
            continue;
        }
        if ((c == '{' || c == '[') && !open_container(&s, c))
            break;
        if ((c == '}' || c == ']') && s.depth)
            s.depth--;
        s.pos++;
    }
    return rc;
}

struct et_slice et_json_path_list(const struct et_probe *probe, struct et_arena *arena)
{
    struct et_buf list;
    et_buf_init(&list, 0);
    for (size_t i = 0, shown = 0; i < probe->names.size && shown < 20; i++) {
        if (!probe->names.keys[i].ptr)
            continue;
        if (shown++)
            et_buf_str(&list, ", ");
        et_buf_slice(&list, et_slice_sub(probe->names.keys[i], 0, 60));
    }
    struct et_slice copy = et_arena_copy(arena, et_buf_view(&list));
    et_buf_dispose(&list);
    return copy;
}
