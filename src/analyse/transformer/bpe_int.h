/** The insides of a tokeniser, shared by bpe.c (encoding) and bpe_load.c. */
#ifndef ET_ANALYSE_TRANSFORMER_BPE_INT_H
#define ET_ANALYSE_TRANSFORMER_BPE_INT_H

#include "analyse/transformer/bpe.h"
#include "base/arena.h"
#include "base/map.h"

struct et_added_token {
    struct et_slice text;
    int32_t id;
    bool takes_left, takes_right; /**< white space beside it belongs to it */
    bool alone;                   /**< not inside of a word */
};

struct et_bpe {
    struct et_arena arena;
    struct et_strmap vocab; /**< bytes of a token -> id */
    struct et_map64 merges; /**< left id << 32 | right id -> rank << 32 | merged id */
    int32_t byte_ids[256];  /**< -1 = not in the vocabulary */
    int32_t unknown;        /**< id of <unk>, or -1 */
    bool blank_first;       /**< a blank is put before a text that begins with none */
    struct et_added_token *added;
    size_t added_count;
    bool added_first[256]; /**< bytes that an added token begins with */
    int32_t highest, first, last;
};

#define ET_BPE_ID_MAX 0x3FFFFFFF

#endif
