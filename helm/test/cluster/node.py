"""A real node: containerd, kubelet, kube-proxy and CoreDNS, in network and mount namespaces of their own.

The caller has made these namespaces (`unshare --net --mount --pid`): whatever is set up here is gone with them, but for
the kernel's control groups, which are removed at the end.
"""

import contextlib
import json
import os
import subprocess
from pathlib import Path

from control_plane import ControlPlane
from words import until

NAME = "node"
ADDRESS = "10.20.0.2"
PODS = "10.244.0.0/16"
PODS_HERE = "10.244.0.0/24"
PAUSE = "localhost/unroll-pause:1"
PLUGINS = "/usr/lib/cni"
GROUPS = Path("/sys/fs/cgroup")
READY_SECONDS = 120

CONTAINERD = """
version = 2
root = "{folder}/containerd"
state = "{folder}/containerd-state"
[grpc]
  address = "{folder}/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{pause}"
  # Lowering it below one's own needs a capability that a container has not.
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{plugins}"
    conf_dir = "{folder}/networks"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
"""
# Each pod has a cable of its own to the host, and the host routes: no bridge on which answers could bypass kube-proxy.
NETWORK = {
    "cniVersion": "0.4.0",
    "name": "pods",
    "plugins": [
        {
            "type": "ptp",
            "ipMasq": False,
            "ipam": {"type": "host-local", "ranges": [[{"subnet": PODS_HERE}]], "routes": [{"dst": "0.0.0.0/0"}]},
        },
        {"type": "portmap", "capabilities": {"portMappings": True}},
    ],
}
NAMES = """
.:53 {{
  bind {address}
  errors
  kubernetes cluster.local {{
    kubeconfig {kubeconfig}
    ttl 5
  }}
}}
"""


def make_network() -> None:
    """An address of the node that is no loopback, which Kubernetes would not take."""
    for command in (
        "ip link set lo up",
        "ip link add node0 type veth peer name node1",
        f"ip address add {ADDRESS}/24 dev node0",
        "ip link set node0 up",
        "ip link set node1 up",
        f"ip route add default via {ADDRESS}",
        "sysctl -q -w net.ipv4.ip_forward=1",
    ):
        subprocess.run(command.split(), check=True)


class Node:
    """Starts with the block and ends with it, pods included."""

    def __init__(self, plane: ControlPlane, images: list[Path]) -> None:
        self.plane = plane
        self.images = images
        self.folder = plane.folder
        self.socket = self.folder / "containerd.sock"

    def __enter__(self) -> "Node":
        self.start_containers()
        self.start_names()
        self.start_kubelet()
        self.plane.run(
            self.plane.programs / "kube-proxy",
            f"--kubeconfig={self.plane.kubeconfig}",
            "--proxy-mode=nftables",
            f"--hostname-override={NAME}",
            f"--cluster-cidr={PODS}",
            # The limits that it would set are not this namespace's.
            "--conntrack-max-per-core=0",
            "--conntrack-tcp-timeout-established=0",
            "--conntrack-tcp-timeout-close-wait=0",
        )
        self.plane.kubectl("wait", f"node/{NAME}", "--for=condition=Ready", f"--timeout={READY_SECONDS}s")
        return self

    def __exit__(self, *_: object) -> None:
        self.plane.stop("kubelet")
        for kind, remove in (("tasks", ("delete", "--force")), ("containers", ("delete",))):
            for name in self.containers(kind, "list", "--quiet").split():
                self.containers(kind, *remove, name, check=False)
        remove_groups()

    def start_containers(self) -> None:
        (self.folder / "networks").mkdir()
        (self.folder / "networks" / "pods.conflist").write_text(json.dumps(NETWORK))
        config = self.folder / "containerd.toml"
        config.write_text(CONTAINERD.format(folder=self.folder, pause=PAUSE, plugins=PLUGINS))
        self.plane.run("containerd", f"--config={config}")
        until("containerd answers", READY_SECONDS, lambda: self.containers("plugins", "list", "--quiet", check=False))
        for image in self.images:
            self.containers("images", "import", "--all-platforms", str(image))

    def start_names(self) -> None:
        file = self.folder / "Corefile"
        file.write_text(NAMES.format(address=ADDRESS, kubeconfig=self.plane.kubeconfig))
        self.plane.run(self.plane.programs / "dns", f"-conf={file}")
        # In this mount namespace only: the clients on the node look names up as pods do.
        resolver = self.folder / "resolv.conf"
        resolver.write_text(f"nameserver {ADDRESS}\nsearch svc.cluster.local cluster.local\noptions ndots:5\n")
        subprocess.run(["mount", "--bind", resolver, "/etc/resolv.conf"], check=True)

    def start_kubelet(self) -> None:
        config = self.folder / "kubelet.json"
        config.write_text(json.dumps(self.kubelet()))
        self.plane.run(
            self.plane.programs / "kubelet",
            f"--kubeconfig={self.plane.kubeconfig}",
            f"--config={config}",
            f"--hostname-override={NAME}",
            f"--node-ip={ADDRESS}",
            f"--root-dir={self.folder / 'kubelet'}",
            f"--cert-dir={self.folder / 'kubelet-certificates'}",
        )
        until("the node is there", READY_SECONDS, lambda: self.plane.kubectl("get", "nodes", "-o", "name").strip())

    def kubelet(self) -> dict:
        resolver = self.folder / "upstream.conf"
        resolver.write_text(f"nameserver {ADDRESS}\n")
        return {
            "apiVersion": "kubelet.config.k8s.io/v1beta1",
            "kind": "KubeletConfiguration",
            "containerRuntimeEndpoint": f"unix://{self.socket}",
            "cgroupDriver": "cgroupfs",
            # Who can reach it is in this namespace.
            "authentication": {"anonymous": {"enabled": True}, "webhook": {"enabled": False}},
            "authorization": {"mode": "AlwaysAllow"},
            "clusterDNS": [ADDRESS],
            "clusterDomain": "cluster.local",
            "resolvConf": str(resolver),
            "failSwapOn": False,
            "enforceNodeAllocatable": [],
            # A full disk of the machine is not this test's business.
            "evictionHard": {"memory.available": "100Mi", "nodefs.available": "0%", "imagefs.available": "0%"},
            "imageGCHighThresholdPercent": 100,
            "podLogsDir": str(self.folder / "pods"),
            "volumePluginDir": str(self.folder / "volume-plugins"),
            # Kernel settings and priorities that it would change need capabilities that a container has not.
            "featureGates": {"KubeletInUserNamespace": True},
            "maxPods": 40,
        }

    def containers(self, *arguments: str, check: bool = True) -> str:
        command = ["ctr", f"--address={self.socket}", "--namespace=k8s.io", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if check and done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
        return done.stdout


def remove_groups() -> None:
    for root in (*GROUPS.glob("kubepods"), *GROUPS.glob("*/kubepods")):
        for folder, _, _ in os.walk(root, topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(folder)


def unmount(folder: Path) -> None:
    """What pods and containers have mounted below it."""
    mounted = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for place in reversed([place for place in mounted if place.startswith(str(folder))]):
        subprocess.run(["umount", "--lazy", place], check=False)
