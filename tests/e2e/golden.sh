#!/bin/sh
# Outputs over the samples against the files in tests/golden. A wanted change: UPDATE=1 ET_INTEL=... SOURCE=... golden.sh, and read
# the difference before it is committed.
. "$(dirname "$0")/lib.sh"

golden=$SOURCE/tests/golden
"$et" --db sqlite:et.db --quiet entities load "$SOURCE/samples/cast.json" >/dev/null
"$et" --db sqlite:et.db --quiet import "$SOURCE/samples/exports" >/dev/null 2>&1 || fail "import"
run() {
    "$et" --db sqlite:et.db --quiet "$@"
}
for figure in top velocity alerts trends storylines relations posts voices; do
    run "$figure" --csv >"$figure.csv" || fail "$figure"
done
run timeline "Will Harrowgate" --csv >timeline.csv
run search 'entity:"Grace Tamberly" likes:>100' --csv >search.csv
run top --tz America/New_York --color never >top.txt
"$et" score --catalog "$SOURCE/samples/cast.json" <"$golden/score.in" >score.jsonl || true
run explain "Sure, Pippa. What a saint 💐" --json >explain.json
for file in *.csv *.txt *.jsonl explain.json; do
    if [ -n "${UPDATE:-}" ]; then
        cp "$file" "$golden/$file"
    else
        same "$golden/$file" "$file" "golden output"
    fi
done
