"""Writes the table of values in helm/unroll/README.md, from the comments in helm/unroll/values.yaml.

A line '## Title' begins a section. The comment right above a key says what it does; each key without keys below it
must have one, and its default on the same line. With --check nothing is written, and a table that is out of date fails.
"""

import re
import sys
from pathlib import Path

CHART = Path(__file__).parent / "unroll"
BEGIN = "<!-- Written by helm/readme.py from values.yaml. -->\n"
END = "<!-- The end of what helm/readme.py writes. -->\n"
KEY = re.compile(r"( *)([A-Za-z][A-Za-z0-9-]*):(?: (.*))?")


def sections(lines: list[str]) -> list[tuple[str, list[str]]]:
    """The rows of the table by section."""
    found: list[tuple[str, list[str]]] = []
    parents: list[str] = []
    comment: list[str] = []
    for number, line in enumerate(lines, 1):
        key = KEY.fullmatch(line)
        if line.startswith("## "):
            found.append((line[3:], []))
        elif key:
            parents = [*parents[: len(key[1]) // 2], key[2]]
            name = ".".join(parents)
            if key[3] is not None and not comment:
                raise SystemExit(f"values.yaml:{number}: '{name}' has no comment above it")
            if comment:
                default = f"`{key[3]}`" if key[3] is not None else ""
                found[-1][1].append(f"| `{name}` | {default} | {' '.join(comment)} |")
            comment = []
        elif line.strip().startswith("# "):
            comment.append(line.strip()[2:].replace("|", "\\|"))
        elif not line.strip():
            comment = []
        else:
            raise SystemExit(
                f"values.yaml:{number}: '{line}' is neither a comment nor a key with its value on the line"
            )
    return found


def table() -> str:
    lines = (CHART / "values.yaml").read_text().splitlines()
    text = ""
    for title, rows in sections(lines):
        text += f"\n### {title}\n\n| value | default | meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    return text + "\n"


def main() -> None:
    readme = CHART / "README.md"
    old = readme.read_text()
    before, rest = old.split(BEGIN)
    after = rest.split(END)[1]
    new = before + BEGIN + table() + END + after
    if "--check" not in sys.argv:
        readme.write_text(new)
    elif new != old:
        raise SystemExit("helm/unroll/README.md is not what helm/readme.py makes of values.yaml; run it")


if __name__ == "__main__":
    main()
