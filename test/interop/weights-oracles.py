"""Judges each file of a folder by a reference reader: prints one JSON object, name -> error text or null.

Each file is judged in a process of its own with limits on processor time and memory, since the readers hang on some of them
and take a gigabyte for others (weight-formats 2.3, 1.3).
"""
import json
import os
import resource
import sys

CPU_SECONDS = {"safetensors": 5, "gguf": 1}  # one of the former has 200,001 tensors
MEMORY = 4 << 30


def judge(path):
    if path.endswith(".safetensors"):
        from safetensors import deserialize

        with open(path, "rb") as file:
            deserialize(file.read())
    else:
        from gguf import GGUFReader

        for tensor in GGUFReader(path).tensors:
            tensor.data.tobytes()


def main():
    folder = sys.argv[1]
    out = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        seconds = CPU_SECONDS[name.rpartition(".")[2]]
        pid = os.fork()
        if pid == 0:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            try:
                judge(path)
            except BaseException as error:  # a reader may raise anything, also a panic of Rust
                with open(path + ".error", "w") as file:
                    file.write(repr(error)[:300])
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        if status == 0:
            out[name] = None
        elif os.path.exists(path + ".error"):
            with open(path + ".error") as file:
                out[name] = file.read()
        else:
            out[name] = f"died with status {status}"
    json.dump(out, sys.stdout)


import gguf  # noqa: E402  before forking, once
import safetensors  # noqa: E402,F401

main()
