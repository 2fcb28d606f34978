#include "store/engine.h"

#include <sqlite3.h>

#define VERSION_LEAST 3037000 /* STRICT tables */

const char *et_store_engine(void)
{
    return "SQLite " SQLITE_VERSION;
}

enum et_rc et_store_engine_check(struct et_error *error)
{
    if (sqlite3_libversion_number() < VERSION_LEAST)
        return et_fail(error, ET_E_SCHEMA, "SQLite %s is too old: 3.37 or later is needed", sqlite3_libversion());
    if (!sqlite3_compileoption_used("ENABLE_FTS5"))
        return et_fail(error, ET_E_SCHEMA, "SQLite %s was built without full text search (FTS5)", sqlite3_libversion());
    return ET_OK;
}
