"""Pictures of scanners on the site: one card for a series, a picture that shows it, and no picture for strangers."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from django.test import Client
from pydicom.data import get_testdata_file
from walking import Walk, upload

from consilium_web.models import RecordRow


def slices(count: int) -> list[tuple[str, bytes]]:
    header = pydicom.dcmread(str(get_testdata_file("CT_small.dcm")))
    made = []
    for number in range(count):
        header.SOPInstanceUID = f"1.2.{number}"
        out = io.BytesIO()
        header.save_as(out)
        made.append((f"IM{number}", out.getvalue()))
    return made


def zipped(files: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in files:
            packed.writestr(f"DISC/{name}", data)
    return out.getvalue()


@pytest.mark.requirement("B10")
@pytest.mark.parametrize("packed", [False, True])
def test_a_series_is_one_card_with_a_picture_of_it(walk: Walk, sign_in: Callable[[str], Client], packed: bool) -> None:
    walk.tell()
    files = [("disc.zip", zipped(slices(3)))] if packed else slices(3)
    client = sign_in("patient")
    client.post(walk.at("records/"), {"files": [upload(name, data) for name, data in files]})
    page = client.get(walk.at("records/")).content.decode()
    assert "3 pictures" in page and page.count('class="c-thumbnail"') == 1
    assert page.count("nhsuk-card__content") == (2 if packed else 1)
    (link,) = re.findall(r'class="c-thumbnail" loading="lazy" src="([^"]+)"', page)
    assert client.get(link).content.startswith(b"\x89PNG")
    assert sign_in("other_patient").get(link).status_code == 404


def test_a_report_beside_a_series_keeps_its_card(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell().add()
    client = sign_in("patient")
    client.post(walk.at("records/"), {"files": [upload(name, data) for name, data in slices(2)]})
    page = client.get(walk.at("records/")).content.decode()
    assert page.count("nhsuk-card__content") == 2 and "report.txt" in page


def test_a_scan_can_be_seen_on_its_own_page(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell()
    client = sign_in("patient")
    client.post(
        walk.at("records/"), {"files": [upload("IM1", Path(str(get_testdata_file("CT_small.dcm"))).read_bytes())]}
    )
    row = RecordRow.objects.get()
    assert f"/records/{row.pk}/pages/1.png" in client.get(walk.at(f"records/{row.pk}/pages/1/")).content.decode()
