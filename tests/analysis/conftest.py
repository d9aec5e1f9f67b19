from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def _or_skip(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"The test sets are not here: {path.name} is expected in ../shared/data of the project")
    return path


@pytest.fixture
def labelled_texts() -> Path:
    """The folder of labelled texts, en/ ru/ uk/."""
    return _or_skip(SHARED / "text")


@pytest.fixture
def conversations() -> Path:
    """The folder of published conversations."""
    return _or_skip(SHARED / "votes")


@pytest.fixture
def public_input() -> Path:
    """The folder of real comments and petitions."""
    return _or_skip(SHARED / "input")
