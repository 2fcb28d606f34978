/** Reads a safetensors file: an 8-byte length, a JSON header that names tensors, and their bytes. The file is mapped,
 * not read; what a hostile one says is checked before a byte of a tensor is touched. Source: the safetensors format
 * description (github.com/huggingface/safetensors, README). */
#ifndef ET_ANALYSE_TRANSFORMER_TENSORS_H
#define ET_ANALYSE_TRANSFORMER_TENSORS_H

#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"

#define ET_TENSOR_RANK_MAX 8
#define ET_TENSORS_MAX 100000u
#define ET_TENSORS_HEADER_MAX ((size_t)16 << 20)

enum et_dtype { ET_DTYPE_F32, ET_DTYPE_F16, ET_DTYPE_BF16, ET_DTYPE_OTHER /**< known by its size alone */ };

struct et_tensor {
    struct et_slice name;
    enum et_dtype dtype;
    unsigned rank;
    uint64_t shape[ET_TENSOR_RANK_MAX];
    const unsigned char *data; /**< little endian, aligned as the file has it, that is perhaps not at all */
    size_t bytes, count;       /**< count: elements */
};

struct et_tensors;

/** Maps and checks a file. Errors: ET_E_NOT_FOUND, ET_E_IO, ET_E_FORMAT (what is wrong with which tensor), ET_E_NOMEM.
 */
ET_MUST_CHECK enum et_rc et_tensors_open(const char *path, struct et_tensors **out, struct et_error *error);
/** The same over bytes in memory, which must outlive the tensors. */
ET_MUST_CHECK enum et_rc et_tensors_parse(struct et_slice bytes, struct et_tensors **out, struct et_error *error);
void et_tensors_free(struct et_tensors *tensors); /**< and unmaps; NULL ok */
size_t et_tensors_count(const struct et_tensors *tensors);
const struct et_tensor *et_tensors_at(const struct et_tensors *tensors, size_t index); /**< in order of their bytes */
const struct et_tensor *et_tensors_find(const struct et_tensors *tensors, const char *name); /**< NULL if absent */
uint64_t et_tensors_bytes(const struct et_tensors *tensors);                                 /**< of the whole file */
void et_tensors_sha256(const struct et_tensors *tensors, char hex[ET_SHA256_HEX]); /**< of the whole file as mapped */

/** Elements [from, from + count) as floats. Only F32, F16 and BF16. */
void et_tensor_floats(const struct et_tensor *tensor, size_t from, size_t count, float *out);

#endif
