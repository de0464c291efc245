"""Installs, upgrades, tests, rolls back and uninstalls the chart in a real Kubernetes without machines.

usage: played_nodes.py PROGRAMS, the folder of Kubernetes, kwok and Helm.
"""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from control_plane import ControlPlane
from volumes import claimed_volume
from words import expect, step, until, which

ROOT = Path(__file__).resolve().parents[3]
CHART = ROOT / "helm" / "unroll"
JAR = ROOT / "target" / "unroll.jar"
WAIT = ("--wait", "--timeout=120s")
# Modules whose definitions the chart's objects for Prometheus' operator and KEDA must fit.
DEFINITIONS = {
    "github.com/prometheus-operator/prometheus-operator@v0.85.0": "example/prometheus-operator-crd/*_%s.yaml",
    "github.com/kedacore/keda/v2@v2.21.0": "config/crd/bases/keda.sh_%s.yaml",
}
KINDS = ("podmonitors", "servicemonitors", "prometheusrules", "scaledobjects")
# Containers of one's own need security contexts of one's own.
NOT_RESTRICTED = {"extras-values.yaml"}


def add_definitions(plane: ControlPlane) -> None:
    for module, pattern in DEFINITIONS.items():
        found = subprocess.run(["go", "mod", "download", "-json", module], check=True, capture_output=True, text=True)
        folder = Path(json.loads(found.stdout)["Dir"])
        for kind in KINDS:
            for file in folder.glob(pattern % kind):
                plane.kubectl("create", "-f", str(file))
    names = [f"crd/{crd['metadata']['name']}" for crd in plane.get("crd")["items"]]
    expect(len(names) == len(KINDS), f"definitions: {names}")
    plane.kubectl("wait", "--for=condition=established", *names)


def add_what_clusters_have(plane: ControlPlane) -> None:
    """And what the values files name."""
    for name in ("a", "b", "c"):
        plane.add_node(name, gpu=name == "c")
    plane.kubectl("create", "priorityclass", "serving", "--value=1000")
    runtime = {
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": "nvidia"},
        "handler": "nvidia",
    }
    plane.create(runtime)


def add_namespace(plane: ControlPlane, name: str, restricted: bool) -> None:
    plane.kubectl("create", "namespace", name)
    if restricted:
        plane.kubectl("label", "namespace", name, "pod-security.kubernetes.io/enforce=restricted")
    plane.create(*claimed_volume(name, Path("/models"), name))


def every_values_file(plane: ControlPlane) -> None:
    """Each is taken by the API server field by field, and all of its pods get as far as running."""
    for values in sorted((CHART / "ci").glob("*.yaml")):
        name = "try-" + values.name.removesuffix("-values.yaml")
        add_namespace(plane, name, values.name not in NOT_RESTRICTED)
        place = (f"--namespace={name}", f"--values={values}")
        rendered = plane.call("helm", "template", "try", str(CHART), *place, "--kube-version=1.34.4")
        plane.kubectl(
            "apply", f"--namespace={name}", "--dry-run=server", "--validate=strict", "-f", "-", given=rendered
        )
        # No cloud gives a LoadBalancer an address here, and Helm would wait for it.
        plane.call("helm", "install", "try", str(CHART), *place, "--set=service.type=ClusterIP", *WAIT)
        ready = await_pods(plane, name)
        plane.call("helm", "uninstall", "try", f"--namespace={name}", *WAIT)
        expect_nothing_left(plane, name)
        objects = sum(line.startswith("kind: ") for line in rendered.splitlines())
        step(f"{values.name}: {objects} objects, {ready} pods ready, nothing left")


def await_pods(plane: ControlPlane, namespace: str) -> int:
    """As many as are wanted; who wants them is the Deployment or, with nothing to measure, an autoscaler's minimum."""
    scalers = plane.get("hpa", f"--namespace={namespace}")["items"]
    scaled = scalers[0]["spec"]["minReplicas"] if scalers else None
    deployment = plane.get("deployment", f"--namespace={namespace}")["items"][0]
    wanted = scaled or deployment["spec"]["replicas"]
    name = f"deployment/{deployment['metadata']['name']}"
    plane.kubectl(
        *("wait", name, f"--namespace={namespace}", "--timeout=120s"),
        f"--for=jsonpath={{.status.readyReplicas}}={wanted}",
    )
    return wanted


def expect_nothing_left(plane: ControlPlane, namespace: str) -> None:
    kinds = "deploy,svc,sa,pdb,hpa,netpol,cm,secret,podmonitor,servicemonitor,prometheusrule,scaledobject"
    # The pod of helm test stays for its log, if it has run.
    left = [
        f"{one['kind']}/{one['metadata']['name']}"
        for one in plane.get(kinds, f"--namespace={namespace}")["items"]
        if one["metadata"]["name"] not in ("default", "kube-root-ca.crt")
    ]
    expect(not left, f"left in {namespace}: {left}")


@contextmanager
def watched(plane: ControlPlane, namespace: str) -> Iterator[list[int]]:
    """The numbers of available pods that the Deployment goes through."""
    command = [
        plane.programs / "kubectl",
        f"--kubeconfig={plane.kubeconfig}",
        f"--namespace={namespace}",
        *("get", "deployment", "--watch", "-o", 'jsonpath={.status.availableReplicas}{"\\n"}'),
    ]
    seen: list[int] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watch:
        reader = threading.Thread(target=lambda: seen.extend(int(line.strip() or 0) for line in watch.stdout))
        reader.start()
        try:
            yield seen
        finally:
            watch.terminate()
            reader.join()


def one_life(plane: ControlPlane) -> None:
    """Install, upgrade, test, roll back, uninstall; an update never has fewer pods than wanted."""
    add_namespace(plane, "life", True)
    helm = lambda *arguments: plane.call("helm", *arguments, "--namespace=life")  # noqa: E731
    notes = helm("install", "models", str(CHART), "--set=rollout.minReadySeconds=1", *WAIT)
    expect("dns:///models-unroll-headless.life.svc.cluster.local:8001" in notes, f"notes: {notes}")
    with watched(plane, "life") as available:
        helm(
            "upgrade",
            "models",
            str(CHART),
            "--set=config.max-rows=500,scaling.replicas=3,rollout.minReadySeconds=1",
            *WAIT,
        )
    expect(len(available) > 1 and min(available) >= 2, f"available during the upgrade: {available}")
    step(f"upgrade: available pods were {available}")
    expect(variable(plane, "UNROLL_MAX_ROWS") == "500", "the upgrade did not reach the pods")
    helm_test(plane)
    with watched(plane, "life") as available:
        helm("rollback", "models", "1", *WAIT)
    expect(min(available) >= 2, f"available during the rollback: {available}")
    step(f"rollback: available pods were {available}")
    expect(variable(plane, "UNROLL_MAX_ROWS") is None, "the rollback did not reach the pods")
    expect(len(json.loads(helm("history", "models", "-o", "json"))) == 3, "history")
    refused = subprocess.run(
        [plane.programs / "helm", "upgrade", "models", CHART, "--namespace=life", "--set=config.max-row=1"],
        env={"KUBECONFIG": str(plane.kubeconfig), "HOME": str(plane.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    expect("additional properties 'max-row' not allowed" in refused.stderr, f"refusal: {refused.stderr}")
    helm("uninstall", "models", *WAIT)
    expect_nothing_left(plane, "life")
    step("uninstall: nothing left")


def variable(plane: ControlPlane, name: str) -> str | None:
    pod = plane.get("deployment", "--namespace=life")["items"][0]["spec"]["template"]["spec"]
    values = {one["name"]: one.get("value") for one in pod["containers"][0]["env"]}
    return values.get(name)


def helm_test(plane: ControlPlane) -> None:
    """The pods run nowhere: the server and the pod of helm test are run here, with what the objects say."""
    expect(JAR.is_file(), f"{JAR} is missing: mvn -q -DskipTests package")
    pod = plane.get("deployment", "--namespace=life")["items"][0]["spec"]["template"]["spec"]
    settings = {one["name"]: one["value"] for one in pod["containers"][0]["env"] if "value" in one}
    settings |= {"UNROLL_MODELS": str(ROOT / "models"), "UNROLL_PORT": "0", "UNROLL_OPS_PORT": "0"}
    settings |= {"UNROLL_HOST": "127.0.0.1"}
    with (
        (plane.folder / "server.log").open("w") as log,
        subprocess.Popen(
            ["java", "-jar", JAR, "serve"],
            env={"PATH": "/usr/bin:/bin", **settings},
            executable=which("java"),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as server,
    ):
        try:
            ready = server.stdout.readline()
            expect(ready.startswith("unroll ready"), f"server: {ready}")
            address = "127.0.0.1:" + ready.split("grpc=")[1].split()[0]
            runner = threading.Thread(target=run_test_pod, args=(plane, address))
            runner.start()
            plane.call("helm", "test", "models", "--namespace=life", "--timeout=120s")
            runner.join()
        finally:
            server.terminate()


def run_test_pod(plane: ControlPlane, address: str) -> None:
    name = "models-unroll-test"
    query = ("pod", "--namespace=life", f"--field-selector=metadata.name={name}")
    found = until("a pod of helm test", 60, lambda: plane.get(*query)["items"])
    arguments = found[0]["spec"]["containers"][0]["args"]
    expect("--to=models-unroll.life.svc:8001" in arguments, f"helm test: {arguments}")
    here = [f"--to={address}" if one.startswith("--to=") else one for one in arguments]
    call = subprocess.run([which("java"), "-jar", JAR, *here], capture_output=True, text=True, check=False)
    phase = "Succeeded" if call.returncode == 0 else "Failed"
    patch = json.dumps({"status": {"phase": phase}})
    plane.kubectl("patch", "pod", name, "--namespace=life", "--subresource=status", f"--patch={patch}")
    step(f"helm test: {' '.join(arguments)}: {phase}: {call.stdout.strip()}{call.stderr.strip()}")


def everything(plane: ControlPlane) -> None:
    plane.play_nodes()
    step(f"Kubernetes {json.loads(plane.kubectl('version', '-o', 'json'))['serverVersion']['gitVersion']} is there")
    add_definitions(plane)
    add_what_clusters_have(plane)
    one_life(plane)
    every_values_file(plane)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ControlPlane(Path(sys.argv[1]), Path(folder)) as plane:
        try:
            everything(plane)
        except BaseException:
            print(plane.kubectl("get", "nodes,pods,events", "--all-namespaces"), file=sys.stderr)
            print(plane.dead(), file=sys.stderr)
            raise
    print("helm/test/cluster, played nodes: all well")


if __name__ == "__main__":
    main()
