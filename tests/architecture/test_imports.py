"""Imports point down, and each foreign library is known to one place only."""

import ast
import subprocess
import sys
from pathlib import PurePath

import pytest

from tests.architecture.repository import ROOT, source_modules

HOMES = {
    "lark": ("dsl/parse*.py", "dsl/parse/*.py"),
    "sqlalchemy": ("engine/store/*.py", "engine/backends/sql.py", "engine/backends/sql/*.py"),
    "alembic": ("engine/store/*.py",),
    "starlette": ("designer/*.py", "designer/*/*.py"),
    "uvicorn": ("designer/*.py", "designer/*/*.py"),
}


def imported_packages(source: str) -> set[str]:
    """The top-level names of all absolute imports, wherever in the module they stand."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


def strays(module: PurePath, source: str) -> list[str]:
    """The libraries that *module* imports without being their home."""
    return sorted(
        library
        for library in imported_packages(source) & HOMES.keys()
        if not any(module.match(home) for home in HOMES[library])
    )


def test_import_contracts_are_kept() -> None:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    result = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


def test_libraries_are_imported_at_home_only() -> None:
    found = {str(module): strays(module, source) for module, source in source_modules()}
    assert {module: libraries for module, libraries in found.items() if libraries} == {}


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("dsl/parse.py", "import lark", []),
        ("dsl/parse_errors.py", "from lark.exceptions import UnexpectedInput", []),
        ("dsl/check.py", "from lark import Tree", ["lark"]),
        ("engine/run.py", "def late():\n    import sqlalchemy.orm as orm", ["sqlalchemy"]),
        ("engine/store/events.py", "from sqlalchemy import Table", []),
        ("engine/events.py", "from .store import starlette", []),
        ("engine/connect/http.py", "import starlette.requests", ["starlette"]),
    ],
)
def test_strays_are_seen(module: str, source: str, expected: list[str]) -> None:
    assert strays(PurePath(module), source) == expected
