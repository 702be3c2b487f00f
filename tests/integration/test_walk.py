"""The whole way: a patient's records to an independent opinion and back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from walking import Walk, upload

from consilium_web.queries.audit import verify


@pytest.mark.requirement("R37")
@pytest.mark.requirement("R39")
def test_a_case_walks_from_the_first_page_to_the_released_opinion(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal().write().sign().release()
    page = sign_in("patient").get(walk.at("report/")).content.decode()
    assert "Your cancer can be taken out without losing the breast." in page
    assert "Probably not: a gene test can tell." in page
    assert "Dr. Okafor" in page
    pdf = sign_in("patient").get(walk.at("report/1.pdf"))
    assert pdf.content.startswith(b"%PDF")
    assert verify().broken_at is None


@pytest.mark.shared
@pytest.mark.requirement("B10")
def test_a_real_bundle_and_a_real_report_become_facts_with_their_words(
    walk: Walk, sign_in: Callable[[str], Client], shared: Path
) -> None:
    bundle = shared / "data/mcode/examples/Bundle-mcode-patient-bundle-jenny-m.json"

    walk.tell().add(upload(bundle.name, bundle.read_bytes()), upload())
    page = sign_in("patient").get(walk.at("facts/")).content.decode()
    assert "Tumor marker" in page
    assert "Invasive ductal carcinoma" in page
