"""The chart's dashboards, read by Grafana's own types: what these do not know is a key that Grafana would not heed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

DASHBOARDS = sorted((ROOT / "helm" / "unroll" / "files" / "dashboards").glob("*.json"))
MISSING = object()


@pytest.fixture(scope="module", autouse=True)
def plugins() -> None:
    register_default_plugins()


def lost(written: object, read: object, place: str = "$") -> Iterator[str]:
    """Places of what is written and was not read."""
    if isinstance(written, dict) and isinstance(read, dict):
        for key, value in written.items():
            yield from lost(value, read.get(key, MISSING), f"{place}.{key}")
    elif isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        for number, (one, other) in enumerate(zip(written, read)):
            yield from lost(one, other, f"{place}[{number}]")
    elif written != read and written is not None:
        yield f"{place}: {written!r} became {'nothing' if read is MISSING else repr(read)}"


def read(text: str) -> dict:
    return json.loads(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(json.loads(text))))


@pytest.mark.parametrize("file", DASHBOARDS, ids=lambda file: file.name)
def test_dashboard_of_nothing_but_what_grafana_knows(file: Path) -> None:
    text = file.read_text("utf-8")
    assert list(lost(json.loads(text), read(text))) == []


def test_unknown_key_is_noticed() -> None:
    text = json.dumps({**json.loads(DASHBOARDS[0].read_text("utf-8")), "refrehs": "30s"})
    assert list(lost(json.loads(text), read(text))) == ["$.refrehs: '30s' became nothing"]


@pytest.mark.parametrize("file", DASHBOARDS, ids=lambda file: file.name)
def test_dashboard_is_written_like_the_others(file: Path) -> None:
    text = file.read_text("utf-8")
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
