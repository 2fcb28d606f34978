#include "text/language_int.h"

#include <endian.h>

#define WORD_BYTES 8
#define EN (1u << 0)
#define ES (1u << 1)
#define PT (1u << 2)
#define FR (1u << 3)
#define DE (1u << 4)
#define IT (1u << 5)
#define NL (1u << 6)

/* Frequent words of at most eight bytes and the languages they belong to, in the order of their bytes (a test checks
 * it). */
// clang-format off
static const struct entry {
    char word[WORD_BYTES]; /* padded with NULs, without one where it is full */
    uint16_t languages;
} words[] = {
    {"a", EN | ES | PT | FR}, {"aan", NL}, {"abbiamo", IT}, {"aber", DE}, {"about", EN}, {"absolute", EN},
    {"actually", EN}, {"adoro", PT | IT}, {"after", EN}, {"again", EN}, {"ago", EN}, {"agora", PT}, {"ai", FR},
    {"aime", FR}, {"ain't", EN}, {"ainda", PT}, {"al", ES | NL}, {"album", EN}, {"alguém", PT}, {"all", EN},
    {"alles", DE | NL}, {"als", DE | NL}, {"also", EN}, {"altijd", NL}, {"always", EN}, {"am", EN | DE},
    {"amazing", EN}, {"amo", PT}, {"amor", ES}, {"amore", IT}, {"an", EN}, {"anche", IT}, {"ancora", IT},
    {"and", EN}, {"anni", IT}, {"another", EN}, {"anterior", ES | PT}, {"any", EN}, {"anyone", EN},
    {"anything", EN}, {"ao", PT}, {"après", FR}, {"aqui", PT}, {"aquí", ES}, {"are", EN}, {"aren't", EN},
    {"arrepiei", PT}, {"as", EN | PT | FR}, {"ask", EN}, {"asked", EN}, {"ass", EN}, {"assim", PT}, {"así", ES},
    {"at", EN}, {"ate", EN}, {"até", PT}, {"au", FR}, {"auch", DE}, {"auf", DE}, {"aus", DE}, {"aussi", FR},
    {"aux", FR}, {"avant", FR}, {"avec", FR}, {"avez", FR}, {"avons", FR}, {"awesome", EN}, {"año", ES},
    {"años", ES}, {"back", EN}, {"bad", EN}, {"bc", EN}, {"be", EN}, {"beau", FR}, {"beautifu", EN},
    {"because", EN}, {"been", EN}, {"before", EN}, {"bei", DE}, {"beiden", DE}, {"being", EN}, {"believe", EN},
    {"bella", IT}, {"belle", FR}, {"bellissi", IT}, {"bello", IT}, {"bem", PT}, {"ben", NL}, {"bene", IT},
    {"bent", NL}, {"besser", DE}, {"best", EN}, {"beste", DE | NL}, {"better", EN}, {"bien", ES | FR}, {"bij", NL},
    {"bin", EN | DE}, {"bist", DE}, {"bitte", DE}, {"bon", FR}, {"bonita", ES}, {"bonjour", FR}, {"bored", EN},
    {"boring", EN}, {"both", EN}, {"brava", IT}, {"bravissi", IT}, {"bravo", FR | IT}, {"but", EN}, {"by", EN},
    {"c'est", FR}, {"cada", ES}, {"came", EN}, {"can", EN}, {"can't", EN}, {"canción", ES}, {"cant", EN},
    {"canzone", IT}, {"care", EN}, {"cares", EN}, {"ce", FR}, {"cela", FR}, {"celebra", ES | PT}, {"ces", FR},
    {"cet", FR}, {"cette", FR}, {"chaque", FR}, {"che", IT}, {"chez", FR}, {"chi", IT}, {"ci", IT}, {"ciao", IT},
    {"claque", FR}, {"coisa", PT}, {"com", PT}, {"come", EN | IT}, {"comme", FR}, {"como", ES | PT},
    {"con", ES | IT}, {"concert", FR}, {"congrats", EN}, {"congratu", EN}, {"contigo", ES | PT}, {"cosa", IT},
    {"così", IT}, {"could", EN}, {"couldn't", EN}, {"cringe", EN}, {"crois", FR}, {"cry", EN}, {"crying", EN},
    {"cuando", ES}, {"cute", EN}, {"cuz", EN}, {"cómo", ES}, {"d'un", FR}, {"d'une", FR}, {"da", PT | IT},
    {"dal", IT}, {"dalla", IT}, {"damn", EN}, {"danke", DE}, {"dans", FR}, {"das", PT | DE}, {"dass", DE},
    {"dat", NL}, {"davvero", IT}, {"day", EN}, {"dazu", DE}, {"de", ES | PT | FR | NL}, {"dead", EN},
    {"definite", EN}, {"dei", IT}, {"dein", DE}, {"deine", DE}, {"deja", ES}, {"del", ES | IT}, {"della", IT},
    {"delle", IT}, {"dello", IT}, {"dem", DE}, {"demais", PT}, {"den", EN | DE}, {"depois", PT}, {"der", DE},
    {"des", FR | DE}, {"desde", ES}, {"deserve", EN}, {"deserved", EN}, {"deserves", EN}, {"deze", NL}, {"di", IT},
    {"dich", DE}, {"did", EN}, {"didn't", EN}, {"die", EN | DE | NL}, {"diese", DE}, {"dieser", DE},
    {"dieses", DE}, {"dir", DE}, {"dit", NL}, {"do", EN | PT}, {"doch", DE}, {"does", EN}, {"doesn't", EN},
    {"doet", NL}, {"don't", EN}, {"donde", ES}, {"done", EN}, {"donna", IT}, {"dont", EN | FR}, {"door", NL},
    {"dos", PT}, {"dove", IT}, {"down", EN}, {"du", FR | DE}, {"e", PT | IT}, {"each", EN}, {"echt", DE | NL},
    {"een", NL}, {"ein", DE}, {"eine", DE}, {"einem", DE}, {"einen", DE}, {"einer", DE}, {"einfach", DE},
    {"el", ES}, {"ela", PT}, {"elas", PT}, {"ele", PT}, {"eles", PT}, {"ella", ES}, {"ellas", ES}, {"elle", FR},
    {"elles", FR}, {"ellos", ES}, {"em", PT}, {"emoción", ES}, {"en", ES | FR | NL}, {"encore", FR},
    {"endlich", DE}, {"episode", EN}, {"er", DE | NL}, {"era", EN | ES | PT | IT}, {"eres", ES}, {"erg", NL},
    {"es", ES | DE}, {"esa", ES}, {"escena", ES}, {"ese", ES}, {"eso", ES}, {"essa", PT}, {"esse", PT},
    {"essere", IT}, {"est", EN | FR}, {"esta", ES | PT}, {"estar", ES | PT}, {"estas", ES}, {"este", ES | PT},
    {"esto", ES}, {"estos", ES}, {"estoy", ES}, {"está", ES | PT}, {"están", ES}, {"estão", PT}, {"et", FR},
    {"eu", PT}, {"euch", DE}, {"even", EN}, {"ever", EN}, {"every", EN}, {"everybod", EN}, {"everyone", EN},
    {"everythi", EN}, {"faire", FR}, {"fait", FR}, {"fake", EN}, {"famille", FR}, {"family", EN}, {"fan", EN},
    {"fans", EN}, {"fare", IT}, {"fatto", IT}, {"faz", PT}, {"fazer", PT}, {"feel", EN}, {"feeling", EN},
    {"feels", EN}, {"felicida", ES | PT}, {"feliz", ES | PT}, {"few", EN}, {"final", EN}, {"fine", EN},
    {"fire", EN}, {"first", EN}, {"five", EN}, {"flop", EN}, {"foi", PT}, {"fois", FR}, {"follow", EN},
    {"for", EN}, {"força", PT}, {"frau", DE}, {"free", EN}, {"friend", EN}, {"friends", EN}, {"frissons", FR},
    {"from", EN}, {"fuck", EN}, {"fucking", EN}, {"fue", ES}, {"félicit", FR}, {"für", DE}, {"gaat", NL},
    {"ganz", DE}, {"gave", EN}, {"geen", NL}, {"geht", DE}, {"gente", ES | PT | IT}, {"get", EN}, {"gets", EN},
    {"getting", EN}, {"gewoon", NL}, {"gibt", DE}, {"girl", EN}, {"girls", EN}, {"give", EN}, {"gives", EN},
    {"già", IT}, {"glad", EN}, {"gli", IT}, {"go", EN}, {"goat", EN}, {"god", EN}, {"goed", NL}, {"goes", EN},
    {"going", EN}, {"gone", EN}, {"gonna", EN}, {"good", EN}, {"gorgeous", EN}, {"gosh", EN}, {"got", EN},
    {"gotta", EN}, {"gracias", ES}, {"gran", ES}, {"grazie", IT}, {"graça", PT}, {"great", EN}, {"guapa", ES},
    {"guapo", ES}, {"gut", EN | DE}, {"guy", EN}, {"ha", IT}, {"haar", NL}, {"habe", DE}, {"haben", DE},
    {"habt", DE}, {"hace", ES}, {"hacer", ES}, {"had", EN | NL}, {"hai", IT}, {"hanno", IT}, {"happy", EN},
    {"has", EN}, {"hast", DE}, {"hasta", ES}, {"hat", EN | DE}, {"hate", EN}, {"hatte", DE}, {"have", EN},
    {"having", EN}, {"hay", ES}, {"he", EN}, {"he's", EN}, {"heb", NL}, {"hebben", NL}, {"hebt", NL},
    {"heeft", NL}, {"heel", NL}, {"hell", EN}, {"her", EN}, {"here", EN}, {"here's", EN}, {"hermosa", ES},
    {"het", NL}, {"heute", DE}, {"hey", EN}, {"hi", EN}, {"hiciste", ES}, {"hier", DE}, {"hij", NL}, {"him", EN},
    {"his", EN}, {"ho", IT}, {"hoe", NL}, {"hoje", PT}, {"hola", ES}, {"hombre", ES}, {"homem", PT},
    {"honestly", EN}, {"hope", EN}, {"hot", EN}, {"how", EN}, {"hoy", ES}, {"hun", NL}, {"i", EN | IT},
    {"i'd", EN}, {"i'll", EN}, {"i'm", EN}, {"i've", EN}, {"ich", DE}, {"icon", EN}, {"iconic", EN}, {"idk", EN},
    {"iemand", NL}, {"if", EN}, {"ihm", DE}, {"ihn", DE}, {"ihr", DE}, {"ihre", DE}, {"ik", NL}, {"il", FR | IT},
    {"ils", FR}, {"im", EN | DE}, {"immer", DE}, {"imo", EN}, {"in", EN | DE | IT | NL}, {"increibl", ES},
    {"inteiro", PT}, {"into", EN}, {"io", IT}, {"is", EN | NL}, {"isn't", EN}, {"isso", PT}, {"ist", DE},
    {"isto", PT}, {"it", EN}, {"it's", EN}, {"its", EN}, {"j'adore", FR}, {"j'ai", FR}, {"j'en", FR}, {"j'y", FR},
    {"ja", DE}, {"jaja", ES}, {"jajaja", ES}, {"jamais", FR}, {"je", FR | NL}, {"jetzt", DE}, {"jij", NL},
    {"jouw", NL}, {"jullie", NL}, {"juntos", ES | PT}, {"just", EN}, {"justice", EN}, {"já", PT}, {"kan", NL},
    {"kann", DE}, {"keep", EN}, {"kein", DE}, {"keine", DE}, {"king", EN}, {"kkk", PT}, {"kkkk", PT}, {"knew", EN},
    {"know", EN}, {"knows", EN}, {"können", DE}, {"l'a", FR}, {"l'amour", FR}, {"la", ES | FR | IT}, {"las", ES},
    {"last", EN}, {"le", ES | FR | IT}, {"left", EN}, {"legend", EN}, {"lei", IT}, {"leider", DE}, {"lekker", NL},
    {"les", ES | FR}, {"let", EN}, {"let's", EN}, {"leuk", NL}, {"leur", FR}, {"leurs", FR}, {"leute", DE},
    {"lieb", DE}, {"liebe", DE}, {"lied", EN | DE}, {"life", EN}, {"like", EN}, {"liked", EN}, {"linda", ES | PT},
    {"lindo", PT}, {"literall", EN}, {"llorar", ES}, {"lmao", EN}, {"lo", ES | IT}, {"locura", ES}, {"lol", EN},
    {"look", EN}, {"looking", EN}, {"looks", EN}, {"loro", IT}, {"los", ES}, {"loser", EN}, {"lost", EN},
    {"love", EN}, {"loved", EN}, {"loves", EN}, {"lui", IT}, {"m'a", FR}, {"ma", FR | IT}, {"maar", NL},
    {"macht", DE}, {"madame", FR}, {"made", EN}, {"magnifiq", FR}, {"mai", IT}, {"mais", PT | FR}, {"make", EN},
    {"makes", EN}, {"mal", ES | PT | FR | DE}, {"male", IT}, {"mamá", ES}, {"man", EN}, {"mann", DE},
    {"many", EN}, {"maravilh", PT}, {"mas", PT}, {"may", EN}, {"mdr", FR}, {"me", EN | ES | PT | FR}, {"meer", NL},
    {"meglio", IT}, {"mehr", DE}, {"mein", DE}, {"meine", DE}, {"mejor", ES}, {"melhor", PT}, {"melhoras", PT},
    {"men", EN}, {"menina", PT}, {"menino", PT}, {"merci", FR}, {"mes", FR}, {"met", EN | NL}, {"meu", PT},
    {"mi", ES | IT}, {"mia", IT}, {"mich", DE}, {"mid", EN}, {"mieux", FR}, {"might", EN}, {"mijn", NL},
    {"mine", EN}, {"minha", PT}, {"mio", IT}, {"mir", DE}, {"mit", DE}, {"moet", NL}, {"molto", IT}, {"mon", FR},
    {"mooi", NL}, {"more", EN}, {"most", EN}, {"mother", EN}, {"movie", EN}, {"much", EN}, {"mucha", ES},
    {"muchas", ES}, {"mucho", ES}, {"muchos", ES}, {"muita", PT}, {"muito", PT}, {"mujer", ES}, {"mulher", PT},
    {"muss", DE}, {"must", EN}, {"muy", ES}, {"my", EN}, {"más", ES}, {"n'est", FR}, {"na", PT}, {"naar", NL},
    {"nach", DE}, {"nada", ES}, {"nas", PT}, {"ne", FR}, {"need", EN}, {"needs", EN}, {"nein", DE}, {"nel", IT},
    {"nella", IT}, {"nem", PT}, {"nenhum", PT}, {"nenhuma", PT}, {"never", EN}, {"new", EN}, {"next", EN},
    {"ni", ES}, {"nicht", DE}, {"nichts", DE}, {"nie", DE}, {"niemand", NL}, {"niente", IT}, {"niet", NL},
    {"niets", NL}, {"ninguém", PT}, {"no", EN | ES | PT}, {"noble", EN | ES | FR}, {"nobody", EN}, {"noch", DE},
    {"nog", NL}, {"noi", IT}, {"non", FR | IT}, {"nooit", NL}, {"nope", EN}, {"nos", PT}, {"nosotros", ES},
    {"not", EN}, {"nothing", EN}, {"notre", FR}, {"notícia", PT}, {"nou", NL}, {"nous", FR}, {"now", EN},
    {"nunca", ES | PT}, {"nur", DE}, {"não", PT}, {"nós", PT}, {"o", ES | PT | IT}, {"obrigada", PT},
    {"obrigado", PT}, {"obsessed", EN}, {"oder", DE}, {"of", EN}, {"off", EN}, {"oggi", IT}, {"oh", EN},
    {"ojalá", ES}, {"ok", EN}, {"okay", EN}, {"old", EN}, {"om", NL}, {"omg", EN}, {"on", EN | FR}, {"onde", PT},
    {"one", EN}, {"only", EN}, {"ons", NL}, {"ont", FR}, {"ook", NL}, {"op", NL}, {"or", EN}, {"ora", IT},
    {"orgulho", PT}, {"original", EN}, {"os", PT}, {"other", EN}, {"otra", ES}, {"otro", ES}, {"ou", PT | FR},
    {"oui", FR}, {"our", EN}, {"out", EN}, {"over", EN | NL}, {"own", EN}, {"où", FR}, {"papá", ES | PT},
    {"par", FR}, {"para", ES | PT}, {"parabén", PT}, {"parce", FR}, {"pas", FR}, {"peccato", IT},
    {"peinlich", DE}, {"pela", PT}, {"pelo", PT}, {"pensando", ES | PT}, {"people", EN}, {"peor", ES},
    {"per", EN | IT}, {"perché", IT}, {"perfect", EN}, {"perfeiç", PT}, {"pero", ES}, {"person", EN},
    {"pior", PT}, {"più", IT}, {"please", EN}, {"pls", EN}, {"plus", EN | FR}, {"poi", IT}, {"por", ES | PT},
    {"porque", ES | PT}, {"pour", EN | FR}, {"pourquoi", FR}, {"pra", PT}, {"prenez", FR}, {"pretty", EN},
    {"ptdr", FR}, {"puede", ES}, {"pues", ES}, {"qu'elle", FR}, {"qu'il", FR}, {"qual", PT}, {"quand", FR},
    {"quando", PT | IT}, {"que", ES | PT | FR}, {"queen", EN}, {"quella", IT}, {"quello", IT}, {"quem", PT},
    {"questa", IT}, {"queste", IT}, {"questi", IT}, {"questo", IT}, {"qui", FR}, {"quien", ES}, {"quiero", ES},
    {"quién", ES}, {"quoi", FR}, {"qué", ES}, {"real", EN}, {"really", EN}, {"rest", EN}, {"rien", FR},
    {"right", EN}, {"rn", EN}, {"s'est", FR}, {"sa", FR}, {"sad", EN}, {"said", EN}, {"sale", EN}, {"same", EN},
    {"sans", FR}, {"saudade", PT}, {"saw", EN}, {"say", EN}, {"says", EN}, {"schade", DE}, {"schon", DE},
    {"schön", DE}, {"screamin", EN}, {"se", ES | PT | FR | IT}, {"sea", EN}, {"season", EN}, {"see", EN},
    {"seen", EN}, {"sehr", DE}, {"sei", IT}, {"sein", DE}, {"seine", DE}, {"sem", PT}, {"sempre", PT | IT},
    {"sent", EN}, {"ser", ES | PT}, {"sera", EN}, {"seriousl", EN}, {"ses", FR}, {"seu", PT}, {"seus", PT},
    {"shall", EN}, {"she", EN}, {"she's", EN}, {"shit", EN}, {"should", EN}, {"shouldn'", EN}, {"show", EN},
    {"si", ES | FR | IT}, {"siamo", IT}, {"sich", DE}, {"sick", EN}, {"sie", DE}, {"siempre", ES},
    {"sin", EN | ES}, {"sind", DE}, {"slay", EN}, {"so", EN | DE}, {"sobbing", EN}, {"sobre", ES | PT},
    {"sola", ES}, {"sole", EN}, {"soll", DE}, {"solo", ES | IT}, {"some", EN}, {"somebody", EN}, {"someone", EN},
    {"somethin", EN}, {"somos", ES}, {"son", EN | ES | FR}, {"song", EN}, {"sono", IT}, {"sont", FR},
    {"sorry", EN}, {"soy", ES}, {"stan", EN}, {"still", EN}, {"stimme", DE}, {"stop", EN}, {"stunning", EN},
    {"su", ES | IT}, {"sua", PT | IT}, {"suas", PT}, {"such", EN}, {"suo", IT}, {"sur", FR}, {"sus", ES},
    {"são", PT}, {"sí", ES}, {"só", PT}, {"sólo", ES}, {"t'aime", FR}, {"ta", FR}, {"take", EN}, {"talk", EN},
    {"talking", EN}, {"también", ES}, {"também", PT}, {"tbh", EN}, {"te", ES | PT | FR | NL}, {"team", EN},
    {"tell", EN}, {"tem", PT}, {"temps", FR}, {"tengo", ES}, {"tenho", PT}, {"tes", FR}, {"than", EN},
    {"thank", EN}, {"thanks", EN}, {"that", EN}, {"that's", EN}, {"thats", EN}, {"the", EN}, {"their", EN},
    {"them", EN}, {"then", EN}, {"there", EN}, {"there's", EN}, {"theres", EN}, {"these", EN}, {"they", EN},
    {"they're", EN}, {"thing", EN}, {"things", EN}, {"think", EN}, {"thinks", EN}, {"this", EN}, {"tho", EN},
    {"those", EN}, {"though", EN}, {"thought", EN}, {"three", EN}, {"through", EN}, {"ti", IT}, {"tiene", ES},
    {"tienen", ES}, {"time", EN}, {"tired", EN}, {"to", EN}, {"toch", NL}, {"toda", ES}, {"todas", ES | PT},
    {"today", EN}, {"todo", ES}, {"todos", ES | PT}, {"told", EN}, {"tomorrow", EN}, {"ton", EN | FR},
    {"tonight", EN}, {"too", EN}, {"took", EN}, {"toujours", FR}, {"tous", FR}, {"tout", EN | FR}, {"toute", FR},
    {"toutes", FR}, {"tra", IT}, {"trop", FR}, {"troppo", IT}, {"true", EN}, {"très", FR}, {"tu", ES | FR | IT},
    {"tua", IT}, {"tudo", PT}, {"tuo", IT}, {"tutta", IT}, {"tutti", IT}, {"tutto", IT}, {"two", EN}, {"tá", PT},
    {"têm", PT}, {"u", EN}, {"uit", NL}, {"um", PT | DE}, {"uma", PT}, {"umas", PT}, {"un", ES | FR | IT},
    {"una", ES | IT}, {"unas", ES}, {"und", DE}, {"under", EN}, {"une", FR}, {"uno", IT}, {"unos", ES},
    {"uns", PT | DE}, {"unter", DE}, {"until", EN}, {"uomo", IT}, {"up", EN}, {"ur", EN}, {"us", EN},
    {"va", ES | IT}, {"vai", PT}, {"van", EN | ES | NL}, {"vas", ES}, {"veel", NL}, {"vergogna", IT},
    {"vergonha", PT}, {"very", EN}, {"vi", IT}, {"vibes", EN}, {"vida", ES | PT}, {"viel", DE}, {"vita", IT},
    {"você", PT}, {"vocês", PT}, {"voi", IT}, {"voix", FR}, {"von", DE}, {"voor", NL}, {"vor", DE},
    {"votre", FR}, {"vou", PT}, {"vous", FR}, {"voz", PT}, {"waar", NL}, {"waarom", NL}, {"wait", EN},
    {"wann", DE}, {"wanna", EN}, {"want", EN | NL}, {"wants", EN}, {"war", EN | DE}, {"waren", DE | NL},
    {"warum", DE}, {"was", EN | DE | NL}, {"wasn't", EN}, {"wat", NL}, {"watch", EN}, {"watched", EN},
    {"watching", EN}, {"way", EN}, {"we", EN | NL}, {"we're", EN}, {"weil", DE}, {"wel", NL}, {"well", EN},
    {"wenn", DE}, {"wer", DE}, {"werden", DE}, {"were", EN}, {"wet", EN}, {"what", EN}, {"what's", EN},
    {"whats", EN}, {"when", EN}, {"where", EN}, {"which", EN}, {"while", EN}, {"who", EN}, {"who'd", EN},
    {"who's", EN}, {"why", EN}, {"why'd", EN}, {"wie", DE | NL}, {"wieder", DE}, {"wieso", DE}, {"wij", NL},
    {"wil", NL}, {"will", EN | DE}, {"win", EN}, {"wir", DE}, {"wird", DE}, {"with", EN}, {"without", EN},
    {"wo", DE}, {"woman", EN}, {"women", EN}, {"won", EN}, {"won't", EN}, {"worden", NL}, {"wordt", NL},
    {"worse", EN}, {"worst", EN}, {"would", EN}, {"wouldn't", EN}, {"wow", EN}, {"wrong", EN}, {"würde", DE},
    {"y", ES | FR}, {"y'all", EN}, {"ya", ES}, {"yall", EN}, {"yeah", EN}, {"year", EN}, {"years", EN},
    {"yep", EN}, {"yes", EN}, {"yesterda", EN}, {"yo", ES}, {"you", EN}, {"you're", EN}, {"your", EN},
    {"yours", EN}, {"ze", NL}, {"zij", NL}, {"zijn", NL}, {"zo", NL}, {"zu", DE}, {"zum", DE}, {"zur", DE},
    {"à", PT}, {"ça", FR}, {"è", IT}, {"é", PT}, {"él", ES}, {"était", FR}, {"été", FR}, {"être", FR},
    {"über", DE},
};
// clang-format on

/* Where the words with each first letter begin, a to z; then those with any other, and the end (a test checks it). */
static const uint16_t letters[28] = {0,   69,  110, 155, 216, 274, 313, 353, 406, 440,  457,  469,  512,  583,
                                     632, 670, 705, 725, 731, 814, 895, 915, 939, 1003, 1003, 1018, 1025, 1034};

/* As a number that orders like the bytes. */
static uint64_t key_of(const char bytes[WORD_BYTES])
{
    uint64_t key;
    memcpy(&key, bytes, WORD_BYTES);
    return be64toh(key);
}

static uint64_t key_of_word(struct et_slice word)
{
    if (word.len >= WORD_BYTES)
        return key_of(word.ptr);
    uint64_t key = 0;
    if (word.len >= 4) { /* two halves that overlap */
        uint32_t head, tail;
        memcpy(&head, word.ptr, 4);
        memcpy(&tail, word.ptr + word.len - 4, 4);
        return (uint64_t)be32toh(head) << 32 | ((uint64_t)be32toh(tail) << 8 * (8 - word.len) & UINT32_MAX);
    }
    for (size_t i = 0; i < word.len; i++)
        key |= (uint64_t)(unsigned char)word.ptr[i] << (56 - 8 * i);
    return key;
}

static unsigned letter_of(uint64_t key)
{
    unsigned letter = (unsigned)(key >> 56) - 'a';
    return letter < 26 ? letter : 26;
}

unsigned et_language_of_word(struct et_slice word)
{
    uint64_t key = key_of_word(word);
    unsigned letter = letter_of(key);
    const struct entry *base = words + letters[letter];
    size_t n = (size_t)letters[letter + 1] - letters[letter];
    while (n > 1) { /* without a branch on the comparison: the answers are unpredictable */
        size_t half = n / 2;
        base += key_of(base[half].word) <= key ? half : 0;
        n -= half;
    }
    return key_of(base->word) == key ? base->languages : 0;
}

bool et_language_words_sorted(void)
{
    size_t count = sizeof words / sizeof words[0];
    for (size_t i = 0; i < count; i++) {
        uint64_t key = key_of(words[i].word);
        unsigned letter = letter_of(key);
        if ((i && key_of(words[i - 1].word) >= key) || i < letters[letter] || i >= letters[letter + 1])
            return false;
    }
    return letters[0] == 0 && letters[27] == count;
}
