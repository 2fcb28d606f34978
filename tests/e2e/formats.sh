#!/bin/sh
# Exports as they come: traps of each format, damage, the same comments met again, and what the exit code says.
. "$(dirname "$0")/lib.sh"
command -v sqlite3 >/dev/null || {
    echo "sqlite3 looks into the database here; it is not installed"
    exit 77
}

db=et.db
fresh() { # fresh: an empty database
    rm -f $db $db-wal $db-shm
}
take() { # take WANTED_EXIT_CODE FILE [OPTION...]: imports into the database; the report in out
    wanted_code=$1
    shift
    expect "$wanted_code" "$et" --db sqlite:$db --json import "$@"
    [ "$(sqlite3 :memory: "SELECT COUNT(*) FROM json_each(readfile('out'), '\$.files') WHERE value ->> 'error' IS NULL AND
        value ->> 'rows' <> (value ->> 'inserted') + (value ->> 'updated') + (value ->> 'unchanged') + (value ->> 'empty')
        + (value ->> 'rejected')")" = 0 ] || fail "the counts of $* do not add up"
}
report() { # report PATH VALUE: of the import's JSON
    got=$(sqlite3 :memory: "SELECT json_extract(readfile('out'), '$1')")
    [ "$got" = "$2" ] || fail "$1 is '$got', not '$2': $(cat out)"
}
counts() { # counts "ROWS INSERTED UPDATED UNCHANGED EMPTY REJECTED": of the first file
    got=$(sqlite3 :memory: "SELECT printf('%d %d %d %d %d %d', v ->> 'rows', v ->> 'inserted', v ->> 'updated',
        v ->> 'unchanged', v ->> 'empty', v ->> 'rejected') FROM (SELECT json_extract(readfile('out'), '\$.files[0]') AS v)")
    [ "$got" = "$1" ] || fail "counts are '$got', not '$1': $(cat out)"
}
stored() { # stored SQL VALUE
    got=$(sqlite3 $db "$1")
    [ "$got" = "$2" ] || fail "$1 gives '$got', not '$2'"
}
shape() { # shape KEYS: of the document in out, its keys in order and no other
    got=$(sqlite3 :memory: "SELECT group_concat(key, ' ') FROM json_each(readfile('out'))")
    [ "$got" = "$1" ] || fail "keys are '$got', not '$1'"
}

post=https://www.instagram.com/p/DRSssyVEuwk/
day=2025-11-20T18:49:05Z
table='"bit_flags","comment_like_count","created_at","media_id","pk","text","user/username"'
generic='username,comment,timestamp,likes,url'
row() { # row PK TEXT AUTHOR EPOCH LIKES MEDIA_ID
    printf '"0","%s","%s","%s","%s","%s","%s"\n' "$5" "$4" "$6" "$1" "$2" "$3"
}

# Thirty caption lines that look like CSV and are none.
early=a_2025-11-25_05-09-43-642.csv
late=b_2025-11-26_05-09-43-642.csv
{
    printf '\357\273\277https://www.instagram.com/p/DRSssyVEuwk?img_index=1\n'
    i=0
    while [ $((i += 1)) -le 28 ]; do echo "Line, with \"quotes, and commas\", $i"; done
    printf '"text","created_at" she says, oddly\n""","\n%s\n' "$table"
    row 1 hello ann 1763743543 3 3770272429806644260
    row 2 'two
lines' bob 1763743544000 '' 3770272429806644260
    row 3 '' bob 1763743544 0 3770272429806644260
    row 4 'no unit' bob 12345 0 3770272429806644260
} >$early
take 3 $early
counts '4 2 0 0 1 1'
report '$.files[0].format' preamble-csv
stored "SELECT post_key || ' ' || url || ' ' || length(caption) FROM posts" "DRSssyVEuwk $post 1040"
stored "SELECT hex(text) FROM comments WHERE comment_key = '2'" 74776F0A6C696E6573
stored "SELECT datetime(created_at_us / 1000000, 'unixepoch') FROM comments WHERE comment_key = '2'" '2025-11-21 16:45:44'
[ "$(wc -l <logs/$early.rejects.csv)" = 2 ] || fail "the list of rejected rows"
expect 0 "$et" --db sqlite:$db --json imports show 1
for pair in rows:4 inserted:2 updated:0 unchanged:0 empty:1 rejected:1; do
    report "\$.${pair%:*}" "${pair#*:}"
done
contains logs/et_intelligence.log 'rows=4 inserted=2 updated=0 unchanged=0 empty=1 rejected=1'
# A copy is known; a later export has more likes, an earlier one does not take them away; taken back and made again.
cp $early copy_2025-11-25_05-09-43-642.csv
take 0 copy_2025-11-25_05-09-43-642.csv --allow-rejects
report '$.files[0].skipped' 1
{
    echo "$table"
    row 1 hello ann 1763743543 9 3770272429806644260
} >$late
take 0 $late
counts '1 0 1 0 0 0'
expect 0 "$et" --db sqlite:$db imports undo 2
stored "SELECT likes FROM comments WHERE comment_key = '1'" 3
take 0 $late
stored "SELECT likes FROM comments WHERE comment_key = '1'" 9
fresh
take 0 $late
take 3 $early
stored "SELECT likes FROM comments WHERE comment_key = '1'" 9

# An id that went through a double finds its post, whichever comes first.
{
    echo "$table"
    row 1 one ann 1763743543 1 3770243824132977000
} >rounded.csv
{
    printf 'https://www.instagram.com/p/DRSmMhODnJ2\nCaption\n%s\n' "$table"
    row 1 one ann 1763743543 1 3770243824132977270
    row 2 two ann 1763743543 1 3770243824132977270
} >exact.csv
for order in 'rounded.csv exact.csv' 'exact.csv rounded.csv'; do
    fresh
    for file in $order; do take 0 "$file"; done
    stored "SELECT post_key, imprecise, comment_count, caption FROM posts" 'DRSmMhODnJ2|0|2|Caption'
done

# A caption that arrives later, or is taken back, is heeded: comments are analysed again at once.
fresh
echo '[{"name":"Mara Vale","type":"person","aliases":["Mara"]}]' >cast.json
expect 0 "$et" --db sqlite:$db entities load cast.json
{
    echo "$table"
    row 1 'she is awful' ann 1763743543 1 3770272429806644260
} >she.csv
take 0 she.csv
stored 'SELECT COUNT(*) FROM mentions' 0
printf '"Post_Metadata/al:android:url","Post_Metadata/caption","original_url"\n"%s","Mara Vale tonight","x"\n' $post >meta.csv
take 0 meta.csv
report '$.files[0].posts.updated' 1
stored 'SELECT COUNT(*) FROM mentions' 1
expect 0 "$et" --db sqlite:$db imports undo 2
stored 'SELECT COUNT(*) FROM mentions' 0
stored 'SELECT COUNT(*) FROM pending' 0

# Local times: the zone is given; day and month are decided by the whole file or not at all. That 50,000 comments say the
# same at the same time must not make it slow.
fresh
esuit='"Id","UserId","Author","Content","CommentAt","ReactionsCount","SubCommentsCount","Depth","Avatar"'
printf '%s\nc\n%s\n"1","9","Ann","hi","03/04/2025, 2:30:00 PM","3","1","0","u"\n' $post "$esuit" >order.csv
take 1 order.csv
contains out 'day or the month first'
take 0 order.csv --date-order dmy --timezone America/New_York
stored "SELECT datetime(created_at_us / 1000000, 'unixepoch') FROM comments" '2025-04-03 18:30:00'
fresh
awk 'BEGIN {for (i = 3; i < 50000; i++) printf "\"%d\",\"9\",\"Ann\",\"hi\",\"03/04/2025 14:30\",\"3\",\"1\",\"0\",\"u\"\n", i
    print "\"2\",\"9\",\"Ann\",\"last\",\"25/04/2025 14:30\",\"3\",\"1\",\"0\",\"u\""}' | cat order.csv - | sed 's/, 2:30:00 PM/ 14:30/' >big.csv
take 0 big.csv
stored "SELECT datetime(created_at_us / 1000000, 'unixepoch') FROM comments WHERE comment_key = '1'" '2025-04-03 14:30:00'

# Damage costs what is damaged.
fresh
{
    echo "$generic"
    echo "a,one,$day,1,$post"
    echo "b,\"never closed,$day,1,$post"
    echo "c,two,$day,1,$post"
    echo "d,too few"
    echo "e,too,many,$day,1,$post"
    printf 'f,cut o'
} >damage.csv
take 3 damage.csv
counts '6 2 0 0 0 4'
take 0 damage.csv --allow-rejects --subject again
counts '6 0 0 2 0 4'
awk -v p="$post" -v d="$day" 'BEGIN {print "username,comment,timestamp,likes,url"
    for (i = 0; i < 5000; i++) printf "u%d,text %d,%s,%d,%s\n", i, i, d, i, p}' >whole.csv
gzip -c whole.csv | head -c 20000 >cut.csv.gz
take 3 cut.csv.gz
report '$.files[0].rejected' 1
[ "$(number out inserted)" -gt 100 ] || fail "little of a cut archive was read"
before=$(sqlite3 $db 'SELECT COUNT(*) FROM comments')
take 0 whole.csv
stored 'SELECT COUNT(*) FROM comments' 5002
report '$.files[0].unchanged' $((before - 2))
line() { echo "{\"id\":\"$1\",\"text\":\"t$1\",\"ownerUsername\":\"x\",\"timestamp\":\"$day\",\"postUrl\":\"$post\"}"; }
fresh
{
    line 1
    echo '{"broken":'
    line 2
    echo null
    echo '[1]'
    line 3
} >lines.jsonl
take 3 lines.jsonl
counts '6 3 0 0 0 3'
fresh
{ echo "[$(line 1),$(line 2),"; line 3 | head -c 40; } >cut.json
take 3 cut.json
counts '3 2 0 0 0 1'
# A page of the YouTube API is one object: the comments before the cut are kept, wherever it is, also behind a bracket,
# and where the page stands in an array or on a line of its own.
video() { printf '{"snippet":{"videoId":"aB3dE5gH7jK","topLevelComment":{"id":"Ug%s","snippet":{"textOriginal":"t%s","publishedAt":"%s"}}}}' $1 $1 $day; }
page() { printf '{"kind":"page","items":['; video $1; printf ,; video $2; printf ,; video $3; }
for cut in 10 40 60 110 120 121 122; do
    for before in '' '[' "$(page 7 8 9)]}
" "[$(page 7 8 9)]},"; do
        fresh
        { printf %s "$before"; page 1 2 3 | head -c $((24 + 2 * $(video 1 | wc -c) + 2 + cut)); } >page.json
        take 3 page.json
        case $before in *page*) counts '6 5 0 0 0 1' ;; *) counts '3 2 0 0 0 1' ;; esac
        stored "SELECT reason FROM import_rejects" 'cut off'
    done
done
take 0 page.json --allow-rejects --subject again
# A table that names no post is one post of its own, known again under the same name: it gets no URL of a platform.
fresh
echo "username,comment,timestamp
ann,hello,$day" >hello_2025-11-25_05-09-43-642.csv
{ cat hello_2025-11-25_05-09-43-642.csv; echo "bob,there,$day"; } >hello_2025-11-26_05-09-43-642.csv
take 0 hello_2025-11-25_05-09-43-642.csv --platform instagram
take 0 hello_2025-11-26_05-09-43-642.csv --platform instagram
counts '2 1 0 1 0 0'
stored "SELECT group_concat(post_key || ' ' || ifnull(url, 'no URL')) FROM posts" 'file:hello no URL'
take 0 hello_2025-11-25_05-09-43-642.csv --platform instagram --subject Marlow
stored "SELECT ifnull(url, 'no URL') FROM posts WHERE subject = 'Marlow'" 'no URL'
# Nothing to import is no failure: it is said.
for empty in '[]' ' [ ] ' '{"kind":"youtube#commentThreadListResponse","pageInfo":{"totalResults":0},"items":[]}' 'id,text,timestamp,url'; do
    fresh
    echo "$empty" >nothing.json
    take 0 nothing.json --platform youtube
    counts '0 0 0 0 0 0'
    expect 0 "$et" --db sqlite:$db import nothing.json --platform youtube --subject x
    contains err "0 rows, there are no comments in it"
done
# Numbers of comments are no comments; an empty file and words that are no table can't be read.
printf 'url,caption,likes,comments,date\n%s,x,1,1204,%s\n' $post $day >list.csv
: >empty.csv
echo 'just some words' >words.csv
for file in list.csv empty.csv words.csv none.csv; do
    take 1 $file
    contains out '"error":"'
done

# Encodings.
fresh
printf '%s\nann,caf\303\251 it\342\200\231s,%s,1,%s\n' "$generic" $day $post >utf8.csv
for to in UTF-16LE UTF-16BE WINDOWS-1252; do
    case $to in UTF-16LE) printf '\377\376' ;; UTF-16BE) printf '\376\377' ;; *) : ;; esac >enc.csv
    iconv -f UTF-8 -t $to utf8.csv >>enc.csv
    take 0 enc.csv
    stored 'SELECT hex(text) FROM comments' 636166C3A9206974E2809973
done
printf '%s\na,it\303\242\342\202\254\342\204\242s,%s,1,%s\nb,x\000\001y\377,%s,1,%s\n' "$generic" $day $post $day $post >mojibake.csv
fresh
take 0 mojibake.csv --encoding utf-8
stored 'SELECT hex(text) FROM comments ORDER BY comment_id' '6974E2809973
7879EFBFBD'

# Texts that look like something else are texts, through every output.
fresh
echo "$generic" >texts.csv
for text in NA null nan - 0 =1+1 '<3' '<b>x</b>'; do echo "u,$text,$day,1,$post"; done >>texts.csv
take 0 texts.csv
counts '8 8 0 0 0 0'
expect 0 "$et" --db sqlite:$db export comments
sed '1d;s/.*,//' out | sort >exported
sed '1d;s/^u,//;s/,.*//' texts.csv | sort >given
same exported given "texts exported"
expect 0 "$et" --db sqlite:$db export comments --csv-safe
contains out "'=1+1"
expect 0 "$et" --db sqlite:$db --json search '"=1+1"'
contains out '"text":"=1+1"'
expect 0 "$et" --db sqlite:$db --json stats
shape 'comments replies posts authors platforms first last entities mentions discovered imports model database'

# Same words at the same second: two people are two; with and without an id it is one.
printf 'comment id,username,comment,timestamp,url\n1,Ann,same,%s,%s\n' $day $post >id.csv
printf 'username,comment,timestamp,url\n@ann,same,%s,%s\nbob,same,%s,%s\n' $day $post $day $post >noid.csv
for order in 'id.csv noid.csv' 'noid.csv id.csv'; do
    fresh
    for file in $order; do take 0 "$file"; done
    stored "SELECT COUNT(*), COUNT(comment_key) FROM comments" '2|1'
done

# The earlier program's database, before and after the export that its rows came from.
sqlite3 old.db "CREATE TABLE comments (comment_id TEXT PRIMARY KEY, platform TEXT, username TEXT, comment_text TEXT,
    timestamp TEXT, likes INTEGER, post_id TEXT, post_subject TEXT, post_url TEXT, post_caption TEXT, primary_emotion TEXT,
    sentiment_score REAL, weighted_sentiment REAL, is_sarcastic INTEGER, secondary_emotions TEXT, mentioned_entities TEXT,
    comment_likes INTEGER);
    INSERT INTO comments VALUES
    ('h1', 'instagram', 'ann', 'love it', '1970-01-01 00:00:01.763668', 3, 'DRSssyVEuwk', 'S', '$post', 'c', 'love', 0.8, 0.9, 0, NULL, NULL, 3),
    ('h2', 'instagram', 'bob', 'only here', '1970-01-01 00:00:01.763668', 3, 'DRSssyVEuwk', 'S', '$post', 'c', 'anger', -0.5, -0.5, 1, NULL, NULL, 3),
    ('h4', 'instagram', 'bob', 'twice', '1970-01-01 00:00:01.763668', 3, 'DRSssyVEuwk', 'S', '$post', 'c', 'anger', -0.5, -0.5, 1, NULL, NULL, 3),
    ('h3', 'instagram', 'bob', 'hate it', '2025-11-20 18:00:00', 0, 'DRSssyVEuwk', 'S', '$post', 'c', 'anger', -0.5, -0.5, 1, NULL, NULL, 0)"
{
    echo "$table"
    row 501 'love it' ann 1763668145 9 3770272429806644260
    row 502 'hate it' bob 1763661600 1 3770272429806644260
    row 503 'only here' bob 1763670000 1 3770272429806644260
    row 504 twice bob 1763668100 1 3770272429806644260
    row 505 twice bob 1763668100 1 3770272429806644260
} >source.csv
for order in 'old.db source.csv' 'source.csv old.db'; do
    fresh
    for file in $order; do take 0 "$file"; done
    stored "SELECT text, created_at_us / 1000000, precision > 0, comment_key FROM comments ORDER BY text, created_at_us, comment_key" \
        'hate it|1763661600|0|502
love it|1763668145|0|501
only here|1763668500|1|
only here|1763670000|0|503
twice|1763668100|0|504
twice|1763668100|0|505'
    stored "SELECT group_concat(sentiment) FROM (SELECT sentiment FROM scores JOIN models USING (model_id)
        WHERE NOT active ORDER BY sentiment)" '-5000,-5000,-5000,8000'
done

# A batch takes exports only, goes on after a bad one, and says which.
mkdir uploads
for name in comments mentions scores posts; do "$et" --db sqlite:$db export $name >uploads/$name.csv; done
for name in top posts timeline voices imports; do
    "$et" --db sqlite:$db --csv $name >uploads/figures-$name.csv
    "$et" --db sqlite:$db --json $name >uploads/figures-$name.json
done
"$et" --db sqlite:$db --json search hate >uploads/search.json
"$et" --db sqlite:$db brief -o uploads/brief.json
cp logs/damage.csv.rejects.csv uploads/renamed.csv
echo '{"a":1}' >uploads/bad.json
cp utf8.csv uploads/good.csv
expect 1 "$et" --db sqlite:$db --json batch uploads
report '$.totals.files' 2
report '$.totals.failed' 1
report '$.files[1].inserted' 1
rm uploads/bad.json
expect 0 "$et" --db sqlite:$db --json batch uploads
report '$.totals.inserted' 0

# The schema is what the migrations make, or the check says so and nothing is stamped.
expect 0 "$et" --db sqlite:$db db check
sqlite3 $db 'ALTER TABLE comments ADD COLUMN more INTEGER'
expect 1 "$et" --db sqlite:$db db check
contains out 'table comments'
expect 1 "$et" --db sqlite:$db db stamp head
contains err 'nothing was stamped'
sqlite3 $db "INSERT INTO schema_migrations VALUES ('999_later', 'x', 1, '9.9')"
for command in stats 'db upgrade' 'import utf8.csv'; do
    # shellcheck disable=SC2086 # two words
    expect 1 "$et" --db sqlite:$db $command
done
