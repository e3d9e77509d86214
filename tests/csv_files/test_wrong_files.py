"""What is no such file at all is told by what it is, and never quoted."""

import gzip
import io
import zipfile

import pytest

from .printing import curve_file, refusal


def workbook() -> bytes:
    content = io.BytesIO()
    # The same at whatever time it is made: what is not would be another test in each process of a run.
    sheet = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
    with zipfile.ZipFile(content, "w") as book:
        book.writestr(sheet, "<worksheet/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "csv_empty"),
        (b"\xef\xbb\xbf", "csv_empty"),
        (b"\r\n ; ;\r\n", "csv_empty"),
        (workbook(), "csv_spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "csv_spreadsheet"),
        (gzip.compress(b"Horodate;Valeur"), "csv_not_text"),
        (b"%PDF-1.7\n", "csv_not_text"),
        (b"\xff\xfe\x00", "csv_not_text"),
        (b"Horodate;\x81\n", "csv_not_text"),
        (b"  <!DOCTYPE html><html>", "csv_web_page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', "csv_web_page"),
        (b"a;b;c\n1;2;3\n", "csv_unknown_form"),
        (b"Horodate;Valeur\n2026-01-05T00:00:00+01:00;12345\n", "csv_unknown_form"),
        (b"\n".join(b"%d" % n for n in range(300)), "csv_unknown_form"),
    ],
)
def test_a_file_of_another_kind_is_told_from_a_wrong_one(
    content: bytes, key: str
) -> None:
    assert refusal(content) == (key, {})


def test_a_quote_that_never_closes_is_told() -> None:
    text = curve_file("2023-01-05T00:30:00+01:00;1", '"2023-01-05T01:00:00+01:00;1')

    assert refusal(text)[0] in {"csv_line_cells", "csv_line_unreadable"}
    assert refusal(text + "x" * 200_000) == ("csv_line_unreadable", {"line": "5"})


def test_any_cut_of_a_file_is_refused_or_loses_only_its_end() -> None:
    """A file that is cut amid a line is refused, unless what is left of the line is a value."""
    whole = curve_file(
        "2023-01-05T00:30:00+01:00;1",
        "2023-01-05T01:00:00+01:00;2",
        "2023-01-05T01:30:00+01:00;",
    )
    start = whole.index("2023-01-05T01:30")

    for length in range(start + 1, len(whole) - 2):
        key, placeholders = refusal(whole[:length])
        assert key in {"csv_line_cells", "csv_line_stamp"}
        assert placeholders == {"line": "6"}
