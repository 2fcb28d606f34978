/* The models of transformer_reference.py in a scratch folder. For group setup and teardown. */
#ifndef ET_TESTS_TRANSFORMER_MODELS_H
#define ET_TESTS_TRANSFORMER_MODELS_H

#include "analyse/transformer/package.h"
#include "analyse/transformer/transformer.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>

#define REVISION "0123456789abcdef0123456789abcdef01234567"

static char root[128];

static const char *const cases[] = {"f32", "f16", "bf16", "lists", "blank"};

static int make_models(void **state)
{
    static const char *const pythons[] = {"python3", "/usr/bin/python3"};
    char command[1024];
    (void)state;
    snprintf(root, sizeof root, "%s/et-models-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (!mkdtemp(root))
        return 1;
    for (size_t i = 0; i < 2; i++) {
        snprintf(command, sizeof command, "%s '%s/tests/unit/analyse/transformer_reference.py' '%s' 2>'%s/err'",
                 pythons[i], ET_SOURCE_DIR, root, root);
        if (system(command) == 0)
            break;
        if (i == 1) {
            fprintf(stderr, "the reference needs Python with NumPy (package python3-numpy); see %s/err\n", root);
            return 1;
        }
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[256];
        struct et_slice map = et_class_map_builtin(ET_SLICE("j-hartmann/emotion-english-distilroberta-base"));
        snprintf(path, sizeof path, "%s/%s/class-map.json", root, cases[i]);
        if (et_file_write(path, map, NULL) != ET_OK)
            return 1;
    }
    return 0;
}

static int remove_models(void **state)
{
    char command[256];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    return system(command);
}

/* Writes the lock of a folder with the usual four files. */
static inline void lock_folder(const char *folder, const char *name, struct et_package *package)
{
    static const char *const files[] = {"config.json", "model.safetensors", "tokenizer.json", "class-map.json"};
    char path[1024];
    struct et_error error;
    *package = (struct et_package){.name = et_slice_of(name),
                                   .revision = ET_SLICE(REVISION),
                                   .host = ET_SLICE("http://127.0.0.1"),
                                   .pulled_at = ET_SLICE("2026-01-01T00:00:00Z")};
    for (size_t i = 0; i < 4; i++) {
        struct et_buf bytes;
        et_buf_init(&bytes, 0);
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        assert_int_equal(et_file_read(path, 1 << 20, &bytes, &error), ET_OK);
        struct et_package_file *file = &package->files[package->file_count++];
        file->name = et_slice_of(files[i]);
        file->bytes = bytes.len;
        et_sha256_of(et_buf_view(&bytes), file->sha256);
        et_buf_dispose(&bytes);
    }
    assert_int_equal(et_package_write(folder, package, &error), ET_OK);
}

#endif
