"""Secrets in files: made once, for their owner alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from consilium_web.keyfiles import keyfile


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    first = keyfile(tmp_path / "folder" / "secret.key").read_text()
    assert len(first) == 64
    assert keyfile(tmp_path / "folder" / "secret.key").read_text() == first


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    assert keyfile(tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_those_who_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        texts = set(pool.map(lambda _: keyfile(tmp_path / "secret.key").read_text(), range(64)))
    assert len(texts) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
