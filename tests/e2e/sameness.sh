#!/bin/sh
# The same inputs give the same bytes out: 1 and N threads, imports in another order, twice, under another name.
. "$(dirname "$0")/lib.sh"

exports=$SOURCE/samples/exports
outputs() { # outputs FOLDER: what must not differ
    "$et" --db "sqlite:$1/et.db" export comments --csv >"$1.comments.csv"
    "$et" --db "sqlite:$1/et.db" export mentions --csv >"$1.mentions.csv"
    "$et" --db "sqlite:$1/et.db" export scores --csv >"$1.scores.csv"
    "$et" --db "sqlite:$1/et.db" export posts --csv >"$1.posts.csv"
    "$et" --db "sqlite:$1/et.db" --quiet brief -o "$1.json" -o "$1.pdf" -o "$1.html" >/dev/null
}
compare() { # compare A B WHAT
    for kind in comments.csv mentions.csv scores.csv posts.csv json html pdf; do
        same "$1.$kind" "$2.$kind" "$3"
    done
}
fresh() {
    mkdir "$1"
    "$et" --db "sqlite:$1/et.db" --quiet entities load "$SOURCE/samples/cast.json" >/dev/null
}

fresh a
ET_INTEL_IMPORT_THREADS=1 "$et" --db sqlite:a/et.db --json import "$exports" >a.import.json 2>a.err || fail "$(cat a.err)"
outputs a
[ "$(wc -l <a.comments.csv)" -gt 600 ] || fail "only $(wc -l <a.comments.csv) lines of comments"

fresh b
ET_INTEL_IMPORT_THREADS=4 "$et" --db sqlite:b/et.db --quiet import "$exports" >/dev/null 2>b.err || fail "$(cat b.err)"
outputs b
compare a b "1 and 4 threads"

fresh c
find "$exports" -type f | sort -r >files
while read -r file; do
    "$et" --db sqlite:c/et.db --quiet import "$file" >/dev/null 2>c.err || fail "$file: $(cat c.err)"
done <files
outputs c
compare a c "files in reverse order, one command each"

# Once more, and copies under other names: nothing is counted twice.
"$et" --db sqlite:a/et.db --json import "$exports" >again.json 2>/dev/null
mkdir copies
for file in "$exports"/*; do
    cp -p "$file" "copies/copy_$(basename "$file")"
done
"$et" --db sqlite:a/et.db --json import copies >copies.json 2>/dev/null
cp a.comments.csv first.comments.csv
outputs a
compare a b "the same files again, and copies of them"

# The catalogue loaded after the import gives the same, once rescored.
mkdir d
"$et" --db sqlite:d/et.db --quiet import "$exports" >/dev/null 2>&1
"$et" --db sqlite:d/et.db --quiet entities load "$SOURCE/samples/cast.json" >/dev/null
"$et" --db sqlite:d/et.db --quiet rescore >/dev/null
outputs d
compare a d "catalogue before and after the import"

# Taken back and imported again.
id=$("$et" --db sqlite:b/et.db imports list --json | grep -o '"id": *[0-9]*' | tail -n 1 | grep -o '[0-9]*')
path=$("$et" --db sqlite:b/et.db imports show "$id" --json | grep -o '"path": *"[^"]*"' | head -n 1 | sed 's/.*: *"//; s/"$//')
expect 0 "$et" --db sqlite:b/et.db imports undo "$id"
outputs b
cmp -s a.comments.csv b.comments.csv && fail "undo changed nothing"
expect 0 "$et" --db sqlite:b/et.db --quiet import "$path"
outputs b
compare a b "an import taken back and made again"
