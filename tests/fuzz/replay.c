/* Runs a fuzz target over files and folders given as arguments: the corpora, in the ordinary test run. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
    struct et_buf buf;
    struct et_error error;
    et_buf_init(&buf, 0);
    if (et_file_read(path, (size_t)64 << 20, &buf, &error) != ET_OK) {
        fprintf(stderr, "%s\n", error.message);
        et_buf_dispose(&buf);
        return 1;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)buf.data, buf.len);
    /* Every prefix too: a file that is cut off anywhere. */
    for (size_t n = 0; n < buf.len && n < 512; n++)
        LLVMFuzzerTestOneInput((const uint8_t *)buf.data, n);
    et_buf_dispose(&buf);
    return 0;
}

int main(int argc, char **argv)
{
    size_t files = 0;
    for (int i = 1; i < argc; i++) {
        struct et_arena arena;
        struct et_error error;
        const char **paths;
        size_t count;
        et_arena_init(&arena, 0);
        if (et_folder_list(argv[i], &arena, &paths, &count, &error) != ET_OK) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
        for (size_t k = 0; k < count; k++, files++)
            if (run_file(paths[k]))
                return 1;
        et_arena_dispose(&arena);
    }
    printf("%zu inputs replayed\n", files);
    return files ? 0 : 1; /* an empty corpus tests nothing */
}
