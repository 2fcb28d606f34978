/** Encodings of exports: told from the first bytes, decoded to UTF-8. */
#ifndef ET_INGEST_ENCODING_H
#define ET_INGEST_ENCODING_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum et_encoding {
    ET_ENCODING_UNDECIDED, /**< ASCII so far: read as UTF-8 until the first byte over 127 decides */
    ET_ENCODING_UTF8,
    ET_ENCODING_UTF16LE,
    ET_ENCODING_UTF16BE,
    ET_ENCODING_1252
};

const char *et_encoding_name(enum et_encoding encoding); /**< "utf-8", also while undecided */
bool et_encoding_parse(struct et_slice name,
                       enum et_encoding *encoding); /**< "utf8", "UTF-16LE", "cp1252", "latin-1", ... */

/** The encoding of a block of bytes. at_start: it is the first one, and may begin with a byte order mark (*mark = its
 *  length, else 0). Blocks without a byte over 127 leave it undecided. Windows-1252 is chosen when bytes that are no
 * UTF-8 outnumber the UTF-8 sequences and stand where that encoding's letters and quotes do; a stray bad byte does not
 * do it. */
enum et_encoding et_encoding_guess(struct et_slice block, bool at_start, size_t *mark);

struct et_decoder {
    enum et_encoding encoding; /**< UTF16LE, UTF16BE or 1252 */
    unsigned char carry[4];    /**< bytes of a character that the last block cut */
    size_t carried;
    uint64_t repaired; /**< unpaired surrogates and half characters taken out */
};

/** Decodes a block; `out` has room for 3 * (len + 4) bytes. last: no more will come. Returns the bytes written. */
size_t et_decode(struct et_decoder *decoder, const unsigned char *in, size_t len, bool last, char *out);

uint32_t et_1252_decode(unsigned char byte); /**< the five undefined bytes give U+0081 etc. */
int et_1252_encode(uint32_t code_point);     /**< the byte, or -1 */

#endif
