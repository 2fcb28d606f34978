#!/usr/bin/env python3
"""A classifier of the size of distilroberta-base with random weights, and comments for it: make_transformer.py FOLDER.
330 MB. The reference of the tests makes the parts."""
import json
import os
import random
import sys

import numpy

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "unit", "analyse"))
import transformer_reference as reference  # noqa: E402

folder = sys.argv[1]
reference.make_case(folder, "F32", "json", 1, layers=1, heads=4)
os.remove(folder + "/expected.jsonl")
with open(folder + "/config.json") as file:
    config = json.load(file)
config.update(hidden_size=768, num_hidden_layers=6, num_attention_heads=12, intermediate_size=3072, vocab_size=50265,
              max_position_embeddings=514)
with open(folder + "/config.json", "w") as file:
    json.dump(config, file)


class Generator:
    """Normal numbers in single precision, which is enough and takes half the memory."""

    def __init__(self):
        self.source = numpy.random.default_rng(1)

    def normal(self, mean, scale, shape):
        return self.source.standard_normal(shape, dtype=numpy.float32) * numpy.float32(scale * 0.2) + numpy.float32(mean)


reference.write_safetensors(folder + "/model.safetensors", reference.random_weights(config, Generator()), "F32", 0)
words = [w for text in reference.TEXTS for w in text.split()]
pick = random.Random(1)
with open(folder + "/comments.txt", "w", encoding="utf-8") as out:
    for _ in range(128):
        out.write(" ".join(pick.choice(words) for _ in range(pick.randint(2, 20))) + "\n")
