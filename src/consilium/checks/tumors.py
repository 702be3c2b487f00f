"""When two codes may mean one tumor. In: ICD-O-3 codes; out: whether they can stand side by side.

Topography: organs that border on each other or are named loosely. Morphology: the groups that IARC/IACR hold to be
different cancers ("International rules for multiple primary cancers", 3rd edition, 2004, table 2), where unspecified
kinds go with every specific one of their branch.
"""

from collections.abc import Iterator

_NEIGHBORS = (
    {"C18", "C19", "C20", "C21"},
    {"C15", "C16"},
    {"C17", "C24", "C25"},
    {"C48", "C54", "C55", "C56", "C57"},
    {"C51", "C52", "C53"},
    {"C53", "C54", "C55"},
    {"C22", "C23", "C24"},
    {"C61", "C67", "C68"},
    {"C64", "C65", "C66", "C67", "C68"},
    {"C33", "C34", "C37", "C38"},
    {"C40", "C41", "C47", "C49", "C44"},
    {"C70", "C71", "C72", "C75"},
    {"C44", "C51", "C60", "C63", "C00", "C69"},
    {f"C{number:02d}" for number in (*range(15), 30, 31, 32)},
)
_ANYWHERE = frozenset({"C26", "C39", "C42", "C76", "C77", "C80"})
# Organs in the middle of the body, of which reports of one tumor may name either side.
UNPAIRED = frozenset({"C15", "C16", "C17", "C19", "C20", "C21", "C23", "C24", "C25", "C37", "C42", "C48", "C53", "C54"})
UNPAIRED |= {"C26", "C55", "C58", "C60", "C61", "C68", "C76", "C77", "C80"}
_RIGHT_COLON = frozenset({"C18.0", "C18.1", "C18.2", "C18.3"})
_LEFT_COLON = frozenset({"C18.5", "C18.6", "C18.7"})
_LOBES = frozenset({"C34.1", "C34.2", "C34.3"})

_GROUPS: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = (
    ("squamous", ((8051, 8084), (8120, 8131))),
    ("basal", ((8090, 8110),)),
    (
        "adeno",
        ((8140, 8149), (8160, 8162), (8190, 8221), (8260, 8337), (8350, 8551), (8570, 8576), (8940, 8941)),
    ),
    (
        "other carcinoma",
        ((8030, 8046), (8150, 8157), (8170, 8180), (8230, 8255), (8340, 8347), (8560, 8562), (8580, 8671)),
    ),
    ("carcinoma", ((8010, 8022), (8050, 8050))),
    (
        "sarcoma",
        (
            (8680, 8713),
            (8800, 8921),
            (8990, 8991),
            (9040, 9044),
            (9120, 9136),
            (9141, 9252),
            (9370, 9373),
            (9540, 9582),
        ),
    ),
    ("mesothelioma", ((9050, 9055),)),
    ("melanoma", ((8720, 8790),)),
    ("germ cell", ((9060, 9105),)),
    ("brain", ((9380, 9539),)),
    ("blood", ((9590, 9993),)),
)
_CARCINOMAS = frozenset({"squamous", "basal", "adeno", "other carcinoma", "carcinoma"})
# Kinds that reports of one tumor name side by side although their groups differ.
_TOGETHER = (frozenset({"adeno", "other carcinoma"}), frozenset({8560, 8570, 8574, 8323, 8255, 8046, 8012, 8980}))


def one_place(first: str, second: str) -> bool:
    """Whether two topographies may mean one tumor: `C50.4` and `C50.9`, `C19.9` and `C20.9`."""
    a, b = first[:3], second[:3]
    if a == b:
        return not _opposite_parts(first, second)
    return bool({a, b} & _ANYWHERE) or any(a in group and b in group for group in _NEIGHBORS)


def _opposite_parts(first: str, second: str) -> bool:
    if first in _LOBES and second in _LOBES:
        return first != second
    sides = {first, second}
    return bool(sides & _RIGHT_COLON) and bool(sides & _LEFT_COLON)


def one_kind(first: str, second: str) -> bool:
    """Whether two morphologies may mean one tumor: `8140/3` and `8500/3`, `8010/3` and `8070/3`."""
    a, b = int(first[:4]), int(second[:4])
    if a == b or 8000 <= min(a, b) <= 8005:
        return True
    groups = {group(a), group(b)}
    if {a, b} & _TOGETHER[1]:
        return groups <= _CARCINOMAS | {""}
    if "" in groups or (groups == _TOGETHER[0] and not _distinct(a, b)):
        return True
    if "carcinoma" in groups:
        return groups <= _CARCINOMAS
    return len(groups) == 1 and not _lobular_or_ductal(a, b)


def group(kind: int) -> str:
    """The IARC/IACR group of a morphology, or ""."""
    return next((name for name, spans in _GROUPS if any(low <= kind <= high for low, high in spans)), "")


def _distinct(a: int, b: int) -> bool:
    """Small cell, neuroendocrine and liver cell cancers are no way of writing adenocarcinoma."""
    return any(8041 <= kind <= 8045 or 8170 <= kind <= 8180 or 8240 <= kind <= 8249 for kind in (a, b))


def _lobular_or_ductal(a: int, b: int) -> bool:
    return {a, b} == {8500, 8520}


def organ_of_sex(site: str) -> Iterator[str]:
    """The sex whose organ this is: "male" for C60–C63, "female" for C51–C58; nothing for others."""
    number = int(site[1:3])
    if 60 <= number <= 63:
        yield "male"
    elif 51 <= number <= 58:
        yield "female"
