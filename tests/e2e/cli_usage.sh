#!/bin/sh
# The command line itself: options anywhere, suggestions, exit codes, help, completions, the man page, the earlier flags.
. "$(dirname "$0")/lib.sh"

exports=$SOURCE/samples/exports
last_line() { # last_line TEXT: the last line of standard error says what to do
    tail -n 1 err | grep -qF -- "$1" || fail "last line of standard error is '$(tail -n 1 err)', not: $1"
}

# Wrong usage: exit code 2, the nearest name, what to do in the last line.
expect 2 "$et"
last_line "et-intel help"
expect 2 "$et" improt x.csv
contains err "Did you mean 'import'"
expect 2 "$et" import x.csv --platfrom youtube
contains err "Did you mean --platform"
last_line "et-intel help import"
expect 2 "$et" import
contains err "needs FILE"
expect 2 "$et" import x.csv --platform myspace
contains err myspace
expect 2 "$et" top --from yesterday
contains err 2025-11-20
expect 2 "$et" top --last 3d --from 2025-01-01
expect 2 "$et" top --from 2025-02-01 --to 2025-01-01
expect 2 "$et" imports undoo 1
contains err "Did you mean 'undo'"
expect 2 "$et" db
contains err upgrade
expect 2 "$et" --set log.levle=info stats
contains err log.level
expect 2 env ET_INTEL_LOG_LEVLE=info "$et" stats
contains err ET_INTEL_LOG_LEVEL
echo 'log.levle = info' >bad.conf
expect 2 "$et" --config bad.conf stats
contains err "bad.conf: line 1"
expect 2 "$et" --tz Mars/One stats
expect 2 "$et" brief -o brief.doc
contains err .pdf
expect 2 "$et" explain
expect 2 "$et" --json help import
contains err "--markdown"
[ ! -s out ] || fail "help --json prints something"
expect 2 "$et" help --csv
expect 2 "$et" help improt
contains err import
[ ! -e data ] || fail "wrong usage made a database"

# Help: for everything, and without any settings that work.
expect 0 env ET_INTEL_NONSENSE=1 "$et" help
for command in $(sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' out); do
    expect 0 "$et" help "$command"
    [ "$(wc -c <out)" -gt 100 ] || fail "help $command says nothing"
done
for command in import batch watch imports stats export entities top timeline velocity alerts trends storylines relations posts \
    voices search explain score rescore brief db models authors config doctor completion; do
    expect 0 "$et" "$command" --help
    contains out "Usage: et-intel $command"
    contains out "Examples:"
    awk -v c="$command" 'length($0) > 100 && !/^  et-intel/ {print c ": " $0; bad = 1} END {exit bad}' out || fail "lines too long"
done
expect 0 "$et" --version
grep -q "^et-intel $(head -n 1 "$SOURCE/VERSION")\$" out || fail "version: $(cat out)"
expect 0 "$et" --help

# The man page, as man renders it, without a warning.
"$et" help --man >et-intel.1
if command -v man >/dev/null; then
    man --warnings -E UTF-8 -l -Tutf8 et-intel.1 >page 2>warnings || fail "man: $(cat warnings)"
    [ ! -s warnings ] || fail "man warns: $(head -n 5 warnings)"
    sed "s/.$(printf '\b')//g" page >plain # without the overstrikes of bold
    contains plain "EXIT CODES"
fi

# The pages of the manual are those of the tables.
"$et" help --markdown >commands.md
same commands.md "$SOURCE/docs/commands.md" "docs/commands.md is old: et-intel help --markdown >docs/commands.md"
"$et" help settings --markdown >settings.md
same settings.md "$SOURCE/docs/settings.md" "docs/settings.md is old: et-intel help settings --markdown >docs/settings.md"

# Completion in a real bash.
if command -v bash >/dev/null; then
    touch sample.csv
    cat >complete.sh <<'BASH'
eval "$("$1" completion bash)"
compopt() { :; }
try() {
    wanted=$1
    shift
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    _et_intel
    [[ "${COMPREPLY[*]}" == "$wanted" ]] || { echo "$*: '${COMPREPLY[*]}', not '$wanted'"; exit 1; }
}
try "import imports" et-intel im
try "--platform" et-intel import --pl
try "youtube" et-intel import --platform yo
try "sample.csv" et-intel import sam
try "undo" et-intel --db sqlite:x.db imports u
try "show song" et-intel entities add --type s
try "zsh" et-intel completion z
try "a4 letter" et-intel brief --paper ""
BASH
    bash complete.sh "$et" || fail "bash completion"
fi
for shell in zsh fish; do
    "$et" completion $shell >completion.$shell
    if command -v $shell >/dev/null; then
        $shell -n completion.$shell || fail "$shell does not read its completion"
    fi
done

# The earlier program's flags.
expect 0 "$et" --import "$exports/esuit_p03.csv" --platform instagram --subject "Mara Vale"
contains err "entities add"
expect 0 "$et" --stats
contains out "comments"
expect 0 "$et" --debug --no-api --stats
mkdir -p data/uploads
cp "$exports/youtube-api_p20.json" data/uploads/
expect 0 "$et" --batch
contains out youtube-api_p20.json
expect 0 "$et" --generate --start-date 2025-01-01 --end-date 2026-12-31
for format in pdf html json; do
    ls reports/et_intelligence_brief_20*.$format >/dev/null || fail "no $format brief"
done
ls reports >first
expect 0 "$et" --generate --last-30-days
ls reports >second
same first second "the brief's name depends on the day it is made"
expect 0 "$et" --test
expect 2 "$et" --batch --stats
# A batch takes no report, and nothing twice.
cp reports/*.json data/uploads/
expect 0 "$et" --json batch
grep -q '"inserted":0' out || fail "the second batch inserted something: $(cat out)"
grep -q et_intelligence_brief out && fail "the batch took a report for an export"

# An uploads folder that is not there is made, and said.
mkdir fresh
cd fresh
expect 0 "$et" batch
[ -d data/uploads ] || fail "data/uploads was not made"
contains err data/uploads
cd ..

# Output that nobody reads ends quietly; a full disk does not.
"$et" top --csv | head -n 1 >/dev/null || fail "a closed pipe is an error"
if [ -e /dev/full ]; then
    code=0
    "$et" stats >/dev/full 2>err || code=$?
    [ "$code" = 1 ] || fail "writing to a full disk: exit code $code"
    contains err space
fi

# No colours but on a terminal or when asked for.
"$et" stats >plain
grep -q "$(printf '\033')" plain && fail "colours in a file"
env -u NO_COLOR "$et" --color always stats >coloured
grep -q "$(printf '\033')" coloured || fail "--color always has none"
awk 'length($0) > 0 {n++} END {exit n < 1}' plain
