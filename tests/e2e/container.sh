#!/bin/sh
# The container as people of the earlier program know it: docker-compose build, docker-compose run --rm et-intel --batch.
. "$(dirname "$0")/lib.sh"

if ! command -v docker >/dev/null || ! docker info >/dev/null 2>&1; then
    echo "NOT TESTED: no container engine runs here; the Dockerfile and the compose file were not built"
    exit 77
fi
if docker compose version >/dev/null 2>&1; then
    compose="docker compose"
elif command -v docker-compose >/dev/null; then
    compose=docker-compose
else
    echo "NOT TESTED: docker runs, but there is no compose"
    exit 77
fi

mkdir -p data/uploads # reports and logs are missing, as after a fresh clone
owner=4711
[ "$(id -u)" = 0 ] && chown -R $owner:$owner data || owner=$(id -u)
cp "$SOURCE/samples/exports/"*p01* "$SOURCE/samples/exports/"*p22* "$SOURCE/samples/exports/youtube-api_p20.json" data/uploads/
cp "$SOURCE/samples/cast.json" data/
chmod -R a+rX data
export ET_INTEL_DATA=$work/data ET_INTEL_REPORTS=$work/reports ET_INTEL_LOGS=$work/logs
export COMPOSE_PROJECT_NAME=etinteltest$$
cd "$SOURCE"
$compose build >"$work/build.log" 2>&1 || {
    tail -n 30 "$work/build.log"
    fail "docker-compose build"
}
run() {
    $compose run --rm -T et-intel "$@" >"$work/out" 2>"$work/err" </dev/null || {
        tail -n 20 "$work/out" "$work/err"
        fail "docker-compose run --rm et-intel $*"
    }
}
run --version
run entities load data/cast.json
run --batch
run stats --json
[ "$(number "$work/out" comments)" -gt 50 ] || fail "the batch in the container imported $(number "$work/out" comments) comments"
run brief -o reports/brief.pdf -o reports/brief.json
[ -s "$work/reports/brief.pdf" ] && [ -s "$work/logs/et_intelligence.log" ] || fail "no brief or no log on the mounted folders"
run doctor
for file in "$work/data/et_intelligence.db" "$work/reports/brief.pdf" "$work/logs/et_intelligence.log"; do
    [ "$(stat -c %u "$file")" = "$owner" ] || fail "$file belongs to $(stat -c %u "$file"), not to the owner of the data, $owner"
done
# The image leaves out fonts, but no script.
for language in ar hy bn zh-cn zh-tw my ka el gu he hi ja kn km ko lo ml or pa ru si ta te th bo vi am; do
    [ -n "$(docker run --rm --entrypoint fc-list et-intel:local ":lang=$language" family)" ] || fail "no font for language $language"
done
size=$(docker image inspect et-intel:local --format '{{.Size}}')
echo "image: $((size / 1000000)) MB"
$compose down >/dev/null 2>&1 || true
