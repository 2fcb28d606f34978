/** The database engine that is linked in, for self-checks and reports. */
#ifndef ET_STORE_ENGINE_H
#define ET_STORE_ENGINE_H

#include "base/error.h"

const char *et_store_engine(void); /**< "SQLite 3.40.1" */

/** ET_E_SCHEMA, saying what is missing, when the engine cannot do what the store needs; else ET_OK. */
ET_MUST_CHECK enum et_rc et_store_engine_check(struct et_error *error);

#endif
