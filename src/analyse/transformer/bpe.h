/** Byte-level byte-pair encoding, as GPT-2 and RoBERTa have it: the text is cut into pieces (words with the blank
 * before them, numbers, marks, white space), each piece's bytes are joined pair by pair in the order of the merge list.
 *  Source: Radford et al. 2019 (GPT-2), its published encoder; Sennrich et al. 2016. */
#ifndef ET_ANALYSE_TRANSFORMER_BPE_H
#define ET_ANALYSE_TRANSFORMER_BPE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>

struct et_bpe; /**< immutable, shared between threads */

/** Working memory of one thread; zeroed = empty. */
struct et_bpe_scratch {
    struct et_bpe_symbol *symbols;
    struct et_bpe_pair *heap;
    size_t size;        /**< bytes of a piece that fit */
    struct et_buf text; /**< with a blank before it */
};

/** From a tokenizer.json (model "BPE" behind pre-tokeniser "ByteLevel", no normaliser). Added tokens that are not
 * special are found in texts; special ones (<s>, </s>, <pad>, ...) are not: in a comment they are what somebody typed.
 *  Errors: ET_E_FORMAT (what is wrong), ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_bpe_from_tokenizer(struct et_slice json, struct et_bpe **out, struct et_error *error);
/** From a vocab.json and a merges.txt. */
ET_MUST_CHECK enum et_rc et_bpe_from_lists(struct et_slice vocab_json, struct et_slice merges, struct et_bpe **out,
                                           struct et_error *error);
void et_bpe_free(struct et_bpe *bpe);
void et_bpe_scratch_dispose(struct et_bpe_scratch *scratch);

size_t et_bpe_highest(const struct et_bpe *bpe); /**< the highest id that can come out */
/** The id of a token as vocab.json writes it ("<s>"), or -1. */
int64_t et_bpe_id(const struct et_bpe *bpe, struct et_slice token);
/** Ids that the tokeniser says stand around a text (post_processor), or -1 where it says nothing. */
int64_t et_bpe_first(const struct et_bpe *bpe);
int64_t et_bpe_last(const struct et_bpe *bpe);

/** The ids of a text, at most max of them (the rest is left out); no <s> and </s>. Bytes that are not in the vocabulary
 *  give <unk>, or nothing where there is none. Errors: ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_bpe_encode(const struct et_bpe *bpe, struct et_bpe_scratch *scratch, struct et_slice text,
                                       int32_t *ids, size_t max, size_t *count, struct et_error *error);

/** The end of the piece that begins at pos < text.len, as the pattern
 *  's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+ cuts it. */
size_t et_bpe_piece(struct et_slice text, size_t pos);

#endif
