/* A store of every backend, new for each test. */
#ifndef TESTS_STORE_PLACES_H
#define TESTS_STORE_PLACES_H

#include "unit/store/fixture.h"

struct backend {
    const char *name;
    void (*url)(char *url, size_t size, const char *folder);
};

static inline void sqlite_url(char *url, size_t size, const char *folder)
{
    snprintf(url, size, "sqlite:%s/store.db", folder);
}

static const struct backend backends[] = {{"sqlite", sqlite_url}};
static const struct backend *backend = &backends[0];

struct place {
    char folder[64], url[128];
    struct et_store *store;
    struct making making;
};

static inline int set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->folder, sizeof place->folder, "/tmp/et-store-XXXXXX");
    if (!mkdtemp(place->folder))
        return 1;
    backend->url(place->url, sizeof place->url, place->folder);
    *state = place;
    if (et_store_open(place->url, ET_OPEN_WRITE, &place->store, &fixture_error) != ET_OK)
        return 1;
    add_entities(place->store);
    return 0;
}

static inline void remove_folder(const char *folder)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

static inline int tear_down(void **state)
{
    struct place *place = *state;
    et_store_close(place->store);
    remove_folder(place->folder);
    free(place);
    return 0;
}

/* Closes the store and starts with an empty one. */
static inline void start_over(struct place *place)
{
    et_store_close(place->store);
    remove_folder(place->folder);
    snprintf(place->folder, sizeof place->folder, "/tmp/et-store-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    backend->url(place->url, sizeof place->url, place->folder);
    OK(et_store_open(place->url, ET_OPEN_WRITE, &place->store, &fixture_error));
    add_entities(place->store);
}

static inline enum et_outcome outcome(const struct place *place, size_t i)
{
    return place->making.comments[i].outcome;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#define RUN_ON_ALL_BACKENDS(tests)                                                                                     \
    do {                                                                                                               \
        int failed = 0;                                                                                                \
        for (size_t i = 0; i < sizeof backends / sizeof backends[0]; i++) {                                            \
            backend = &backends[i];                                                                                    \
            failed += cmocka_run_group_tests_name(backend->name, tests, NULL, NULL);                                   \
        }                                                                                                              \
        return failed;                                                                                                 \
    } while (0)

#endif
