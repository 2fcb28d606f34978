#!/bin/sh
# Models as goods: trained from labelled comments with the same bytes each time, pinned by hash, used by name, measured, refused when changed.
. "$(dirname "$0")/lib.sh"

data=$SOURCE/tests/data/models/labelled.csv
export ET_INTEL_MODELS_DIR=models ET_INTEL_DB=sqlite:et.db
change() { # change FILE: one byte in its middle, another value
    size=$(wc -c <"$1")
    at=$((size / 2))
    old=$(dd if="$1" bs=1 skip=$at count=1 2>/dev/null | od -An -tu1 | tr -d ' ')
    # shellcheck disable=SC2059 # the format is the byte
    printf "$(printf '\\%03o' $(((old + 1) % 256)))" | dd of="$1" bs=1 seek=$at conv=notrunc 2>/dev/null
}

# ---- the same data, the same bytes; another seed, others ----
expect 0 "$et" models train stack --data csv:"$data" --epochs 2 -o one.etm
expect 0 "$et" models train stack --data csv:"$data" --epochs 2 -o two.etm
same one.etm two.etm "trained twice"
expect 0 "$et" models train stack --data csv:"$data" --epochs 2 --seed 2 -o three.etm
if cmp -s one.etm three.etm; then fail "the seed does nothing"; fi
expect 0 "$et" models train stack --data csv:"$data:0.5" --data csv:"$data:2" --keep-sealed --json -o four.etm
contains out '"sealed":'
contains out '"macro_f1":'

# ---- what is refused ----
expect 2 "$et" models train stack -o x.etm
expect 2 "$et" models train stack --data csv:"$data"
expect 2 "$et" models train stack --data xml:"$data" -o x.etm
contains err "KIND:PATH"
expect 2 "$et" models train ours --data csv:"$data"
expect 2 "$et" models train et-stack@9.0.0 --data csv:"$data"
expect 2 "$et" models train ../ours@1.0.0 --data csv:"$data"
printf 'text,label\nfine,good\n' >bad.csv
expect 1 "$et" models train ours@1.0.0 --data csv:bad.csv
contains err 'row 2: "good" is no label'
printf 'text,label\nfine,1\n' >few.csv
expect 2 "$et" models train ours@1.0.0 --data csv:few.csv
contains err "too few"
[ ! -e models ] && [ ! -e x.etm ] || fail "something was written"

# ---- a model of one's own ----
expect 0 "$et" models train ours@1.0.0 --data csv:"$data" --asof 2026-02-03 --licence "ours alone"
contains out "Read by 5-fold cross-validation"
contains out "Corrected"
card=models/ours/1.0.0/card.json
contains $card "\"sha256\":\"$(sha256sum models/ours/1.0.0/model.etm | cut -d' ' -f1)\""
contains $card "\"sha256\":\"$(sha256sum "$data" | cut -d' ' -f1)\""
contains $card '"date":"2026-02-03"'
contains $card '"licence":"ours alone"'
cp models/ours/1.0.0/model.etm first.etm
cp $card first.json
expect 1 "$et" models train ours@1.0.0 --data csv:"$data"
contains err "a version never changes"
rm -r models
expect 0 "$et" models train ours@1.0.0 --data csv:"$data" --asof 2026-02-03 --licence "ours alone"
same models/ours/1.0.0/model.etm first.etm "an own model trained twice"
same $card first.json "its card"

# ---- it is used by its name ----
printf '{"id":1,"text":"that was snarfish"}\n{"id":2,"text":"so glorpy"}\n' >words.jsonl
"$et" score <words.jsonl >before.out
"$et" score --model ours@1.0.0 <words.jsonl >after.out
contains after.out '"label":"negative"'
if cmp -s before.out after.out; then fail "the own model says what the built-in one says"; fi
expect 0 "$et" explain --model ours@1.0.0 "that was snarfish"
contains out "ours@1.0.0"
contains out "snarfish"
expect 1 "$et" score --model ours@2.0.0
contains err "models train"

# ---- measured ----
expect 0 "$et" models evaluate "$data" --model ours@1.0.0 --json
contains out '"model":"ours@1.0.0"'
contains out '"confusion":[['
[ "$(number out macro_f1)" != 0 ] || fail "no F1"
expect 0 "$et" models evaluate "$data" --csv
contains out "polarity,negative,"
expect 1 "$et" models evaluate bad.csv
expect 1 "$et" models evaluate nothing.csv

# ---- in a database ----
expect 0 "$et" entities load "$SOURCE/samples/cast.json"
code=0
"$et" import "$SOURCE/samples/exports" >out 2>err || code=$?
[ "$code" -ne 2 ] && [ "$code" -ne 1 ] || { cat err >&2; fail "the samples were not imported"; }
expect 0 "$et" rescore --diff --model ours@1.0.0 --json
contains out '"alerts":['
contains out '"comments":[{"id"'
expect 0 "$et" rescore --diff
contains out "No alert would change."
if ls et.db.diff-* 2>/dev/null; then fail "the copy is still there"; fi
expect 0 "$et" models use ours@1.0.0
expect 0 "$et" rescore
expect 0 "$et" models evaluate "$data" --stored --json
contains out '"stored":[{"class":"negative"'
expect 2 "$et" models evaluate "$data" --stored --model et-rules
expect 0 "$et" models list --json
contains out '"model":"et-stack@1.0.0"'
contains out '"model":"et-names@1.0.0"'
contains out '"model":"et-rules@2.0.0"'
grep -o '"model":"ours@1.0.0"[^}]*' out | grep -q '"active":true' || fail "the own model is not the active one"
expect 0 "$et" models verify --json
contains out "\"model\":\"et-stack@1.0.0\",\"sha256\":\"$(sha256sum "$SOURCE/models/et-stack-1.0.0.etm" | cut -d' ' -f1)\""
contains out '"model":"ours@1.0.0"'

# ---- an alert that only the own model raises: what it calls snarfish comes in the last three days ----
{
    echo 'post_url,username,text,timestamp'
    for i in $(seq 1 20); do
        echo "https://www.instagram.com/p/ALERT1/,early$i,$(seq -s ' so ' $i) glorpy,2026-01-02T10:00:00Z"
        echo "https://www.instagram.com/p/ALERT1/,late$i,$(seq -s ' very ' $i) snarfish,2026-01-05T10:00:00Z"
    done
} >alert.csv
expect 0 "$et" --db sqlite:alert.db import alert.csv
expect 0 "$et" --db sqlite:alert.db rescore --diff --model ours@1.0.0 --json
contains out '"after":"ALERT: declining"'
expect 0 "$et" --db sqlite:alert.db rescore --diff --model ours@1.0.0
contains out "Alerts that would change"
expect 0 "$et" --db sqlite:alert.db rescore --diff
contains out "No alert would change."

# ---- one byte of it changed ----
change models/ours/1.0.0/model.etm
expect 1 "$et" models verify
contains err "was changed since it was made"
expect 1 "$et" score --model ours@1.0.0
contains err "was changed since it was made"
expect 1 "$et" rescore --model ours@1.0.0
cp first.etm models/ours/1.0.0/model.etm
expect 0 "$et" models verify
head -c 1000 first.etm >models/ours/1.0.0/model.etm
expect 1 "$et" score --model ours@1.0.0
cp first.etm models/ours/1.0.0/model.etm
sed 's/"name":"ours"/"name":"theirs"/' first.json >$card
expect 1 "$et" score --model ours@1.0.0
contains err "the card of another model"
echo '{' >$card
expect 1 "$et" score --model ours@1.0.0

# ---- a built-in one changed: the manifest in a tree of another name says so ----
mkdir -p tree/models/lexicon
cp "$SOURCE/models/manifest.json" "$SOURCE"/models/*.etm tree/models/
cp "$SOURCE"/models/lexicon/*.tsv tree/models/lexicon/
expect 0 "$SOURCE/tools/manifest" tree
change tree/models/et-names-1.0.0.etm
expect 1 "$SOURCE/tools/manifest" tree
contains err "et-names@1.0.0"
