"""What scales pods, for real: Prometheus, its adapter, the metrics server, and Kubernetes' own autoscaler."""

import json
import re
import subprocess
import threading
from pathlib import Path

from control_plane import ControlPlane
from releases import SECONDS, Releases
from words import expect, step, until

ROOT = Path(__file__).resolve().parents[3]
JAR = ROOT / "target" / "unroll.jar"
NAMESPACE = "monitoring"
# Debian's Prometheus knows no Kubernetes: it is told what it would find there, a PodMonitor's labels included.
SCRAPE = """
global: {{scrape_interval: 1s}}
scrape_configs:
- job_name: unroll
  file_sd_configs: [{{files: [{targets}], refresh_interval: 1s}}]
"""
# Group and version: the port of the node at which it is served.
SERVED = {"v1beta1.metrics.k8s.io": 6441, "v1beta1.custom.metrics.k8s.io": 6442}


class Autoscaling:
    """Starts with the block; it all ends with the control plane."""

    def __init__(self, plane: ControlPlane) -> None:
        self.plane = plane
        self.targets = plane.folder / "targets.json"
        self.over = threading.Event()
        self.finder = threading.Thread(target=self.find)

    def __enter__(self) -> "Autoscaling":
        plane, folder = self.plane, self.plane.folder
        file = folder / "prometheus.yml"
        file.write_text(SCRAPE.format(targets=self.targets))
        self.finder.start()
        plane.run(
            "prometheus",
            f"--config.file={file}",
            f"--storage.tsdb.path={folder / 'prometheus'}",
            "--web.listen-address=127.0.0.1:9090",
        )
        rules = folder / "adapter.yaml"
        rules.write_text("rules:\n" + documented_rule())
        plane.run(
            plane.programs / "adapter",
            *self.server("v1beta1.custom.metrics.k8s.io"),
            f"--lister-kubeconfig={plane.kubeconfig}",
            "--prometheus-url=http://127.0.0.1:9090",
            f"--config={rules}",
            "--metrics-relist-interval=5s",
            "--metrics-max-age=30s",
        )
        plane.run(
            plane.programs / "metrics-server",
            *self.server("v1beta1.metrics.k8s.io"),
            f"--kubeconfig={plane.kubeconfig}",
            "--kubelet-insecure-tls",
            "--kubelet-preferred-address-types=InternalIP",
            "--metric-resolution=10s",
            "--kubelet-request-timeout=5s",
        )
        plane.kubectl("create", "namespace", NAMESPACE)
        for name, port in SERVED.items():
            plane.create(*self.served(name, port))
        for name in SERVED:
            plane.kubectl("wait", f"apiservice/{name}", "--for=condition=Available", f"--timeout={SECONDS}s")
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.finder.join()

    def find(self) -> None:
        """All pods with a port `ops`, each second."""
        while not self.over.wait(1):
            found = []
            for pod in self.plane.get("pods", "--all-namespaces")["items"]:
                ports = [port["name"] for one in pod["spec"]["containers"] for port in one.get("ports", ())]
                if "ops" in ports and "podIP" in pod["status"]:
                    labels = {"namespace": pod["metadata"]["namespace"], "pod": pod["metadata"]["name"]}
                    found.append({"targets": [f"{pod['status']['podIP']}:8002"], "labels": labels})
            new = self.targets.with_suffix(".new")
            new.write_text(json.dumps(found))
            new.rename(self.targets)

    def server(self, name: str) -> tuple[str, ...]:
        return (
            f"--secure-port={SERVED[name]}",
            f"--cert-dir={self.plane.folder / name}",
            f"--authentication-kubeconfig={self.plane.kubeconfig}",
            f"--authorization-kubeconfig={self.plane.kubeconfig}",
        )

    def served(self, name: str, port: int) -> list[dict]:
        """What tells the API server that the node itself serves these metrics."""
        version, group = name.split(".", 1)
        service = {"name": group.replace(".", "-"), "namespace": NAMESPACE}
        belongs = {"labels": {"kubernetes.io/service-name": service["name"]}}
        registered = {"group": group, "version": version, "service": service, "insecureSkipTLSVerify": True}
        return [
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": service,
                "spec": {"ports": [{"port": 443, "targetPort": port}]},
            },
            {
                "apiVersion": "discovery.k8s.io/v1",
                "kind": "EndpointSlice",
                "metadata": service | belongs,
                "addressType": "IPv4",
                "ports": [{"port": port}],
                "endpoints": [{"addresses": [self.plane.address]}],
            },
            {
                "apiVersion": "apiregistration.k8s.io/v1",
                "kind": "APIService",
                "metadata": {"name": name},
                "spec": registered | {"groupPriorityMinimum": 100, "versionPriority": 100},
            },
        ]

    def scale(self, releases: Releases) -> None:
        """The chart's autoscaler, without its wait before it goes down: backlog brings pods, and quiet takes them."""
        scaling = {"mode": "hpa", "minReplicas": 1, "maxReplicas": 3}
        scaling["behavior"] = {"scaleDown": {"stabilizationWindowSeconds": 0, "policies": None}}
        releases.install("scaled", {"scaling": scaling, "config": {"max-backlog": "60s"}})
        until("one pod", SECONDS, lambda: len(releases.pods("scaled")) == 1)
        address = releases.get("service", "scaled-unroll")["spec"]["clusterIP"]
        command = ["java", "-jar", JAR, "bench", f"--to={address}:8001", "--model=chat-ko", "--clients=400"]
        with subprocess.Popen(
            [*command, "--duration=300s"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as load:
            try:
                grown = until("three pods", SECONDS, lambda: self.seen(releases, 3))
            finally:
                load.terminate()
        step(f"autoscaler: under load three pods, by {grown}")
        shrunk = until("one pod again", SECONDS, lambda: self.seen(releases, 1))
        step(f"autoscaler: without load one pod, by {shrunk}")
        releases.uninstall("scaled")

    def seen(self, releases: Releases, wanted: int) -> str:
        """What the autoscaler sees of both signals, once it wants so many pods; empty before."""
        (scaler,) = releases.get("hpa")["items"]
        status = scaler["status"]
        values = dict(map(value, status.get("currentMetrics") or ()))
        there = status.get("desiredReplicas") == wanted and {"unroll_backlog_seconds", "cpu"} <= values.keys()
        return ", ".join(f"{name} {number}" for name, number in values.items()) if there else ""


def value(metric: dict) -> tuple[str, str]:
    if "pods" in metric:
        return metric["pods"]["metric"]["name"], metric["pods"]["current"].get("averageValue", "")
    if "containerResource" in metric:
        used = metric["containerResource"]
        return used["name"], f"{used['current'].get('averageUtilization')}%"
    return "", ""


def documented_rule() -> str:
    """The adapter's rule as docs/SCALING.md gives it."""
    text = (ROOT / "docs" / "SCALING.md").read_text()
    found = re.search(r"```yaml\n(- seriesQuery.*?)```", text, re.DOTALL)
    expect(found, "docs/SCALING.md has no rule for the adapter")
    return found.group(1)
