"""Finding packs and reading their texts.

A pack is a folder with a `pack.toml`: name, version, language, `needs`, labels. Its rule files are the `*.card` files
below it, but for `samples/`. A pack that another needs is looked for beside that one, among the packs that come with
Bincard, and among the installed distributions that announce a pack in the entry point group `bincard.packs`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from dsl.currencies import DEFAULT as DEFAULT_CURRENCY
from dsl.near import nearest
from dsl.source import Source
from engine.manifest import Manifest, Misfit, locale, manifest
from engine.trouble import Trouble

MANIFEST = "pack.toml"
MAX_FILE_BYTES = 20_000_000
DEFAULT_ZONE = "Asia/Shanghai"


_Read = TypeVar("_Read")


class PackError(Trouble):
    """A pack that cannot be found or read."""


@dataclass(frozen=True, slots=True)
class PackSource:
    """One pack as text: its rule files by path, and its labels and messages in other languages."""

    manifest: Manifest
    folder: Path
    files: Mapping[str, str]
    locales: Mapping[str, Mapping[str, Any]]
    locale_files: Mapping[str, Source] = field(default_factory=dict)
    """The files of the locales as text, where the pack comes from a folder."""

    def path_of(self, file: str) -> Path:
        """Where one of its files is, given the path by which it is known."""
        inner = file.removeprefix(f"{self.manifest.name}/")
        return self.folder / (inner if (self.folder / MANIFEST).is_file() else file)


def sources_of(packs: Sequence[PackSource]) -> dict[str, Source]:
    """The rule files of the packs, by path."""
    return {path: Source(path, text) for pack in packs for path, text in pack.files.items()}


def zone_of(packs: Sequence[PackSource]) -> str:
    """The time zone of sites that name none: the pack that is opened decides."""
    return next((p.manifest.zone for p in reversed(packs) if p.manifest.zone), DEFAULT_ZONE)


def currency_of(packs: Sequence[PackSource]) -> str:
    """The currency of what is `money`: the pack that is opened decides."""
    return next((p.manifest.currency for p in reversed(packs) if p.manifest.currency), DEFAULT_CURRENCY)


def off_in(packs: Sequence[PackSource]) -> tuple[str, ...]:
    """The modules that the packs switch off."""
    return tuple(dict.fromkeys(name for p in packs for name in p.manifest.off))


def open_packs(path: Path) -> tuple[PackSource, ...]:
    """The pack at a path and all that it needs, needed ones first.

    The path is a folder with a `pack.toml`, a folder of such folders, or one `.card` file (a pack of its own that
    needs nothing). Raises `PackError`.
    """
    if not path.exists():
        raise PackError(
            "BC501",
            f"There is nothing at {path}. Give a pack's folder.",
            f"{path} 不存在。请给出包的文件夹。",
        )
    if path.is_file():
        return (_single_file(path),)
    roots = [path] if (path / MANIFEST).is_file() else sorted(p.parent for p in path.glob(f"*/{MANIFEST}"))
    if not roots:
        return (_loose_folder(path),)
    found: dict[str, PackSource] = {}
    for root in roots:
        _open(root, found, ())
    return tuple(found.values())


def _open(folder: Path, found: dict[str, PackSource], trail: tuple[str, ...]) -> None:
    said = read_manifest(folder)
    if said.name in trail:
        ring = " → ".join((*trail[trail.index(said.name) :], said.name))
        raise PackError("BC503", f"Packs need each other in a ring: {ring}.", f"包相互依赖成环: {ring}。")
    if said.name in found:
        return
    for need in said.needs:
        _open(_locate(need, folder, said.name), found, (*trail, said.name))
    found[said.name] = _read(folder, said)


def read_manifest(folder: Path) -> Manifest:
    """A pack's manifest. Raises `PackError` (BC502)."""
    return _toml(folder / MANIFEST, manifest)


def _toml(path: Path, read: Callable[[Any], _Read]) -> _Read:
    """What a TOML file says. Raises `PackError` (BC502)."""
    try:
        return read(tomllib.loads(_text(path).removeprefix("\ufeff")))
    except tomllib.TOMLDecodeError as error:
        raise PackError(
            "BC502", f"{path} is not valid TOML: {error}.", f"{path} 不是有效的 TOML: {error}。"
        ) from error
    except Misfit as error:
        raise PackError("BC502", f"{path}: {error.text.en}", f"{path}: {error.text.zh}") from error


def shipped_packs() -> dict[str, Path]:
    """The packs that come with Bincard, by name."""
    spec = find_spec("packs")
    roots = [Path(p) for p in (spec.submodule_search_locations or ())] if spec else []
    return {p.parent.name: p.parent for root in roots for p in sorted(root.glob(f"*/{MANIFEST}"))}


def installed_packs() -> Iterator[tuple[str, Path]]:
    """The packs that installed distributions announce: entry points name a package whose folder is a pack."""
    from importlib.metadata import entry_points  # here, because it loads half of what reads mail

    for point in entry_points(group="bincard.packs"):
        try:
            spec = find_spec(point.module)
        except (ImportError, ValueError):
            continue
        for location in (spec.submodule_search_locations or []) if spec else []:
            if (Path(location) / MANIFEST).is_file():
                yield point.name, Path(location)


def _locate(name: str, beside: Path, needed_by: str) -> Path:
    for candidate in (beside.parent / name, beside / "packs" / name):
        if (candidate / MANIFEST).is_file():
            return candidate
    known = {**dict(installed_packs()), **shipped_packs()}
    if name in known:
        return known[name]
    near = nearest(name, known)
    listed = ", ".join(sorted(known))
    raise PackError(
        "BC504",
        f"Pack `{needed_by}` needs `{name}`, which I can't find."
        + (
            f" Did you mean `{near}`?"
            if near
            else f" I know {listed}; put the pack's folder beside this one."
        ),
        f"包 `{needed_by}` 需要 `{name}`, 但找不到。"
        + (f"是否想写 `{near}`?" if near else f"已知的包: {listed}。"),
    )


def _read(folder: Path, said: Manifest) -> PackSource:
    cards = sorted(p for p in folder.rglob("*.card") if "samples" not in p.relative_to(folder).parts[:-1])
    locales, files = {}, {}
    for path in sorted((folder / "locales").glob("*.toml")):
        files[path.stem] = Source(f"{said.name}/locales/{path.name}", _text(path))
        locales[path.stem] = _toml(path, locale)
    texts = {f"{said.name}/{p.relative_to(folder).as_posix()}": _text(p) for p in cards}
    return PackSource(said, folder, texts, locales, files)


def _single_file(path: Path) -> PackSource:
    name = "".join(c if c.isalnum() or c in "_-" else "_" for c in path.stem).lstrip("0123456789-") or "pack"
    return PackSource(Manifest(name=name), path.parent, {path.name: _text(path)}, {})


def _loose_folder(path: Path) -> PackSource:
    cards = sorted(path.rglob("*.card"))
    if not cards:
        raise PackError(
            "BC501",
            f"{path} holds no pack: there is neither a {MANIFEST} nor a .card file. `bincard new NAME` makes one.",
            f"{path} 中没有包: 既无 {MANIFEST} 也无 .card 文件。可用 `bincard new 名称` 新建。",
        )
    return PackSource(
        Manifest(name="pack"), path, {p.relative_to(path).as_posix(): _text(p) for p in cards}, {}
    )


def _text(path: Path) -> str:
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise PackError(
            "BC505",
            f"The name of a file is not UTF-8: {path.name!a}. Rename it.",
            f"文件名不是 UTF-8: {path.name!a}。请重命名。",
        ) from error
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PackError(
                "BC505", f"{path} is larger than 20 MB. Split it.", f"{path} 超过 20 MB。请拆分。"
            )
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise PackError(
            "BC505",
            f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8.",
            f"{path} 不是 UTF-8 文本 (第 {error.start} 字节)。请另存为 UTF-8。",
        ) from error
    except OSError as error:
        raise PackError(
            "BC505", f"I can't read {path}: {error.strerror}.", f"无法读取 {path}: {error.strerror}。"
        ) from error
