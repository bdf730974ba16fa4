"""What `pack.toml` and the files in `locales` say.

They are read by hand, since a library for it takes longer to load than all the rest of a start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dsl.currencies import CODES
from dsl.diagnostics import Both
from dsl.near import nearest
from dsl.words import LANGUAGES, Language
from engine.instants import zone


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `pack.toml` says."""

    name: str
    version: str = "0.1.0"
    language: Language = "zh"
    needs: tuple[str, ...] = ()
    label: Mapping[str, str] | None = None
    """In both languages, as the summary."""
    summary: Mapping[str, str] | None = None
    zone: str | None = None
    """The IANA time zone of sites that name none; the pack that is opened decides."""
    currency: str | None = None
    """The ISO 4217 code of what `money` is in; the pack that is opened decides."""
    off: tuple[str, ...] = ()
    """The modules, its own or of packs that it needs, that are switched off."""

    def to_json(self) -> dict[str, Any]:
        """As JSON. What older manifests did not have stands in it only where it is given: their hash stays."""
        late = {name for name in ("currency", "off") if not getattr(self, name)}
        return {name: value for name, value in asdict(self).items() if name not in late}


class Misfit(ValueError):
    """Something that is not as it must be."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.text = Both(en, zh)


def manifest(data: Any) -> Manifest:
    """A manifest from what was read. Raises `Misfit`."""
    return Manifest(**_MANIFEST(data, ""))


def locale(data: Any) -> dict[str, Any]:
    """The labels, messages and sources in another language; what is empty is left out. Raises `Misfit`."""
    return {name: value for name, value in _LOCALE(data, "").items() if value}


# -- what is to be found where

_Check = Callable[[Any, str], Any]
"""Gives a value that stands somewhere as it is kept, or raises `Misfit`."""


def _text(given: Any, where: str) -> str:
    if not isinstance(given, str):
        raise Misfit(f"`{where}` is a text, not too long.", f"`{where}` 应为不太长的文本。")
    return given


def _texts(given: Any, where: str) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise Misfit(f"`{where}` is a list of texts in brackets.", f"`{where}` 应为方括号中的文本列表。")
    return tuple(_text(one, f"{where}.{number}") for number, one in enumerate(given))


def _name(given: Any, where: str) -> str:
    if not re.fullmatch(r"[^\W\d][\w-]*", _text(given, where)):
        raise Misfit(
            "`name` is made of letters, digits, - and _, and begins with a letter.",
            "`name` 由字母、数字、- 和 _ 组成，以字母开头。",
        )
    return _text(given if len(given) <= 60 else None, where)


def _version(given: Any, where: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+){0,3}", _text(given, where)):
        raise Misfit(
            f"`{where}` is made of numbers and dots, such as 1.0.2.",
            f"`{where}` 由数字和点组成，例如 1.0.2。",
        )
    return str(given)


def _language(given: Any, _where: str) -> str:
    if given not in LANGUAGES:
        raise Misfit("`language` is zh or en.", "`language` 为 zh 或 en。")
    return str(given)


def _zone(given: Any, where: str) -> str:
    try:
        zone(_text(given, where))
    except ValueError:
        raise Misfit(
            "`zone` is no time zone. Give an IANA name, such as Asia/Shanghai.",
            "`zone` 不是时区。请填 IANA 名称，例如 Asia/Shanghai。",
        ) from None
    return str(given)


def _currency(given: Any, where: str) -> str:
    if _text(given, where) not in CODES:
        raise Misfit(
            "`currency` is no currency. Give its ISO 4217 code, such as CNY or USD.",
            "`currency` 不是币种。请填 ISO 4217 代码，例如 CNY 或 USD。",
        )
    return str(given)


def _optional(check: _Check) -> _Check:
    return lambda given, where: None if given is None else check(given, where)


def _mapping(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise Misfit(f"`{where}` is a section of keys and values.", f"`{where}` 应为由键与值组成的一节。")
    return given


def _each(check: _Check) -> _Check:
    """A section with any keys."""
    return lambda given, where: {
        key: check(value, f"{where}.{key}") for key, value in _mapping(given, where).items()
    }


def _section(checks: Mapping[str, _Check], required: Collection[str] = ()) -> _Check:
    """A section with these keys and no others."""

    def check(given: Any, where: str) -> dict[str, Any]:
        given = _mapping(given, where)
        before = f"{where}." if where else ""
        found = {}
        for key, one in checks.items():
            if key in given:
                found[key] = one(given[key], before + key)
            elif key in required:
                raise Misfit(f"`{before}{key}` is missing. Add it.", f"缺少 `{before}{key}`。请补上。")
        for key in given.keys() - checks.keys():
            near, known = nearest(key, checks), ", ".join(checks)
            raise Misfit(
                f"`{before}{key}` is no key of it."
                + (f" Did you mean `{near}`?" if near else f" It may have {known}."),
                f"没有 `{before}{key}` 这一项。"
                + (f"是否想写 `{near}`？" if near else f"可用的项：{known}。"),
            )
        return found

    return check


_WORDS = _optional(_section({"zh": _text, "en": _text}, ("zh", "en")))
_MANIFEST = _section(
    {
        "name": _name,
        "version": _version,
        "language": _language,
        "needs": _texts,
        "label": _WORDS,
        "summary": _WORDS,
        "zone": _optional(_zone),
        "currency": _optional(_currency),
        "off": _texts,
    },
    ("name",),
)
_LOCALE = _section({"labels": _each(_text), "messages": _each(_texts), "cites": _each(_text)})
