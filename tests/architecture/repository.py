"""Which files the repository has, for the tests of its layout."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("dsl", "engine", "designer", "packs")


@cache
def project_files() -> tuple[Path, ...]:
    """All files that are committed or could be, relative to the root: ignored ones are left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted(set(filter(None, listed.stdout.split("\0"))))
    return tuple(Path(name) for name in names if (ROOT / name).is_file())


def source_modules() -> list[tuple[Path, str]]:
    """The Python modules of the four layers, relative to the root, each with its text."""
    modules = [path for path in project_files() if path.suffix == ".py" and path.parts[0] in LAYERS]
    return [(path, (ROOT / path).read_text(encoding="utf-8")) for path in modules]
