"""Spreadsheets: finding the row of headings, and cells as clean text, exact numbers and dates.

Headings are compared without blanks, punctuation and case, full width as half width; a unit in brackets, as in
`数量（箱）`, is kept aside. A spreadsheet gives every number as a binary float, so numbers are read to 15 digits, which
is what it shows and no more.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from engine.trouble import Trouble

MAX_BYTES = 50_000_000
SEARCHED = 30
"""Headings are looked for in so many rows."""

Cell = Any
"""`str`, `float`, `bool`, `datetime.date`, `datetime.datetime`, `datetime.time` or `datetime.timedelta`."""

_ERRORS = ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
_BRACKETS = re.compile(r"[(\[<].*?[)\]>]")
_NOISE = re.compile(r"[\s_*:#/\\.\-]+")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_FIRST_DAY = dt.date(1899, 12, 30)
"""Day 0 of a spreadsheet's calendar."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The part of a spreadsheet below its headings."""

    name: str
    columns: Mapping[str, int]
    """Field to column."""
    headings: tuple[str, ...]
    names: Mapping[str, str]
    """Field to its heading, as it is written."""
    units: Mapping[str, str]
    """Field to the unit in its heading's brackets."""
    ignored: tuple[str, ...]
    """Headings that mean nothing here."""
    first_row: int
    """The number, in the spreadsheet, of the row below the headings."""
    rows: tuple[tuple[Cell, ...], ...]

    def heading(self, field: str) -> str:
        """The heading above a field, as it is written; the field itself where it has none."""
        return self.names.get(field, field)

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, Cell]]]:
        """Rows that are not empty: the number in the spreadsheet, and the cells that are not empty by field."""
        for number, row in enumerate(self.rows, start=self.first_row):
            cells = {f: row[c] for f, c in self.columns.items() if c < len(row) and not _is_empty(row[c])}
            if cells:
                yield number, cells


def read_sheet(path: Path, synonyms: Mapping[str, str], needed: tuple[tuple[str, ...], ...]) -> Sheet:
    """The first sheet that has the needed headings; `synonyms` gives the field for each heading, in `plain` form.

    `needed` holds groups of fields of which one must be there. Raises `Trouble`: BC670 where the file can't be read,
    BC671 where headings are missing.
    """
    raw = _bytes(path)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        pages = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as error:
        raise Trouble(
            "BC670",
            f"{path} is not a spreadsheet that I can read ({error}). Save it as .xlsx without a password.",
            f"无法将 {path} 读作电子表格（{error}）。请另存为不加密的 .xlsx。",
        ) from error
    found = [sheet for name, rows in pages if (sheet := _headed(name, rows, synonyms)) is not None]
    for sheet in found:
        if all(any(f in sheet.columns for f in group) for group in needed):
            return sheet
    best = max(found, key=lambda s: len(s.columns), default=None)
    raise _missing(path, best, pages, synonyms, needed)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Trouble("BC670", f"{path} is larger than 50 MB. Split it.", f"{path} 超过 50 MB。请拆分。")
        return path.read_bytes()
    except OSError as error:
        raise Trouble(
            "BC670", f"I can't read {path}: {error.strerror}.", f"无法读取 {path}：{error.strerror}。"
        ) from error


def _headed(name: str, rows: list[list[Cell]], synonyms: Mapping[str, str]) -> Sheet | None:
    """The sheet below the row that has most headings, if any row has two."""
    best: tuple[int, int] = (1, 0)
    for number, row in enumerate(rows[:SEARCHED]):
        known = {synonyms[h] for h in map(plain, row) if h in synonyms}
        if len(known) > best[0]:
            best = (len(known), number)
    if best[0] < 2:
        return None
    header = rows[best[1]]
    columns: dict[str, int] = {}
    names: dict[str, str] = {}
    units: dict[str, str] = {}
    ignored = []
    for column, cell in enumerate(header):
        field = synonyms.get(plain(cell))
        if field is not None and field not in columns:
            columns[field] = column
            names[field] = str(cell).strip()
            bracket = _BRACKETS.search(unicodedata.normalize("NFKC", str(cell)))
            if bracket and (unit := bracket[0][1:-1].strip()):
                units[field] = unit
        elif not _is_empty(cell):
            ignored.append(str(cell).strip())
    headings = tuple(str(c).strip() for c in header if not _is_empty(c))
    below = tuple(tuple(row) for row in rows[best[1] + 1 :])
    return Sheet(name, columns, headings, names, units, tuple(ignored), best[1] + 2, below)


def _missing(
    path: Path,
    sheet: Sheet | None,
    pages: list[tuple[str, list[list[Cell]]]],
    synonyms: Mapping[str, str],
    needed: tuple[tuple[str, ...], ...],
) -> Trouble:
    have = sheet.columns if sheet else {}
    lacking = [g for g in needed if not any(f in have for f in g)]
    words = {f: [h for h, field in synonyms.items() if field == f] for g in lacking for f in g}
    zh = "；".join("、".join(_spoken(words[f], chinese=True) for f in group) for group in lacking)
    en = "; ".join(" or ".join(_spoken(words[f], chinese=False) for f in group) for group in lacking)
    first = next((r for _, rows in pages for r in rows if any(not _is_empty(c) for c in r)), [])
    found = sheet.headings if sheet else tuple(str(c).strip() for c in first if not _is_empty(c))
    listed_en = ", ".join(h[:30] for h in found[:20]) or "none"
    listed_zh = "、".join(h[:30] for h in found[:20]) or "无"
    return Trouble(
        "BC671",
        f"{path} lacks headings for: {en}. Those that I found are: {listed_en}. Add a row of headings above the data.",
        f"{path} 缺少表头：{zh}。找到的表头有：{listed_zh}。请在数据上方补上表头行。",
    )


def _spoken(headings: list[str], *, chinese: bool) -> str:
    """The first heading of a field in a language."""
    return next((h for h in headings if h.isascii() != chinese), headings[0])


# -- cells -------------------------------------------------------------------------------------------------


def plain(cell: Cell) -> str:
    """A heading without blanks, punctuation, brackets and case."""
    text = unicodedata.normalize("NFKC", str(cell)).casefold()
    return _NOISE.sub("", _BRACKETS.sub("", text))


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: Cell) -> str:
    """A cell as text: 1001.0 is `1001`, blanks around it go. Raises `ValueError` for a formula's error."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return plain_number(number(cell))
    if isinstance(cell, dt.datetime | dt.date):
        return moment(cell)
    written = str(cell).strip()
    if written.upper() in _ERRORS:
        raise ValueError(written)
    return written


def number(cell: Cell) -> Decimal:
    """A cell as an exact number. Raises `ValueError`."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise ValueError(str(cell))
    if isinstance(cell, int | float):
        return Decimal(format(cell, ".15g"))
    written = unicodedata.normalize("NFKC", cell).replace(" ", "")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", written):
        written = written.replace(",", "")
    try:
        value = Decimal(written)
    except InvalidOperation as error:
        raise ValueError(cell) from error
    if not value.is_finite():
        raise ValueError(cell)
    return value


def plain_number(value: Decimal) -> str:
    """A number as digits without trailing zeros."""
    digits = format(value, "f")
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) or "0"


def moment(cell: Cell) -> str:
    """A cell as a date, or a local time where it has one, in the form of RFC 3339. Raises `ValueError`.

    Dates may be written 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日 or 20260301, or be a spreadsheet's day number.
    """
    if isinstance(cell, dt.datetime):
        return (
            cell.date().isoformat() if cell.time() == dt.time() else cell.replace(microsecond=0).isoformat()
        )
    if isinstance(cell, dt.date):
        return cell.isoformat()
    written = text(cell)
    written = unicodedata.normalize("NFKC", written)
    match = _COMPACT.fullmatch(written) or _DAY.fullmatch(written)
    if match is None:
        if written.isdecimal() and 20_000 < int(written) < 80_000:
            return (_FIRST_DAY + dt.timedelta(days=int(written))).isoformat()
        raise ValueError(written)
    year, month, day, *time = match.groups()
    date = dt.date(int(year), int(month), int(day))
    if not time or time[0] is None:
        return date.isoformat()
    clock = dt.time(int(time[0]), int(time[1]), int(time[2] or 0))
    return f"{date.isoformat()}T{clock.isoformat()}"
