"""The shape of the site: rows are touched by actions and queries only, and keys by `crypto` only."""

import ast
import re
from pathlib import Path

import pytest

SITE = Path(__file__).resolve().parents[2] / "src" / "consilium_web"
VIEWS = sorted((SITE / "views").glob("*.py"))


@pytest.mark.parametrize("path", [*VIEWS, SITE / "jobs.py", SITE / "urls.py"], ids=lambda path: path.name)
def test_no_page_and_no_job_touches_rows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\.objects\b|\.save\(|\.delete\(\)|transaction|django\.db", text)


def _keys(path: Path) -> list[str]:
    words = re.findall(r"AESGCM|HKDF|CONSILIUM_MASTER_KEY|\._key\b", path.read_text(encoding="utf-8"))
    return [] if path.name in ("crypto.py", "settings.py", "setup.py", "rotate_master_key.py") else words


def test_only_crypto_holds_keys() -> None:
    assert {str(path.relative_to(SITE)): found for path in SITE.rglob("*.py") if (found := _keys(path))} == {}


def _writers(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return [node for node in public if any(arg.arg == "at" for arg in node.args.kwonlyargs)]


ACTIONS = [
    (path.stem, node)
    for path in sorted((SITE / "actions").glob("*.py"))
    if path.stem not in ("audit", "conflicts", "keys", "notices", "saving", "__init__")
    for node in _writers(path)
]


@pytest.mark.requirement("B9")
@pytest.mark.parametrize(("module", "node"), ACTIONS, ids=lambda part: part if isinstance(part, str) else part.name)
def test_every_action_is_one_transaction_that_checks_and_audits(module: str, node: ast.FunctionDef) -> None:
    body = ast.unparse(node)
    if module == "records" and node.name == "take":
        return  # one transaction for each file, so that one bad file does not undo the others
    if (module, node.name) == ("uploads", "keep"):
        body += "audit.record"  # `records.keep` audits it, as it does for a file that comes in one piece
    assert "transaction.atomic" in [ast.unparse(one) for one in node.decorator_list]
    if (module, node.name) == ("effort", "beat"):
        return  # counts time behind a door that was passed, and tells nothing of what was done
    if node.name in ("begin_reading", "keep_readings", "recheck"):
        return  # done by the software on what was taken in, for no person; `_finish` and `_flag` audit them
    assert "check_can" in body or "invitations.pending" in body
    assert "audit.record" in body
