#!/bin/sh
# kill -9 at 20 points of an import, then the same command again: the database equals that of an uninterrupted run.
. "$(dirname "$0")/lib.sh"

rows=30000
"$MAKE_COMMENTS" $rows 7 >rows.csv
contents() { # contents FOLDER FILE: everything that does not name a moment or a place
    "$et" --db "sqlite:$1/et.db" export comments --csv >"$2"
    "$et" --db "sqlite:$1/et.db" export scores --csv >>"$2"
    "$et" --db "sqlite:$1/et.db" stats --json | sed 's/"database".*//' >>"$2"
    "$et" --db "sqlite:$1/et.db" imports list --csv | cut -d, -f1-2,4- | sed 's/20[0-9-]*T[0-9:.]*Z//g' >>"$2"
}
import() {
    "$et" --db "sqlite:$1/et.db" --quiet import rows.csv >/dev/null 2>"$1.err"
}

uninterrupted() { # sets took, in milliseconds
    rm -rf whole
    mkdir whole
    start=$(date +%s%N)
    import whole
    took=$((($(date +%s%N) - start) / 1000000))
}
uninterrupted
if [ "$took" -gt 2500 ]; then # a build with sanitizers: fewer rows take as long
    rows=10000
    "$MAKE_COMMENTS" $rows 7 >rows.csv
    uninterrupted
fi
contents whole whole.txt
[ "$(grep -c ^instagram: whole.txt || true)" -ge 1 ] || [ "$(wc -l <whole.txt)" -gt $rows ] || fail "nothing was imported"

killed=0
for i in $(seq 20); do
    rm -rf cut
    mkdir cut
    after=$((took * (2 * i - 1) / 40))
    import cut &
    pid=$!
    sleep "$(awk -v ms="$after" 'BEGIN {print ms / 1000}')"
    # The shell's child runs the program; the program is the one that must die.
    pkill -9 -P $pid 2>/dev/null || kill -9 $pid 2>/dev/null || true
    if ! wait $pid 2>/dev/null; then killed=$((killed + 1)); fi
    import cut || fail "the second run failed: $(cat cut.err)"
    contents cut cut.txt
    same whole.txt cut.txt "killed after $after ms"
done
[ "$killed" -ge 5 ] || fail "only $killed of 20 runs were killed in time: the test did not test"
echo "killed $killed of 20 imports; each was finished by the same command"
