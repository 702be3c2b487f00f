"""What to know: about one's own cancer, about second opinions and their myths, and about one's goals (R20, R47).

In: the key of a cancer ("" where it is not known); out: sections that stand in the packet and on a page of the site.
"""

from consilium.delivery import wording
from consilium.delivery.document import Bullets, Document, Pairs, Paragraph, Section
from consilium.delivery.words import Words, words
from consilium.oncology import education


def sections(cancer: str, say: Words) -> tuple[Section, ...]:
    """About the cancer, where we have something to say of it; then about second opinions; then goals."""
    found = (_cancer(cancer, say), _myths(say), _goals(say))
    return tuple(one for one in found if one.blocks)


def document(cancer: str, *, name: str = "", language: str = "en") -> Document:
    """The same as one document. `name`: how the cancer is called in this language."""
    say = words(language)
    title = name[:1].upper() + name[1:] if name else say.say("packet.about")
    return Document(title=title, sections=sections(cancer, say), language=language)


def _cancer(cancer: str, say: Words) -> Section:
    sentences, source = wording.learn(cancer, say.language)
    if not sentences:
        return Section(say.say("packet.learn"), ())
    *most, last = sentences
    detail = say.say("packet.from", source=source)
    unchecked = () if education.checked() else (Paragraph(say.say("packet.unchecked")),)
    return Section(say.say("packet.learn"), (Paragraph(" ".join(most)), Paragraph(last, detail), *unchecked))


def _myths(say: Words) -> Section:
    answers = tuple(Pairs(title, (("", text),)) for title, text in wording.education(say.language))
    return Section(say.say("packet.about"), answers)


def _goals(say: Words) -> Section:
    asked = [
        block
        for _, question, answers in wording.goals(say.language)
        for block in (Paragraph(question), Bullets(tuple((words, "") for _, words in answers)))
    ]
    return Section(say.say("packet.goals"), (Paragraph(say.say("packet.goals_intro")), *asked))
