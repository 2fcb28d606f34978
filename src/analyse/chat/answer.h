/** Reads what a chat model answered, however broken: code fences, words around the JSON, trailing commas, an array that
 *  was cut off. Every sound entry is kept; an entry counts for the comment whose label it bears and for no other, and
 *  two different entries for one label count for nothing. Whatever else an answer says is dropped. Threads: pure. */
#ifndef ET_ANALYSE_CHAT_ANSWER_H
#define ET_ANALYSE_CHAT_ANSWER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "types/batch.h"
#include "types/entity.h"
#include "types/score.h"

#define ET_CHAT_REASON_MAX 300 /**< bytes of a reason that are kept */
#define ET_CHAT_TARGETS_MAX 32

struct et_chat_target {
    struct et_slice name; /**< as the model wrote it */
    int32_t sentiment;
};

/** What was said of one comment; values are fixed point (types/score.h). */
struct et_chat_answer {
    bool valid;          /**< else nothing below holds, and `problem` says why */
    const char *problem; /**< a short fixed phrase: "no answer", "sentiment out of range", ... */
    int32_t sentiment, confidence, sarcasm;
    enum et_emotion emotion, second; /**< second: ET_EMOTIONS = none */
    bool question;
    const struct et_chat_target *targets;
    size_t target_count;
    struct et_slice reason; /**< one line of UTF-8 without controls; the model's own words */
};

struct et_chat_reply {
    bool has_usage;
    int64_t tokens_in, tokens_out;  /**< with has_usage */
    bool cut;                       /**< the server says that the answer hit its limit */
    bool repaired;                  /**< it was no sound JSON as it came */
    size_t valid, strays;           /**< strays: entries under labels that were not asked about */
    struct et_chat_answer *answers; /**< one for each comment asked about, in order */
};

/** Reads the body of an answer of /chat/completions to a request with that nonce and count. Everything lives in the
 *  arena. Errors: ET_E_FORMAT when it is no such body at all (usage is read all the same where it is there),
 *  ET_E_NOMEM. An answer without one sound entry is ET_OK with valid 0. */
ET_MUST_CHECK enum et_rc et_chat_read(struct et_slice body, uint64_t nonce, size_t count, struct et_arena *arena,
                                      struct et_chat_reply *out, struct et_error *error);

/** The model's verdict on top of the local one: sentiment, emotions, sarcasm, question and targets are the model's;
 *  language, themes, spam and where names stand are the local scorer's. A target that the local scorer did not find
 *  becomes an implied mention when its name stands in the catalogue. In the arena. */
ET_MUST_CHECK enum et_rc et_chat_apply(const struct et_analysis *local, const struct et_chat_answer *answer,
                                       const struct et_catalogue *catalogue, struct et_arena *arena,
                                       struct et_analysis *out, struct et_error *error);

/** What a server says is wrong: error.message of the body, or its first bytes; one line, printable, cut to size. */
void et_chat_complaint(struct et_slice body, char *text, size_t size);

/** One line of printable UTF-8: controls and line breaks become blanks, cut at most bytes. Appends. */
bool et_chat_one_line(struct et_buf *out, struct et_slice text, size_t most);

#endif
