"""A model of architecture llama computed a second time, by NumPy in float64, from the definition of its layers.

logprob-numpy.py IN OUT writes the model of IN to OUT with every tensor as F32, keys as they are, values by the reference
dequantiser; then reads lists of token ids as JSON from standard input and prints, for each list, the log-probability of
every token but the first given those before it, by these very values.

Nothing here is taken from the runtime that is tested, nor from this project.
"""
import json
import struct
import sys

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize

ALIGN = 32
NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
TEXT, LIST = 8, 9


class File:
    """Keys and tensors of a GGUF file; of the keys only plain numbers are kept."""

    def __init__(self, path):
        self.data = np.memmap(path, mode="r")
        self.head = bytearray(self.data[: 32 << 20].tobytes())
        tensors, self.count = struct.unpack_from("<QQ", self.head, 8)
        self.at, self.numbers, self.places = 24, {}, {}
        for _ in range(self.count):
            key, kind = self.text(), self.take("I")
            self.places[key] = self.at
            if kind in NUMBERS:
                self.numbers[key] = self.take(NUMBERS[kind])
            else:
                self.skip(kind)
        self.keys_end = self.at
        infos = [self.info() for _ in range(tensors)]
        start = -(-self.at // ALIGN) * ALIGN
        self.tensors = {name: self.values(dims, kind, start + offset) for name, dims, kind, offset in infos}

    def take(self, form):
        (value,) = struct.unpack_from("<" + form, self.head, self.at)
        self.at += struct.calcsize("<" + form)
        return value

    def text(self):
        length = self.take("Q")
        self.at += length
        return self.head[self.at - length : self.at].decode()

    def info(self):
        name, rank = self.text(), self.take("I")
        return name, [self.take("Q") for _ in range(rank)], self.take("I"), self.take("Q")

    def skip(self, kind):
        if kind == TEXT:
            length = self.take("Q")  # moves on by itself
            self.at += length
        elif kind == LIST:
            inner, count = self.take("I"), self.take("Q")
            if inner in NUMBERS:
                self.at += count * struct.calcsize("<" + NUMBERS[inner])
            else:
                for _ in range(count):
                    self.skip(inner)

    def values(self, dims, kind, at):
        """As F32, rows first."""
        kind = GGMLQuantizationType(kind)
        elements, size = GGML_QUANT_SIZES[kind]
        shape = [*dims[:0:-1], dims[0] // elements * size]
        data = self.data[at : at + int(np.prod(shape))].reshape(shape)
        return dequantize(data.view("<f4") if kind == GGMLQuantizationType.F32 else data, kind).astype("<f4")


def copy(file, target):
    """The same keys, but for general.file_type; every tensor as F32."""
    struct.pack_into("<I", file.head, file.places["general.file_type"], 0)
    infos, offset = b"", 0
    for name, values in file.tensors.items():
        dims = values.shape[::-1]
        infos += struct.pack("<Q", len(name)) + name.encode() + struct.pack("<I", len(dims))
        infos += struct.pack(f"<{len(dims)}QIQ", *dims, 0, offset)
        offset += -(-values.nbytes // ALIGN) * ALIGN
    head = b"GGUF" + struct.pack("<IQQ", 3, len(file.tensors), file.count) + file.head[24 : file.keys_end] + infos
    with open(target, "wb") as out:
        out.write(head + bytes(-len(head) % ALIGN))
        for values in file.tensors.values():
            out.write(values.tobytes() + bytes(-values.nbytes % ALIGN))


class Model:
    def __init__(self, file):
        value = lambda key: file.numbers["llama." + key]
        self.tensors = file.tensors
        self.blocks = value("block_count")
        self.heads, self.pairs = value("attention.head_count"), value("attention.head_count_kv")
        self.width = value("embedding_length") // self.heads
        self.epsilon = value("attention.layer_norm_rms_epsilon")
        turns = np.arange(0, self.width, 2) / self.width
        self.frequencies = float(value("rope.freq_base")) ** -turns

    def of(self, name):
        return np.asarray(self.tensors[name + ".weight"], dtype=np.float64)

    def norm(self, x, name):
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + self.epsilon) * self.of(name)

    def rotate(self, x):
        """x: position, head, width. Neighbouring numbers are the two sides of an angle."""
        angles = np.arange(len(x))[:, None] * self.frequencies
        cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
        out = np.empty_like(x)
        out[..., 0::2] = x[..., 0::2] * cos - x[..., 1::2] * sin
        out[..., 1::2] = x[..., 0::2] * sin + x[..., 1::2] * cos
        return out

    def attend(self, x, at):
        split = lambda part, heads: (x @ self.of(f"{at}.attn_{part}").T).reshape(len(x), heads, self.width)
        q, k, v = self.rotate(split("q", self.heads)), self.rotate(split("k", self.pairs)), split("v", self.pairs)
        k, v = (np.repeat(one, self.heads // self.pairs, axis=1) for one in (k, v))
        scores = np.einsum("ihd,jhd->hij", q, k) / np.sqrt(self.width)
        scores[:, np.triu(np.ones((len(x), len(x)), dtype=bool), 1)] = -np.inf
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        mixed = np.einsum("hij,jhd->ihd", scores, v).reshape(len(x), -1)
        return mixed @ self.of(f"{at}.attn_output").T

    def feed(self, x, at):
        gate = x @ self.of(f"{at}.ffn_gate").T
        return (gate / (1 + np.exp(-gate)) * (x @ self.of(f"{at}.ffn_up").T)) @ self.of(f"{at}.ffn_down").T

    def log_probabilities(self, lists):
        embedding = self.of("token_embd")
        streams = [embedding[np.array(ids)] for ids in lists]
        for block in range(self.blocks):
            at = f"blk.{block}"
            for i, x in enumerate(streams):
                x = x + self.attend(self.norm(x, f"{at}.attn_norm"), at)
                streams[i] = x + self.feed(self.norm(x, f"{at}.ffn_norm"), at)
        last = self.of("output") if "output.weight" in self.tensors else embedding
        for ids, x in zip(lists, streams):
            logits = self.norm(x[:-1], "output_norm") @ last.T
            logits -= logits.max(-1, keepdims=True)
            logits -= np.log(np.exp(logits).sum(-1, keepdims=True))
            yield [float(row[token]) for row, token in zip(logits, ids[1:])]


if __name__ == "__main__":
    source, target = sys.argv[1:]
    file = File(source)
    copy(file, target)
    print(json.dumps(list(Model(file).log_probabilities(json.load(sys.stdin)))))
