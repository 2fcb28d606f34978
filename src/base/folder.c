#include "base/file.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DEPTH_MAX 64

static enum et_rc make_one(const char *path, struct et_error *error)
{
    if (mkdir(path, 0777) == 0)
        return ET_OK;
    int number = errno;
    if (et_folder_exists(path))
        return ET_OK;
    if (number == EEXIST || number == ENOTDIR)
        return et_fail(error, ET_E_IO, "cannot make the folder %s: a file stands in its way", path);
    return et_fail_errno(error, number, "cannot make the folder %s", path);
}

enum et_rc et_folder_make(const char *path, struct et_error *error)
{
    if (et_folder_exists(path))
        return ET_OK;
    size_t size = strlen(path) + 1;
    char *copy = et_malloc(size);
    if (!copy)
        return et_fail_nomem(error);
    memcpy(copy, path, size);
    enum et_rc rc = ET_OK;
    for (char *p = copy + (*copy == '/'); rc == ET_OK && *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        rc = make_one(copy, error);
        *p = '/';
    }
    if (rc == ET_OK)
        rc = make_one(copy, error);
    et_free(copy);
    return rc;
}

struct list {
    struct et_arena *arena;
    const char **paths; /**< heap while it grows */
    size_t count, size;
};

static bool add(struct list *list, const char *path)
{
    if (list->count == list->size) {
        size_t size = list->size ? list->size * 2 : 64;
        const char **wider = et_realloc(list->paths, size * sizeof *wider);
        if (!wider)
            return false;
        list->paths = wider;
        list->size = size;
    }
    list->paths[list->count++] = path;
    return true;
}

static enum et_rc walk(struct list *list, const char *folder, int depth, struct et_error *error);

static enum et_rc visit(struct list *list, const char *folder, const char *name, int depth, struct et_error *error)
{
    struct stat info;
    char *path = et_path_join(list->arena, folder, name);
    if (!path)
        return et_fail_nomem(error);
    /* Links to folders are not followed (they may lead back here); links to files are. What has gone since is left out.
     */
    if (lstat(path, &info) != 0)
        return ET_OK;
    if (S_ISDIR(info.st_mode))
        return walk(list, path, depth + 1, error);
    if (S_ISLNK(info.st_mode) && stat(path, &info) != 0)
        return ET_OK;
    if (!S_ISREG(info.st_mode))
        return ET_OK;
    return add(list, path) ? ET_OK : et_fail_nomem(error);
}

static enum et_rc walk(struct list *list, const char *folder, int depth, struct et_error *error)
{
    if (depth > DEPTH_MAX)
        return et_fail(error, ET_E_TOO_LONG, "%s: folders nested more than %d deep", folder, DEPTH_MAX);
    DIR *handle = opendir(folder);
    if (!handle)
        return et_fail_errno(error, errno, "cannot read the folder %s", folder);
    enum et_rc rc = ET_OK;
    for (struct dirent *entry; rc == ET_OK && (entry = readdir(handle));)
        if (entry->d_name[0] != '.')
            rc = visit(list, folder, entry->d_name, depth, error);
    closedir(handle);
    return rc;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum et_rc et_folder_list(const char *path, struct et_arena *arena, const char ***paths, size_t *count,
                          struct et_error *error)
{
    struct list list = {.arena = arena};
    enum et_rc rc = walk(&list, path, 0, error);
    if (rc == ET_OK) {
        *paths = et_arena_alloc(arena, list.count * sizeof **paths);
        if (!*paths)
            rc = et_fail_nomem(error);
    }
    if (rc == ET_OK) {
        if (list.count) {
            qsort(list.paths, list.count, sizeof *list.paths, by_path);
            memcpy(*paths, list.paths, list.count * sizeof **paths);
        }
        *count = list.count;
    }
    et_free(list.paths);
    return rc;
}

const char *et_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *et_path_join(struct et_arena *arena, const char *folder, const char *name)
{
    size_t n = strlen(folder);
    return et_arena_printf(arena, "%s%s%s", folder, n && folder[n - 1] != '/' ? "/" : "", name);
}
