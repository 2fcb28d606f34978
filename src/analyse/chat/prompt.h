/** What a chat model is told: up to 20 comments with the captions they stand under, what they answer and the catalogue
 *  names that may be meant; never who wrote them. Handles (@name) become "@user" everywhere unless they are a handle of
 *  the catalogue (an alias written with @, or a name of two words or more run together: @mara_vale for "Mara Vale");
 *  e-mail addresses become "[e-mail]". Comments are values of a JSON document, known by labels that are new in every
 *  request, so that no comment can name another one. Threads: pure over its arguments. */
#ifndef ET_ANALYSE_CHAT_PROMPT_H
#define ET_ANALYSE_CHAT_PROMPT_H

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/map.h"
#include "types/entity.h"
#include "types/score.h"

#define ET_CHAT_BATCH 20       /**< comments of one request */
#define ET_CHAT_LABEL 12       /**< bytes of a label, with NUL */
#define ET_CHAT_TEXT_MAX 2000  /**< bytes of a comment that are sent */
#define ET_CHAT_PARENT_MAX 600 /**< of the comment that it answers */
#define ET_CHAT_CAPTION_MAX 1200
#define ET_CHAT_NAMES_MAX 60 /**< catalogue names of one request */

enum et_chat_format {
    ET_CHAT_SCHEMA, /**< response_format json_schema */
    ET_CHAT_OBJECT, /**< response_format json_object */
    ET_CHAT_TEXT    /**< none: the prompt alone asks for JSON */
};
/** What a server did not want; learned from its refusals. */
enum et_chat_quirk { ET_CHAT_NO_TEMPERATURE = 1, ET_CHAT_COMPLETION_TOKENS = 2 };

/** The catalogue's handles as hashes, made once. A zeroed struct has none. */
struct et_chat_handles {
    struct et_map64 set;
};
ET_MUST_CHECK enum et_rc et_chat_handles_make(const struct et_catalogue *catalogue, struct et_chat_handles *out,
                                              struct et_error *error);
void et_chat_handles_dispose(struct et_chat_handles *handles);
/** Appends the text with ordinary people's handles and e-mail addresses masked. */
bool et_chat_mask(struct et_buf *out, struct et_slice text, const struct et_chat_handles *handles);

struct et_chat_item {
    struct et_slice text, caption, parent; /**< ptr NULL = none */
    const struct et_mention *mentions;     /**< as the local scorer found them */
    size_t mention_count;
};

struct et_chat_prompt {
    const char *model;
    enum et_chat_format format;
    unsigned quirks; /**< enum et_chat_quirk */
    uint64_t nonce;  /**< of this request; labels come from it */
    const struct et_catalogue *catalogue;
    const struct et_chat_handles *handles;
    const struct et_chat_item *items;
    size_t count; /**< ET_CHAT_BATCH at most */
};

/** The label of an item: six letters and digits that depend on nonce and index. */
void et_chat_label(uint64_t nonce, size_t index, char label[ET_CHAT_LABEL]);
/** Appends the body of POST /chat/completions. Errors: ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_chat_body(struct et_buf *out, const struct et_chat_prompt *prompt, struct et_error *error);

/** What an answer depends on besides the comment: SHA-256 of model, instructions and schema. Scores are stored under
 *  "chat-MODEL@" and its first 12 digits, so that another prompt never mixes with older scores. */
void et_chat_fingerprint(const char *model, char hex[ET_SHA256_HEX]);
/** "chat-gpt-4o-mini@0123456789ab"; characters of the model's name beside letters, digits, dot and hyphen become '-'.
 */
#define ET_CHAT_MODEL_NAME 128
void et_chat_model_name(const char *prefix, const char *model, const char *sha256, char name[ET_CHAT_MODEL_NAME]);

/** Changes when what the model would be told of a comment changes. */
uint64_t et_chat_input_hash(struct et_slice text, struct et_slice caption, struct et_slice parent);

#endif
