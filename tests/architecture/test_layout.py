"""The repository is laid out as its READMEs say, and every module introduces itself."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

from tests.architecture.repository import LAYERS, project_files, source_modules

FOLDERS = {*LAYERS, "examples", "tests"}
FILES = {
    "LICENSE",
    "Makefile",
    "README.md",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
}
LONGEST = 700  # lines; a hint that one module has become two, not a target
CATALOGUES = {
    "dsl/model.py",
    "dsl/tree.py",
}  # flat lists of node classes, one after the other, read by searching
SUPPRESSION = re.compile(r"#\s*(type:\s*ignore(?!\[[a-z])|noqa(?!: [A-Z]+[0-9]))")


def top_folders() -> set[str]:
    return {path.parts[0] for path in project_files() if len(path.parts) > 1 and path.parts[0][0] != "."}


def unexplained_suppressions(source: str) -> list[int]:
    """The lines where a checker is silenced without saying for what."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [
        token.start[0]
        for token in tokens
        if token.type == tokenize.COMMENT and SUPPRESSION.match(token.string)
    ]


def introduction(docstring: str | None) -> str:
    """What is wrong with a module's docstring, or nothing."""
    if not docstring:
        return "there is none"
    first, *rest = docstring.splitlines()
    if not first.strip():
        return "it begins on its second line"
    if rest and rest[0].strip():
        return "its first line is not a sentence of its own"
    return ""


def test_top_level_holds_nothing_unexpected() -> None:
    files = {path.name for path in project_files() if len(path.parts) == 1 and path.name[0] != "."}
    assert files - FILES == set()
    assert top_folders() - FOLDERS == set()


def test_every_top_folder_has_a_readme() -> None:
    assert [
        folder for folder in sorted(top_folders()) if Path(folder, "README.md") not in project_files()
    ] == []


def test_every_module_says_in_one_line_what_it_is_for() -> None:
    wrong = {
        str(module): introduction(ast.get_docstring(ast.parse(source), clean=False))
        for module, source in source_modules()
    }
    assert {module: reason for module, reason in wrong.items() if reason} == {}


def test_every_module_is_of_readable_size() -> None:
    sizes = {str(module): source.count("\n") for module, source in source_modules()}
    assert {m: lines for m, lines in sizes.items() if lines > LONGEST and m not in CATALOGUES} == {}


def test_no_checker_is_silenced_without_a_code() -> None:
    silenced = {str(module): unexplained_suppressions(source) for module, source in source_modules()}
    assert {module: lines for module, lines in silenced.items() if lines} == {}


@pytest.mark.parametrize(
    ("docstring", "fine"),
    [
        (None, False),
        ("\n    Late.", False),
        ("One line that\ngoes on.", False),
        ("One line.", True),
        ("One line.\n\nAnd prose.", True),
    ],
)
def test_missing_introductions_are_seen(docstring: str | None, fine: bool) -> None:
    assert (introduction(docstring) == "") is fine


def test_unexplained_suppressions_are_seen() -> None:
    silenced = "a = 1  # type: ignore\nb = 2  # type: ignore[assignment]\nc = 3  # noqa\nd = 4  # noqa: E501"
    assert unexplained_suppressions(silenced) == [1, 3]
