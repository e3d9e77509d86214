"""What a Home Assistant log says against the integration."""

from itertools import pairwise
import re

DOMAIN = "grandlyon_energy"

# What a bare machine lacks and this home does not use: video and cameras' pictures.
NOT_OURS = ("haffmpeg", "turbojpeg")

# What the next start says when the recorder was not given the time to close its database.
UNCLEAN = "was shutdown cleanly"

_RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.MULTILINE)
_SEVERE = re.compile(r" (ERROR|CRITICAL) \(")
_OUR_CODE = re.compile(rf"custom_components[./]{DOMAIN}")


def complaints(text: str, *, failures_expected: bool = False) -> list[str]:
    """Return the records that must not be there: our errors, an unclean stop, and every traceback but the known ones.

    Our errors without a traceback may be there where the services were made to fail.
    """
    starts = [match.start() for match in _RECORD.finditer(text)]
    records = [text[start:end] for start, end in pairwise([0, *starts, len(text)])]
    return [
        record.rstrip()
        for record in records
        if _is_complaint(record, failures_expected=failures_expected)
    ]


def _is_complaint(record: str, *, failures_expected: bool) -> bool:
    """Tell whether a record is one that must not be there."""
    if _is_ours(record) and _SEVERE.search(record) and not failures_expected:
        return True
    if UNCLEAN in record:
        return True
    return "Traceback" in record and not any(known in record for known in NOT_OURS)


def _is_ours(record: str) -> bool:
    """Tell whether a record speaks of the integration, or its code has a part in it.

    Its name alone, further down, may be no more than the folder of a clone, in which all that runs has its paths.
    """
    said, _, traceback = record.partition("\n")
    return DOMAIN in said or _OUR_CODE.search(traceback) is not None
