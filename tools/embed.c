/* Writes files as one C table of byte arrays: embed SYMBOL OUT FILE...  (see cmake/Embed.cmake, src/base/embed.h) */
#include <stdio.h>
#include <string.h>

static int write_bytes(FILE *out, const char *path, size_t index)
{
    FILE *in = fopen(path, "rb");
    if (!in) {
        perror(path);
        return 1;
    }
    fprintf(out, "static const unsigned char file_%zu[] = {", index);
    int c;
    for (size_t n = 0; (c = getc(in)) != EOF; n++)
        fprintf(out, n % 32 ? "%d," : "\n%d,", c);
    fprintf(out, "0};\n");
    return fclose(in);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: embed SYMBOL OUT FILE...\n");
        return 2;
    }
    FILE *out = fopen(argv[2], "wb");
    if (!out) {
        perror(argv[2]);
        return 1;
    }
    fprintf(out, "#include \"base/embed.h\"\n");
    for (int i = 3; i < argc; i++)
        if (write_bytes(out, argv[i], (size_t)i))
            return 1;
    fprintf(out, "extern const struct et_embedded %s[];\nconst struct et_embedded %s[] = {\n", argv[1], argv[1]);
    for (int i = 3; i < argc; i++) {
        const char *slash = strrchr(argv[i], '/');
        fprintf(out, "{\"%s\", (const char *)file_%d, sizeof file_%d - 1},\n", slash ? slash + 1 : argv[i], i, i);
    }
    fprintf(out, "{0, 0, 0}};\n");
    return fclose(out) ? 1 : 0;
}
