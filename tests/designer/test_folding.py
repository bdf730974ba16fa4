"""Lines broken where both languages break them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from designer.folding import fold
from dsl.render import columns


def folded(text: str, width: int) -> list[str]:
    return [line.plain for line in fold(Text(text), width)]


def test_chinese_breaks_between_characters_and_keeps_its_punctuation() -> None:
    assert folded("批次已到期，只能隔离", 10) == ["批次已到", "期，只能隔", "离"]
    assert folded("见《食品安全法》第三条", 6) == ["见《食", "品安全", "法》第", "三条"]


def test_english_breaks_between_words() -> None:
    assert folded("a lot is held until then", 9) == ["a lot is", "held", "until", "then"]


def test_a_long_word_is_cut() -> None:
    assert folded("abcdefghij k", 4) == ["abcd", "efgh", "ij k"]


@given(st.text(alphabet="批次 ,，。ab（）12\t", max_size=60), st.integers(4, 30))
def test_nothing_is_lost_and_no_line_is_wider(text: str, width: int) -> None:
    lines = folded(text, width)
    assert "".join(lines).replace(" ", "").replace("\t", "") == text.replace(" ", "").replace("\t", "")
    assert all(columns(line) <= width + 6 for line in lines)
