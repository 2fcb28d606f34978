#!/bin/sh
# What commands print for programs: the JSON shapes of the specification, CSV, and exit codes of imports.
. "$(dirname "$0")/lib.sh"
command -v sqlite3 >/dev/null || {
    echo "sqlite3 reads the JSON here; it is not installed"
    exit 77
}

exports=$SOURCE/samples/exports
db=sqlite:et.db
json() { # json FILE PATH: a value of a JSON document
    sqlite3 :memory: "SELECT json_extract(readfile('$1'), '$2')" || fail "$1 is no JSON"
}
is() { # is FILE PATH VALUE
    [ "$(json "$1" "$2")" = "$3" ] || fail "$1: $2 is '$(json "$1" "$2")', not '$3'"
}
document() { # document COMMAND...: one JSON document on standard output and nothing else
    expect 0 "$et" --db $db --json "$@"
    [ "$(sqlite3 :memory: "SELECT json_valid(readfile('out'))")" = 1 ] || fail "not one JSON document: $*"
}

# Catalogue
document entities load "$SOURCE/samples/cast.json"
is out '$.changed' 0
[ "$(json out '$.added')" -gt 5 ] || fail "few entities were added"
"$et" --db $db entities export >catalogue.json
"$et" --db sqlite:other.db entities load catalogue.json >/dev/null
"$et" --db sqlite:other.db entities export >again.json
same catalogue.json again.json "a catalogue written, read and written"
document entities list
name=$(json out '$[0].name')
document entities add "Zed Nowhere" --type brand --alias ZN --alias "Zed N"
document entities add "Zed Nowhere" --alias Zeddy
document entities show "Zed Nowhere"
is out '$.type' brand
is out '$.aliases[2]' Zeddy
expect 1 "$et" --db $db entities show "Zed Nowher"
contains err "Zed Nowhere"
document entities merge "Zed Nowhere" "$name"
document entities review
expect 1 "$et" --db $db entities load "$exports/youtube-api_p20.json"
# Members are named in the file, or known already.
echo '[{"name":"Pair","type":"couple","aliases":["zn pair"],"members":["Zed Half","'"$name"'"]},{"name":"Zed Half","type":"person"}]' >pair.json
document entities load pair.json
is out '$.added' 2
document entities add "Other pair" --type couple --member "$name" --member "Zed Half"
document entities show "Other pair"
is out '$.members[1]' "Zed Half"
echo '[{"name":"Bad pair","type":"couple","members":["'"$name"'","Nobody Known"]}]' >pair.json
expect 1 "$et" --db $db entities load pair.json
contains err 'member "Nobody Known" is not a name'
expect 1 "$et" --db $db entities add "Bad pair" --type couple --member "Nobody Known"
echo '[{"name":"Twice","type":"person"},{"name":"Twice","type":"person"}]' >pair.json
expect 1 "$et" --db $db entities load pair.json
contains err "is that of entry 1 already"

# Import: counts add up, reasons, exit codes.
document import "$exports/esuit_p03.csv" "$exports/youtube-api_p02.json"
is out '$.totals.files' 2
is out '$.totals.failed' 0
for key in path sha256 format rows inserted updated unchanged empty rejected reasons posts seconds; do
    [ "$(sqlite3 :memory: "SELECT json_type(readfile('out'), '\$.files[0].$key') IS NOT NULL")" = 1 ] || fail "no $key"
done
sum=$(sqlite3 :memory: "SELECT SUM(value ->> 'inserted' + value ->> 'updated' + value ->> 'unchanged' + value ->> 'empty' +
    value ->> 'rejected') FROM json_each(readfile('out'), '\$.files')" 2>/dev/null || true)
[ -z "$sum" ] || is out '$.totals.rows' "$sum"
document import "$exports/esuit_p03.csv"
is out '$.totals.inserted' 0
is out '$.files[0].skipped' 1

printf 'username,comment,timestamp,likes\na,fine,2025-11-01T10:00:00Z,1\nb,bad date,not a date,2\n' >rows.csv
expect 3 "$et" --db $db --json import rows.csv --platform instagram
is out '$.totals.rejected' 1
is out '$.totals.inserted' 1
[ -s "$(json out '$.files[0].rejects')" ] || fail "no list of rejected rows"
id=$(json out '$.files[0].import')
document imports rejects "$id"
[ -n "$(json out '$[0].reason')" ] || fail "no reason"
cp rows.csv rows2.csv
echo 'c,late,2025-11-02T10:00:00Z,3' >>rows2.csv
expect 0 "$et" --db $db --json import rows2.csv --platform instagram --allow-rejects
expect 1 "$et" --db $db --json import missing.csv "$exports/yt-dlp_p14.info.json"
is out '$.totals.failed' 1
[ "$(json out '$.files[1].inserted')" -gt 0 ] || fail "the file behind a bad one was not imported"
contains out '"error":"'
[ -n "$(tail -n 1 err)" ] || fail "no advice"

# Dry run: nothing is written.
"$et" --db $db stats --json >before.json
document import --dry-run "$exports/tiktok_p15_p18.csv"
is out '$.files[0].format' tiktok-comments
is out '$.files[0].rows[9].row' 10
[ -n "$(json out '$.files[0].columns.text')" ] || fail "no mapping"
"$et" --db $db stats --json >after.json
same before.json after.json "a dry run wrote something"

# stats, as specified
for key in comments replies posts authors platforms first last entities mentions discovered imports model database.url \
    database.schema database.size_bytes; do
    [ "$(sqlite3 :memory: "SELECT json_type(readfile('after.json'), '\$.$key') IS NOT NULL")" = 1 ] || fail "stats has no $key"
done

# Every figure is one document, with its period and n, and CSV with a header.
for command in top timeline velocity alerts trends storylines relations posts voices; do
    document $command
    for key in from to asof comments; do
        [ "$(sqlite3 :memory: "SELECT json_type(readfile('out'), '\$.$key') IS NOT NULL")" = 1 ] || fail "$command has no $key"
    done
    expect 0 "$et" --db $db --csv $command
    head -n 1 out | grep -q '^[a-z_0-9]*,[a-z_0-9,]*$' || fail "$command --csv begins with: $(head -n 1 out)"
    expect 0 "$et" --db $db --tz America/New_York $command
    awk 'length($0) > 400 {bad = 1} END {exit bad}' out || fail "$command prints long lines"
done
document timeline "$name" --step day
expect 1 "$et" --db $db timeline "Nobody At All"
contains err "entities add"

# Search and export
document search 'likes:>0' --limit 3
[ "$(json out '$.total')" -gt 3 ] || fail "few comments are liked"
[ "$(sqlite3 :memory: "SELECT json_array_length(readfile('out'), '\$.comments')")" = 3 ] || fail "--limit 3 gave others"
comment=$(json out '$.comments[0].et_intel_comment')
document explain --comment "$comment"
is out '$.model' "$(json after.json '$.model')"
for kind in comments mentions scores posts; do
    expect 0 "$et" --db $db export $kind
    head -n 1 out | grep -q '^et_intel_' || fail "export $kind begins with: $(head -n 1 out)"
    expect 0 "$et" --db $db export $kind --jsonl
    [ "$(sqlite3 :memory: "SELECT COUNT(*) FROM json_each('[' || rtrim(replace(readfile('out'), char(10), ','), ',') || ']')")" \
        -gt 0 ] || fail "export $kind --jsonl"
    document export $kind
done
expect 0 "$et" --db $db export comments --from 2031-01-01
[ "$(wc -l <out)" = 1 ] || fail "an export of nothing is a header"
expect 0 "$et" --db $db export comments -o comments.jsonl
head -c 1 comments.jsonl | grep -q '{' || fail "-o comments.jsonl is no JSON lines"
expect 1 "$et" --db $db import comments.jsonl
contains err itself
printf 'username,comment,timestamp,likes\nx,"=cmd()",2025-11-01T10:00:00Z,1\n' >formula.csv
expect 0 "$et" --db $db import formula.csv --platform instagram --url https://www.instagram.com/p/DRSssyVEuwk/
expect 0 "$et" --db $db export comments --csv-safe
grep -q "'=cmd()" out || fail "--csv-safe leaves a formula"

# Themes are a list in JSON, as in score, and a text in CSV.
echo '{"text":"the lawsuit goes to court, the judge ruled on the divorce"}' | "$et" score >themes.json
theme=$(json themes.json '$.themes[0]')
echo "username,comment,timestamp
t,\"the lawsuit goes to court, the judge ruled on the divorce\",2025-11-01T10:00:00Z" >themes.csv
expect 0 "$et" --db $db import themes.csv --platform instagram --url https://www.instagram.com/p/DRSssyVEuwk/
document search 'author:t'
is out '$.comments[0].themes' "$(json themes.json '$.themes')"
[ "$(sqlite3 :memory: "SELECT json_type(readfile('out'), '\$.comments[0].themes')")" = array ] || fail "themes are no list"
document export scores 'author:t'
is out '$[0].themes[0]' "$theme"
expect 0 "$et" --db $db --csv export scores 'author:t'
contains out ",$theme"

# Scores of the earlier program's model, adopted with its database, beside those of this one's.
cp "$exports/et_intelligence.db" earlier.db
old=et-intelligence-python@1.0.0
expect 0 "$et" --db sqlite:adopted.db entities load catalogue.json
expect 0 "$et" --db sqlite:adopted.db import earlier.db --allow-rejects
for kind in scores comments mentions; do
    expect 0 "$et" --db sqlite:adopted.db export $kind
    cp out own.csv
    expect 0 "$et" --db sqlite:adopted.db export $kind --model $old
    cp out old.csv
    [ "$(wc -l <old.csv)" -gt 1 ] || [ $kind = mentions ] || fail "no $kind of the adopted model"
    ! cmp -s own.csv old.csv || fail "export $kind --model $old gives the active model's"
    expect 0 "$et" --db sqlite:adopted.db export $kind --model "${old%@*}"
    same out old.csv "a model without its version"
done
expect 0 "$et" --db sqlite:adopted.db export scores --model $old
! grep -q 'et-stack@' out || fail "scores of another model among those asked for"
rows=$(wc -l <out)
expect 0 "$et" --db sqlite:adopted.db export scores
rows=$((rows + $(wc -l <out) - 1))
expect 0 "$et" --db sqlite:adopted.db export scores --model all
[ "$(wc -l <out)" = $rows ] || fail "all models have $(wc -l <out) rows, not $rows"
[ "$(grep -c '^et_intel_score_of' out)" = 1 ] || fail "more than one header"
expect 2 "$et" --db sqlite:adopted.db export scores --model gut-feeling
contains err "$old"
contains err et-stack@
expect 2 "$et" --db sqlite:adopted.db export comments --model all

# A filter that is not known is wrong usage; in quotation marks, and in URLs, it is words.
expect 2 "$et" --db $db search foo:bar
contains err 'there is no filter "foo:"; there are entity: author: platform: emotion: sentiment: likes: after: before:'
expect 0 "$et" --db $db search '"foo:bar"'
expect 0 "$et" --db $db search 'https://www.instagram.com/p/DRSssyVEuwk/'
expect 2 "$et" --db $db export comments foo:bar

# score
printf '{"id":7,"text":"I love it"}\nnonsense\n\n{"id":"b","text":"I hate it"}' >lines
expect 3 sh -c "'$et' score --threads 2 <lines"
[ "$(wc -l <out)" = 3 ] || fail "score answered $(wc -l <out) lines"
sed -n 1p out >one.json
is one.json '$.id' 7
is one.json '$.label' "$(json one.json '$.label')"
sed -n 2p out >bad.json
is bad.json '$.line' 2
[ -n "$(json bad.json '$.error')" ] || fail "a bad line has no error"

# rescore, models, config, doctor, db
document rescore --diff
is out '$.changes[0].labels_changed' 0
document rescore
document models
document models verify
document config show
is out '$[0].name' db.url
is out '$[0].source' "command line"
document doctor
is out '$.ok' 1
document db current
document db check
is out '$.ok' 1
document db history
document stats
held=$(json out '$.comments')
document db backup copy.db
expect 1 "$et" --db $db db backup copy.db
document imports undo "$id"
document db restore copy.db
document stats
is out '$.comments' "$held"
document authors forget "$("$et" --db $db --json search 'likes:>0' --limit 1 >one.json && json one.json '$.comments[0].author')"
[ "$(json out '$.comments_removed')" -gt 0 ] || fail "nobody was forgotten"
is out '$.comments_left' 0

# Logs tell of every file; no comment text, no secret.
grep -q 'module=\|ingest' logs/et_intelligence.log || fail "no log of the import"
grep -q 'missing.csv' logs/et_intelligence.log || fail "the log does not name the file that failed"
grep -q 'I love it' logs/et_intelligence.log && fail "comment text in the log"
true
