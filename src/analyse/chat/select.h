/** Which comments are worth asking a chat model about. Pure and the same on every machine. A comment is escalated for
 *  what the local scorer says of it (not sure; sarcastic-looking), for its reach (likes), and for its form (shouting,
 *  long, stan language). Each reason adds points; the comments with most points are asked first:
 *
 *  | reason           | when                                                     | points | | ---------------- |
 * -------------------------------------------------------- | ----------------------------------- | | uncertain        |
 * confidence under 0.60, or a language that is not known   | 40 at confidence 0, falling to 0    | | much liked       |
 * 10 likes or more                                         | 4 for each doubling (10 = 14), to 48 | | sarcastic |
 * probability 0.30 or more, or flagged                     | 30 times the probability, at least 12 | | stan language |
 * a word or phrase of the list in select.c                 | 14                                  | | shouting         |
 * 3 words in capitals that are half of all, or 3+ "!"      | 8                                   | | long             |
 * 40 words or more                                         | 8                                   |
 *
 *  Spam, and texts without any word or emoji, are never sent. */
#ifndef ET_ANALYSE_CHAT_SELECT_H
#define ET_ANALYSE_CHAT_SELECT_H

#include "analyse/analyse.h"
#include "text/token.h"

enum et_chat_why {
    ET_CHAT_UNCERTAIN = 1,
    ET_CHAT_LIKED = 2,
    ET_CHAT_SARCASTIC = 4,
    ET_CHAT_STAN = 8,
    ET_CHAT_SHOUTING = 16,
    ET_CHAT_LONG = 32
};
#define ET_CHAT_WHYS 6

struct et_chat_worth {
    unsigned why;    /**< enum et_chat_why; 0 = not to be asked about */
    uint32_t points; /**< hundredths of the points above */
};

/** Tokens are scratch. Only ET_E_NOMEM can happen. */
ET_MUST_CHECK enum et_rc et_chat_worth_of(const struct et_input *input, const struct et_score *local,
                                          struct et_tokens *tokens, struct et_chat_worth *out, struct et_error *error);
const char *et_chat_why_name(unsigned bit); /**< of 0 .. ET_CHAT_WHYS - 1 */

/** One comment of a selection, in the order in which it is asked. */
struct et_chat_pick {
    int64_t comment_id;
    uint64_t tie; /**< hash of its text: decides between equals, so that ids of the database do not */
    int64_t likes;
    uint64_t input_hash; /**< of what the model would be told */
    uint32_t points;
    unsigned why;
    uint32_t bytes; /**< about what it adds to a request */
    bool again;     /**< it was answered, but its text or context changed since */
};
/** Most points first, then likes, then tie, then id. For qsort. */
int et_chat_pick_order(const void *left, const void *right);

/** How many of `total` comments may have a chat score at a share in percent. */
uint64_t et_chat_most(uint64_t total, unsigned share_percent);

#endif
