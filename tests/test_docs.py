"""What the documents show runs, what they link to exists, and they speak of nothing but the project."""

import doctest
import importlib
import pkgutil
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import agecare

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
MODULES = ["agecare", *(info.name for info in pkgutil.walk_packages(agecare.__path__, "agecare."))]

FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^ *(?P=fence)`* *$", re.M | re.S)
LINK = re.compile(r"""\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|(?:src|href)="([^"]+)\"""")
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.M)
OUT_OF_PLACE = {
    "a path of one machine": re.compile(r"(?<![\w.~:/-])/(?:home|root|work|Users|opt|mnt|tmp)/"),
    "a package index": re.compile(r"--(?:extra-)?index-url|(?:test\.)?pypi\.(?:org|python)"),
    "something left open": re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X|TBD|lorem ipsum)\b", re.I),
}


class Block(NamedTuple):
    """A fenced block of a document."""

    line: int
    words: list[str]
    """the words after the fence: language, then marks such as ``no-run``"""
    body: str


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a document, without their indentation."""
    for found in FENCE.finditer(text):
        body = re.sub(f"^{found['indent']}", "", found["body"], flags=re.M)
        yield Block(text[: found.start("body")].count("\n") + 1, found["info"].split(), body)


def anchors(text: str) -> set[str]:
    """Anchors that a page of headings offers."""
    headings = HEADING.findall(FENCE.sub("", text))
    plain = [re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower() for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def to_run(path: Path) -> list[Block]:
    return [
        block
        for block in blocks(path.read_text(encoding="utf-8"))
        if block.words[:1] == ["python"] and "no-run" not in block.words
    ]


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if to_run(path)], ids=name_of)
def test_the_python_of_a_document_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All blocks of a page, in order, in a folder that holds the example workbooks."""
    data = ROOT / "examples" / "data"
    shutil.copytree(data, tmp_path / "examples" / "data")
    shutil.copytree(data, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for block in to_run(path):
        where = f"{name_of(path)}:{block.line}"
        if block.body.lstrip().startswith(">>>"):
            example = doctest.DocTestParser().get_doctest(block.body, names, where, where, block.line)
            results = doctest.DocTestRunner().run(example, clear_globs=False)
            assert results.failed == 0, where
            names.update(example.globs)
        else:
            # The empty lines before it make a traceback show the line of the document.
            exec(compile("\n" * block.line + block.body, where, "exec"), names)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    broken = []
    for link in (first or second for first, second in LINK.findall(text)):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        page = (path.parent / target) if target else path
        known = page.suffix != ".md" or not anchor or (page.exists() and anchor in anchors(page.read_text("utf-8")))
        if not page.exists() or not known or not page.resolve().is_relative_to(ROOT):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_a_document_speaks_of_the_project_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert {what: found[0] for what, wrong in OUT_OF_PLACE.items() if (found := wrong.search(text))} == {}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_docstring_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
