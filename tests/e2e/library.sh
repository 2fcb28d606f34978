#!/bin/sh
# The C library: installed under a DESTDIR, found by pkg-config, used by a small program, and showing nothing but its API.
. "$(dirname "$0")/lib.sh"

root=$work/root prefix=/opt/et-intel
expect 0 "$SOURCE/tools/install-files" "$et" "$root" $prefix
for file in bin/et-intel include/et_intel.h lib/libet_intel.so lib/libet_intel.so.1 lib/pkgconfig/et-intel.pc \
    share/man/man1/et-intel.1; do
    [ -s "$root$prefix/$file" ] || fail "$file is not installed"
done
make -C "$SOURCE" -n install DESTDIR=/there PREFIX=/here | grep -q 'install-files build/et-intel "/there" "/here"' ||
    fail "make install does not hand on DESTDIR and PREFIX"
library=$root$prefix/lib/libet_intel.so.1

# What can be seen from outside is what the header declares.
grep -o 'et_intel_[a-z0-9_]*(' "$root$prefix/include/et_intel.h" | tr -d '(' | sort -u >declared
nm -D --defined-only "$library" | awk '$2 != "A" {sub(/@.*/, "", $3); print $3}' | sort -u >shown
same declared shown "the header and the symbols of the library"
objdump -p "$library" | grep -q 'SONAME *libet_intel.so.1$' || fail "the library has another SONAME"

export PKG_CONFIG_PATH=$root$prefix/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
[ "$(pkg-config --modversion et-intel)" = "$("$et" --version | sed 's/et-intel //')" ] || fail "et-intel.pc names another version"
cat >use.c <<'END'
#include <et_intel.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    static const char cast[] = "[{\"name\":\"Mara Vale\",\"type\":\"person\"}]";
    const char *json;
    et_intel *handle;
    struct et_intel_comment comment = {0};
    if (argc != 2 || et_intel_open(cast, strlen(cast), &handle) != ET_INTEL_OK)
        return 1;
    comment.text = argv[1];
    comment.text_len = strlen(argv[1]);
    if (et_intel_score(handle, &comment, &json, NULL) != ET_INTEL_OK || puts(json) < 0)
        return 2;
    if (et_intel_explain(handle, &comment, &json, NULL) != ET_INTEL_OK || puts(json) < 0)
        return 3;
    printf("%s %s\n", et_intel_version(), et_intel_model(handle));
    et_intel_close(handle);
    return et_intel_open("no JSON", 7, &handle) != ET_INTEL_BAD_CATALOGUE || et_intel_error(handle)[0] == '\0';
}
END
# A library that was built with a sanitizer needs a program that is.
sanitize=
nm -D "$library" >symbols
if grep -q __asan_init symbols; then sanitize=-fsanitize=address,undefined; fi
if grep -q __tsan_init symbols; then sanitize=-fsanitize=thread; fi
# shellcheck disable=SC2046,SC2086 # words on purpose
${CC:-cc} -std=c11 -Wall -Wextra -Werror $sanitize use.c -o use $(pkg-config --cflags --libs et-intel)
export LD_LIBRARY_PATH=$root$prefix/lib ASAN_OPTIONS=detect_leaks=0
text='I love Mara Vale, she is wonderful'
expect 0 ./use "$text"
grep '^{' out >answers
sed -n 1p answers >scored.json
sed -n 2p answers >explained.json
contains out "$("$et" --version | sed 's/et-intel //') et-stack@"
contains explained.json '"margin"'
# The library scores as the program does.
printf '[{"name":"Mara Vale","type":"person"}]' >cast.json
printf '{"text":"%s"}\n' "$text" | "$et" score --catalog cast.json >program.json
[ "$(number scored.json sentiment)" = "$(number program.json sentiment)" ] || fail "the library and the program do not agree"
contains scored.json '"name":"Mara Vale"'
