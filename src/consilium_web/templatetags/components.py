"""The parts that pages are made of, loaded in every template.

Fields: `{% field form.name %}`, `{% fields form %}`, `{% error_summary form %}`.
Words: `{{ it.case.scope|words }}`, `{{ fact.on|day }}`, `{% status it.case.status %}`.
Parts: `{% tag "Missing" "orange" %}`, `{% summary_list rows %}`, `{% pagination page %}`.
Parts around text: `{% inset %}`, `{% callout "Heading" %}`, `{% banner "Heading" %}`, `{% card "Heading" %}`,
`{% details "Summary" %}`, `{% scrolling_table "Caption" %}`, each closed by its name after `end`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consilium.cases import Status
from consilium_web.queries import vocabulary

register = template.Library()
register.filter("words", vocabulary.words)
register.filter("day", vocabulary.day)


@register.filter
def named(names: Mapping[str, str], person: object) -> str:
    """The name of a person of the case; "Someone" for one who has no account."""
    return names.get(str(person), "Someone")


CONTROLS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.RadioSelect, "nhsuk-radios__input"),
    (forms.CheckboxSelectMultiple, "nhsuk-checkboxes__input"),
    (forms.CheckboxInput, "nhsuk-checkboxes__input"),
    (forms.Textarea, "nhsuk-textarea"),
    (forms.Select, "nhsuk-select"),
    (forms.FileInput, "c-file"),
    (forms.Widget, "nhsuk-input"),
)
COLOURS = frozenset({"", "white", "grey", "green", "aqua-green", "blue", "purple", "pink", "red", "orange", "yellow"})


# --- Forms


@register.filter
def is_checkbox(bound: BoundField) -> bool:
    """Whether the field is one box to tick, which is drawn with its label after it."""
    return isinstance(bound.field.widget, forms.CheckboxInput)


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """The field's input, in the site's look."""
    widget = bound.field.widget
    kind = next(name for type_, name in CONTROLS if isinstance(widget, type_))
    wrong = f" {kind}--error" if bound.errors and kind.startswith("nhsuk") else ""
    own = widget.attrs.get("class", "") or _width(bound)
    widget.attrs.pop("placeholder", None)  # it repeats the label, and vanishes when it is needed
    return bound.as_widget(attrs={"class": f"{kind}{wrong} {own}".strip()})


def _width(bound: BoundField) -> str:
    """A field for few letters looks like one."""
    length = getattr(bound.field, "max_length", None)
    return (
        "nhsuk-input--width-10" if length and length <= 20 and isinstance(bound.field.widget, forms.TextInput) else ""
    )


@register.inclusion_tag("components/field.html", name="field")
def field_(bound: BoundField) -> dict[str, Any]:
    """One field: label, hint, error and input."""
    return {"field": bound}


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """Every field of a form, the hidden ones too."""
    return {"form": form}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*many: forms.BaseForm | forms.BaseFormSet[Any] | None) -> dict[str, Any]:
    """What has to be mended on this page, each line leading to its field. Nothing where all is well."""
    return {"problems": [problem for form in _forms(many) for problem in _problems(form)]}


def _forms(many: Iterable[Any]) -> Iterable[forms.BaseForm]:
    for one in many:
        if isinstance(one, forms.BaseFormSet):
            yield from one.forms
        elif isinstance(one, forms.BaseForm):  # a page of allauth may have none
            yield one


def _problems(form: forms.BaseForm) -> Iterable[tuple[str, str]]:
    for message in form.non_field_errors():
        yield "", str(message)
    for bound in form:
        for message in bound.errors:
            yield bound.id_for_label or bound.auto_id, f"{bound.label}: {message}"


# --- Parts


@register.simple_tag
def tag(text: object, colour: str = "") -> SafeString:
    """A word in a coloured frame, such as a state. The colour repeats what the word says and never replaces it."""
    if colour not in COLOURS:
        raise template.TemplateSyntaxError(f"No such colour of a tag: {colour}")
    return format_html('<strong class="nhsuk-tag{}">{}</strong>', f" nhsuk-tag--{colour}" if colour else "", text)


@register.simple_tag
def status(value: Status) -> SafeString:
    """Where a case is, as a tag."""
    return tag(*vocabulary.STATUS[value])


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    """Names and values; a row is (name, value) or (name, value, address, what the link does)."""
    return {"rows": [(*row, "", "")[:4] for row in rows]}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Earlier and later pages of a long list; the other parameters of the address are kept."""
    return {"page": page, "request": context.get("request")}


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """Text set apart from what is around it."""
    return format_html('<div class="nhsuk-inset-text">{}</div>', content)


@register.simple_block_tag
def callout(content: str, heading: str, level: int = 3) -> SafeString:
    """What a reader must not miss."""
    return format_html(
        '<div class="nhsuk-card nhsuk-card--warning"><div class="nhsuk-card__content">'
        '<h{} class="nhsuk-card__heading">{}</h{}>{}</div></div>',
        level,
        heading,
        level,
        content,
    )


@register.simple_block_tag
def card(content: str, heading: str, level: int = 2) -> SafeString:
    """A frame with a heading."""
    return format_html(
        '<div class="nhsuk-card"><div class="nhsuk-card__content">'
        '<h{} class="nhsuk-card__heading nhsuk-heading-m">{}</h{}>{}</div></div>',
        level,
        heading,
        level,
        content,
    )


@register.simple_block_tag
def banner(content: str, heading: str, kind: str = "") -> SafeString:
    """News for the whole page; `kind` may be "success"."""
    return format_html(
        '<section class="nhsuk-notification-banner{}" aria-label="{}"><div class="nhsuk-notification-banner__header">'
        '<h2 class="nhsuk-notification-banner__title">{}</h2></div>'
        '<div class="nhsuk-notification-banner__content">{}</div></section>',
        f" nhsuk-notification-banner--{kind}" if kind else "",
        heading,
        heading,
        content,
    )


@register.simple_block_tag
def details(content: str, summary: str) -> SafeString:
    """Text that opens on demand."""
    return format_html(
        '<details class="nhsuk-details"><summary class="nhsuk-details__summary">'
        '<span class="nhsuk-details__summary-text">{}</span></summary>'
        '<div class="nhsuk-details__text">{}</div></details>',
        summary,
        content,
    )


@register.simple_block_tag
def scrolling_table(content: str, caption: str) -> SafeString:
    """A table that scrolls sideways on a phone; inside: `<thead>` and `<tbody>`."""
    return format_html(
        '<div class="c-scroll" role="region" aria-label="{}" tabindex="0"><table class="nhsuk-table">'
        '<caption class="nhsuk-table__caption">{}</caption>{}</table></div>',
        caption,
        caption,
        content,
    )
