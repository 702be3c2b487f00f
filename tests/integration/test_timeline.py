"""The time line on the page of facts: each event leads to its words, and only for those who may see the case."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from walking import Walk


@pytest.mark.requirement("B1")
def test_each_event_leads_to_its_words(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell().add()
    client = sign_in("patient")
    page = client.get(walk.at("facts/")).content.decode()
    section = page.partition("<h2>Over time</h2>")[2].partition("</table>")[0]
    assert "Diagnosis" in section and "Invasive ductal carcinoma" in section
    links = re.findall(r'href="([^"]+)#words"', section)
    assert links
    for link in links:
        assert client.get(link.replace("&amp;", "&")).context["page"].words


def test_a_choice_of_facts_leaves_the_time_line_out(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell().add()
    assert "Over time" not in sign_in("patient").get(walk.at("facts/?heading=The+diagnosis")).content.decode()


def test_a_stranger_sees_no_time_line(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell().add()
    assert sign_in("other_patient").get(walk.at("facts/")).status_code == 404
