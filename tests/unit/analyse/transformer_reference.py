#!/usr/bin/env python3
"""Small random classifiers and what they must answer, computed apart from the program: NumPy in double precision, padded
batches with a mask, and the slow textbook form of byte-level BPE. Usage: transformer_reference.py FOLDER [--hidden N ...]

Makes FOLDER/{f32,f16,bf16,lists,blank}/: config.json, model.safetensors, a tokeniser, and expected.jsonl with one object a
line: text, ids, logits. Invented texts only."""
import json
import math
import os
import re
import struct
import sys
import unicodedata

import numpy

TEXTS = [
    "", " ", "a", "I love this so much", "I  hate   it.", "She's  the   best, isn't she?  We'll see!", "don't DON'T 'tis rock'n'roll",
    "line one\nline two\n\n  indented\t tab \n", "123 45a6 ½ ² Ⅷ", "😍😍 so good 🔥🔥🔥!!!", "née Zoë naïve coöperate", "это просто ужас",
    "これはすごい", "e\u0301 combining", "\u00a0nbsp\u2003em space\u3000wide ", "https://example.org/?a=1&b=2 #Tag @handle",
    "</s> <s> <pad> typed by somebody", "x" * 40, "really " * 60, "why why why why " * 9 + "end", "\u200bzero\u200dwidth",
    "trailing spaces   ", "   leading", "a\r\nb", "'s't're've'm'll'd'D", "the brand new thing™ — “quoted” ‘single’", "<3 <3",
    "w00t! wow...wow?!", "🇦🇹 flag and 👩‍👩‍👧 family", "مرحبا بك", "नमस्ते दोस्तों", "ok",
]


def byte_alphabet():
    """GPT-2's bytes_to_unicode."""
    plain = list(range(ord("!"), ord("~") + 1)) + list(range(ord("¡"), ord("¬") + 1)) + list(range(ord("®"), ord("ÿ") + 1))
    chars, n = {b: chr(b) for b in plain}, 0
    for b in range(256):
        if b not in chars:
            chars[b] = chr(256 + n)
            n += 1
    return chars


BYTES = byte_alphabet()
WHITE = set("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {chr(c) for c in range(0x2000, 0x200B)}
KINDS = re.compile(r"B?L+|B?N+|B?O+|[BS]+(?![^BS])|[BS]+")


def pieces(text):
    """The GPT-2 pattern, run over one letter a character: L letter, N number, B blank, S other white space, O other."""
    kinds = "".join("B" if c == " " else "S" if c in WHITE else unicodedata.category(c)[0] if unicodedata.category(c)[0] in "LN"
                    else "O" for c in text)
    at, out = 0, []
    while at < len(text):
        short = re.compile("'s|'t|'re|'ve|'m|'ll|'d").match(text, at)
        end = short.end() if short else KINDS.match(kinds, at).end()
        out.append(text[at:end])
        at = end
    return out


def split(word, ranks):
    parts = [BYTES[b] for b in word.encode("utf-8")]
    while len(parts) > 1:
        pairs = [(ranks.get((parts[i], parts[i + 1]), math.inf), i) for i in range(len(parts) - 1)]
        rank = min(pairs)[0]
        if rank == math.inf:
            break
        first, second = next(p for p, r in ranks.items() if r == rank)
        joined, i = [], 0
        while i < len(parts):
            if i + 1 < len(parts) and parts[i] == first and parts[i + 1] == second:
                joined.append(first + second)
                i += 2
            else:
                joined.append(parts[i])
                i += 1
        parts = joined
    return parts


def train_merges(count):
    """Plain BPE training on the texts themselves: the most frequent pair, ties by the pair."""
    words = {}
    for text in TEXTS:
        for piece in pieces(text):
            key = tuple(BYTES[b] for b in piece.encode("utf-8"))
            words[key] = words.get(key, 0) + 1
    merges = []
    for _ in range(count):
        pairs = {}
        for word, n in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] = pairs.get(pair, 0) + n
        if not pairs:
            break
        best = max(pairs, key=lambda p: (pairs[p], p))
        merges.append(best)
        after = {}
        for word, n in words.items():
            out, i = [], 0
            while i < len(word):
                if word[i:i + 2] == best:
                    out.append(word[i] + word[i + 1])
                    i += 2
                else:
                    out.append(word[i])
                    i += 1
            after[tuple(out)] = after.get(tuple(out), 0) + n
        words = after
    return merges


def encode(text, vocab, ranks, limit, added, blank):
    ids = []
    stretches = re.split("(" + "|".join(map(re.escape, added)) + ")", text) if added else [text]
    for stretch in stretches:
        if stretch in added:
            ids.append(added[stretch])
            continue
        if blank and stretch and not stretch.startswith(" "):
            stretch = " " + stretch
        for piece in pieces(stretch):
            ids += [vocab[p] for p in split(piece, ranks)]
    return [0] + ids[:limit - 2] + [2]


def random_weights(c, rng):
    h, i = c["hidden_size"], c["intermediate_size"]
    w = {}

    def linear(name, rows, columns, scale=0.25):
        w[name + ".weight"] = rng.normal(0, scale, (rows, columns))
        w[name + ".bias"] = rng.normal(0, 0.1, rows)

    def norm(name):
        w[name + ".weight"] = rng.normal(1, 0.1, h)
        w[name + ".bias"] = rng.normal(0, 0.1, h)

    w["roberta.embeddings.word_embeddings.weight"] = rng.normal(0, 1, (c["vocab_size"], h))
    w["roberta.embeddings.position_embeddings.weight"] = rng.normal(0, 0.5, (c["max_position_embeddings"], h))
    w["roberta.embeddings.token_type_embeddings.weight"] = rng.normal(0, 0.5, (c["type_vocab_size"], h))
    norm("roberta.embeddings.LayerNorm")
    for n in range(c["num_hidden_layers"]):
        p = f"roberta.encoder.layer.{n}."
        for part in ("query", "key", "value"):
            linear(p + "attention.self." + part, h, h)
        linear(p + "attention.output.dense", h, h)
        norm(p + "attention.output.LayerNorm")
        linear(p + "intermediate.dense", i, h)
        linear(p + "output.dense", h, i)
        norm(p + "output.LayerNorm")
    linear("classifier.dense", h, h)
    linear("classifier.out_proj", len(c["id2label"]), h)
    return w


def to_bytes(array, dtype):
    """The bytes as stored, and the values that they stand for."""
    single = array.astype("<f4")
    if dtype == "F16":
        half = array.astype("<f2")
        return half.tobytes(), half.astype(numpy.float64)
    if dtype == "BF16":
        bits = single.view("<u4")
        top = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")  # round to nearest even
        return top.tobytes(), (top.astype("<u4") << 16).view("<f4").astype(numpy.float64)
    return single.tobytes(), single.astype(numpy.float64)


def write_safetensors(path, weights, dtype, extra_bytes):
    header, data, stored = {"__metadata__": {"format": "pt"}}, b"", {}
    ids = numpy.arange(4, dtype="<i8").reshape(1, 4)  # older exports carry such a buffer
    for name, array in list(weights.items()) + [("roberta.embeddings.position_ids", ids)]:
        if array.dtype.kind == "i":
            raw, kind = array.tobytes(), "I64"
        else:
            raw, stored[name] = to_bytes(array, dtype)
            kind = dtype
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8 + extra_bytes)  # extra: weights that begin at an odd place
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)
    return stored


def layer_norm(x, w, name, eps):
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) / numpy.sqrt(variance + eps) * w[name + ".weight"] + w[name + ".bias"]


def dense(x, w, name):
    return x @ w[name + ".weight"].T + w[name + ".bias"]


def forward(c, w, batch):
    """All sequences padded to one length, with a mask, as the published implementation does it."""
    length, pad, h, heads = max(map(len, batch)), c["pad_token_id"], c["hidden_size"], c["num_attention_heads"]
    ids = numpy.full((len(batch), length), pad)
    for row, sequence in enumerate(batch):
        ids[row, :len(sequence)] = sequence
    mask = numpy.array([[n < len(s) for n in range(length)] for s in batch])
    positions = numpy.cumsum(mask, axis=1) * mask + pad
    e = "roberta.embeddings."
    x = w[e + "word_embeddings.weight"][ids] + w[e + "position_embeddings.weight"][positions] + w[e + "token_type_embeddings.weight"][0]
    x = layer_norm(x, w, e + "LayerNorm", c["layer_norm_eps"])
    erf = numpy.vectorize(math.erf)

    def heads_of(y):
        return y.reshape(len(batch), length, heads, h // heads).transpose(0, 2, 1, 3)

    for n in range(c["num_hidden_layers"]):
        p = f"roberta.encoder.layer.{n}."
        q, k, v = (heads_of(dense(x, w, p + "attention.self." + part)) for part in ("query", "key", "value"))
        scores = q @ k.transpose(0, 1, 3, 2) / math.sqrt(h // heads) + numpy.where(mask, 0, -1e30)[:, None, None, :]
        scores = numpy.exp(scores - scores.max(-1, keepdims=True))
        context = (scores / scores.sum(-1, keepdims=True) @ v).transpose(0, 2, 1, 3).reshape(len(batch), length, h)
        x = layer_norm(dense(context, w, p + "attention.output.dense") + x, w, p + "attention.output.LayerNorm", c["layer_norm_eps"])
        inner = dense(x, w, p + "intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
        x = layer_norm(dense(inner, w, p + "output.dense") + x, w, p + "output.LayerNorm", c["layer_norm_eps"])
    return dense(numpy.tanh(dense(x[:, 0], w, "classifier.dense")), w, "classifier.out_proj")


def make_case(folder, dtype, tokenizer, seed, layers, heads, extra_bytes=0, blank=False):
    os.makedirs(folder, exist_ok=True)
    merges = train_merges(220)
    tokens = ["<s>", "<pad>", "</s>", "<unk>"] + [BYTES[b] for b in range(256)]
    tokens += [t for t in dict.fromkeys(a + b for a, b in merges) if t not in tokens] + ["<mask>"]
    vocab = {token: n for n, token in enumerate(tokens)}
    added = {"<3": len(vocab)} if tokenizer == "json" else {}
    labels = ["anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise"]
    config = {"model_type": "roberta", "hidden_size": 48, "num_hidden_layers": layers, "num_attention_heads": heads,
              "intermediate_size": 80, "vocab_size": len(vocab) + len(added), "max_position_embeddings": 60, "type_vocab_size": 1,
              "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2, "layer_norm_eps": 1e-05, "hidden_act": "gelu",
              "id2label": {str(n): label for n, label in enumerate(labels)}}
    with open(folder + "/config.json", "w") as out:
        json.dump(config, out)
    if tokenizer == "json":
        special = [{"id": vocab[t], "content": t, "special": True, "single_word": False, "lstrip": t == "<mask>", "rstrip": False,
                    "normalized": False} for t in ("<s>", "<pad>", "</s>", "<unk>", "<mask>")]
        plain = [{"id": n, "content": t, "special": False, "single_word": False, "lstrip": False, "rstrip": False,
                  "normalized": False} for t, n in added.items()]
        pairs = [list(m) if seed % 2 else " ".join(m) for m in merges]  # both forms that are in use
        document = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": special + plain, "normalizer": None,
                    "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": blank, "trim_offsets": True, "use_regex": True},
                    "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": True,
                                       "add_prefix_space": blank},
                    "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "",
                              "end_of_word_suffix": "", "fuse_unk": False, "vocab": vocab, "merges": pairs}}
        with open(folder + "/tokenizer.json", "w") as out:
            json.dump(document, out)
    else:
        with open(folder + "/vocab.json", "w") as out:
            json.dump(vocab, out)
        with open(folder + "/merges.txt", "w", encoding="utf-8") as out:
            out.write("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))
    weights = random_weights(config, numpy.random.default_rng(seed))
    stored = write_safetensors(folder + "/model.safetensors", weights, dtype, extra_bytes)
    ranks = {pair: n for n, pair in enumerate(merges)}
    limit = config["max_position_embeddings"] - config["pad_token_id"] - 1
    ids = [encode(text, vocab, ranks, limit, added, blank) for text in TEXTS]
    logits = forward(config, stored, ids)
    with open(folder + "/expected.jsonl", "w") as out:
        for text, sequence, row in zip(TEXTS, ids, logits):
            out.write(json.dumps({"text": text, "ids": sequence, "logits": [float(x) for x in row]}) + "\n")


def main():
    root = sys.argv[1]
    make_case(root + "/f32", "F32", "json", 1, layers=3, heads=4)
    make_case(root + "/f16", "F16", "json", 2, layers=2, heads=6)
    make_case(root + "/bf16", "BF16", "json", 3, layers=1, heads=3)
    make_case(root + "/lists", "F32", "lists", 4, layers=2, heads=4, extra_bytes=2)
    make_case(root + "/blank", "F32", "json", 5, layers=1, heads=1, blank=True)


if __name__ == "__main__":
    main()
