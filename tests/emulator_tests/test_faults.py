"""Every fault does to a client what its name says."""

import asyncio
from datetime import date, timedelta
import gzip
import json
from xml.parsers.expat import ExpatError

import aiohttp
import pytest
import xmltodict

from tests.emulator import Emulator, Fault

from .asking import Asking

START, END = date(2026, 1, 5), date(2026, 1, 12)


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.RESET_MID_REPLY])
async def test_the_connection_breaks(
    ask: Asking, emulator: Emulator, fault: Fault
) -> None:
    emulator.set_fault("sge", fault)
    emulator.set_fault("egl", fault)
    with pytest.raises(aiohttp.ClientError):
        await ask.contract()
    with pytest.raises(aiohttp.ClientError):
        await ask.connect()
    assert {call.outcome for call in emulator.calls} == {f"fault:{fault}"}


@pytest.mark.parametrize("fault", [Fault.SILENCE, Fault.SLOW_DRIP])
async def test_the_reply_does_not_come_until_the_faults_are_cleared(
    ask: Asking, emulator: Emulator, fault: Fault
) -> None:
    emulator.set_fault("sge", fault)
    waiting = asyncio.create_task(ask.contract())
    await emulator.wait_for_calls()
    assert not waiting.done()
    emulator.clear_faults()
    with pytest.raises(aiohttp.ClientError):
        await waiting
    assert (await ask.contract()).status == 200


async def test_serving_ends_while_a_call_waits(ask: Asking, emulator: Emulator) -> None:
    """The fixture's own end would hang, and the test time out, if a silent call held it."""
    emulator.set_fault("sge", Fault.SILENCE)
    task = asyncio.create_task(ask.contract())
    await emulator.wait_for_calls()
    task.add_done_callback(lambda done: done.exception())


async def test_half_a_reply_is_no_document(ask: Asking, emulator: Emulator) -> None:
    emulator.set_fault("sge", Fault.TRUNCATED)
    answer = await ask.contract()
    assert answer.status == 200
    with pytest.raises(ExpatError):
        xmltodict.parse(answer.text)


async def test_bodies_that_hurt_are_served(ask: Asking, emulator: Emulator) -> None:
    emulator.set_fault("sge", Fault.ENTITY_BOMB, times=1)
    assert "<!ENTITY e9" in (await ask.contract()).text
    emulator.set_fault("sge", Fault.DEEP_NESTING, times=1)
    assert (await ask.contract()).text.startswith("<a><a><a>")
    emulator.set_fault("sge", Fault.HTML_200, times=1)
    answer = await ask.contract()
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html")
    emulator.set_fault("sge", Fault.HUGE_BODY, times=1)
    assert len((await ask.contract()).text) > 100 * 1024 * 1024
    assert emulator.faults.blanks_sent == 100 * 1024 * 1024
    emulator.set_fault("sge", Fault.WRONG_ENCODING, times=1)
    with pytest.raises(UnicodeDecodeError):
        await ask.contract()
    assert (await ask.contract()).status == 200


async def test_json_is_nested_too_and_html_takes_its_place(
    ask: Asking, emulator: Emulator
) -> None:
    emulator.set_fault("egl", Fault.DEEP_NESTING, times=1)
    with pytest.raises(RecursionError):
        await ask.connect()
    emulator.set_fault("egl", Fault.HTML_200, times=1)
    with pytest.raises(aiohttp.ContentTypeError):
        await ask.connect()
    assert (await ask.connect())["codeRetour"] == 100


async def test_a_gzip_bomb_is_small_on_the_wire(
    emulator: Emulator, ask: Asking
) -> None:
    emulator.set_fault("egl", Fault.GZIP_BOMB)
    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.post(f"{emulator.egl_url}/connect.asp") as response,
    ):
        body = await response.read()
        assert response.headers["Content-Encoding"] == "gzip"
    assert len(body) < 1024 * 1024
    assert body[:2] == gzip.compress(b"")[:2]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.HTTP_401, 401),
        (Fault.HTTP_403, 403),
        (Fault.HTTP_404, 404),
        (Fault.HTTP_429, 429),
        (Fault.HTTP_429_RETRY_AFTER, 429),
        (Fault.HTTP_500, 500),
        (Fault.HTTP_503, 503),
    ],
)
async def test_http_statuses_come_in_the_gateways_form_and_as_a_page(
    ask: Asking, emulator: Emulator, fault: Fault, status: int
) -> None:
    emulator.set_fault("sge", fault, retry_after="7")
    emulator.set_fault("egl", fault)
    answer = await ask.contract()
    assert answer.status == status == await ask.connect()
    assert len(json.loads(answer.text)["code"]) == 6
    told = "7" if fault is Fault.HTTP_429_RETRY_AFTER else None
    assert answer.headers.get("Retry-After") == told


async def test_throttling_has_its_own_namespace_in_xml(
    ask: Asking, emulator: Emulator
) -> None:
    emulator.sge_rules.error_form = "xml"
    emulator.set_fault("sge", Fault.HTTP_429)
    assert "<amt:code>900802</amt:code>" in (await ask.contract()).text


async def test_conso_api_says_the_status_in_its_own_form(
    ask: Asking, emulator: Emulator
) -> None:
    for status in (401, 403, 404, 429, 500, 503):
        emulator.set_fault("conso", Fault[f"HTTP_{status}"], times=1)
        told, reply = await ask.conso("daily_consumption", START, END)
        assert (told, reply["status"]) == (status, status)
    assert (await ask.conso("daily_consumption", START, END))[0] == 200


async def test_a_firewall_stands_in_front_of_any_service(
    ask: Asking, emulator: Emulator
) -> None:
    for service in ("sge", "egl"):
        emulator.set_fault(service, Fault.WAF_403)
    answer = await ask.contract()
    assert (answer.status, answer.headers["Content-Type"]) == (403, "text/html")
    assert await ask.connect() == 403
    assert {call.outcome for call in emulator.calls} == {"403"}


async def test_one_row_holds_text_where_its_number_belongs(
    ask: Asking, emulator: Emulator
) -> None:
    for service in ("sge", "egl", "conso", "portal"):
        emulator.set_fault(service, Fault.MALFORMED_ROW)
    points = (await ask.measures("ENERGIE", START, END)).points()
    assert [p["v"].isdecimal() for p in points] == [False, *[True] * 6]
    rows = (await ask.indexes())["resultatRetour"]
    assert [isinstance(row["ValeurIndex"], str) for row in rows].count(True) == 1
    _, old = await ask.conso("daily_consumption", START, END)
    names = {"prm": "", "pointId": emulator.home.point_id}
    _, new = await ask.conso("consommation_quotidienne", START, END, **names)
    for values in (
        [reading["value"] for reading in old["interval_reading"]],
        [point["v"] for point in new["grandeur"][0]["points"]],
    ):
        assert [value.isdecimal() for value in values] == [False, *[True] * 6]
    assert emulator.calls[-1].outcome == "fault:malformed_row"


async def test_any_code_can_be_answered(ask: Asking, emulator: Emulator) -> None:
    emulator.set_fault("sge", Fault.SGE_CODE, code="SGT589")
    emulator.set_fault("egl", Fault.EGL_CODE, code="-7")
    answer = await ask.contract()
    assert (answer.status, answer.code) == (500, "SGT589")
    assert (await ask.connect())["codeRetour"] == -7
    emulator.clear_faults()
    for code, status in (("900800", 429), ("700700", 503), ("909999", 500)):
        emulator.set_fault("sge", Fault.GATEWAY_CODE, code=code, times=1)
        answer = await ask.contract()
        assert (answer.status, json.loads(answer.text)["code"]) == (status, code)
    emulator.set_fault("conso", Fault.CONSO_ERROR, code="ADAM-ERR9999")
    status, reply = await ask.conso("daily_consumption", START, END)
    assert (status, "ADAM-ERR9999" in str(reply)) == (400, True)


async def test_a_mime_envelope_holds_the_right_reply(
    ask: Asking, emulator: Emulator
) -> None:
    plain = await ask.contract()
    emulator.set_fault("sge", Fault.MULTIPART)
    wrapped = await ask.contract()
    assert wrapped.headers["Content-Type"].startswith("multipart/related")
    assert plain.text in wrapped.text
    assert emulator.calls[-1].outcome == "ok"


@pytest.mark.parametrize("version", ["v2", "v3"])
async def test_points_come_unsorted_or_repeated_and_are_the_same_points(
    ask: Asking, emulator: Emulator, version: str
) -> None:
    day = date(2025, 10, 26)

    async def stamps() -> list[str]:
        end = day + timedelta(days=1)
        points = (await ask.measures("COURBE", day, end, version)).points()
        return [f"{p['d']} {p['v']}" for p in points]

    sorted_stamps = await stamps()
    emulator.set_fault("sge", Fault.UNSORTED, times=1)
    unsorted = await stamps()
    assert unsorted != sorted_stamps
    assert sorted(unsorted) == sorted(sorted_stamps)
    repeated_hour = [s for s in sorted_stamps if s[11:13] == "02"]
    assert [s for s in unsorted if s[11:13] == "02"] == repeated_hour
    emulator.set_fault("sge", Fault.REPEATED, times=1)
    repeated = await stamps()
    assert len(repeated) > len(sorted_stamps)
    assert set(repeated) == set(sorted_stamps)
    assert [s for s in repeated if s[11:13] == "02"] == repeated_hour


async def test_water_rows_come_unsorted_or_repeated(
    ask: Asking, emulator: Emulator
) -> None:
    rows = (await ask.indexes())["resultatRetour"]
    emulator.set_fault("egl", Fault.UNSORTED, kinds={"indexes"}, times=1)
    unsorted = (await ask.indexes())["resultatRetour"]
    assert unsorted != rows
    assert sorted(map(str, unsorted)) == sorted(map(str, rows))
    emulator.set_fault("egl", Fault.REPEATED, kinds={"indexes"}, times=1)
    assert len((await ask.indexes())["resultatRetour"]) > len(rows)


async def test_a_fault_strikes_its_kinds_its_times_and_its_service_only(
    ask: Asking, emulator: Emulator
) -> None:
    emulator.set_fault("sge", Fault.HTTP_503, kinds={"load_curve"}, times=2)
    assert (await ask.measures("ENERGIE", START, END)).status == 200
    curves = [(await ask.measures("COURBE", START, END)).status for _ in range(3)]
    assert curves == [503, 503, 200]
    assert (await ask.connect())["codeRetour"] == 100
    with pytest.raises(ValueError, match="no service"):
        emulator.set_fault("other", Fault.HTTP_503)
