"""Arrows point down: who may import whom, held by a test and not by good intentions."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
CLI = ROOT / "console" / "cli.py"


def loaded_by(module: str) -> set[str]:
    """The top-level modules in memory after a fresh interpreter imported just this one."""
    asks = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    answer = subprocess.run(
        [sys.executable, "-c", asks], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(answer.stdout.split())


def test_every_import_contract_holds() -> None:
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0


def test_schemas_import_the_standard_library_and_pydantic_and_nothing_else() -> None:
    graph = grimp.build_graph("schemas", include_external_packages=True, cache_dir=None)
    allowed = {*sys.stdlib_module_names, "pydantic", "pydantic_core", "schemas"}
    strangers = {
        f"{importer} -> {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if imported.split(".")[0] not in allowed
    }
    assert strangers <= {"schemas.database -> sqlite_utils"}


def test_importing_the_schemas_loads_no_database() -> None:
    assert loaded_by("schemas").isdisjoint({"sqlite3", "sqlite_utils"})


@pytest.mark.skipif(not CLI.exists(), reason="console/cli.py is not written yet")
def test_the_command_line_starts_without_screen_socket_or_database() -> None:
    assert loaded_by("console.cli").isdisjoint({"textual", "websockets", "sqlite_utils"})
