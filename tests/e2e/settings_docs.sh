#!/bin/sh
# docs/settings.md is what the program says of its settings, and the ranges and choices it names are those that hold.
. "$(dirname "$0")/lib.sh"

page=$SOURCE/docs/settings.md
expect 0 "$et" help settings --markdown
same out "$page" "docs/settings.md is old (et-intel help settings --markdown >docs/settings.md)"

sed -n 's/^| `\([a-z.]*[a-z_]*\)` |.*/\1/p' "$page" | sort >named
expect 0 "$et" config show --csv
sed -n 's/^\([a-z]*\.[a-z_]*\),.*/\1/p' out | sort >shown
same named shown "the settings of docs/settings.md and of config show"

# set NAME VALUE EXIT_CODE
try() {
    expect "$3" "$et" --set "log.file=" --set "$1=$2" config show
}
sed -n 's/^| `\([^`]*\)` | whole number, \([0-9]*\) to \([0-9]*\) |.*/\1 \2 \3/p' "$page" >ranges
[ -s ranges ] || fail "docs/settings.md names no ranges"
while read -r name least most; do
    try "$name" "$least" 0
    try "$name" "$most" 0
    try "$name" $((most + 1)) 2
    contains err "from $least to $most"
    try "$name" $((least - 1)) 2
    try "$name" many 2
done <ranges

sed -n 's/^| `\([^`]*\)` | `\([a-z0-9]*\(\\|[a-z0-9]*\)*\)` |.*/\1 \2/p' "$page" | sed 's/\\|/ /g' >choices
[ -s choices ] || fail "docs/settings.md names no choices"
while read -r name values; do
    for value in $values; do try "$name" "$value" 0; done
    try "$name" nonsense 2
done <choices

# Each environment variable sets its setting.
sed -n 's/^| `\([^`]*\)` | .* | `\(ET_INTEL_[A-Z_]*\)` | .*/\1 \2/p' "$page" >variables
same named - "settings with an environment variable" <<LIST
$(cut -d' ' -f1 variables | sort)
LIST
while read -r name variable; do
    value=$("$et" config show --csv | awk -F, -v n="$name" '$1 == n {print $2}')
    [ -n "$value" ] || value=x
    expect 0 env "$variable=$value" "$et" config show --csv
    grep -q "^$name,[^,]*,[^,]*,$variable," out || fail "$variable does not set $name"
done <variables
