"""Asks one thing over and over, as the chart's notes tell clients to, until SIGTERM; then says how it went.

usage: load.py TARGET CLIENTS

Prints {"answered": ..., "wrong": ..., "failed": {"UNAVAILABLE: words": ...}}: wrong is an answer other than the first.
"""

import collections
import importlib
import json
import signal
import sys
import tempfile
import threading
from pathlib import Path

import grpc
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parents[3]
PROTOS = ROOT / "proto"
SERVICE_CONFIG = (ROOT / "helm" / "unroll" / "files" / "service-config.json").read_text()
DEADLINE_SECONDS = 30


def generated(folder: str) -> tuple:
    """Messages and stubs, as any user makes them."""
    files = sorted(str(file) for file in (PROTOS / "unroll").rglob("*.proto"))
    if protoc.main(["protoc", f"-I{PROTOS}", f"--python_out={folder}", f"--grpc_python_out={folder}", *files]) != 0:
        raise SystemExit(f"protoc failed on {files}")
    sys.path.insert(0, folder)
    names = ("unroll.v1.sequence_inference_pb2", "unroll.v1.sequence_inference_pb2_grpc")
    return tuple(importlib.import_module(name) for name in names)


class Load:
    def __init__(self, messages: object, stub: object) -> None:
        self.call = stub.ManyToOne
        self.request = messages.ManyToOneRequest(
            model=messages.ModelSelector(name="sentiment-ko"), input=messages.Input(text="배우들 연기가 너무 좋았다")
        )
        self.counts: collections.Counter = collections.Counter()
        self.failed: collections.Counter = collections.Counter()
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.truth = self.answer()

    def answer(self) -> list:
        answered = self.call(self.request, timeout=DEADLINE_SECONDS)
        return [(label.label, label.score) for label in answered.labels]

    def ask(self) -> None:
        while not self.stop.wait(0.005):
            try:
                right = self.answer() == self.truth
                with self.lock:
                    self.counts["answered" if right else "wrong"] += 1
            except grpc.RpcError as failed:
                with self.lock:
                    self.failed[f"{failed.code().name}: {failed.details()}"] += 1


def main() -> None:
    options = [("grpc.service_config", SERVICE_CONFIG)]
    with tempfile.TemporaryDirectory() as folder, grpc.insecure_channel(sys.argv[1], options=options) as channel:
        messages, stubs = generated(folder)
        load = Load(messages, stubs.SequenceInferenceStub(channel))
        signal.signal(signal.SIGTERM, lambda *_: load.stop.set())
        clients = [threading.Thread(target=load.ask) for _ in range(int(sys.argv[2]))]
        for client in clients:
            client.start()
        print("loading", flush=True)
        for client in clients:
            client.join()
        print(json.dumps({"answered": load.counts["answered"], "wrong": load.counts["wrong"], "failed": load.failed}))


if __name__ == "__main__":
    main()
