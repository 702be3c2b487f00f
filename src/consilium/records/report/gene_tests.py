"""Gene tests: changes of a gene, and that none was found. A change that was looked for alone and not found is left out.

In: a report; out: `biomarker.GENE` (the change, "positive" or "negative") and `variant`. A stain of a protein is no
gene test. Names of genes: HGNC; of changes: HGVS, protein level, in one letter.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from consilium.facts import Assertion
from consilium.records.report import gene_lines, gene_names, gone
from consilium.records.report.answers import UNCLEAR, Names, last_denied, named, of_others
from consilium.records.report.candidates import Candidate
from consilium.records.report.gene_changes import CHANGE, Change, named_changes
from consilium.records.report.gene_names import GENES, KIND, WORDS
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.values import Value

_BY_FISH = frozenset({"myc", "bcl2", "bcl6", "bcl-2", "bcl-6"})
"""Stained in every lymphoma: only what is said of a rearrangement is of the gene."""
_MOVED = re.compile(r"rearrang|translocat|amplif")
_STAINED = frozenset({"kit", "met", "egfr", "tp53", "pten", "akt1", "braf"})
"""Their proteins are stained for other reasons, so a bare word is the stain's."""
_NEVER_STAINED = frozenset({"ras", "k-ras", "n-ras", "h-ras", "kras", "nras", "hras", "pik3ca"})
_MOLECULAR = re.compile(
    r"mutat|rearrang|\bfish\b|fusion|sequenc|\bgene|exon|codon|\bpcr\b|\bngs\b|molecular|translocat|amplif|variant|wild"
    r"|skipping|methyl|alterat|detected|\bwt\b|germline|\bex ?\d|\b[a-z]\d{3,4}[a-z]\b"
)
_AFTER = re.compile(
    r"(?P<no>\bn[o0]t (?:been |be |a )?(?:detected|identified|found|seen|observed|expressed|confirmed|present"
    r"|positive|rearranged|amplified|mutated"
    r"|mutant|methylated|altered|(?:co-?)?deleted)|\bno longer|undetect\w+|\bcleared\b|\bdisappeared\b"
    r"|\bneg(?:at\w*)?\b|\babsen\w+|\bnone\b"
    r"|: no?(?= ?[,;.\n)]|\Z)"
    rf"|\bno (?:[a-z]+ ){{0,4}}?{KIND}|\bno (?:[a-z0-9]+ ){{1,3}}(?:detected|identified|found|seen)"
    r"|\bnativ[oa]s?\b|\bno (?:mutad|tra(?:n?s)?locad|reordenad|amplificad)[oa]s?\b"
    r"|\bno evidence|wild[- ]?type|\bwt\b|\bexcluded|\bruled out|\bintact"
    r"|\b(?:un|non-? ?)(?:mutat|methylat|amplif|rearrang|alter|co-?delet)\w+)"
    rf"|(?P<unclear>{UNCLEAR})"
    r"|(?P<yes>\bdetected|\bidentified|\bpresent\b|\bpos(?:itive)?\b|\bfound\b|\bseen\b|rearranged|mutated|mutant"
    r"|amplified"
    r"|\b(?:hyper)?methylated|\b(?:co-?)?deleted|\b(?:likely )?pathogenic|translocated|\baltered"
    r"|(?<=[a-z0-9])\+(?![+\d])|(?<=\d) (?:mutation |gene )?carrier\b(?! (?:test|screen|status|freq|risk|rate)))"
)
_ADJECTIVES = (
    r"(?: (?:an?|the|any|known|actionable|activating|pathogenic|sensitizing|germline|somatic|detectable|clinically"
    r"|significant|oncogenic|driver|targetable|of|for|in|either|both|evidence))*"
)
_NOT_BEFORE = re.compile(
    rf"\b(?:sin|ausencia de) (?:[a-z]+ ){{0,4}}$"
    rf"|(?:\bn[o0]|\b(?:not|never) (?:to )?(?:harbou?r|carry|have|show|demonstrate|reveal|detect|contain|find|identify"
    rf"|possess)|\b(?:is|was|are|were) not(?: found to be| to be)?|\bnegative for|\bwithout|\babsence of|\black(?:s"
    rf"|ing)?(?: of)?|\bwild[- ]?type){_ADJECTIVES} ?\(?$"
    rf"|(?:\b(?:no|negative for|without) (?:[a-z0-9.]+ ){{0,3}}{KIND}|\b{KIND} (?:was |were |is "
    rf"|are )?not)[a-z ]{{0,30}}"
    r"\b(?:in|of|within|involving|for)(?: (?:the|codons?|exons?|\d+|and|genes?|of|either))* ?$"
    rf"|\bnegative for [^;.:]{{1,40}}(?:,| and| or) $|\bno (?:[a-z]+ ){{0,3}}{KIND}"
    rf"(?: (?:was |were |are )?(?:detected|identified|found|present))?(?: (?:in|within))?"
    rf"(?: the)?(?: following)?(?: genes?)? ?: $"
    rf"|\bno (?:[a-z]+ ){{0,3}}{KIND} (?:was |were )?(?:detected|identified|found)[^;.\n]{{0,40}}\b(?:including|in) $"
    r"|\bnegatives? ?: $"
)
_LOOKED_FOR = later(
    r"\b(?:evaluate|assess|test(?:ing|ed)?|screen(?:ing|ed)?|analy\w+|rule out|look(?:ed|ing)?)(?: for)? (?:the )?$"
    r"|\b(?:association|correlation|relationship) (?:between|of) (?:the )?$"
    r"|\b(?:role|impact|effect|value) of (?:the )?$"
)
_ASKED = re.compile(r"(?: mutations?| variants?)? ?(?:analys|test|status|assay|panel|screen|stud)")
_IN_GENERAL = later(
    r"[ \n).]{0,4}(?:mutations?|alterations?|variants?|rearrangements?|fusions?)?,? ?(?:ha(?:s|ve)|is|are|may|can)"
    r"(?: \w+){0,3}? (?:associated|correlated|linked|prognostic|predict\w*|known|thought|confer\w*|common\w*)\b"
    r"|(?: mutations?)? and (?:\w+ ){0,2}(?:features|outcomes?|prognosis|survival|aggressiv\w*|risk)\b"
)
"""Behind a change: what is known of it, which tells of no patient."""
_NOT_BEHIND = later(
    r"[ .:_-]{1,12}(?:neg|not?\b|none)|[\s.:;_-]{1,12}(?:neg|not (?:detected|seen|found|present)|absen|wild|pend|unk)"
    r"| ?\?"
)
_DOUBTED = later(
    r"\bnot?\b|\bneg|\bnever|\blost\b|\bloss\b|\bclear|unlikely|\bsend|below|resolv|disappear|previous|sensitizing"
    r"|\bcontrol"
)
"""Behind a change without a word that answers: what keeps it from being taken as there."""
_AND = r"(?: ?[,/&-] ?|,? and | to )"
_PART = re.compile(
    rf"\b(?P<what>exon|codon)s? (?P<first>\d+)(?:(?:{_AND}\d+)*{_AND}(?P<last>\d+)| ?[(:=]"
    r"| (?!deletion|insertion|skip|dup))"
)
"""One part of a gene of several: that nothing was found there says nothing of the gene."""


def _of_part(part: re.Match[str] | None) -> bool:
    """Whether one exon or its neighbour was looked at, or codons: exons 2 to 4 of a gene are all that matter of it."""
    if part is None:
        return False
    return part["what"] == "codon" or not part["last"] or int(part["last"]) - int(part["first"]) < _SEVERAL


_SEVERAL = 2
_BESIDE = re.compile(r" ?[(:,] ?(?:p\. ?)?[a-z]\d")
_UNSURE_BEHIND = re.compile(
    r" in (?!(?:19|20)\d\d\b|\d\d?/)(?:about |approximately |up to |some |many |most "
    r"|\d(?!\d?(?:\.\d)? ?% of (?:the )?(?:\w+ )?(?:nuclei|cells|meta)))"
    r"|[^.;\n]{0,12}(?:\d\.\d[^.;\n]{0,6})?[^.;\n]{0,12}\b(?:below|under) (?:the )?(?:limit|level|threshold|cut-?off)"
    r"|\)? ?[:-] ?(?:neg|not (?:detected|identified|found|seen)|absen)"
    r"|[^\n]{0,24}(?:\bnot confirmed|\bnot by |\b(?:fish|ngs|pcr|rna|sequencing)(?: was| is|:)? (?:neg|not |no\b))"
)
"""Behind a yes: it is of other patients, too little to count, or another method says no."""
_NO_CARRIER = later(r"\b(?:not|never|non|no|obligate|possibl[ey]|potential|presumed|unknown|whether)\b[^;,.]{0,30}\Z")
_OF_NEXT = later(rf"(?: {KIND})?(?: (?:in|of))?(?: the)? ")
"""Between `pathogenic` and the gene that it is said of."""
_PATHOGENIC = r"(?<!non-)(?<!not )\bpathogenic "
_YES_BEFORE = re.compile(
    rf"(?:\bwith|\bharbou?r\w*|\bcarr(?:y|ies|ying)|\bcarrier of|\bpositive for|\bpresence of|\bhas"
    rf"|\breveal\w*|\bdemonstrat\w*|\bidentif(?:ied|ies)|\bshow(?:s|ed|ing)?){_ADJECTIVES} ?$|{_PATHOGENIC}$"
)
_CHANGED_BEFORE = re.compile(
    rf"(?P<harmful>{_PATHOGENIC}|\bcarr(?:y|ies) an? (?:[a-z()]+ ){{0,3}})?\b{KIND}"
    rf"(?P<told>(?: (?:was|were|is|are))? (?:detected|identified|found|present))?"
    r" (?:in|of|within)"
    r"(?: (?:codons?|exons?) \d+(?: of)?)?(?: the)? $"
    r"|\bpathogenic (?:variant|mutation), [^;\n]{3,50}, (?P<said>(?:was|is) (?:detected|identified|found)) in"
    r"(?: the)? $"
)
_ONLY_NOUN = re.compile(rf"[- ](?:gene )?{KIND}")
_WHOLE = {"braf": "V600", "idh1": "R132", "met": "exon 14"}
"""Where one kind of change is all that is looked for, its absence speaks for the gene."""


def candidates(text: Text, start: int, end: int) -> Iterator[Candidate]:
    """What this sentence says of genes."""
    groups = list(named(text.flat, GENES, start, end))
    if groups and gene_lines.of_unknown_meaning(text.flat, start, groups[0].found[0].start()):
        return
    listed = any(one[0] in _NEVER_STAINED for group in groups for one in group.found)
    molecular = bool(groups and (listed or text.kind == "genomics" or _MOLECULAR.search(text.flat, start, end)))
    for names in groups:
        for place, found in enumerate(names.found):
            gene = found[0]
            if gene == "2":
                gene = "idh2" if text.flat.endswith("idh1/", 0, found.start()) else "brca2"
            if gene in WORDS and not (text.cased[found.start()].isupper() and molecular):
                continue
            last = place == len(names.found) - 1
            said = _said(text, names, gene, last)
            if gene.startswith("cdkn2a"):
                said = _lost(text, names, said)
            for value, stop in said or gene_lines.below(text, names):
                if value.startswith(_NOT) or (
                    value == "negative" and (gene in _PARTS or _watched(text, names, found, stop))
                ):
                    yield _denied(gene, value, found.start(), stop)
                    continue
                if value in ("positive", "negative") and not _of_gene(
                    text, names, gene, stop, value, molecular=molecular or bool(_MOLECULAR.search(text.flat, end, stop))
                ):
                    continue
                code = gene_names.code(gene)
                codes = [code] if gene != "ras" else ["KRAS", "NRAS"] if value == "negative" else []
                for code in codes:
                    yield from _of(text, code, value, found.start(), max(stop, found.end()))


_LOST = later(
    r"(?: gene)?[ :,(=-]{0,3}(?:\w+zygous(?:ly)?|biallelic|focal|copy[- ]number)? ?"
    r"(?:(?:co-?)?delet(?:ion|ed)|loss|lost)\b"
    r"(?! (?:of )?(?:nuclear|protein|express|stain|immuno))(?P<behind>[^\n;,.]{0,40})"
)
_LOSS_OF = later(
    r"\b(?:deletion|loss)(?: (?:was |is )?(?:detected|identified|found|present))? (?:of|in|involving)(?: the)? $"
)

_OF_PROTEIN = re.compile(r"[ (/a-z0-9)]{0,12} (?:nuclear|protein|express|stain|immuno)")


def _lost(text: Text, names: Names, said: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """What is said of a gene that cancers lose: a bare `positive` may be its protein's, so only a change counts."""
    flat, (left, at), (begin, _) = text.flat, names.before, names.after
    behind, of = _LOST.match(flat, begin), _LOSS_OF.search(flat, left, at)
    if not (behind or of) or (of and _OF_PROTEIN.match(flat, begin)):
        return [one for one in said if one[0] != "positive"]
    answer = _AFTER.search(behind["behind"] if behind else flat[begin : begin + 40].split("\n")[0])
    stop = behind.start("behind") if behind else begin
    if (answer and answer["unclear"]) or of_others(flat, names.clause, at, stop):
        return []
    denied = (answer and answer["no"]) or _NOT_BEFORE.search(flat[left : of.start() if of else at])
    return [("negative" if denied else "deletion", stop)]


_ONE_KIND = re.compile(r"\b(?:itd|tkd)\b")


def _of_gene(text: Text, names: Names, gene: str, stop: int, value: str, *, molecular: bool) -> bool:
    """Whether a bare word is the gene's and not a stain's, and of the whole gene where it denies."""
    if gene in _BY_FISH:
        return bool(_MOVED.search(text.flat, names.before[0], max(stop, names.after[0])))
    if gene.endswith(("itd", "tkd")) or (gene == "flt3" and _ONE_KIND.search(text.flat, names.after[0], stop)):
        return value == "positive"
    return molecular or gene not in _STAINED


_DEFINED = re.compile(
    r" ?[:=] ?[^.;\n]{0,60}?(?:[<>\u2264\u2265]|\b(?:more|less|fewer|greater) than\b|\bor (?:more|less|fewer)\b"
    r"|\bat least\b)"
)
"""Behind an answer: from where on it is called so, `ALK positive: 15 % or more of cells`."""


def _said(text: Text, names: Names, gene: str, last: bool) -> list[tuple[str, int]]:
    """What is said of one gene of a list, each with where it ends; a change behind a list is of its last gene."""
    flat, (left, at), (begin, end) = text.flat, names.before, names.after
    if of_others(flat, names.clause, at, begin):
        return []
    denied = bool(_NOT_BEFORE.search(flat[left:at])) or last_denied(flat, names.clause, at)
    found: list[tuple[str, int]] = []
    done = begin
    for answer in _AFTER.finditer(flat, begin, end):
        changes = named_changes(flat, done, answer.start())
        done = answer.end()
        if of_others(flat, done, done, done):
            return found
        if answer["no"] and flat.startswith(" for ", done):
            changes += named_changes(flat, done, end)
            done = max([done, *(place for _, place in changes)])
        if answer["no"] and not changes and _of_part(_PART.search(flat, begin, answer.start())):
            return found
        if _DEFINED.match(flat, done):
            return found
        less = gene in gene_names.MOVED and gene_names.LESS.search(flat, begin, answer.start())
        if answer["unclear"] or (answer["yes"] and (less or _UNSURE_BEHIND.match(flat, done))):
            return found
        if answer[0].endswith("carrier") and _NO_CARRIER.search(flat, left, at):
            return found
        if answer[0].endswith("pathogenic") and _OF_NEXT.fullmatch(flat, done, end):
            return found
        found += _judged(gene, changes, bool(answer["no"]) or denied, done, last)
        denied = False
        if not CHANGE.search(flat, done, end):
            return found
    changes = named_changes(flat, done, end)
    if changes and last and found and found[-1][0] == "positive" and _BESIDE.match(flat, done):
        return [*found[:-1], *changes]
    if changes and last and done == begin:
        if _NOT_BEHIND.match(flat, changes[-1][1]) or _DOUBTED.search(flat, begin, end):
            return []
        if (
            of_others(flat, begin, begin, changes[-1][1])
            or _ASKED.match(flat, changes[-1][1])
            or _IN_GENERAL.match(flat, changes[-1][1])
            or _LOOKED_FOR.search(flat[left:at])
        ):
            return []
        return _judged(gene, changes, denied, changes[-1][1], last)
    if found:
        return found
    if told := _CHANGED_BEFORE.search(flat[left:at]):
        changes = named_changes(flat, left, at)
        return _judged(gene, changes, denied, begin, last) if _counts(told) or changes or denied else []
    if denied:
        return [("negative", begin)]
    if worded := _by_words(text, left, at, begin, end):
        return worded
    noun = _ONLY_NOUN.match(flat, begin, end)
    if (noun or gene_names.CHROMOSOMAL.search(gene)) and _YES_BEFORE.search(flat[left:at]):
        return [("positive", noun.end() if noun else begin)]
    return []


def _by_words(text: Text, left: int, at: int, begin: int, end: int) -> list[Change]:
    """`BRCA2 mutation (c.6275delTT)`, `FGFR2-BICC1 fusion`: a change that is named and not denied."""
    flat = text.flat
    named = _NAMED_CHANGE.match(flat, begin, end) or _FUSION.match(flat, begin, end)
    if named is None or _DOUBTED.search(flat, begin, end) or _NOT_BEHIND.match(flat, named.end()):
        return []
    if _ASKED.match(flat, named.end()) or _LOOKED_FOR.search(flat[left:at]) or of_others(flat, left, at, named.end()):
        return []
    return [("positive", named.end())]


_NAMED_CHANGE = re.compile(rf"[- ](?:gene )?{KIND} ?[(:,]? ?c\.[\d_]")
_FUSION = re.compile(r"(?:::|-|/)[a-z][a-z0-9]{2,8} (?:gene )?(?:fusion|rearrangement)\b")


def _counts(told: re.Match[str]) -> bool:
    return bool(told["told"] or told["harmful"] or told["said"])


def _judged(gene: str, changes: list[Change], denied: bool, stop: int, last: bool) -> list[tuple[str, int]]:
    if not denied:
        if not changes:
            return [("positive", stop)]
        return [(change, max(stop, end)) for change, end in changes] if last else []
    whole = _WHOLE.get(gene)
    if changes and not (whole and any(change.startswith(whole) for change, _ in changes)):
        return [(f"{_NOT}{change}", max(stop, end)) for change, end in changes] if last else []
    return [("negative", stop)]


_NOT = "not "
"""Before a change that was looked for and not found: what is said of it is no fact, but may date an older one."""


_PARTS = frozenset({"flt3-itd", "flt3 itd", "flt3-tkd", "flt3 tkd"})
"""One change of a gene by its own name."""
_THEN_GONE = later(
    r"(?: (?:[a-z]+|[\d/]+)){0,5},? (?:(?:but|and|which|it) )?(?:(?:is|was|has|been) ){0,2}"
    r"(?:now (?:un|not\b|neg|absent|clear)|no longer\b|(?:since|later|subsequently) (?:un|not\b|neg|clear|lost|disapp))"
)
"""Behind a change: `previously positive, now undetectable`."""


def _watched(text: Text, names: Names, found: re.Match[str], stop: int) -> bool:
    """Whether a gene is said to be gone, which it can only be where it was there before."""
    return bool(gone.WATCHED.search(text.flat, max(names.clause, found.start() - 60), min(stop + 30, names.after[1])))


def _denied(gene: str, value: str, start: int, stop: int) -> Candidate:
    change = value.removeprefix(_NOT) if value.startswith(_NOT) else gene[-3:] if gene in _PARTS else ""
    return Candidate(
        code="variant",
        value=f"{gene_names.code(gene)} {change}".strip(),
        start=start,
        end=max(start + len(gene), stop),
        score=0,
        why="gene change",
        refused=gone.NOT_THERE,
    )


def _of(text: Text, gene: str, value: Value, start: int, stop: int) -> Iterator[Candidate]:
    section = text.section(start)
    changed = value not in ("positive", "negative")
    why = f"{'gene change' if changed else 'gene test'}; {section.kind}"
    weight = section.weight + (10 if changed else 0)
    past = value != "negative" and _THEN_GONE.match(text.flat, stop)
    told = Candidate(
        code=f"biomarker.{gene}",
        value=value,
        start=start,
        end=stop,
        score=weight,
        why=why,
        assertion=Assertion.HISTORICAL if past else Assertion.PRESENT,
    )
    yield told
    if changed:
        yield replace(told, code="variant", value=f"{gene} {value}")
