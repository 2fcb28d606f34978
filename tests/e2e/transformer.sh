#!/bin/sh
# Pulled transformers: from a host that misbehaves to scores, reasons and the database.
. "$(dirname "$0")/lib.sh"

python=python3
$python -c 'import numpy' 2>/dev/null || python=/usr/bin/python3
$python -c 'import numpy' 2>/dev/null || fail "python3-numpy is not installed"
$python "$SOURCE/tests/unit/analyse/transformer_reference.py" "$work/models"
$python "$SOURCE/tests/e2e/model_host.py" "$work/models" "$work/port" "$work/requests" &
host=$!
trap 'kill "$host" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do [ -s port ] && break; sleep 0.1; done
export ET_INTEL_MODELS_HOST="http://127.0.0.1:$(cat port)/" ET_INTEL_MODELS_RETRIES=2 no_proxy='*'
export ET_INTEL_MODELS_DIR=pulled
commit=0123456789abcdef0123456789abcdef01234567

# ---- what is refused before anything is asked for ----
for revision in main v1.0 0123456789abcdef 0123456789ABCDEF0123456789ABCDEF01234567; do
    expect 2 "$et" models pull "somebody/plain.f32@$revision"
    contains err "scores would drift"
done
for name in ../x/y nothing "a b/c@$commit" "a/b/c@$commit" "../b@$commit"; do
    expect 2 "$et" models pull "$name"
done
[ ! -s requests ] || fail "something was asked for"

# ---- a pull, and again ----
expect 0 "$et" models pull "somebody/plain.f32@$commit" --json
contains out '"pulled":true'
contains out "$(sha256sum models/f32/model.safetensors | cut -d' ' -f1)"
lock=pulled/somebody/plain.f32/$commit/lock.json
contains "$lock" "$(sha256sum models/f32/config.json | cut -d' ' -f1)"
asked=$(wc -l <requests)
expect 0 "$et" models pull "somebody/plain.f32@$commit"
contains out "It is there already"
[ "$(wc -l <requests)" = "$asked" ] || fail "what is there was fetched again"

# ---- a host with faults ----
expect 0 "$et" models pull "somebody/cut.f32@$commit" --json
[ "$(number out resumed_bytes)" -gt 1000 ] || fail "the broken download began anew"
grep -q 'range=bytes=[1-9]' requests || fail "no range was asked for"
cmp models/f32/model.safetensors "pulled/somebody/cut.f32/$commit/model.safetensors" || fail "resumed wrongly"
expect 0 "$et" models pull "somebody/busy.f16@$commit"
expect 0 "$et" models pull "somebody/slow.bf16@$commit"
expect 0 "$et" models pull "somebody/lists.lists@$commit"
contains "pulled/somebody/lists.lists/$commit/lock.json" merges.txt
expect 0 "$et" models pull "somebody/moved.f16@$commit"
if grep -q "secret" logs/et_intelligence.log err; then fail "a signed address was logged"; fi

refused() { # refused NAME WHAT: fails, says so, and leaves no model behind
    expect 1 "$et" models pull "somebody/$1@$commit"
    contains err "$2"
    [ ! -e "pulled/somebody/$1/$commit/lock.json" ] || fail "$1 has a lock"
    expect 1 "$et" score --model "somebody/$1@$commit"
}
refused gone.f32 404
refused weightless.f32 "model.safetensors"
refused broken.f32 "127.0.0.1"
refused short.f32 "model.safetensors"
refused html.f32 "config.json is no JSON"
refused commit.f32 "another commit"
refused announced.f32 "the host announced"
(export ET_INTEL_MODELS_MAX_BYTES=100000 && refused plain.blank "longer than")
(export ET_INTEL_MODELS_HOST=http://127.0.0.1:1 && refused none.f32 "127.0.0.1")
expect 2 env ET_INTEL_MODELS_HOST=ftp://127.0.0.1 "$et" models pull "somebody/none.f32@$commit"
contains err "no http:// or https://"

# ---- scores ----
model=somebody/plain.f32@$commit
printf '{"id":1,"text":"I love this so much"}\n{"id":2,"text":"I hate it"}\nnonsense\n\n{"id":3,"text":"ok 😍","caption":"c"}\n' >in
code=0
"$et" score --model "$model" <in >scores || code=$?
[ "$code" = 3 ] || fail "a bad line gives 3, not $code"
[ "$(wc -l <scores)" = 4 ] || fail "four answers"
contains scores "\"model\":\"$model\""
sed -n 3p scores | grep -q '"line":3,"error"' || fail "the third line is bad"
head -n 1 in | "$et" score --model "$model" >alone
# Alone and among others the same, to the last rounded digit or one beside it.
$python - scores alone models/f32/expected.jsonl <<'PY'
import json, math, sys
batch, alone = json.loads(open(sys.argv[1]).readline()), json.loads(open(sys.argv[2]).readline())
assert abs(batch["sentiment"] - alone["sentiment"]) < 0.002, (batch, alone)
row = next(r for r in map(json.loads, open(sys.argv[3])) if r["text"] == "I love this so much")
weights = [math.exp(x) for x in row["logits"]]
polarity = sum(w * p for w, p in zip(weights, [-1, -1, -0.6, 1, 0, -0.8, 0])) / sum(weights)
assert abs(batch["sentiment"] - polarity) < 0.002, (batch["sentiment"], polarity)
assert abs(sum(batch["emotions"].values()) - 1) < 1e-6
PY

# ---- reasons ----
expect 0 "$et" explain --model "$model" --json "I love this so much"
$python - <<'PY'
import json, math
e = json.load(open("out"))
total = sum(p["contribution"] for p in e["parts"])
assert abs(total - e["margin"]) < 1e-9, (total, e["margin"])
assert e["parts"][-1]["kind"] == "rest" and [p["text"] for p in e["parts"][:-1]] == "I love this so much".split(), e
assert abs(e["sentiment"] - e["margin"] / math.sqrt(e["margin"] ** 2 + 4)) < 0.001, e
PY

# ---- the database ----
printf 'post_url,username,text,timestamp\nhttps://www.instagram.com/p/ABC123/,ann,I love this so much,2026-01-01T10:00:00Z\n' >a.csv
printf 'https://www.instagram.com/p/ABC123/,bob,I hate it,2026-01-01T11:00:00Z\n' >>a.csv
expect 0 "$et" import a.csv
expect 0 "$et" models use "$model"
expect 0 "$et" rescore
contains out "$model"
expect 0 "$et" rescore --diff
expect 0 "$et" models list --csv
grep -q "^$model,true,true,2," out || fail "the model is not active with its two comments: $(cat out)"
grep -q "^somebody/busy.f16@$commit,false,true" out || fail "a pulled model is not listed"
printf 'post_url,username,text,timestamp\nhttps://www.instagram.com/p/ABC123/,cyd,so good,2026-01-02T10:00:00Z\n' >b.csv
expect 0 "$et" import b.csv
expect 0 "$et" models list --csv
grep -q "^$model,true,true,3," out || fail "the import did not score with the active model: $(cat out)"
expect 0 "$et" models verify

# ---- a changed file is refused ----
printf 'x' | dd of="pulled/somebody/plain.f32/$commit/model.safetensors" bs=1 seek=20000 conv=notrunc 2>/dev/null
expect 1 "$et" score --model "$model"
contains err "was changed since it was pulled"
expect 1 "$et" models verify
expect 1 "$et" models pull "$model"
expect 1 "$et" import a.csv b.csv
