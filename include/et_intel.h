/** et-intel as a library: score comments and say why, from C or anything that can call C.
 *
 *  This interface is stable: functions and fields are added, never changed or removed. Text is UTF-8 given by pointer
 * and length (bad bytes are read as U+FFFD); a NULL pointer means "none". Results are JSON, one object, NUL-terminated;
 * they belong to the handle and hold until its next call. Threads: a handle serves one thread at a time; open one for
 * each. The JSON is described in docs/models.md and is what `et-intel score` and `et-intel explain --json` print. */
#ifndef ET_INTEL_H
#define ET_INTEL_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ET_INTEL_API 1 /**< grows when something is added */

enum et_intel_result {
    ET_INTEL_OK = 0,
    ET_INTEL_NO_MEMORY = 1,
    ET_INTEL_BAD_CATALOGUE = 2, /**< et_intel_error() says which entry and why */
    ET_INTEL_BAD_ARGUMENT = 3
};

typedef struct et_intel et_intel; /**< an open analyser with its working memory */

/** What is scored. Zero the struct first: fields that are added later then mean "none". */
struct et_intel_comment {
    const char *text;
    size_t text_len;
    const char *caption; /**< of the post that it stands under */
    size_t caption_len;
    const char *parent; /**< text of the comment that it answers */
    size_t parent_len;
};

/** Opens an analyser. catalogue is the JSON of a catalogue file (`et-intel entities export`), or NULL for none; it is
 * copied. *out is set in any case but ET_INTEL_NO_MEMORY, so that et_intel_error can be asked; close it. */
int et_intel_open(const char *catalogue, size_t catalogue_len, et_intel **out);
void et_intel_close(et_intel *handle); /**< NULL is allowed */

/** What went wrong in the last call, or "". */
const char *et_intel_error(const et_intel *handle);

/** Sentiment, emotions, mentions and themes of one comment. *json_len may be NULL. */
int et_intel_score(et_intel *handle, const struct et_intel_comment *comment, const char **json, size_t *json_len);

/** The same with the parts that the score is made of; their contributions add up to "margin". */
int et_intel_explain(et_intel *handle, const struct et_intel_comment *comment, const char **json, size_t *json_len);

const char *et_intel_version(void);                        /**< of the program, "1.0.0" */
const char *et_intel_model(const et_intel *handle);        /**< "et-rules@1.0.0", or "" if the handle did not open */
const char *et_intel_model_sha256(const et_intel *handle); /**< of the model's data */

#ifdef __cplusplus
}
#endif
#endif
