#include "base/hash.h"

#include "base/mem.h"

#include <openssl/evp.h>
#include <xxhash.h>

uint64_t et_hash64(struct et_slice bytes)
{
    return XXH3_64bits(bytes.ptr, bytes.len);
}

uint64_t et_hash64_seed(struct et_slice bytes, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes.ptr, bytes.len, seed);
}

/* libcrypto rather than libsodium: it uses the processor's SHA instructions. */
struct et_sha256 {
    EVP_MD_CTX *context;
};

enum et_rc et_sha256_new(struct et_sha256 **out, struct et_error *error)
{
    struct et_sha256 *state = et_malloc(sizeof *state);
    if (!state)
        return et_fail_nomem(error);
    state->context = EVP_MD_CTX_new();
    if (!state->context || EVP_DigestInit_ex(state->context, EVP_sha256(), NULL) != 1) {
        et_sha256_free(state);
        return et_fail_nomem(error);
    }
    *out = state;
    return ET_OK;
}

void et_sha256_free(struct et_sha256 *state)
{
    if (!state)
        return;
    EVP_MD_CTX_free(state->context);
    et_free(state);
}

void et_sha256_update(struct et_sha256 *state, const void *bytes, size_t len)
{
    EVP_DigestUpdate(state->context, bytes, len);
}

static void to_hex(const unsigned char *digest, char hex[ET_SHA256_HEX])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < 32; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}

void et_sha256_final(struct et_sha256 *state, char hex[ET_SHA256_HEX])
{
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    EVP_DigestFinal_ex(state->context, digest, NULL);
    to_hex(digest, hex);
}

void et_sha256_of(struct et_slice bytes, char hex[ET_SHA256_HEX])
{
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    EVP_Digest(bytes.ptr, bytes.len, digest, NULL, EVP_sha256(), NULL);
    to_hex(digest, hex);
}
