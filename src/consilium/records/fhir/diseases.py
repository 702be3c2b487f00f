"""What a Condition says about a disease: the meaning of its code, with the body site and morphology beside it."""

from dataclasses import replace

from consilium.oncology import coded
from consilium.oncology.coded import Disease
from consilium.records.fhir.elements import Concept, Condition, Extension


def disease_of(condition: Condition) -> Disease:
    """The disease with site, histology and side, each as far as stated."""
    found = disease_in(condition.code)
    site, side = body_site(condition.body_site)
    histology = next((morphology(one.value_codeable_concept) for one in condition.extension if _is_histology(one)), "")
    return replace(
        found,
        site=site or found.site,
        side=side or found.side,
        histology=histology or morphology(condition.code) or found.histology,
    )


def disease_in(concept: Concept | None) -> Disease:
    """The disease that a coded concept names: the first of its codings that is about cancer, else its text."""
    if concept is None:
        return Disease("other")
    read = [coded.disease(one.system, one.code, one.display or concept.text) for one in concept.coding]
    read = read or [coded.disease("", "", concept.text)]
    return next((one for one in read if one.claim != "other"), read[0])


def morphology(concept: Concept | None) -> str:
    """ICD-O-3 morphology of a coded concept, or ""."""
    codings = concept.coding if concept else ()
    return next((found for one in codings if (found := coded.morphology(one.system, one.code))), "")


def body_site(concepts: tuple[Concept, ...]) -> tuple[str, str]:
    """ICD-O-3 topography and side of the first body site that names one."""
    site, side = "", ""
    for concept in concepts:
        for one in concept.coding or ():
            here, hand = coded.body_site(one.system, one.code, one.display or concept.text)
            site, side = site or here, side or hand
        if not concept.coding:
            here, hand = coded.body_site("", "", concept.text)
            site, side = site or here, side or hand
        side = _qualifier(concept) or side
    return site, side


def _qualifier(concept: Concept) -> str:
    """Side stated by the laterality qualifier of mCODE."""
    stated = (one.value_codeable_concept for one in concept.extension if one.name == "mcode-laterality-qualifier")
    codings = (coding for qualifier in stated if qualifier for coding in qualifier.coding)
    return next((hand for one in codings if (hand := coded.side(one.code, one.display))), "")


def _is_histology(extension: Extension) -> bool:
    return extension.name == "mcode-histology-morphology-behavior"
