"""What holds for any file: what is printed is read again, and what is spoilt is refused in so many words."""

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given, settings, strategies as st

from custom_components.grandlyon_energy.csv_files import CsvFileError, read_csv_file
from custom_components.grandlyon_energy.csv_files.curve import STEPS
from custom_components.grandlyon_energy.metering.calendar import day_start
from custom_components.grandlyon_energy.sources.readings import CurvePoint

from ..effort import THOROUGH
from .printing import curve_file, energies, index_file, printed_curve, read_electricity

quiet = settings(deadline=None, max_examples=400 if THOROUGH else 40)

# Around both changes of the clocks.
FIRST_DAYS = (date(2023, 3, 25), date(2023, 10, 28), date(2024, 2, 28))
POWERS = st.integers(0, 12_000)


@st.composite
def curves(draw: st.DrawFn) -> list[CurvePoint]:
    """Stretches of two points or more, each of one step, hours apart from each other."""
    end = day_start(draw(st.sampled_from(FIRST_DAYS)))
    points: list[CurvePoint] = []
    for step in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=4)):
        end += timedelta(hours=draw(st.integers(2, 30)))
        for power_w in draw(st.lists(POWERS, min_size=2, max_size=60)):
            points.append(CurvePoint(start=end, end=end + step, power_w=power_w))
            end += step
    return points


@quiet
@given(curves(), st.data())
def test_a_curve_that_is_printed_is_read_again(
    points: list[CurvePoint], data: st.DataObject
) -> None:
    lines = printed_curve(points)
    blank = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=len(lines) - 1))
    for number in blank:
        lines[number] = lines[number].partition(";")[0] + ";"
    twice = data.draw(st.lists(st.sampled_from(lines), max_size=5))

    measures = read_electricity(
        curve_file(*data.draw(st.permutations([*lines, *twice])))
    )

    assert list(measures.points) == [
        point for number, point in enumerate(points) if number not in blank
    ]
    assert not measures.left_out


@quiet
@given(
    st.sampled_from(FIRST_DAYS),
    st.lists(st.integers(0, 200_000), min_size=1, max_size=40),
)
def test_energies_that_are_printed_as_indexes_are_read_again(
    first: date, amounts: list[int]
) -> None:
    days = [first + timedelta(days=n) for n in range(len(amounts) + 1)]
    indexes = [sum(amounts[:n]) for n in range(len(days))]
    stamps = (
        f"{day}T00:00:00+02:00"
        if day_start(day).hour == 22
        else f"{day}T23:00:00+01:00"
        for day in days
    )

    measures = read_electricity(index_file(*zip(stamps, indexes, strict=True)))

    assert energies(measures) == dict(zip(days, amounts, strict=False))


@quiet
@given(curves(), st.data())
def test_a_spoilt_file_is_refused_or_read_and_nothing_else(
    points: list[CurvePoint], data: st.DataObject
) -> None:
    content = bytearray(curve_file(*printed_curve(points[:20])).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.binary(max_size=3)
        )

    with suppress(CsvFileError):
        read_csv_file(bytes(content))
