"""Volumes that are folders of the node."""

from pathlib import Path


def claimed_volume(name: str, folder: Path, namespace: str) -> tuple[dict, dict]:
    """A volume of that name, and a claim on it in the namespace, called `models`."""
    size = {"storage": "1Gi"}
    common = {"accessModes": ["ReadOnlyMany"], "storageClassName": ""}
    volume = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name},
        "spec": common | {"capacity": size, "hostPath": {"path": str(folder)}},
    }
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "models", "namespace": namespace},
        "spec": common | {"resources": {"requests": size}, "volumeName": name},
    }
    return volume, claim
