#!/bin/sh
# What goes wrong on real machines: a clear error, the exit code of the specification, nothing lost.
. "$(dirname "$0")/lib.sh"

"$MAKE_COMMENTS" 3000 3 >rows.csv
last_line_helps() { # the last line of standard error says what to do
    [ -n "$(tail -n 1 err)" ] || fail "no last line on standard error"
}

# Files
expect 1 "$et" --db sqlite:x.db import missing.csv
contains err missing.csv
last_line_helps
: >empty.csv
expect 1 "$et" --db sqlite:x.db import empty.csv
contains err empty.csv
printf 'a,b\n1,2\n' >nothing.csv
expect 1 "$et" --db sqlite:x.db import nothing.csv --platform instagram
contains err text
last_line_helps
# Of several files, the good ones are imported and the command says that one failed.
expect 1 "$et" --db sqlite:x.db --json import missing.csv rows.csv
[ "$(number out inserted)" = 3000 ] || grep -q '"inserted":3000' out || fail "the good file was not imported"

# Databases
expect 1 "$et" --db sqlite:rows.csv stats
contains err rows.csv
last_line_helps
mkdir folder.db
expect 1 "$et" --db sqlite:folder.db stats
contains err folder.db
last_line_helps
expect 1 "$et" --db sqlite:not-there.db stats
contains err import
expect 2 "$et" --db mysql://host/x stats
contains err sqlite:
if command -v sqlite3 >/dev/null; then
    sqlite3 foreign.db 'CREATE TABLE orders(id INTEGER); INSERT INTO orders VALUES(1);'
    cp foreign.db foreign.before
    expect 1 "$et" --db sqlite:foreign.db import rows.csv
    last_line_helps
    same foreign.db foreign.before "a database of another program was touched"

    # Locked by another program
    cp x.db locked.db
    mkfifo hold
    sqlite3 locked.db <hold >/dev/null 2>&1 &
    locker=$!
    exec 9>hold
    echo 'BEGIN EXCLUSIVE; SELECT 1;' >&9
    sleep 1
    "$MAKE_COMMENTS" 10 9 >ten.csv
    expect 1 "$et" --db sqlite:locked.db import ten.csv
    contains err lock
    last_line_helps
    exec 9>&-
    wait $locker || true
    expect 0 "$et" --db sqlite:locked.db import ten.csv
fi

# A folder without permission to write (root may write everywhere, so as somebody else)
mkdir sealed
chmod 555 sealed
run_as=
if [ "$(id -u)" = 0 ]; then
    command -v setpriv >/dev/null && run_as="setpriv --reuid 65534 --regid 65534 --clear-groups"
    chmod 755 "$work"
fi
if [ "$(id -u)" != 0 ] || [ -n "$run_as" ]; then
    expect 1 $run_as "$et" --db sqlite:sealed/et.db import rows.csv
    contains err sealed
    last_line_helps
    cp x.db readable.db
    chmod 444 readable.db
    expect 1 $run_as "$et" --db sqlite:readable.db import rows.csv
    last_line_helps
fi

# A full disk, where a small file system can be had
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
    mkdir small
    cat >full.sh <<SH
mount -t tmpfs -o size=3m none small
"$et" --db sqlite:small/et.db import rows.csv >out 2>err
code=\$?
# Nothing of what was committed is lost, and there is room again after a while.
cp small/* . 2>/dev/null
echo \$code >code
SH
    "$MAKE_COMMENTS" 60000 3 >rows.csv
    unshare -m sh full.sh || true
    [ "$(cat code)" = 1 ] || fail "disk full: exit code $(cat code)"
    grep -qi 'full\|space' err || fail "disk full is not named: $(cat err)"
    last_line_helps
    expect 0 "$et" --db sqlite:et.db import rows.csv
    "$et" --db sqlite:et.db stats --json >after.json
    [ "$(number after.json comments)" = 60000 ] || fail "after a full disk: $(number after.json comments) comments of 60000"
else
    echo "full disk: not tested here (needs root for a small file system)"
fi

# The log's disk is full: said once, and the work goes on.
if [ -e /dev/full ]; then
    rm -rf logs && mkdir logs
    ln -s /dev/full logs/et_intelligence.log
    "$MAKE_COMMENTS" 20 5 >log.csv
    expect 0 "$et" --db sqlite:log.db import log.csv
    [ "$(grep -ci 'log' err)" -ge 1 ] || fail "the full disk under the log was not said"
    rm logs/et_intelligence.log
fi

# No font at all: the brief says what is missing, or is written with what there is.
cat >no-fonts.conf <<'XML'
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><cachedir>/tmp</cachedir></fontconfig>
XML
code=0
FONTCONFIG_FILE=$work/no-fonts.conf "$et" --db sqlite:x.db brief -o brief.pdf >out 2>err || code=$?
[ "$code" = 1 ] || [ "$code" = 0 ] || fail "without fonts: exit code $code"
grep -qi font err || fail "missing fonts are not named: $(cat err)"
expect 0 "$et" --db sqlite:x.db brief -o brief.html -o brief.json

# Damaged database
cp x.db damaged.db
dd if=/dev/urandom of=damaged.db bs=4096 seek=1 count=20 conv=notrunc 2>/dev/null
expect 1 "$et" --db sqlite:damaged.db db check
last_line_helps
