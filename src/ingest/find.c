/* The exports of a folder. */
#include "base/file.h"
#include "ingest/detect.h"
#include "ingest/import.h"
#include "ingest/source.h"
#include "store/legacy.h"

static bool has_ending(struct et_slice name, const char *const *endings)
{
    for (size_t i = 0; endings[i]; i++) {
        struct et_slice ending = et_slice_of(endings[i]);
        if (name.len > ending.len &&
            et_slice_eq_nocase(et_slice(name.ptr + (name.len - ending.len), ending.len), ending))
            return true;
    }
    return false;
}

/* The program's own files, told by their first bytes; unpacked ones too. A file that can't be read is left to the
 * import, which says why. */
static bool is_own(const char *path)
{
    struct et_source *source;
    char head[512];
    size_t got = 0;
    if (et_source_open(path, &source, NULL))
        return false;
    enum et_rc rc = et_source_read(source, head, sizeof head, &got, NULL);
    et_source_close(source);
    struct et_slice text = et_slice(head, rc ? 0 : got);
    if (et_slice_starts(text, ET_SLICE("\xEF\xBB\xBF")))
        text = et_slice_sub(text, 3, text.len);
    return et_is_own_file(text);
}

static bool is_export(const char *path)
{
    static const char *const databases[] = {".db", ".sqlite", ".sqlite3", NULL};
    static const char *const texts[] = {".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".gz", ".zst", NULL};
    static const char *const own[] = {".rejects.csv", NULL};
    struct et_slice name = et_slice_of(et_path_name(path));
    if (name.len == 0 || name.ptr[0] == '.' || has_ending(name, own))
        return false;
    if (has_ending(name, databases))
        return et_legacy_is(path);
    return has_ending(name, texts) && !is_own(path);
}

enum et_rc et_import_find_files(const char *path, struct et_arena *arena, const char ***paths, size_t *count,
                                struct et_error *error)
{
    *count = 0;
    if (!et_folder_exists(path)) {
        if (strcmp(path, "-") != 0 && !et_file_exists(path))
            return et_fail(error, ET_E_NOT_FOUND, "%s: no such file or folder", path);
        *paths = et_arena_alloc(arena, sizeof **paths);
        char *copy = et_arena_printf(arena, "%s", path);
        if (!*paths || !copy)
            return et_fail_nomem(error);
        (*paths)[(*count)++] = copy;
        return ET_OK;
    }
    size_t all;
    enum et_rc rc = et_folder_list(path, arena, paths, &all, error);
    for (size_t i = 0; i < all && !rc; i++)
        if (is_export((*paths)[i]))
            (*paths)[(*count)++] = (*paths)[i];
    return rc;
}
