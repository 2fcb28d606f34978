#include "store/sqlite/sqlite_int.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/sqlite/lookup_int.h"
#include "store/sqlite/pack_int.h"
#include "store/sqlite/stored_int.h"

#ifdef ET_FAULTS
#include <malloc.h>
#endif
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUSY_TIMEOUT_MS 5000
#define WRITER_CACHE_KIB "49152"
#define READER_CACHE_KIB "8192"
#define CHECKPOINT_PAGES "8192" /* 64 MB: a page written by several batches goes to the database file once */
#define WAL_LIMIT_BYTES "67108864"

#ifdef ET_FAULTS
/* SQLite's memory comes from where the program's does, so that tests can fail it too. */
static void *take_memory(int size)
{
    return et_malloc((size_t)size);
}

static void *resize_memory(void *memory, int size)
{
    return et_realloc(memory, (size_t)size);
}

static int memory_size(void *memory)
{
    return (int)malloc_usable_size(memory);
}

static int round_up(int size)
{
    return (size + 7) & ~7;
}

static int no_start(void *context)
{
    (void)context;
    return SQLITE_OK;
}

static void no_end(void *context)
{
    (void)context;
}

static void share_memory(void)
{
    static const sqlite3_mem_methods methods = {take_memory, et_free,  resize_memory, memory_size,
                                                round_up,    no_start, no_end,        NULL};
    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}
#endif

/* Counting every allocation takes a lock of the whole process, which the reading and writing threads would share. */
static void configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
#ifdef ET_FAULTS
    share_memory();
#endif
}

const char *et_sqlite_path_of(const char *url)
{
    return url + strlen("sqlite:");
}

static char *copy_text(const char *prefix, const char *text)
{
    size_t size = strlen(prefix) + strlen(text) + 1;
    char *copy = et_malloc(size);
    if (copy)
        snprintf(copy, size, "%s%s", prefix, text);
    return copy;
}

static enum et_rc make_folder_of(const char *path, struct et_error *error)
{
    size_t len = (size_t)(et_path_name(path) - path);
    if (len <= 1)
        return ET_OK;
    char *folder = copy_text("", path);
    if (!folder)
        return et_fail_nomem(error);
    folder[len - 1] = '\0';
    enum et_rc rc = et_folder_make(folder, error);
    et_free(folder);
    return rc;
}

static enum et_rc check_path(const char *path, enum et_open_mode mode, struct et_error *error)
{
    if (path[0] == '\0')
        return et_fail(error, ET_E_USAGE, "the database URL has no path: write sqlite:PATH");
    if (et_folder_exists(path))
        return et_fail(error, ET_E_USAGE,
                       "%s is a folder, not a database; name a file in it, for example %s/et_intelligence.db", path,
                       path);
    if (et_file_exists(path))
        return ET_OK;
    if (mode == ET_OPEN_READ)
        return et_fail(error, ET_E_NOT_FOUND,
                       "there is no database at %s yet; import exports first: et-intel import FILE", path);
    return make_folder_of(path, error);
}

/* What statements of ours use beside SQLite's own functions. */
static enum et_rc register_all(struct et_sqlite *self, struct et_error *error)
{
    bool done = et_rows_register(self) == SQLITE_OK && et_stored_register(self) == SQLITE_OK &&
                et_pack_register(self) == SQLITE_OK;
    return done ? ET_OK : et_fail_nomem(error);
}

static enum et_rc open_file(struct et_sqlite *self, const char *path, enum et_open_mode mode, struct et_error *error)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == ET_OPEN_READ ? 0 : SQLITE_OPEN_CREATE);
    int code = sqlite3_open_v2(path, &self->db, flags, NULL);
    if (code != SQLITE_OK)
        return et_sql_fail(self, self->db ? sqlite3_extended_errcode(self->db) : code, error);
    sqlite3_extended_result_codes(self->db, 1);
    sqlite3_busy_timeout(self->db, BUSY_TIMEOUT_MS);
    self->read_only = sqlite3_db_readonly(self->db, "main") == 1;
    if (self->read_only && mode != ET_OPEN_READ)
        return et_sql_fail(self, SQLITE_READONLY, error);
    return register_all(self, error);
}

/* A database in WAL mode on a medium that can't be written has no place for its index of the log: without a log beside
 * it, it is read as a file that does not change. */
static enum et_rc open_immutable(struct et_sqlite *self, struct et_error *error)
{
    char *uri = sqlite3_mprintf("file:%s?immutable=1", self->path);
    if (!uri)
        return et_fail_nomem(error);
    sqlite3_close_v2(self->db);
    self->db = NULL;
    int code = sqlite3_open_v2(uri, &self->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);
    sqlite3_free(uri);
    if (code != SQLITE_OK)
        return et_sql_fail(self, code, error);
    sqlite3_extended_result_codes(self->db, 1);
    self->read_only = true;
    return register_all(self, error);
}

/* The first look into the file: here it shows whether it is a database at all. */
static enum et_rc first_read(struct et_sqlite *self, struct et_error *error)
{
    int64_t version;
    enum et_rc rc = et_sql_value(self, "PRAGMA schema_version", 0, &version, error);
    int code = self->db ? sqlite3_extended_errcode(self->db) : SQLITE_OK;
    if (rc == ET_OK || self->mode != ET_OPEN_READ ||
        ((code & 0xff) != SQLITE_CANTOPEN && (code & 0xff) != SQLITE_READONLY))
        return rc;
    rc = open_immutable(self, error);
    return rc == ET_OK ? et_sql_value(self, "PRAGMA schema_version", 0, &version, error) : rc;
}

static enum et_rc set_pragmas(struct et_sqlite *self, struct et_error *error)
{
    enum et_rc rc = et_sql_exec(self,
                                "PRAGMA trusted_schema=OFF; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=OFF;"
                                "PRAGMA wal_autocheckpoint=" CHECKPOINT_PAGES ";"
                                "PRAGMA journal_size_limit=" WAL_LIMIT_BYTES ";",
                                error);
    if (rc != ET_OK)
        return rc;
    return et_sql_exec(self,
                       self->mode == ET_OPEN_READ ? "PRAGMA cache_size=-" READER_CACHE_KIB
                                                  : "PRAGMA cache_size=-" WRITER_CACHE_KIB,
                       error);
}

enum et_rc et_sqlite_connect(const char *path, enum et_open_mode mode, struct et_sqlite **out, struct et_error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure);
    enum et_rc rc = check_path(path, mode, error);
    if (rc != ET_OK)
        return rc;
    struct et_sqlite *self = et_calloc(1, sizeof *self);
    if (!self)
        return et_fail_nomem(error);
    self->base.ops = &et_store_sqlite;
    self->mode = mode;
    self->base.url = copy_text("sqlite:", path);
    self->path = copy_text("", path);
    rc = self->base.url && self->path ? ET_OK : et_fail_nomem(error);
    if (rc == ET_OK)
        rc = open_file(self, path, mode, error);
    if (rc == ET_OK)
        rc = first_read(self, error);
    if (rc == ET_OK)
        rc = set_pragmas(self, error);
    if (rc != ET_OK) {
        et_sqlite_close(&self->base);
        return rc;
    }
    *out = self;
    return ET_OK;
}

enum et_rc et_sqlite_owner(struct et_sqlite *self, enum et_sqlite_owner *owner, struct et_error *error)
{
    int64_t tables = 0, ours = 0, legacy = 0, id = 0;
    enum et_rc rc = et_sql_value(
        self, "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", 0, &tables, error);
    if (rc == ET_OK)
        rc = et_sql_value(self, "PRAGMA application_id", 0, &id, error);
    if (rc == ET_OK)
        rc =
            et_sql_value(self, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'",
                         0, &ours, error);
    if (rc == ET_OK)
        rc = et_sql_value(self, "SELECT count(*) FROM pragma_table_info('comments') WHERE name = 'comment_text'", 0,
                          &legacy, error);
    if (rc != ET_OK)
        return rc;
    if (ours && id == ET_SQLITE_APPLICATION_ID)
        *owner = ET_OWNER_OURS;
    else if (legacy && !ours)
        *owner = ET_OWNER_LEGACY;
    else
        *owner = tables || (id && id != ET_SQLITE_APPLICATION_ID) ? ET_OWNER_OTHER : ET_OWNER_NOBODY;
    return ET_OK;
}

static enum et_rc check_version(struct et_sqlite *self, struct et_error *error)
{
    size_t applied, known;
    bool newer;
    enum et_rc rc = et_sqlite_schema_state(self, &applied, &known, &newer, error);
    if (rc != ET_OK || self->mode == ET_OPEN_MIGRATE)
        return rc;
    if (newer)
        return et_fail(error, ET_E_SCHEMA,
                       "%s was made by a newer version of et-intel; install that version, or restore an "
                       "older backup",
                       self->path);
    if (applied < known)
        return et_fail(error, ET_E_SCHEMA, "%s has an older schema; run: et-intel db upgrade", self->path);
    /* A restored backup is a file without a log. */
    return self->mode == ET_OPEN_WRITE ? et_sql_exec(self, "PRAGMA journal_mode=WAL", error) : ET_OK;
}

static enum et_rc check_content(struct et_sqlite *self, struct et_error *error)
{
    enum et_sqlite_owner owner = ET_OWNER_NOBODY;
    enum et_rc rc = et_sqlite_owner(self, &owner, error);
    if (rc != ET_OK)
        return rc;
    switch (owner) {
    case ET_OWNER_OURS:
        return check_version(self, error);
    case ET_OWNER_LEGACY:
        return et_fail(error, ET_E_SCHEMA,
                       "%s is the database of the earlier program: `et-intel import %s` adopts it (with "
                       "another --db than this file)",
                       self->path, self->path);
    case ET_OWNER_OTHER:
        return et_fail(error, ET_E_SCHEMA, "%s is the database of another program; choose another file with --db",
                       self->path);
    case ET_OWNER_NOBODY:
        break;
    }
    if (self->mode == ET_OPEN_READ)
        return et_fail(error, ET_E_NOT_FOUND, "%s is an empty file; import exports first: et-intel import FILE",
                       self->path);
    return et_sqlite_create(self, self->mode == ET_OPEN_WRITE, error);
}

enum et_rc et_sqlite_open(const char *url, enum et_open_mode mode, struct et_store **out, struct et_error *error)
{
    struct et_sqlite *self = NULL;
    enum et_rc rc = et_sqlite_connect(et_sqlite_path_of(url), mode, &self, error);
    if (rc != ET_OK)
        return rc;
    rc = check_content(self, error);
    if (rc != ET_OK) {
        et_sqlite_close(&self->base);
        return rc;
    }
    ET_LOG(ET_LOG_DEBUG, "store.sqlite", "database opened", ET_F_STR("path", self->path), ET_F_INT("mode", mode));
    *out = &self->base;
    return ET_OK;
}

enum et_rc et_sqlite_clone(const struct et_store *store, struct et_store **out, struct et_error *error)
{
    const struct et_sqlite *original = (const struct et_sqlite *)store;
    struct et_sqlite *self = NULL;
    enum et_rc rc = et_sqlite_connect(original->path, ET_OPEN_READ, &self, error);
    if (rc != ET_OK)
        return rc;
    self->index_function = original->index_function;
    self->index_context = original->index_context;
    *out = &self->base;
    return ET_OK;
}

void et_sqlite_close(struct et_store *store)
{
    struct et_sqlite *self = et_sqlite_of(store);
    et_sqlite_rollback(store);
    for (size_t i = 0; i < self->statement_count; i++)
        sqlite3_finalize(self->statements[i].stmt);
    et_writer_free(self->writer);
    et_known_posts_free(self->known_posts);
    et_map64_dispose(&self->entities);
    sqlite3_close_v2(self->db);
    et_free(self->base.url);
    et_free(self->path);
    et_free(self);
}

void et_sqlite_forget_caches(struct et_sqlite *self)
{
    et_writer_forget(self->writer);
    et_known_posts_free(self->known_posts);
    self->known_posts = NULL;
    et_map64_clear(&self->entities);
}

static void take_back(struct et_sqlite *self)
{
    /* SQLite has rolled back by itself after some failures. */
    if (!sqlite3_get_autocommit(self->db))
        sqlite3_exec(self->db, "ROLLBACK", NULL, NULL, NULL);
}

enum et_rc et_sqlite_begin(struct et_store *store, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    if (self->in_transaction)
        return et_fail(error, ET_E_INTERNAL, "a transaction is open already");
    take_back(self); /* where memory ran out, a transaction may be open that could not be taken back then */
    enum et_rc rc = et_sql_exec(self, "BEGIN IMMEDIATE", error);
    if (rc != ET_OK) {
        take_back(self);
        return rc;
    }
    self->in_transaction = true;
    int64_t version = 0;
    rc = et_sql_value(self, "PRAGMA data_version", 0, &version, error);
    if (rc != ET_OK) {
        et_sqlite_rollback(store);
        return rc;
    }
    if (version != self->data_version) /* somebody else has written meanwhile */
        et_sqlite_forget_caches(self);
    self->data_version = version;
    return ET_OK;
}

enum et_rc et_sqlite_commit(struct et_store *store, struct et_error *error)
{
    struct et_sqlite *self = et_sqlite_of(store);
    if (!self->in_transaction)
        return et_fail(error, ET_E_INTERNAL, "there is no transaction to commit");
    enum et_rc rc = et_sql_exec(self, "COMMIT", error);
    if (rc != ET_OK) {
        et_sqlite_rollback(store);
        return rc;
    }
    self->in_transaction = false;
    return ET_OK;
}

void et_sqlite_rollback(struct et_store *store)
{
    struct et_sqlite *self = et_sqlite_of(store);
    if (!self->in_transaction)
        return;
    for (size_t i = 0; i < self->statement_count; i++)
        sqlite3_reset(self->statements[i].stmt);
    take_back(self);
    self->in_transaction = false;
    et_sqlite_forget_caches(self);
}
