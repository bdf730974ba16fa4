"""Which packs are open: every file of an editor belongs to a project, the packs that are checked together with it.

A file's project is the folder that the editor has open, if the file's pack stands directly in it beside others; else the
pack that the file is in, with what it needs; else the file alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pygls.uris import from_fs_path, to_fs_path

from dsl.source import Source
from dsl.workspace import State, Workspace
from engine.check import workspace
from engine.manifest import Manifest
from engine.packs import MANIFEST, PackError, PackSource, open_packs


@dataclass(slots=True)
class Project:
    """Packs that are checked together."""

    root: str
    packs: tuple[PackSource, ...]
    workspace: Workspace
    paths: dict[str, str] = field(default_factory=dict)
    """The path in the workspace of every file, by its URI."""
    uris: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """What is known of its texts as they are."""
        return self.workspace.now

    def source(self, path: str) -> Source | None:
        """A file's text, also of one that holds translations."""
        return self.state.sources.get(path)


class Projects:
    """All open projects. The texts that an editor holds count, not those on the disk."""

    def __init__(self) -> None:
        self.folders: list[Path] = []
        self._open: dict[str, Project] = {}
        self._texts: dict[str, str] = {}

    def __iter__(self) -> Iterator[Project]:
        return iter(self._open.values())

    def find(self, uri: str) -> tuple[Project, str] | None:
        """The project of a file, and its path there; None for a file that nobody opened and no project has."""
        for project in self._open.values():
            if uri in project.paths:
                return project, project.paths[uri]
        return None

    def put(self, uri: str, text: str) -> Project:
        """A file has this text in the editor. Raises `PackError` where its pack cannot be read."""
        self._texts[uri] = text
        found = self.find(uri)
        if found is None:
            project = self._opened(uri)
            self._open[project.root] = project
            for other, own in self._texts.items():
                if other in project.paths:
                    project.workspace.edit(project.paths[other], own)
            return project
        project, path = found
        project.workspace.edit(path, text)
        return project

    def close(self, uri: str) -> None:
        """The editor holds a file no longer: what is on the disk counts again."""
        self._texts.pop(uri, None)
        found = self.find(uri)
        if found is None:
            return
        project, path = found
        if not any(other in project.paths for other in self._texts):
            del self._open[project.root]
            return
        try:
            project.workspace.edit(path, Path(to_fs_path(uri) or "").read_bytes().decode("utf-8"))
        except (OSError, UnicodeDecodeError):
            project.workspace.remove(path)
            del project.paths[uri], project.uris[path]

    def reload(self) -> None:
        """Something changed on the disk. Raises `PackError` where a pack can no longer be read."""
        self._open.clear()
        for uri, text in list(self._texts.items()):
            self.put(uri, text)

    def _opened(self, uri: str) -> Project:
        name = to_fs_path(uri)
        file = Path(name) if name else None
        root = _root(file, self.folders) if file else None
        if root is None:
            return self._alone(uri)
        project = _project(str(root), open_packs(root))
        if uri not in project.paths and file is not None:
            owner = _owner(project.packs, file)
            if owner is None:
                return self._alone(uri)
            path = _inner(owner, file)
            project.workspace.add(owner.manifest.name, path, self._texts[uri])
            _register(project, uri, path)
        return project

    def _alone(self, uri: str) -> Project:
        path = uri.rpartition("/")[2] or uri
        pack = PackSource(Manifest(name="pack"), Path(), {path: self._texts[uri]}, {})
        project = Project(uri, (pack,), workspace([pack]))
        _register(project, uri, path)
        return project


def _root(file: Path, folders: Iterable[Path]) -> Path | None:
    pack = next((folder for folder in file.parents if (folder / MANIFEST).is_file()), None)
    if pack is None:
        return None
    return next((folder for folder in folders if pack.parent == folder), pack)


def _project(root: str, packs: tuple[PackSource, ...]) -> Project:
    project = Project(root, packs, workspace(packs))
    for pack in packs:
        for path in pack.files:
            _register(project, _uri(pack, path), path)
        for locale in pack.locale_files.values():
            _register(project, _uri(pack, locale.path), locale.path)
    return project


def _register(project: Project, uri: str, path: str) -> None:
    project.paths[uri] = path
    project.uris[path] = uri


def _uri(pack: PackSource, path: str) -> str:
    """Where a pack's file is: its path begins with the pack's name."""
    return from_fs_path(str((pack.folder / path.partition("/")[2]).absolute())) or path


def _inner(pack: PackSource, file: Path) -> str:
    return f"{pack.manifest.name}/{file.relative_to(pack.folder.absolute()).as_posix()}"


def _owner(packs: Iterable[PackSource], file: Path) -> PackSource | None:
    return next((pack for pack in packs if file.is_relative_to(pack.folder.absolute())), None)


__all__ = ["PackError", "Project", "Projects"]
