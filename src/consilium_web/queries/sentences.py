"""Sentences for codes, from the library's wording."""

from consilium.checks import Finding
from consilium.checks.completeness import ChecklistItem
from consilium.questions import Prompt
from consilium.triage import Fired


def finding(one: Finding, *, patient: bool) -> str:
    return one.code


def fired(one: Fired, *, patient: bool) -> str:
    return one.rule


def item(one: ChecklistItem) -> str:
    return one.id


def prompt(one: Prompt) -> str:
    return one.id


def situation(rule: str) -> str:
    return rule
