"""The whole file at once: which resource a reference means, whose it is, and which cancer an entry is about."""

from collections import Counter
from typing import Any

from consilium.oncology.primaries import Primary, subjects
from consilium.records.fhir.diseases import disease_of
from consilium.records.fhir.elements import BodyStructure, Condition, Observation, Reference
from consilium.records.fhir.entries import code_in, dated, started
from consilium.records.fhir.parsing import Found


class Chart:
    """References are resolved inside the file only; one that leads outside is never followed."""

    def __init__(self, found: tuple[Found, ...]) -> None:
        self._by_name: dict[str, Found] = {}
        for one in found:
            self._by_name.setdefault(one.path, one)
            if one.url:
                self._by_name.setdefault(one.url, one)
        self.person = self._person(found)
        self.cancers = _cancers([one for one in found if one.kind == "Condition" and self.is_own(one)])
        self._inherited = self._members(found)
        self.doubted = self._doubted(found)

    def resolve(self, reference: str, within: str = "") -> Found | None:
        """The resource a reference means, or None where it is not in this file."""
        if reference.startswith("#"):
            return self._by_name.get(within + reference)
        bare = reference.split("/_history/")[0]
        return self._by_name.get(bare) or self._by_name.get("/".join(bare.rsplit("/", 2)[-2:]))

    def is_own(self, found: Found) -> bool:
        """Whether an entry is about the person this file is about."""
        name = self._whose(found.tree)
        return not name or name == self.person

    def subject(self, found: Found, *references: Reference) -> str:
        """The cancer an entry is about: "" for the main one, else the path of the condition that names it."""
        for reference in references:
            if subject := self._about(reference, found.within):
                return subject
        return self._inherited.get(found.path, "")

    def _about(self, reference: Reference, within: str) -> str:
        target = self.resolve(reference.reference, within)
        if target and isinstance(target.value, BodyStructure):
            related = (one.value_reference for one in target.value.extension if one.name == "mcode-related-condition")
            return next((self._about(one, within) for one in related if one), "")
        return self.cancers.get(target.path, "") if target else ""

    def _whose(self, tree: dict[str, Any]) -> str:
        owner = tree.get("subject") or tree.get("patient")
        reference = owner.get("reference") if isinstance(owner, dict) else None
        if not isinstance(reference, str) or not reference or "?" in reference or reference.startswith("#"):
            return ""
        target = self.resolve(reference)
        return target.path if target else "/".join(reference.rsplit("/", 2)[-2:])

    def _person(self, found: tuple[Found, ...]) -> str:
        people = [one.path for one in found if one.kind == "Patient" and not one.within]
        if len(people) == 1:
            return people[0]
        named = Counter(name for one in found if (name := self._whose(one.tree)))
        named.update(people)
        return named.most_common(1)[0][0] if named else ""

    def _members(self, found: tuple[Found, ...]) -> dict[str, str]:
        """Categories and reports' parts follow the cancer of the stage group or report that lists them."""
        inherited: dict[str, str] = {}
        for one in found:
            if isinstance(one.value, Observation) and one.value.has_member:
                subject = next((about for ref in one.value.focus if (about := self._about(ref, one.within))), "")
                for member in one.value.has_member if subject else ():
                    if target := self.resolve(member.reference, one.within):
                        inherited[target.path] = subject
        return inherited

    def _doubted(self, found: tuple[Found, ...]) -> set[str]:
        """Paths of gene changes that another entry calls benign or of uncertain meaning."""
        doubted: set[str] = set()
        for one in found:
            if isinstance(one.value, Observation) and one.value.derived_from and is_doubt(one.value):
                targets = (self.resolve(ref.reference, one.within) for ref in one.value.derived_from)
                doubted.update(target.path for target in targets if target)
        return doubted


def is_doubt(value: Observation) -> bool:
    """Whether an entry of a gene report calls a change benign or of uncertain meaning (LOINC 53037-8)."""
    for part in value.component:
        if any(one.code == "53037-8" for one in part.code.coding) and part.value_codeable_concept:
            words = part.value_codeable_concept.words.lower()
            codes = {one.code for one in part.value_codeable_concept.coding}
            return "uncertain" in words or "benign" in words or bool(codes & {"LA26333-7", "LA26334-5", "LA6675-8"})
    return False


_RANK = {"active": 0, "recurrence": 0, "relapse": 0, "remission": 1, "inactive": 2, "resolved": 2}


def _cancers(conditions: list[Found]) -> dict[str, str]:
    """Path of each primary cancer condition → "" for the main cancer, or the path that stands for another one."""
    known = [(one, disease_of(one.value)) for one in conditions if isinstance(one.value, Condition)]
    return subjects(
        Primary(one.path, ill, dated(one.value.onset_date_time, started(one.value.onset_period)), _rank(one.value))
        for one, ill in known
        if ill.claim in ("cancer", "in_situ") and is_present(one.value, ill.context)
    )


def _rank(condition: Condition) -> int:
    return next((rank for code, rank in _RANK.items() if code_in(condition.clinical_status, code)), 0)


def is_present(condition: Condition, context: str) -> bool:
    """Whether a condition is stated of the person's present or past, not refuted, suspected or of the family."""
    return not context and not code_in(
        condition.verification_status, "refuted", "entered-in-error", "differential", "unconfirmed", "provisional"
    )
