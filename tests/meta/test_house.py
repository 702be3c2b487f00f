"""The promises of the house: what is in the repository, and what never is."""

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

Texts = dict[Path, str]
LARGEST = 1_000_000

FETCHED_FROM = re.compile(r"(?m)(?:index-url|find-links|^registry|^deb(?:-src)?)[\s=\"',\[]+\S*[a-z]://")
"""An option or line that says from which place packages are fetched, and the address behind it."""
PLACES = tuple("/" + name + "/" for name in ("work", "root", "home", "Users", "opt/pypi"))
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}")


def test_no_file_says_from_which_place_packages_are_fetched(texts: Texts) -> None:
    assert [f"{path}: {hit[0]}" for path, text in texts.items() for hit in FETCHED_FROM.finditer(text)] == []


@pytest.mark.parametrize("said", ["--extra-index-url ", "registry=", "deb "])
def test_the_ways_of_saying_it_are_known(said: str) -> None:
    assert FETCHED_FROM.search(f"{said}http://a.example")


@pytest.mark.parametrize("place", PLACES)
def test_no_file_names_a_place_on_one_machine(texts: Texts, place: str) -> None:
    found = re.compile(rf"(?<![\w/.}}\"'-]){re.escape(place)}\w")
    assert [f"{path}: {hit[0]}" for path, text in texts.items() for hit in found.finditer(text)] == []


def test_no_tracked_file_is_large(tracked: list[Path]) -> None:
    assert [f"{path}: {path.stat().st_size}" for path in tracked if path.stat().st_size > LARGEST] == []


def test_no_secret_is_tracked(tracked: list[Path], texts: Texts, root: Path) -> None:
    names = {".key", ".pem", ".p12", ".sqlite3", ".env"}
    assert [str(path) for path in tracked if path.suffix in names or path.relative_to(root).parts[0] == "var"] == []
    assert [str(path) for path, text in texts.items() if SECRETS.search(text)] == []


def test_built_and_private_files_are_ignored(root: Path) -> None:
    ignored = (root / ".gitignore").read_text().split()
    assert {"/var/", ".venv/", "node_modules/", "/src/consilium_web/static/vendor/"} <= set(ignored)


def test_every_dependency_says_why_it_is_there(root: Path) -> None:
    text = (root / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    wanted = {*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)}
    lines = [line for line in text.splitlines() if (found := re.match(r'\s+"(.+)",', line)) and found[1] in wanted]
    assert len(lines) == len(wanted)
    assert [line for line in lines if "# " not in line] == []


def test_package_lock_holds_no_addresses_but_those_of_sponsors(root: Path) -> None:
    locked = json.loads((root / "package-lock.json").read_text())["packages"]
    assert any("integrity" in package for package in locked.values())
    for package in locked.values():
        package.pop("funding", None)
    assert "://" not in json.dumps(locked)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"])
def test_every_pinned_package_has_its_hash_and_no_address(root: Path, name: str) -> None:
    text = (root / name).read_text()
    assert "://" not in text
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)
    unsure = [entry.splitlines()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]
    assert unsure == []


def test_the_pins_cover_what_the_project_asks_for(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for file, wanted in (
        ("requirements.txt", [*project["dependencies"], *extras["site"], *extras["postgres"]]),
        ("requirements-dev.txt", extras["dev"]),
    ):
        pinned = dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==(\S+)", (root / file).read_text(), re.MULTILINE))
        versions = {_plain(name): version for name, version in pinned.items()}
        for line in wanted:
            need = Requirement(line)
            assert _plain(need.name) in versions, f"{need.name} is not in {file}; run: make pins"
            assert need.specifier.contains(versions[_plain(need.name)], prereleases=True)
    assert (root / "requirements-uv.txt").read_text().partition("uv==")[2].partition("    # via")[0] in (
        root / "requirements-dev.txt"
    ).read_text(), "the uv that installs is the uv that is pinned; run: make pins"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _shipped(name: str, seen: set[str], extras: frozenset[str] = frozenset()) -> set[str]:
    """A distribution and all that it needs at run time."""
    if _plain(name) in seen:
        return seen
    seen.add(_plain(name))
    try:
        needs = [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:  # needed on another system only
        seen.discard(_plain(name))
        return seen
    for need in needs:
        wanted = any(need.marker is None or need.marker.evaluate({"extra": extra}) for extra in extras | {""})
        if wanted:
            _shipped(need.name, seen, frozenset(need.extras))
    return seen


def _licence(name: str) -> str:
    data = distribution(name).metadata
    classifiers = [line for line in data.get_all("Classifier") or () if line.startswith("License")]
    said = " | ".join(filter(None, [data.get("License-Expression"), *classifiers, (data.get("License") or "")[:200]]))
    return re.sub(r"\(([^()]* OR GPL[^()]*)\)", "(ours to choose)", said)  # a choice that leaves a freer one


def test_nothing_that_ships_is_under_the_gpl() -> None:
    strict = re.compile(r"(?<!L)(?<!Lesser )\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
    names = _shipped("consilium-care", set(), frozenset({"site", "postgres"}))
    assert len(names) > 20
    assert {name: _licence(name) for name in names if strict.search(_licence(name))} == {}


def test_the_licence_is_apache(root: Path) -> None:
    text = (root / "LICENSE").read_text()
    assert "Apache License" in text and "Version 2.0, January 2004" in text and "END OF TERMS AND CONDITIONS" in text
