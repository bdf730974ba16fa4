"""What all tests share: the --bless option, golden files, and settings of Hypothesis."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["BINCARD_CACHE"] = ""  # tests compile what they test

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="rewrite the expected output of golden tests")


@pytest.fixture(scope="session")
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is to be rewritten instead of compared."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture(scope="session")
def golden(bless: bool) -> Callable[[Path, str], None]:
    """`golden(path, actual)` asserts that the file at *path* says *actual*, or writes it under --bless."""

    def compare(path: Path, actual: str) -> None:
        if bless:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8", newline="\n")
        assert path.exists(), f"{path} is missing; `make bless` writes it"
        assert actual == path.read_text(encoding="utf-8"), f"{path} differs; `make bless` rewrites it"

    return compare
