"""Kubernetes' control plane: etcd, API server, controllers and scheduler, and on request nodes that kwok plays."""

import json
import secrets
import socket
import ssl
import subprocess
import time
import urllib.request
from pathlib import Path

START_SECONDS = 120
# The pods on it get an address and are ready at once; nothing runs.
NODE = {
    "apiVersion": "v1",
    "kind": "Node",
    "metadata": {
        "name": "",
        "annotations": {"kwok.x-k8s.io/node": "fake"},
        "labels": {"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"},
    },
    "status": {"allocatable": {"cpu": "64", "memory": "256Gi", "pods": "110"}},
}


class ControlPlane:
    """Starts with the block and ends with it, each process included."""

    def __init__(self, programs: Path, folder: Path, address: str = "127.0.0.1") -> None:
        self.programs = programs
        self.folder = folder
        self.address = address
        self.kubeconfig = folder / "kubeconfig"
        self.processes: dict[str, subprocess.Popen] = {}

    def __enter__(self) -> "ControlPlane":
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in reversed(self.processes):
            self.stop(name)

    def start(self) -> None:
        etcd, peer, port = free_ports(3)
        token = secrets.token_hex(16)
        key = self.folder / "accounts.key"
        certificates = self.folder / "certificates"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        (self.folder / "tokens.csv").write_text(f'{token},admin,admin,"system:masters"\n')
        self.run(
            "etcd",
            f"--data-dir={self.folder / 'etcd'}",
            f"--listen-client-urls=http://127.0.0.1:{etcd}",
            f"--advertise-client-urls=http://127.0.0.1:{etcd}",
            f"--listen-peer-urls=http://127.0.0.1:{peer}",
            "--unsafe-no-fsync",
        )
        self.run(
            self.programs / "kube-apiserver",
            f"--etcd-servers=http://127.0.0.1:{etcd}",
            f"--cert-dir={certificates}",
            f"--bind-address={self.address}",
            f"--advertise-address={self.address}",
            f"--secure-port={port}",
            f"--token-auth-file={self.folder / 'tokens.csv'}",
            "--authorization-mode=RBAC",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
            "--service-cluster-ip-range=10.96.0.0/16",
            # For logs: a node's name is known to nobody else.
            "--kubelet-preferred-address-types=InternalIP",
            *self.front_proxy(),
            # It needs a newer etcd than Debian's, and without it kwok notices what happens seconds late.
            "--feature-gates=WatchList=false",
        )
        server = f"https://{self.address}:{port}"
        await_ready(f"{server}/readyz", token)
        self.kubeconfig.write_text(kubeconfig(server, token, certificates / "apiserver.crt"))
        self.run(
            self.programs / "kube-controller-manager",
            f"--kubeconfig={self.kubeconfig}",
            f"--service-account-private-key-file={key}",
            "--use-service-account-credentials=false",
            # Or nodes that nobody plays for a minute would be given up.
            "--node-monitor-grace-period=1h",
            "--horizontal-pod-autoscaler-sync-period=3s",
            "--leader-elect=false",
            "--secure-port=0",
        )
        self.run(
            self.programs / "kube-scheduler",
            f"--kubeconfig={self.kubeconfig}",
            "--leader-elect=false",
            "--secure-port=0",
        )

    def front_proxy(self) -> list[str]:
        """Who the API server is to servers of more kinds, such as metrics, to which it passes requests on."""
        certificate = (
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=front-proxy",
        )
        key, own = self.folder / "front-proxy.key", self.folder / "front-proxy.crt"
        subprocess.run([*certificate, "-keyout", key, "-out", own], check=True, capture_output=True)
        return [
            f"--proxy-client-key-file={key}",
            f"--proxy-client-cert-file={own}",
            # It vouches for itself.
            f"--requestheader-client-ca-file={own}",
            "--requestheader-allowed-names=front-proxy",
            "--requestheader-username-headers=X-Remote-User",
            "--requestheader-group-headers=X-Remote-Group",
            "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        ]

    def play_nodes(self) -> None:
        self.run(
            self.programs / "kwok",
            f"--kubeconfig={self.kubeconfig}",
            "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
        )

    def run(self, program: Path | str, *arguments: str) -> None:
        """Until the block ends; what it says goes into the folder, NAME.log."""
        name = Path(program).name
        with (self.folder / f"{name}.log").open("w") as log:
            self.processes[name] = subprocess.Popen([program, *arguments], stdout=log, stderr=log)

    def dead(self) -> str:
        """The processes that have ended by themselves, each with its last words."""
        words = ""
        for name, process in self.processes.items():
            if process.poll() is not None:
                log = (self.folder / f"{name}.log").read_text().splitlines()
                words += "\n".join([f"{name} has ended with {process.returncode}:", *log[-5:], ""])
        return words

    def stop(self, name: str) -> None:
        process = self.processes[name]
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def add_node(self, name: str, gpu: bool) -> None:
        node = json.loads(json.dumps(NODE))
        node["metadata"]["name"] = name
        node["metadata"]["labels"] |= {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": f"zone-{name}"}
        if gpu:
            node["metadata"]["labels"]["nvidia.com/gpu.product"] = "NVIDIA-L4"
            node["status"]["allocatable"]["nvidia.com/gpu"] = "2"
        node["status"]["capacity"] = node["status"]["allocatable"]
        self.create(node)

    def kubectl(self, *arguments: str, given: str | None = None) -> str:
        return self.call("kubectl", *arguments, given=given)

    def create(self, *objects: dict) -> None:
        everything = {"apiVersion": "v1", "kind": "List", "items": objects}
        self.kubectl("create", "-f", "-", given=json.dumps(everything))

    def get(self, *arguments: str) -> dict:
        return json.loads(self.kubectl("get", *arguments, "-o", "json"))

    def call(self, program: str, *arguments: str, given: str | None = None) -> str:
        command = [self.programs / program, f"--kubeconfig={self.kubeconfig}", *arguments]
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{program} {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout


def await_ready(address: str, token: str) -> None:
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    # Whoever answers is the process that this one has just started on this machine.
    context = ssl._create_unverified_context()
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(request, timeout=5, context=context):
                return
        except OSError as failed:
            if time.monotonic() > end:
                raise RuntimeError(f"no API server after {START_SECONDS} s: {failed}") from failed
            time.sleep(0.2)


def kubeconfig(server: str, token: str, certificate: Path) -> str:
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [
                {
                    "name": "test",
                    "cluster": {"server": server, "certificate-authority": str(certificate)},
                }
            ],
            "users": [{"name": "test", "user": {"token": token}}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
            "current-context": "test",
        }
    )


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
