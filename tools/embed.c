/* Writes files as one C table of their bytes: embed SYMBOL OUT FILE...  (see cmake/Embed.cmake, src/base/embed.h) */
#include <stdio.h>
#include <string.h>

/* The assembler takes the bytes as they are: an array in C of some megabytes would keep a compiler busy for a minute.
 */
static int write_file(FILE *out, const char *path, const char *symbol, int index)
{
    FILE *in = fopen(path, "rb");
    if (!in || fseek(in, 0, SEEK_END)) {
        perror(path);
        return 1;
    }
    fprintf(out,
            "__asm__(\".section .rodata\\n.balign 16\\n.globl %s_%d\\n.hidden %s_%d\\n%s_%d:\\n.incbin \\\"%s\\\"\\n.byte 0\\n.previous\");\n"
            "extern const char %s_%d[] __attribute__((visibility(\"hidden\")));\nenum { size_%d = %ld };\n",
            symbol, index, symbol, index, symbol, index, path, symbol, index, index, ftell(in));
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
        if (write_file(out, argv[i], argv[1], i))
            return 1;
    fprintf(out, "extern const struct et_embedded %s[];\nconst struct et_embedded %s[] = {\n", argv[1], argv[1]);
    for (int i = 3; i < argc; i++) {
        const char *slash = strrchr(argv[i], '/');
        fprintf(out, "{\"%s\", %s_%d, size_%d},\n", slash ? slash + 1 : argv[i], argv[1], i, i);
    }
    fprintf(out, "{0, 0, 0}};\n");
    return fclose(out) ? 1 : 0;
}
