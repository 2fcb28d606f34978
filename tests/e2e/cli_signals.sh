#!/bin/sh
# Signals: Ctrl-C saves and says how to go on, a termination ends `watch` cleanly, a hang-up turns the log over.
. "$(dirname "$0")/lib.sh"

wait_for() { # wait_for SECONDS COMMAND...: until the command succeeds
    tries=$(($1 * 10))
    shift
    while ! "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
}

# An import that is interrupted ends with 1, keeps what it read, and goes on with the same command.
"$MAKE_COMMENTS" 200000 3 >rows.csv
"$et" --db sqlite:whole.db --quiet import rows.csv >/dev/null 2>&1 || fail "the import failed"
interrupted=no
for after in 0.3 0.2 0.1 0.05; do
    rm -f cut.db*
    # In a session of its own: a background job of a script has Ctrl-C ignored, so the child sets it back.
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
os.execvp(sys.argv[1], sys.argv[1:])' "$et" --db sqlite:cut.db import rows.csv >out 2>err &
    pid=$!
    wait_for 20 test -s cut.db
    sleep $after
    kill -INT $pid 2>/dev/null || true
    code=0
    wait $pid || code=$?
    if [ $code = 1 ]; then
        interrupted=yes
        break
    fi
done
if [ $interrupted = yes ]; then
    contains err interrupted
    tail -n 1 err | grep -qF "same command again" || fail "last line: $(tail -n 1 err)"
    expect 0 "$et" --db sqlite:cut.db import rows.csv
    for kind in comments scores; do
        "$et" --db sqlite:whole.db export $kind >whole.$kind
        "$et" --db sqlite:cut.db export $kind >cut.$kind
        same whole.$kind cut.$kind "interrupted and gone on"
    done
else
    echo "the import was too fast to be interrupted: not tested here"
fi

# watch imports what arrives, whole files only, goes on after a bad one, and ends at once when told to.
mkdir up
"$et" --db sqlite:watch.db watch up --interval 1s >watch.out 2>watch.err &
pid=$!
cp "$SOURCE/samples/exports/esuit_p03.csv" up/
wait_for 30 grep -q "esuit_p03.csv: 18 rows" watch.out || fail "watch did not import: $(cat watch.out watch.err)"
printf 'a,b\n1,2\n' >up/bad.csv
wait_for 30 grep -q "bad.csv: failed" watch.out || fail "watch says nothing of a bad file"
mv logs/et_intelligence.log logs/turned.log
kill -HUP $pid
cp "$SOURCE/samples/exports/youtube-api_p20.json" up/
wait_for 30 grep -q "youtube-api_p20.json: " watch.out || fail "watch stopped after a bad file"
grep -q youtube-api_p20.json logs/et_intelligence.log || fail "after a hang-up the log is not begun anew"
kill -TERM $pid
code=0
wait $pid || code=$?
[ $code = 0 ] || fail "watch ended with $code when told to end: $(cat watch.err)"
[ "$(grep -c esuit_p03.csv watch.out)" = 1 ] || fail "watch imported a file twice"
