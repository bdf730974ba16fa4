"""Offsets and positions: there and back in every encoding, and a place for whatever a client points to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from designer.lsp.positions import Positions
from dsl.source import Source

ENCODINGS = list(types.PositionEncodingKind)
TEXTS = st.text(st.sampled_from('a批😀é"\n\r\u2028\x0b\t'), max_size=30)


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 7), ("utf-16", 3), ("utf-32", 2)])
def test_units(encoding: str, character: int) -> None:
    source, positions = Source("a", "x\n批😀y"), Positions(types.PositionEncodingKind(encoding))
    place = types.Position(1, character)
    assert positions.offset(source, place) == 4
    assert positions.position(source, 4) == place


@given(TEXTS, st.sampled_from(ENCODINGS), st.data())
def test_there_and_back(text: str, encoding: types.PositionEncodingKind, data: st.DataObject) -> None:
    source, positions = Source("a", text), Positions(encoding)
    offset = data.draw(st.integers(0, len(text)))
    back = positions.offset(source, positions.position(source, offset))
    is_behind_return = text[offset - 1 : offset] == "\r" and text[offset : offset + 1] in ("", "\n")
    assert back == offset - is_behind_return


@given(TEXTS, st.sampled_from(ENCODINGS), st.integers(0, 40), st.integers(0, 200))
def test_any_position_is_somewhere(
    text: str, encoding: types.PositionEncodingKind, line: int, character: int
) -> None:
    source = Source("a", text)
    assert 0 <= Positions(encoding).offset(source, types.Position(line, character)) <= len(text)
