#!/bin/sh
# Names that no catalogue lists: found in an import, in the figures when enough comments say them, decided on in `entities review`.
. "$(dirname "$0")/lib.sh"
command -v sqlite3 >/dev/null || {
    echo "sqlite3 reads the JSON here; it is not installed"
    exit 77
}
value() { # value FILE EXPRESSION over the rows of a JSON array, as table j
    sqlite3 :memory: "SELECT $2 FROM json_each(readfile('$1')) j"
}
is() { # is WANTED FILE EXPRESSION
    got=$(value "$2" "$3")
    [ "$got" = "$1" ] || {
        cat "$2" >&2
        fail "$3 is '$got', not '$1'"
    }
}
counted() { # the comments of a name that waits; nothing where none does
    value "$1" "group_concat(iif(j.value ->> 'name' = '$2', j.value ->> 'comments', NULL))"
}

# Invented people: one in many spellings, two who share a first name, and what is no name.
cat >rows.txt <<'ROWS'
1|Marisol Tenby shows off her new hair|I love Marisol Tenby so much
1||Marisol Tenby ate
1||marisol tenby is so pretty
1||team Marisol all day
1||Marisol's hair!!
1||#MarisolTenby forever
1||I can't stand Marisol tbh
1||Swipe left to see
1||Photo: Getty Images
1||Good morning everyone
2|Corin Halvard and Corin Estrel at the gala|Corin Halvard is rude
2||I love Corin Estrel
2||Corin Halvard lied again
2||Corin Estrel deserves better
2||Why is Corin so annoying
2||Corin Estrel is a gem
3|Corin Estrel sings again|Corin Estrel queen
3||love you Corin
3||Thank you Corin, that was lovely
ROWS
awk -F'|' -v q='"' 'BEGIN { print "id,author,text,created_at,likes,post_url,caption" }
    { if ($2) caption[$1] = $2
      printf "%d,reader%d,%s%s%s,2025-10-0%dT10:%02d:00Z,%d,https://www.instagram.com/p/DISC0000%d/,%s\n",
          NR, NR % 7, q, $3, q, 1 + NR % 5, NR, NR * 3 % 11, $1, caption[$1] }' rows.txt >all.csv
db=sqlite:et.db
expect 0 "$et" --db $db import all.csv
expect 0 "$et" --db $db --json entities review --min-comments 1
cp out review.json
[ "$(counted review.json 'Marisol Tenby')" -ge 5 ] || fail "spellings of one name: $(cat review.json)"
[ "$(counted review.json 'Corin Estrel')" -ge 5 ] || fail "the caption tells two Corins apart: $(cat review.json)"
[ "$(counted review.json 'Corin Halvard')" = 2 ] || fail "the other Corin: $(cat review.json)"
[ "$(counted review.json 'Corin')" = 1 ] || fail "whom nobody can tell stays as it is: $(cat review.json)"
is 0 review.json "sum(lower(j.value ->> 'name') IN ('swipe', 'swipe left', 'getty images', 'good morning'))"
is 1 review.json "max(iif(j.value ->> 'name' = 'Marisol Tenby', j.value ->> 'in_figures', NULL))"
is 0 review.json "max(iif(j.value ->> 'name' = 'Corin Halvard', j.value ->> 'in_figures', NULL))"
is 3 review.json "max(iif(j.value ->> 'name' = 'Corin Estrel', json_array_length(j.value, '\$.samples'), NULL))"
[ "$(value review.json "max(iif(j.value ->> 'name' = 'Corin Halvard', j.value ->> 'sentiment', -9))" | cut -c1)" = - ] ||
    fail "what is felt toward a discovered name: $(cat review.json)"

# In the figures at once, marked; the catalogue stays empty.
expect 0 "$et" --db $db --json stats
[ "$(number out discovered)" = 2 ] || fail "stats: $(cat out)"
[ "$(number out entities)" = 0 ] || fail "stats: $(cat out)"
expect 0 "$et" --db $db --csv export mentions
grep -q "Marisol Tenby,person,false,true" out || fail "mentions: $(cat out)"
expect 0 "$et" --db $db --json entities show "Marisol Tenby"
expect 0 "$et" --db $db entities export
[ "$(cat out | tr -d ' \n')" = "[]" ] || fail "a discovered name is no entry of the catalogue: $(cat out)"

# Limits are settings.
ET_INTEL_DISCOVER_MIN_COMMENTS=2 ET_INTEL_DISCOVER_MIN_AUTHORS=2 "$et" --db $db --quiet rescore >/dev/null
expect 0 "$et" --db $db --json stats
[ "$(number out discovered)" = 3 ] || fail "lower limits: $(cat out)"
"$et" --db $db --quiet rescore >/dev/null

# The same from the lines in two files, the other way round, by one thread and four.
head -n 1 all.csv >first.csv
tail -n +12 all.csv >>first.csv
head -n 11 all.csv >second.csv
ET_INTEL_IMPORT_THREADS=4 "$et" --db sqlite:other.db --quiet import first.csv >/dev/null
ET_INTEL_IMPORT_THREADS=1 "$et" --db sqlite:other.db --quiet import second.csv >/dev/null
"$et" --db sqlite:other.db --json entities review --min-comments 1 >other.json
same review.json other.json "names in another order of imports"
"$et" --db $db --csv export mentions >a.csv
"$et" --db sqlite:other.db --csv export mentions >b.csv
same a.csv b.csv "mentions in another order of imports"

# Wrong usage
expect 2 "$et" --db $db entities review "Marisol Tenby"
expect 2 "$et" --db $db entities review --accept
expect 2 "$et" --db $db entities review X --accept --ignore
expect 1 "$et" --db $db entities review "Nobody Atall" --accept
contains err "no discovered name"

# Accepted: known from now on, with its spellings, and mentioned as before.
before=$(grep -c "Marisol Tenby," a.csv)
expect 0 "$et" --db $db --json entities review "marisol tenby" --accept
[ "$(number out analysed_again)" -ge 5 ] || fail "accept: $(cat out)"
expect 0 "$et" --db $db --csv export mentions
[ "$(grep -c "Marisol Tenby,person,true,true" out)" -ge "$before" ] || fail "mentions after accepting: $(cat out)"
expect 0 "$et" --db $db entities export
contains out "Marisol Tenby"
expect 0 "$et" --db $db --json entities review --min-comments 1
[ -z "$(counted out 'Marisol Tenby')" ] || fail "what was accepted still waits"

# Ignored: gone, and remembered when more comes.
expect 0 "$et" --db $db entities review "Corin Halvard" --ignore
expect 0 "$et" --db $db --json entities review --min-comments 1
[ -z "$(counted out 'Corin Halvard')" ] || fail "what was ignored still waits"
printf 'id,author,text,created_at,post_url\n901,r1,Corin Halvard is back,2025-10-06T10:00:00Z,https://www.instagram.com/p/DISC00004/\n' >more.csv
expect 0 "$et" --db $db import more.csv
expect 0 "$et" --db $db --json entities review --min-comments 1
[ -z "$(counted out 'Corin Halvard')" ] || fail "an ignored name came back"

# Merged: another name of an entity.
expect 0 "$et" --db $db entities add "Cora Estrel" --type person
expect 0 "$et" --db $db entities review "Corin Estrel" --merge "Cora Estrel"
expect 0 "$et" --db $db --csv export mentions
grep -q "Cora Estrel,person,true,true" out || fail "mentions after merging: $(cat out)"
expect 0 "$et" --db $db --json entities review --min-comments 1
[ -z "$(counted out 'Corin Estrel')" ] || fail "what was merged still waits"

# What an import brought goes with it, and the schema can be taken back and brought up again.
expect 0 "$et" --db sqlite:other.db imports undo 1 --yes
expect 0 "$et" --db sqlite:other.db --json entities review --min-comments 1
[ -z "$(counted out 'Corin Estrel')" ] || fail "names of an import that was taken back"
expect 0 "$et" --db $db db check
expect 0 "$et" --db $db --quiet db downgrade 001 --yes
expect 0 "$et" --db $db --quiet db upgrade
expect 0 "$et" --db $db rescore
expect 0 "$et" --db $db db check

# score lists names beside a catalogue with "known": false.
echo '{"id":1,"text":"I love Marisol Tenby so much"}' >in.jsonl
"$et" --quiet score <in.jsonl >out
contains out '"name":"Marisol Tenby","type":"person","surface":"Marisol Tenby","start":7,"end":20,"explicit":true,"known":false'

# A tagger of one's own: the same samples give the same bytes.
i=0
while [ $i -lt 40 ]; do
    printf 'I\tO\nlove\tO\nVelda\tB-person\nQuill\tI-person\nand\tO\nnumber\tO\n%d\tO\n\n' $i
    i=$((i + 1))
done >samples.conll
expect 0 "$et" --json models train names samples.conll -o one.etm
[ "$(number out samples)" = 40 ] || fail "training: $(cat out)"
expect 0 "$et" models train names samples.conll -o two.etm
same one.etm two.etm "two trainings"
expect 2 "$et" models train names samples.conll
expect 2 "$et" models train faces samples.conll -o three.etm
expect 1 "$et" models train names missing.conll -o three.etm
