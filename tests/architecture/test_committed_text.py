"""Nothing committed tells of the machine that it was written on, nor of where packages came from.

The forbidden words are put together from parts, so that this file does not find itself.
"""

import re

import pytest

from tests.architecture.repository import ROOT, project_files

FOLDERS = ["work", "root", "home/[a-z]", "Users/[A-Za-z]", "opt/wheels", "opt/pypi"]
HOSTS = [
    ("pypi", "org"),
    ("files", "pythonhosted", "org"),
    ("pypi", "tuna", "tsinghua", "edu", "cn"),
    ("mirrors", "aliyun", "com"),
    ("registry", "npmjs", "org"),
    ("registry", "yarnpkg", "com"),
    ("registry", "npmmirror", "com"),
    ("deb", "debian", "org"),
    ("proxy", "golang", "org"),
    ("static", "crates", "io"),
]
FORBIDDEN = re.compile(
    "|".join(
        [rf"(?<![\w.*/]){'/'}{folder}(?:/|\b)" for folder in FOLDERS]
        + [r"(?<![\w-])" + re.escape(".".join(host)) + r"\b" for host in HOSTS]
    )
)


def revealing(text: str) -> list[str]:
    """Each machine path or registry host in *text*, with its line number."""
    return [
        f"{number}: {found.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for found in FORBIDDEN.finditer(line)
    ]


def test_no_committed_text_is_revealing() -> None:
    found = {}
    for path in project_files():
        content = (ROOT / path).read_bytes()
        if b"\0" in content[:8192]:
            continue  # not text
        if words := revealing(content.decode("utf-8", errors="replace")):
            found[str(path)] = words
    assert found == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_machine_paths_are_seen(folder: str) -> None:
    path = "/" + re.sub(r"\[.*\]", "x", folder) + "/main"
    assert len(revealing(f"see\nopen({path!r})")) == 1


@pytest.mark.parametrize("host", HOSTS, ids=".".join)
def test_registry_hosts_are_seen(host: tuple[str, ...]) -> None:
    assert len(revealing("resolved https://" + ".".join(host) + "/simple")) == 1


@pytest.mark.parametrize("text", ["docs/work/plan.md", "./work", "an event at /events", "homework", "/works"])
def test_ordinary_text_is_not(text: str) -> None:
    assert revealing(text) == []
