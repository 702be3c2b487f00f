"""Numbers as reports write them: digits, English words, Roman numerals."""

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}

NUMBER = (
    r"(?:\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[- ]{1,2}(?:one|two|three|four|five|six|seven|eight|nine)\b)?"
    r"|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|ten"
    r"|one|two|three|four|five|six|seven|eight|nine|zero)"
)
"""The pattern of a whole number in digits or English, without groups."""

AMOUNT = r"\d{1,6}(?:,\d{3}(?!\d)|,\d{1,2}(?!\d)|\.\d+)?"
"""The pattern of a measured value, with a decimal point or comma, or with a comma before each thousand; no groups."""


def amount(written: str) -> float:
    """What a value stands for: `7.2` and `7,2` are 7.2, `1,200` is 1200."""
    whole, comma, rest = written.partition(",")
    if not comma:
        return float(written)
    return float(whole + rest) if len(rest) == _OF_THOUSAND else float(f"{whole}.{rest}")


_OF_THOUSAND = 3


def number(word: str) -> int:
    """What the word stands for: `23`, `twenty-three`, `none` and `no` (0), `xv`."""
    word = word.strip()
    if word.isdigit():
        return int(word)
    if word in ("no", "none", "o", "nil"):
        return 0
    if word == "single":
        return 1
    parts = word.replace("-", " ").split()
    if parts[0] in _TENS:
        return _TENS[parts[0]] + (_UNITS.index(parts[1]) if len(parts) > 1 else 0)
    return _UNITS.index(word) if word in _UNITS else _roman(word)


def _roman(word: str) -> int:
    values = [_ROMAN.get(letter, 0) for letter in word]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
