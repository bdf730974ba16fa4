"""Places in TOML files: what is found is what `tomllib` reads, each character where it stands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.toml_places import Entry, Written, entries

ROOT = Path(__file__).parents[2]


def flat(data: Mapping[str, Any], above: tuple[str, ...] = ()) -> dict[tuple[str, ...], list[str]]:
    """The texts of each entry, by its keys."""
    found: dict[tuple[str, ...], list[str]] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            found[(*above, key)] = []
            found |= flat(value, (*above, key))
        else:
            found[(*above, key)] = [
                t for t in (value if isinstance(value, list) else [value]) if isinstance(t, str)
            ]
    return found


def read(text: str) -> dict[tuple[str, ...], Entry]:
    return {tuple(key.text for key in entry.keys): entry for entry in entries(text)}


def agrees(text: str) -> None:
    expected = {keys: texts for keys, texts in flat(tomllib.loads(text)).items() if texts}
    found = {keys: [w.text for w in entry.texts] for keys, entry in read(text).items() if entry.texts}
    assert found == expected
    for entry in read(text).values():
        for written in (*entry.keys, *entry.texts):
            assert len(written.offsets) == len(written.text) + 1
            assert list(written.offsets) == sorted(written.offsets)
            if written.is_plain:
                assert text[written.offsets[0] : written.offsets[-1]] == written.text


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/*/locales/*.toml")), ids=lambda p: p.parts[-3])
def test_the_shipped_locales(path: Path) -> None:
    agrees(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a remark",
        "[labels]\nSold = 'Sale'",
        '[labels] # here\n"Lot.code" = "Code"  # there\n\n[ messages ]\nr = ["a", # first\n  "b {x}",\n]\n',
        'a."b c".d = "x"\n',
        'a = { b = "x", c = ["y", "z"], d = { e = "f" } }\n',
        "a = \"\"\"\nfirst\n  second \\\n   third\"\"\"\nb = '''\n\\n'''\n",
        'a = """say "so""""\nb = "\\u4e2d\\U0001F600\\t\\"\\\\"\n',
        'a = 1\nb = 2026-01-01 10:00:00 # when\nc = [1, 2.5, true]\nd = "x"\n',
        '[a]\r\nb = """x\r\ny"""\r\nc = "z"\r\n',
        'a = ""\nb = \'\'\nc = """"""\n',
    ],
)
def test_forms(text: str) -> None:
    agrees(text)


quoted = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters='"\\\n\t'), max_size=12
)


@given(st.dictionaries(st.text('ab.中 "', min_size=1, max_size=4), quoted, max_size=4))
def test_any_texts(texts: dict[str, str]) -> None:
    def basic(text: str) -> str:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'

    agrees("[labels]\n" + "".join(f"{basic(key)} = {basic(text)}\n" for key, text in texts.items()))


@given(st.text("ab=[]{}\"'.,#\\\n ", max_size=30))
def test_what_is_no_toml_is_read_as_far_as_it_goes(text: str) -> None:
    assert all(isinstance(entry.keys[-1], Written) for entry in entries(text))
