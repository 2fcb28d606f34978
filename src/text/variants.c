#include "base/hash.h"
#include "text/token.h"

#define RUNS_MAX 3
#define WORD_MAX 64

size_t et_token_variants(const struct et_token *token, uint64_t hashes[ET_VARIANTS_MAX])
{
    struct et_slice plain = token->plain;
    size_t runs[RUNS_MAX], count = 0;
    if (!(token->flags & ET_TOKEN_ELONGATED) || plain.len > WORD_MAX)
        return 0;
    for (size_t i = 1; i < plain.len && count < RUNS_MAX; i++)
        if (plain.ptr[i] == plain.ptr[i - 1] && !(plain.ptr[i] & (char)0x80))
            runs[count++] = i;
    for (unsigned cut = 1; cut < 1u << count; cut++) {
        char word[WORD_MAX];
        size_t n = 0, run = 0;
        for (size_t i = 0; i < plain.len; i++) {
            bool at_run = run < count && runs[run] == i;
            if (!(at_run && cut >> run & 1))
                word[n++] = plain.ptr[i];
            run += at_run;
        }
        hashes[cut - 1] = et_hash64(et_slice(word, n));
    }
    return ((size_t)1 << count) - 1;
}
