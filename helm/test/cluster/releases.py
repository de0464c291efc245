"""The chart's releases in a namespace of a real node."""

import json
from pathlib import Path

from control_plane import ControlPlane
from words import until

CHART = Path(__file__).resolve().parents[2] / "unroll"
SECONDS = 180
# A node of two cores with everything else on it.
SMALL = {
    "image": {"repository": "docker.io/library/unroll", "pullPolicy": "Never"},
    "resources": {"requests": {"cpu": "200m", "memory": "512Mi"}, "limits": {"memory": "1Gi"}},
}


class Releases:
    """Of one namespace, in which pods must be as restricted as Kubernetes knows it."""

    def __init__(self, plane: ControlPlane, namespace: str) -> None:
        self.plane = plane
        self.namespace = namespace
        plane.kubectl("create", "namespace", namespace)
        plane.kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted")

    def helm(self, *arguments: str, values: dict | None = None) -> str:
        """With these values over those for a small node."""
        more: tuple[str, ...] = ()
        if values is not None:
            files = []
            for name, content in (("small", SMALL), ("more", values)):
                file = self.plane.folder / f"{name}.json"
                file.write_text(json.dumps(content))
                files.append(f"--values={file}")
            more = tuple(files)
        return self.plane.call("helm", *arguments, f"--namespace={self.namespace}", *more)

    def install(self, name: str, values: dict, wait: bool = True) -> None:
        waiting = ("--wait", f"--timeout={SECONDS}s") if wait else ()
        self.helm("install", name, str(CHART), *waiting, values=values)

    def uninstall(self, name: str) -> None:
        self.helm("uninstall", name, "--wait", f"--timeout={SECONDS}s")
        until(f"the pods of {name} are gone", SECONDS, lambda: not self.pods(name))

    def get(self, *arguments: str) -> dict:
        return self.plane.get(*arguments, f"--namespace={self.namespace}")

    def pods(self, release: str) -> list[dict]:
        selector = f"app.kubernetes.io/instance={release},app.kubernetes.io/name=unroll"
        return self.get("pods", f"--selector={selector}")["items"]

    def log(self, pod: dict, *arguments: str) -> str:
        return self.plane.kubectl("logs", pod["metadata"]["name"], f"--namespace={self.namespace}", *arguments)


def ready(pod: dict) -> bool:
    return any(one["type"] == "Ready" and one["status"] == "True" for one in pod["status"].get("conditions", ()))


def restarts(pod: dict) -> int:
    return sum(one["restartCount"] for one in pod["status"].get("containerStatuses", ()))
