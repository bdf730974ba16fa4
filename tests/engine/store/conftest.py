"""A store in a file, closed when its test ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store import Store
from tests.engine.store.plant import MODEL, SHAPES


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plant.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(str(path), MODEL, SHAPES) as opened:
        yield opened
