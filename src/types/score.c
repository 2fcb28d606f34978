#include "types/score.h"

#define STRONG (7 * ET_FIXED / 10)
#define CLEAR (3 * ET_FIXED / 10)

static const char *const emotion_names[ET_EMOTIONS] = {"excitement", "anger",    "disappointment", "love",
                                                       "disgust",    "surprise", "fatigue",        "neutral"};

enum et_label et_label_of(int32_t sentiment)
{
    if (sentiment <= -STRONG)
        return ET_STRONG_NEGATIVE;
    if (sentiment <= -CLEAR)
        return ET_NEGATIVE;
    if (sentiment < CLEAR)
        return ET_LABEL_NEUTRAL;
    return sentiment < STRONG ? ET_POSITIVE : ET_STRONG_POSITIVE;
}

const char *et_label_name(enum et_label label)
{
    static const char *const names[ET_LABELS] = {"strongly negative", "negative", "neutral", "positive",
                                                 "strongly positive"};
    return (unsigned)label < ET_LABELS ? names[label] : "unknown";
}

const char *et_emotion_name(enum et_emotion emotion)
{
    return (unsigned)emotion < ET_EMOTIONS ? emotion_names[emotion] : "unknown";
}

enum et_emotion et_emotion_parse(struct et_slice name)
{
    name = et_slice_trim(name);
    for (int i = 0; i < ET_EMOTIONS; i++)
        if (et_slice_eq_nocase(name, et_slice_of(emotion_names[i])))
            return (enum et_emotion)i;
    return ET_EMOTIONS;
}

enum et_emotion et_emotion_primary(const int32_t emotions[ET_EMOTIONS])
{
    int best = 0;
    for (int i = 1; i < ET_EMOTIONS; i++)
        if (emotions[i] > emotions[best])
            best = i;
    return (enum et_emotion)best;
}

const char *et_theme_name(unsigned theme)
{
    static const char *const names[ET_BUILTIN_THEMES] = {"lawsuit",     "relationship", "breakup",    "pregnancy",
                                                         "controversy", "career",       "appearance", "health"};
    return theme < ET_BUILTIN_THEMES ? names[theme] : NULL;
}
