"""Runs the chart's pods for real: Kubernetes on a node whose kubelet starts the image, probes it and stops it.

usage: real_node.py PROGRAMS IMAGE, in namespaces of one's own; see run. PROGRAMS is the folder of Kubernetes, Helm and
CoreDNS, IMAGE the archive that image/build makes. PYTHON_WITH_GRPC is a Python with grpcio-tools, for the load.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import node
from autoscaling import Autoscaling
from control_plane import ControlPlane
from images import write_image
from releases import CHART, SECONDS, Releases, ready, restarts
from volumes import claimed_volume
from words import expect, step, until

ROOT = Path(__file__).resolve().parents[3]
BUSYBOX = Path("/bin/busybox")
MODELS_IMAGE = "localhost/unroll-models:1"


@contextmanager
def load(target: str, clients: int = 8) -> Iterator[dict]:
    """The answer of load.py is in the dictionary after the block."""
    python = os.environ["PYTHON_WITH_GRPC"]
    command = [python, Path(__file__).with_name("load.py"), target, str(clients)]
    went: dict = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
        try:
            expect(client.stdout.readline() == "loading\n", "the clients did not start")
            yield went
        finally:
            client.send_signal(signal.SIGTERM)
            said, _ = client.communicate(timeout=60)
    went |= json.loads(said)


def life(releases: Releases) -> None:
    """Install, call, update, uninstall; no call fails while pods are replaced, and none is answered otherwise."""
    releases.install("models", {})
    pods = releases.pods("models")
    expect(len(pods) == 2 and all(map(ready, pods)), f"pods: {[pod['status'] for pod in pods]}")
    expect(not any(map(restarts, pods)), "a probe has killed a pod that was starting")
    step("install: two pods are ready by their probes")
    said = releases.helm("test", "models", "--logs", f"--timeout={SECONDS}s")
    expect("positive" in said, f"helm test: {said}")
    step("helm test: a pod has called a pod, through the Service by its name")
    target = f"dns:///models-unroll-headless.{releases.namespace}.svc.cluster.local:8001"
    old = {pod["metadata"]["name"] for pod in pods}
    remaining = lambda: old & {pod["metadata"]["name"] for pod in releases.pods("models")}  # noqa: E731
    with load(target) as went:
        changed = {"config": {"max-rows": 500}}
        releases.helm("upgrade", "models", str(CHART), "--wait", f"--timeout={SECONDS}s", values=changed)
        until("the old pods are gone", SECONDS, lambda: not remaining())
    expect(went["answered"] > 100 and not went["wrong"] and not went["failed"], f"under load: {went}")
    step(f"upgrade under load: all pods replaced, {went['answered']} calls answered, none failed, none wrong")
    a_pod_dies(releases, target)
    releases.uninstall("models")
    step("uninstall: the pods have ended")


def a_pod_dies(releases: Releases, target: str) -> None:
    with load(target) as went:
        servers = subprocess.run(["pgrep", "-f", "/opt/unroll/unroll.jar"], capture_output=True, check=True).stdout
        os.kill(int(servers.split()[0]), signal.SIGKILL)
        until("the dead server is started again", SECONDS, lambda: any(map(restarts, releases.pods("models"))))
        until("both are ready", SECONDS, lambda: all(map(ready, releases.pods("models"))))
    expect(went["answered"] > 100 and not went["wrong"] and not went["failed"], f"when a pod died: {went}")
    step(f"a server killed under load: started again; {went['answered']} calls answered, none failed, none wrong")


def models_come_late(releases: Releases) -> None:
    """A claim whose volume is empty: the pod is alive, not ready, and says so; then models come, and it serves."""
    volume = releases.plane.folder / "volume"
    volume.mkdir()
    releases.plane.create(*claimed_volume("models", volume, releases.namespace))
    values = {
        "models": {"source": "claim", "claim": {"name": "models"}},
        "scaling": {"replicas": 1},
        "config": {"poll": "1s"},
    }
    releases.install("late", values, wait=False)
    (pod,) = until("a pod", SECONDS, lambda: releases.pods("late"))
    started = lambda: any(one.get("started") for one in releases.pods("late")[0]["status"].get("containerStatuses", ()))  # noqa: E731
    until("the startup probe has passed", SECONDS, started)
    waiting = until(
        "a word", SECONDS, lambda: [line for line in releases.log(pod).splitlines() if "waiting for models" in line]
    )
    expect(not ready(releases.pods("late")[0]), "a pod without models is ready")
    shutil.copytree(ROOT / "models" / "spam-en", volume / "spam-en")
    until("the pod is ready", SECONDS, lambda: ready(releases.pods("late")[0]))
    expect(restarts(releases.pods("late")[0]) == 0, "the pod was restarted")
    step(f"models that come late: '{waiting[0].split('  ')[-1]}'; then ready, without a restart")
    releases.uninstall("late")


def models_by_init_container(releases: Releases) -> None:
    fetch = {"image": MODELS_IMAGE, "command": ["/bin/busybox", "cp", "-R", "/bundle/.", "/models"]}
    values = {"models": {"source": "initContainer", "initContainer": fetch}, "scaling": {"replicas": 1}}
    releases.install("fetched", values | {"test": {"model": "spam-en"}})
    expect("spam" in releases.helm("test", "fetched", "--logs", f"--timeout={SECONDS}s"), "helm test")
    step("models by an init container: ready, and helm test has called one")
    releases.uninstall("fetched")


def encrypted(releases: Releases) -> None:
    folder = releases.plane.folder / "tls"
    folder.mkdir()
    names = f"subjectAltName=DNS:secure-unroll.{releases.namespace}.svc"
    authority = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test")
    run = lambda *command: subprocess.run(command, check=True, capture_output=True, cwd=folder)  # noqa: E731
    run(*authority, "-keyout", "ca.key", "-out", "ca.crt")
    request = ("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=unroll")
    run(*request, "-keyout", "tls.key", "-out", "tls.csr")
    (folder / "names").write_text(names)
    signing = ("openssl", "x509", "-req", "-days", "2", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial")
    run(*signing, "-in", "tls.csr", "-extfile", "names", "-out", "tls.crt")
    # As cert-manager writes it unless told otherwise: PKCS #1, in a secret of this type.
    run("openssl", "rsa", "-traditional", "-in", "tls.key", "-out", "tls.key")
    files = [f"--from-file={name}={folder / name}" for name in ("tls.crt", "tls.key", "ca.crt")]
    plane = releases.plane
    secret = ("create", "secret", "generic", "certificate", "--type=kubernetes.io/tls")
    plane.kubectl(*secret, f"--namespace={releases.namespace}", *files)
    releases.install("secure", {"tls": {"secretName": "certificate"}, "scaling": {"replicas": 1}})
    expect("positive" in releases.helm("test", "secure", "--logs", f"--timeout={SECONDS}s"), "helm test")
    step("TLS: ready by probes over HTTP, and helm test has called over TLS")
    releases.uninstall("secure")


def everything(plane: ControlPlane, image: Path) -> None:
    pause, models = plane.folder / "pause.tar", plane.folder / "models.tar"
    write_image(pause, node.PAUSE, {"bin/busybox": BUSYBOX}, ["/bin/busybox", "sleep", "1000000"])
    bundle = {"bin/busybox": BUSYBOX, "bundle/spam-en": ROOT / "models" / "spam-en"}
    write_image(models, MODELS_IMAGE, bundle, ["/bin/busybox"])
    with node.Node(plane, [pause, models, image]):
        step(f"a node of Kubernetes {plane.get('node', node.NAME)['status']['nodeInfo']['kubeletVersion']} is ready")
        releases = Releases(plane, "life")
        try:
            life(releases)
            models_come_late(releases)
            models_by_init_container(releases)
            encrypted(releases)
            with Autoscaling(plane) as scaling:
                scaling.scale(releases)
        except BaseException:
            print(plane.kubectl("get", "pods,hpa,events", "--all-namespaces"), file=sys.stderr)
            print(plane.dead(), file=sys.stderr)
            raise


def main() -> None:
    programs, image = map(Path, sys.argv[1:])
    node.make_network()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            with ControlPlane(programs, folder, node.ADDRESS) as plane:
                everything(plane, image)
        finally:
            node.unmount(folder)
    print("helm/test/cluster, a real node: all well")


if __name__ == "__main__":
    main()
