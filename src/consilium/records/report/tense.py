"""Whether the words around a treatment speak of it as planned or as done.

In: what stands before and behind its name in its sentence; out: planned, done, or neither. The nearest word before it
decides, then those behind it.
"""

from consilium.records.report.patterns import later

AHEAD = later(
    r"\b(?:will (?:(?:now|then|also|probably|likely) )?(?:receive|start|begin|commence|be started|be given|have|proceed"
    r"|need|plan|continue with|be treated)|(?<!did )undergo|(?:she|he|they|patient|pt) (?:is|are) for"
    r"|(?:is|are|was|were) (?:(?:then|now|also|still|due|currently"
    r"|likely|expected|supposed|meant) )?to (?:have|receive|get|be treated)"
    r"|(?:opted|elected|chosen?|chose|agreed|keen|decided|wishe?[sd]?|like) (?:for|on|to (?:have|start|go|try|take))"
    r"|agreed to(?! (?:stop|discontinue|hold|omit|avoid|defer|delay))|waiting list|(?:is|are|going|want\w*|need\w*"
    r"|due) to (?:switch|swap)|pencilled"
    r"|pre-?assess\w*"
    r"|come in for|would favor|next in line|funding for|(?:mdt|mdm|board|meeting|panel)(?:'s)? (?:outcome|decision"
    r"|recommend\w*|advice)|outcome(?= ?:)"
    r"|outcome (?:is|was)|await(?:s|ing)|tci|with a view to|refer(?:red|ral|ring) (?:[\w-]+ ){0,4}?for"
    r"|aim(?:s|ing)? to (?:give|treat|start)|kindly (?:prescribe|start|arrange)"
    r"|plans? (?:is )?(?:to|for|on)|plan:|(?<!\d )planned(?! (?:cycle|course|dose))"
    r"|(?<!per )(?<!to )(?<!the )(?<!treatment )(?<!care )(?<!insurance )plan(?! (?:was|were|had|has|is|of)\b)"
    r"|to (?:the )?or (?:on )?(?:\d[\d/]* )?for|(?:have |has )?booked"
    r"|recommend(?:s|ed|ation)?|propos\w+"
    r"|consider(?:ed|ation)?(?: for)?|to start|start(?:ing)? (?:the patient )?on|to begin"
    r"|candidate for|(?:scheduled|listed) (?:for|to)|(?:proceed|go ahead|move forward) (?:to|with)|(?<!did )(?:start"
    r"|begin|initiate|commence)(?! (?:of|date|time))"
    r"|intend\w*|(?:pre[ -]?|prior to |before )(?:c1\b|cycle (?:1|one|i)\b|c1d1|(?:the |her |his )?first|starting"
    r"|commencing)"
    r"|next (?:step|cycle)|start (?:\w+ ){0,3}treatment|should receive|would benefit|needs|due for"
    r"|advis(?:e|es|ed)(?! (?:against|not))"
    r"|options? (?:include|are)|and start|education prior|would (?:(?:likely|probably|then) )?(?:start|give|use|add)"
    r"|(?:we|i) (?:would )?(?:plan|suggest|advise|offer|recommend|propose))\b"
)
_DONE = later(
    # What will be, or is to be, treated with something has not been.
    r"\b(?<!\bbe )(?:received|completed|completion of|was started|started on|status post|s/p|previously|treated with"
    r"|(?:(?:was|were|been|being|is|are) given|given(?= ?(?:[.,;)\n]|$)| (?:(?:on|in|at|to|for|with|as|and|over|by|via"
    r"|every|today|yesterday|daily|weekly|iv|im|sc|orally|then|after|before|from|during|concurrent\w*)\b|\d)))"
    r"|underwent|administered|continued|currently on|on treatment with|new bag|tolerat\w+"
    r"|after \d+ cycles|has (?:had|been(?! (?:discuss|consider|mention|offer|review|explain"
    r"|recommend|suggest|plann|schedul|advis|referr|told|approv|asked)))"
    r"|was (?:given|treated)|finished|here for|prior treatment"
    r"|switched|administration|resume|was recommended|were recommended|recently met"
    r"|(?:has|have|had|was|were|been) given (?:her|him|them|me|some)"
    r"|(?:progress\w+|stable|respond\w*|relaps\w+|remains?|well) (?:while )?(?:on|through|despite)"
    r"(?! (?:ct|mri|pet|scans?|imaging|restaging|exam|her|his|the|this)))\b"
)
PENDING = later(
    r"[^\n,.;:]{0,30}\b(?:offered|pending|discussed|an option|(?:was|were) (?:recommended|suggested|advised))\b"
    r"| (?:vs\.?|versus) | trials?\b"
)
_COMES_FOR = later(
    r"\b(?:female|male|woman|man|lady|gentleman|patient|pt|presents|admitted|evaluation|clearance|consented) for"
    r" (?:(?:a|an|the|right|left|upper|lower|middle|total|partial|radical|robotic\S*"
    r"|laparoscopic|open|bilateral|elective) ){0,4}\Z"
)


def when(before: str, after: str) -> tuple[bool, bool]:
    """Whether the words around speak of it as planned, and whether as done: the nearest of them before it decides."""
    if _COMES_FOR.search(before):
        return True, False
    ahead = max((found.end() for found in AHEAD.finditer(before)), default=-1)
    done = max(
        (found.end() for found in _DONE.finditer(before) if not _WOULD.search(before, 0, found.start())), default=-1
    )
    if done > 0 and _THEN_SPOKEN.search(before, done):
        done = -1  # `progressed on mitotane, and I explained that EDP`
    if ahead != done:
        to_come = ahead > done or bool(_PLANNED_AT_ONCE.match(after))
        return to_come, not to_come
    planned = bool(_PLANNED_AT_ONCE.match(after) or _AHEAD_AFTER.match(after))
    # What was only spoken of is not done by the words of the next clause.
    clause = after[:90].partition(";")[0] if PENDING.match(after) else after[:90]
    behind = _DONE.search(clause)
    return planned, not planned and bool(behind and not behind[0].endswith("recommended"))


_WOULD = later(r"\b(?:would|could|might|may)\b(?! not)[^\n,;.]{0,40}\Z")
_THEN_SPOKEN = later(r"\b(?:discuss\w*|explain\w*|options?|could|would|might|consider\w*)\b")
_PLANNED_AT_ONCE = later(
    r" (?:x ?\d{1,2} (?:cycles )?)?(?:is |are |has been |have been |remains? )?(?:being )?(?:\w+ly )?"
    r"(?:planned(?! (?:cycle|course|dose))"
    r"|proposed|scheduled|advised"
    r"|recommended|suggested|booked|arranged)\b|,? which (?:s?he|they|we|i|the patient) (?:will|should|can|is to"
    r"|are to)\b"
    r"| (?:is )?next (?:week|month|year|\w+day)\b| tomorrow\b"
    r"| (?:therapy |treatment )?start (?:is |was )?(?:delayed|postponed)\b"
)
_AHEAD_AFTER = later(
    r"[^\n,;.]{0,20}\bon the (?:calendar|schedule|list)\b|"
    r"[^\n,;.]{0,60}\b(?:will|(?:is|are|remains?)"
    r" (?:still )?(?:planned|recommended|proposed|scheduled|advised|booked)|should"
    r"|to be (?:started|given|done|added|resumed)"
    r"|to (?:start|begin|commence|resume|restart))\b|[^\n;.]{0,40}\bplanned (?:for|on)\b"
)
