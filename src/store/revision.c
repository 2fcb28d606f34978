/* New migration files, for people who build the program. */
#include "store/migrate.h"

#include "base/file.h"

#include <string.h>

#define NAME_MAX_LEN 60

/* "Add a table!" becomes "add_a_table". */
static size_t make_name(struct et_slice message, char out[NAME_MAX_LEN + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < message.len && n < NAME_MAX_LEN; i++) {
        char c = message.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[n++] = c;
        else if (n && out[n - 1] != '_')
            out[n++] = '_';
    }
    while (n && out[n - 1] == '_')
        n--;
    out[n] = '\0';
    return n;
}

static enum et_rc next_number(const char *folder, struct et_arena *arena, int64_t *number, struct et_error *error)
{
    const char **paths;
    size_t count;
    enum et_rc rc = et_folder_list(folder, arena, &paths, &count, error);
    *number = 1;
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        struct et_slice name = et_slice_of(et_path_name(paths[i]));
        int64_t found;
        if (name.len > 4 && name.ptr[3] == '_' && et_slice_to_i64(et_slice_sub(name, 0, 3), &found) && found >= *number)
            *number = found + 1;
    }
    return rc;
}

enum et_rc et_migrate_revision(const char *folder, const char *message, struct et_arena *arena, struct et_slice *made,
                               struct et_error *error)
{
    char name[NAME_MAX_LEN + 1];
    int64_t number;
    if (make_name(et_slice_of(message), name) == 0)
        return et_fail(error, ET_E_USAGE, "a migration needs a name with letters: db revision -m \"add a table\"");
    if (!et_folder_exists(folder))
        return et_fail(error, ET_E_NOT_FOUND, "there is no folder %s; run this in the source folder of the program",
                       folder);
    enum et_rc rc = next_number(folder, arena, &number, error);
    if (rc == ET_OK && number > 999)
        return et_fail(error, ET_E_TOO_LONG, "there are 999 migrations already");
    char *up = et_arena_printf(arena, "%s/%03d_%s.up.sql", folder, (int)number, name);
    char *down = et_arena_printf(arena, "%s/%03d_%s.down.sql", folder, (int)number, name);
    if (rc == ET_OK && (!up || !down))
        return et_fail_nomem(error);
    if (rc == ET_OK)
        rc = et_file_write(
            up,
            ET_SLICE(
                "-- What changes, and why. Start with \"-- destructive\" where data is lost: a backup is made then.\n"),
            error);
    if (rc == ET_OK)
        rc = et_file_write(down, ET_SLICE("-- The exact opposite.\n"), error);
    if (rc == ET_OK)
        *made = et_slice_of(up);
    return rc;
}
