#include "ingest/rejects.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"

#define RAW_MAX ((size_t)4096)

struct et_rejects {
    struct et_atomic_file *file;
    struct et_arena arena;
    const char *path;
    struct et_buf line;
};

static enum et_rc write_line(struct et_rejects *rejects, struct et_error *error)
{
    if (rejects->line.failed)
        return et_fail_nomem(error);
    return et_atomic_write(rejects->file, rejects->line.data, rejects->line.len, error);
}

static enum et_rc open_file(struct et_rejects *rejects, const char *folder, const char *source, struct et_error *error)
{
    const char *name = strcmp(source, "-") == 0 ? "standard-input" : et_path_name(source);
    const char *file = et_arena_printf(&rejects->arena, "%s.rejects.csv", name);
    rejects->path = file ? et_path_join(&rejects->arena, folder, file) : NULL;
    if (!rejects->path)
        return et_fail_nomem(error);
    enum et_rc rc = et_folder_make(folder, error);
    if (!rc)
        rc = et_atomic_open(rejects->path, &rejects->file, error);
    if (!rc) {
        et_buf_str(&rejects->line, ET_REJECTS_MARK ",byte_offset,reason,record\n");
        rc = write_line(rejects, error);
    }
    return rc;
}

enum et_rc et_rejects_open(const char *folder, const char *source, struct et_rejects **out, struct et_error *error)
{
    struct et_rejects *rejects = et_calloc(1, sizeof *rejects);
    if (!rejects)
        return et_fail_nomem(error);
    et_arena_init(&rejects->arena, 0);
    et_buf_init(&rejects->line, 0);
    enum et_rc rc = open_file(rejects, folder, source, error);
    if (rc)
        et_rejects_abort(rejects);
    else
        *out = rejects;
    return rc;
}

enum et_rc et_rejects_add(struct et_rejects *rejects, uint64_t row, uint64_t offset, const char *reason,
                          struct et_slice raw, struct et_error *error)
{
    et_buf_clear(&rejects->line);
    et_buf_printf(&rejects->line, "%llu,%llu,", (unsigned long long)row, (unsigned long long)offset);
    et_buf_csv(&rejects->line, et_slice_of(reason), false);
    et_buf_char(&rejects->line, ',');
    et_buf_csv(&rejects->line, et_utf8_truncate(raw, RAW_MAX), false);
    et_buf_char(&rejects->line, '\n');
    return write_line(rejects, error);
}

enum et_rc et_rejects_close(struct et_rejects *rejects, struct et_arena *arena, struct et_slice *path,
                            struct et_error *error)
{
    enum et_rc rc = et_atomic_commit(rejects->file, error);
    rejects->file = NULL;
    if (!rc) {
        *path = et_arena_copy(arena, et_slice_of(rejects->path));
        rc = path->ptr ? ET_OK : et_fail_nomem(error);
    }
    et_rejects_abort(rejects);
    return rc;
}

void et_rejects_abort(struct et_rejects *rejects)
{
    if (!rejects)
        return;
    et_atomic_abort(rejects->file);
    et_buf_dispose(&rejects->line);
    et_arena_dispose(&rejects->arena);
    et_free(rejects);
}
