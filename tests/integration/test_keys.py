"""A new master key for a site that is in use."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import Client
from walking import Walk

from consilium_web.crypto import create_master_key


def test_after_a_rotation_the_newest_key_alone_opens_every_case(
    walk: Walk, sign_in: Callable[[str], Client], settings: Any, tmp_path: Path
) -> None:
    path = settings.CONSILIUM_MASTER_KEY = tmp_path / "master.key"
    create_master_key(path)
    walk.tell().add()
    before = path.read_bytes()
    call_command("rotate_master_key", verbosity=0)
    assert path.read_bytes().endswith(before)
    path.write_bytes(path.read_bytes().removesuffix(before))
    record = walk.row().records.get()
    page = sign_in("patient").get(walk.at(f"records/{record.pk}/pages/1/")).content.decode()
    assert "Jenny M" in page
