"""What keeps the source easy to read and safe to hand on. The sizes are questions, not laws."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
PACKAGES = ("console", "server", "schemas")
LOCKS = ("requirements.lock", "requirements-dev.lock")
CODE = {"", ".py", ".sh", ".tcss", ".toml", ".yaml", ".yml"}
JOINS = (*PACKAGES, "Makefile", "pyproject.toml")
DATA = ("tests/data/", "tests/golden/")
SPEAKS_TO_A_TERMINAL = {"cli.py", "plain.py"}

# A file or function past its size stands here with a reason somebody else would accept.
FILE_LINES, FUNCTION_LINES, COLUMNS = 300, 50, 100
_NOUN = "one noun: its record, facts and asks are read together"
LONG_FILES: dict[str, str] = {
    "console/prompt.py": "one state machine, its modes side by side",
    "console/session.py": "one state machine, its frames side by side",
    "schemas/agencies.py": _NOUN,
    "schemas/agreements.py": _NOUN,
    "schemas/base.py": "the four shapes and the ids, which every other file stands on",
    "schemas/incidents.py": _NOUN,
    "schemas/requests.py": _NOUN,
    "schemas/messages.py": _NOUN,
    "schemas/resources.py": _NOUN,
    "schemas/roles.py": _NOUN,
    "schemas/tasks.py": _NOUN,
    "schemas/wire.py": "the whole protocol on one page",
    "server/rules/incidents.py": _NOUN,
    "server/rules/resources.py": _NOUN,
    "tests/test_agreements.py": "what agreements promise, in one place",
    "tests/test_app.py": "what the screens promise, in one place",
    "tests/test_requests.py": "what requests promise, in one place",
    "tests/test_hazards.py": "what hazards promise, in one place",
    "tests/test_messages.py": "what messages and orders promise, in one place",
    "tests/test_resources.py": "what units promise, in one place",
    "tests/test_rollcalls.py": "what roll calls promise, in one place",
    "tests/test_roles.py": "what posts promise, in one place",
    "tests/test_rows.py": "what the rows of a board promise, in one place",
    "tests/test_tasks.py": "what objectives and tasks promise, in one place",
    "tests/test_commandline.py": "what the command line promises, in one place",
}
LONG_FUNCTIONS: dict[str, str] = {}

# Written so that no pattern finds itself here.
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|home)/")
REGISTRY = re.compile(r"\b(?:pypi|pythonhosted|npmjs|debian)[.](?:org|com)\b")

PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


@cache
def texts() -> dict[str, str]:
    """Every text file that is, or is about to be, in the repository, by its path."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    raw = {path: ROOT / path for path in listed.split("\0") if path and (ROOT / path).is_file()}
    found = {path: file.read_bytes() for path, file in raw.items()}
    return {path: body.decode() for path, body in found.items() if b"\0" not in body}


def written() -> dict[str, str]:
    """The texts people write here: not data, not golden bytes, not what a tool made."""
    return {path: text for path, text in texts().items() if not path.startswith(DATA)}


@cache
def trees() -> dict[str, ast.Module]:
    """Every Python file, parsed."""
    return {path: ast.parse(text) for path, text in written().items() if path.endswith(".py")}


def shipped() -> dict[str, ast.Module]:
    """The Python files of the three packages."""
    return {path: tree for path, tree in trees().items() if path.split("/")[0] in PACKAGES}


def functions(node: ast.AST, name: str) -> Iterator[tuple[str, int]]:
    """Each function under a node, by its full name, with its length in lines."""
    for child in ast.iter_child_nodes(node):
        inner = name
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            inner = f"{name}.{child.name}" if "::" in name else f"{name}::{child.name}"
            if not isinstance(child, ast.ClassDef):
                yield inner, (child.end_lineno or child.lineno) - child.lineno + 1
        yield from functions(child, inner)


def places(pattern: re.Pattern[str], within: dict[str, str]) -> list[str]:
    """Where a pattern stands, as path:line."""
    return [
        f"{path}:{number}"
        for path, text in within.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def nodes(wrong: Callable[[ast.AST], bool], within: dict[str, ast.Module]) -> list[str]:
    """Where a syntax node is wrong, as path:line."""
    return [
        f"{path}:{getattr(node, 'lineno', 0)}"
        for path, tree in within.items()
        for node in ast.walk(tree)
        if wrong(node)
    ]


def names(node: ast.AST | None) -> set[str]:
    """The plain names in an expression."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} if node else set()


def name_of(requirement: str) -> str:
    """The package a requirement line names."""
    return re.split(r"[^a-z0-9-]", requirement, maxsplit=1)[0]


def prints(node: ast.AST) -> bool:
    """Whether a node is a call of print."""
    return isinstance(node, ast.Call) and names(node.func) == {"print"}


def swallows(node: ast.AST) -> bool:
    """Whether a node lets every error disappear."""
    broad = {"Exception", "BaseException"}
    if isinstance(node, ast.ExceptHandler):
        silent = all(isinstance(step, ast.Pass | ast.Continue) for step in node.body)
        return node.type is None or (silent and bool(broad & names(node.type)))
    if isinstance(node, ast.Call) and "suppress" in ast.unparse(node.func):
        return any(broad & names(argument) for argument in node.args)
    return False


def test_a_file_over_300_lines_has_a_reason() -> None:
    lengths = {path: len(text.splitlines()) for path, text in written().items()}
    code = {path for path in lengths if Path(path).suffix in {".py", ".tcss"}}
    long = {path for path in code if lengths[path] > FILE_LINES}
    assert sorted(long ^ set(LONG_FILES)) == [], "split it, or say in LONG_FILES why it is long"


def test_a_function_over_50_lines_has_a_reason() -> None:
    lengths = dict(found for path, tree in trees().items() for found in functions(tree, path))
    long = {name for name, lines in lengths.items() if lines > FUNCTION_LINES}
    assert sorted(long ^ set(LONG_FUNCTIONS)) == [], "split it, or say in LONG_FUNCTIONS why"


def test_every_reason_for_being_long_is_given_in_words() -> None:
    reasons = LONG_FILES | LONG_FUNCTIONS
    assert [where for where, reason in reasons.items() if len(reason.split()) < 4] == []


def test_no_line_of_code_is_wider_than_100_columns() -> None:
    code = {path: text for path, text in written().items() if Path(path).suffix in CODE}
    assert places(re.compile(rf".{{{COLUMNS + 1}}}"), code) == []


def test_nothing_unfinished_is_left_behind() -> None:
    assert places(UNFINISHED, written()) == []


def test_no_error_disappears_without_an_answer() -> None:
    assert nodes(swallows, trees()) == []


def test_only_the_command_line_and_plain_output_print() -> None:
    quiet = {p: tree for p, tree in shipped().items() if Path(p).name not in SPEAKS_TO_A_TERMINAL}
    assert nodes(prints, quiet) == []


def test_every_public_module_says_what_it_is() -> None:
    public = {path: tree for path, tree in trees().items() if not re.search(r"/_[^_]", path)}
    assert [path for path, tree in public.items() if not ast.get_docstring(tree)] == []


def test_every_package_is_typed() -> None:
    assert [name for name in PACKAGES if not (ROOT / name / "py.typed").is_file()] == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert places(MACHINE_PATH, texts()) == []


def test_no_file_names_a_package_registry() -> None:
    assert places(REGISTRY, texts()) == []


def test_every_module_is_reached_from_somewhere() -> None:
    """An import reaches a module; so does "module:function" in a string, and `-m module`."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    joins = "\n".join(text for path, text in texts().items() if path.startswith(JOINS))
    modules = {
        path.removesuffix(".py").replace("/", ".")
        for path in shipped()
        if not path.endswith("__.py")
    }
    unreached = {name for name in modules if not graph.find_modules_that_directly_import(name)}
    started = {
        name for name in unreached if re.search(rf"""(?:["']|-m ){name}(?:[:"']|$)""", joins)
    }
    assert sorted(unreached - started) == []


def test_no_noun_is_half_added() -> None:
    """Every noun with rules has its words and its promises."""
    inside = (path.removeprefix("server/rules/") for path in shipped() if "server/rules/" in path)
    rules = {path.partition("/")[0].removesuffix(".py") for path in inside}
    nouns = rules - {"__init__", "base", "readers"}
    parts = {f"schemas/{noun}.py" for noun in nouns} | {f"tests/test_{noun}.py" for noun in nouns}
    assert sorted(parts - set(trees())) == []


def test_lock_files_pin_every_package_by_hash() -> None:
    for lock in LOCKS:
        entries = re.split(r"\n(?=\S)", texts()[lock].strip())
        assert [entry for entry in entries if not PIN.match(entry)] == []
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_lock_files_carry_no_address() -> None:
    anywhere = re.compile(r"://|^-|\bfile:| @ ")
    assert places(anywhere, {lock: texts()[lock] for lock in LOCKS}) == []


def test_the_locks_hold_every_dependency_and_agree() -> None:
    project = tomllib.loads(texts()["pyproject.toml"])
    runtime, everything = (dict(PIN.findall(texts()[lock])) for lock in LOCKS)
    assert {name_of(line) for line in project["project"]["dependencies"]} <= set(runtime)
    assert {name_of(line) for line in project["dependency-groups"]["dev"]} <= set(everything)
    assert runtime.items() <= everything.items()
