"""Where a command speaks: two consoles, one language, and JSON lines for machines."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO, cast

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from designer.texts import TEXTS, filled
from dsl.diagnostics import Both
from dsl.words import LANGUAGES, Language

WIDEST = 100
"""Columns that tables and panels use at most, however wide the terminal is."""

THEME = Theme(
    {
        "bad": "bold red",
        "warned": "yellow",
        "good": "green",
        "name": "cyan",
        "quiet": "bright_black",
        "strong": "bold",
        "progress.elapsed": "bright_black",
        "bar.complete": "cyan",
        "bar.finished": "green",
    }
)


_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}
"""What some readers take for the end of a line, as JSON may write it too."""


class Terminal:
    """The consoles of one run of the command, and the language that its user reads."""

    def __init__(self, language: Language, out: TextIO, err: TextIO) -> None:
        self.language: Language = language
        for stream in (out, err):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(
                    errors="replace"
                )  # a terminal of another encoding shows `?`, and no traceback
        self._stream = out
        self.out = _Console(
            file=cast(TextIO, _Trimmed(out)), theme=THEME, highlight=False, emoji=False, width=_width(out)
        )
        self.err = _Console(file=err, theme=THEME, highlight=False, emoji=False, width=_width(err))

    def say(self, key: str, **facts: object) -> str:
        """A text in the user's language, its braces filled."""
        return filled(TEXTS[key].in_(self.language), **facts)

    @property
    def semicolon(self) -> str:
        """What stands between several sentences or sources."""
        return "；" if self.language == "zh" else "; "

    @property
    def comma(self) -> str:
        """What stands between things in a row."""
        return "、" if self.language == "zh" else ", "

    @property
    def colon(self) -> str:
        """What stands between a name and what is said of it."""
        return "：" if self.language == "zh" else ": "

    def both(self, text: Both | Mapping[str, str]) -> str:
        """The user's half of a text that is given in both languages."""
        return text.in_(self.language) if isinstance(text, Both) else text[self.language]

    def print(self, text: str = "", style: str = "") -> None:
        """A line on stdout, as it is: neither wrapped nor read as markup."""
        self.out.print(Text(text, style), soft_wrap=True)

    def note(self, text: str, style: str = "") -> None:
        """A line on stderr."""
        self._stream.flush()
        self.err.print(Text(text, style), soft_wrap=True)

    def error(self, code: str, text: str) -> None:
        """What went wrong, on stderr."""
        self._stream.flush()
        line = Text.assemble((f"{self.say('error')} {code}", "bad"), f": {text}")
        self.err.print(line, soft_wrap=True)

    def json(self, value: Any) -> None:
        """A JSON line on stdout, in UTF-8 whatever the locale says."""
        if isinstance(self._stream, io.TextIOWrapper) and self._stream.encoding.lower() != "utf-8":
            self._stream.reconfigure(encoding="utf-8")
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
        self._stream.write(line.translate(_LINE_ENDS) + "\n")

    def raw(self, text: str) -> None:
        """A document on stdout, such as an SVG."""
        self._stream.write(text)


class _Console(Console):
    """A console that leaves it to the command what to do when its reader went away."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class _Trimmed(io.TextIOBase):
    """A stream without the blanks with which tables fill their lines up."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(re.sub(r" +(?=\n)", "", text))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._stream.encoding


def _width(stream: TextIO) -> int | None:
    """As wide as the terminal, up to `WIDEST`; what goes to a file is that wide too."""
    if "COLUMNS" in os.environ and os.environ["COLUMNS"].isdigit():
        return max(40, min(WIDEST, int(os.environ["COLUMNS"])))
    try:
        return max(40, min(WIDEST, os.get_terminal_size(stream.fileno()).columns))
    except (OSError, ValueError, AttributeError):
        return WIDEST


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language of `--lang`, of `BINCARD_LANG`, or of the locale.

    `fmt --lang` says how the file is to be written, so that one is passed over.
    """
    for number, argument in enumerate(arguments):
        if argument in ("fmt", "--"):
            break
        option, equals, value = argument.partition("=")
        if option == "--lang":
            found = value if equals else "".join(arguments[number + 1 : number + 2])
            for language in LANGUAGES:
                if found == language:
                    return language
    for language in LANGUAGES:
        if environment.get("BINCARD_LANG") == language:
            return language
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return "zh" if environment[variable].lower().startswith("zh") else "en"
    return "en"


def silence(stream: TextIO) -> None:
    """Let nothing more be written to a stream whose reader went away."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError, AttributeError):
        return


def standard_terminal(arguments: Sequence[str]) -> Terminal:
    """The terminal of this process."""
    return Terminal(choose_language(arguments, os.environ), sys.stdout, sys.stderr)
