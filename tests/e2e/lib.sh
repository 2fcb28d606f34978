# For the scripts beside it: a scratch folder, checks that say what failed, and the program as $et.
set -eu
: "${ET_INTEL:?the program to test}" "${SOURCE:?the source tree}"
work=$(mktemp -d "${TMPDIR:-/tmp}/et-e2e.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work"
et=$ET_INTEL
unset ET_INTEL_DB || true
export LC_ALL=C.UTF-8 NO_COLOR=1
# Under the sanitizers: what fontconfig and Cairo keep until the process ends is no leak of ours.
printf 'leak:libfontconfig.so\nleak:libcairo.so\n' >.lsan
export LSAN_OPTIONS="suppressions=$work/.lsan:print_suppressions=0"

fail() {
    echo "FAILED: $*" >&2
    exit 1
}
expect() { # expect WANTED_EXIT_CODE COMMAND...: output in out, errors in err
    wanted=$1
    shift
    code=0
    "$@" >out 2>err </dev/null || code=$?
    [ "$code" = "$wanted" ] || {
        tail -n 20 out err >&2
        fail "exit code $code, not $wanted: $*"
    }
}
contains() { # contains FILE TEXT
    grep -qF -- "$2" "$1" || {
        head -c 3000 "$1" >&2
        fail "$1 does not contain: $2"
    }
}
same() { # same FILE FILE WHAT
    cmp -s "$1" "$2" || {
        diff "$1" "$2" | head -n 20 >&2 || true
        fail "$3: $1 and $2 differ"
    }
}
number() { # number FILE KEY: the first number behind "KEY": in a JSON file
    grep -o "\"$2\": *-\{0,1\}[0-9.]*" "$1" | head -n 1 | sed 's/.*: *//'
}
