"""The documents that are made from the code say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parent.parent / "docs"


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["COMMANDS.md", "PROTOCOL.md"])
def test_a_document_made_from_the_code_does_not_lag(name: str) -> None:
    made = _generator().FILES[name]()
    assert (DOCS / name).read_text() == made, "make docs"
