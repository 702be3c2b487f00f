"""The words of the directory, from the library's wording: `{{ reason|said }}`, `{{ expert.sources|sources }}`."""

from collections.abc import Iterable

from django import template

from consilium.delivery import wording
from consilium.experts import Rating, Reason, Source

register = template.Library()


@register.filter
def said(reason: Reason) -> str:
    """Why somebody could be asked."""
    return wording.expert_reason(reason)


@register.filter
def unknowns(names: Iterable[str]) -> str:
    """What is not known of them."""
    return ", ".join(wording.expert_unknown(names))


@register.filter
def sources(found: Iterable[Source]) -> str:
    """Where they were heard of."""
    return "; ".join(wording.expert_source(one) for one in found)


@register.filter
def rated(rating: Rating) -> str:
    """What patients said, as their opinion."""
    return wording.rating(rating)
