import re
from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from core.templatetags import charts, series

shares = st.floats(0, 1)


def strokes(path: str) -> list[tuple[float, int]]:
    return [(float(x), int(top)) for x, top in re.findall(r"M([\d.]+) (\d+)V40", path)]


def test_each_stroke_is_a_stated_number_of_people():
    line = charts.standing(8412, goal=10_000, seed=1)

    assert line["per_stroke"] == 100
    assert len(strokes(line["people"])) == 84
    assert len(re.findall("M", line["missing"])) == 16
    assert line["remaining"] == 1588


def test_strokes_stand_in_their_slots_from_half_to_nearly_full_height():
    found = strokes(charts.standing(100, seed=7)["people"])

    for i, (x, top) in enumerate(found):
        assert 10 * (i + 0.25) - 0.1 <= x <= 10 * (i + 0.75) + 0.1
        assert 2 <= top <= 20


def test_a_line_looks_the_same_each_time_and_each_row_has_its_own():
    assert charts.standing(500, seed=3) == charts.standing(500, seed=3)
    assert charts.standing(500, seed=3)["people"] != charts.standing(500, seed=4)["people"]


def test_nobody_is_no_stroke_and_one_person_is_seen():
    assert charts.standing(0, goal=10_000)["people"] == ""
    assert len(strokes(charts.standing(1, goal=10_000)["people"])) == 1


@pytest.mark.parametrize(("people", "unit"), [(0, 1), (100, 1), (101, 2), (201, 5), (501, 10), (18_204, 200)])
def test_the_unit_is_one_two_or_five_and_zeros(people, unit):
    assert charts.people_per_stroke(people) == unit


@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=4))
def test_groups_share_one_line_and_stay_on_it(counts):
    line = charts.standing_groups([{"name": str(n), "n": n} for n in counts])

    assert all(0 <= x <= 1000 for x, _ in strokes(line["people"]))
    starts = [float(label["x"].rstrip("%")) for label in line["labels"]]
    assert starts == sorted(starts)
    assert all(after - before > 12 for before, after in pairwise(starts))


@given(shares, shares, shares)
def test_a_bar_never_leaves_its_scale(a, b, c):
    low, estimate, high = sorted((a, b, c))

    bar = charts.bar(estimate, low, high, threshold=0.6)

    start, width = float(bar["low"].rstrip("%")), float(bar["width"].rstrip("%"))
    assert 0 <= start <= float(bar["x"].rstrip("%")) + 0.1
    assert start + width <= 100.5
    assert bar["threshold"] == "60.0%"


def test_a_bar_is_written_with_a_point_in_every_language():
    with override("ru"):
        assert charts.bar(0.5, 0.455, 0.545) == {"x": "50.0%", "low": "45.5%", "width": "9.0%"}


def test_what_is_hidden_has_no_bar_and_zero_has_one():
    assert charts.bar(None) == {"hidden": True}
    assert charts.bar(0, 0, 0.1)["x"] == "0.0%"


def test_what_a_template_leaves_out_is_left_out():
    assert charts.bar(0.5, "", "", threshold="") == {"x": "50.0%"}


@given(shares, shares, shares)
def test_the_cells_of_an_email_add_up_to_the_whole_width(a, b, c):
    low, estimate, high = sorted((a, b, c))

    cells = charts.cells(estimate, low, high)

    assert sum(cells.values()) + 1 == 100
    assert min(cells.values()) >= 0


@given(shares, shares, shares)
def test_a_bar_in_plain_text_has_one_estimate_and_its_full_width(a, b, c):
    low, estimate, high = sorted((a, b, c))

    drawn = charts.text_bar(estimate, low, high)

    assert len(drawn) == 31
    assert re.fullmatch(r"\.*=*\|=*\.*", drawn)


def day(n: int, estimate: float | None) -> SimpleNamespace:
    ends = (
        {"low": None, "high": None} if estimate is None else {"low": estimate - 0.1, "high": estimate + 0.1}
    )
    return SimpleNamespace(on=date(2026, 6, 1) + timedelta(days=n), estimate=estimate, **ends)


def test_a_gap_in_a_line_stays_a_gap():
    line = series.series([day(0, -0.3), day(1, -0.2), day(2, None), day(3, -0.2), day(4, -0.1)])

    assert len(line["runs"]) == 2
    assert line["gaps"] == [{"x": "36.0%", "width": "36.6%"}]


def test_days_missing_at_the_ends_are_gaps_too():
    line = series.series([day(0, None), day(1, -0.2), day(2, -0.2), day(3, None)])

    assert len(line["gaps"]) == 2


def test_one_day_between_gaps_is_still_seen():
    line = series.series([day(0, None), day(1, -0.2), day(2, None)])

    assert len(line["runs"]) == 1
    assert line["runs"][0]["line"].count(" ") == 3


def test_the_axis_has_zero_as_its_ground():
    line = series.series([day(0, -0.3), day(1, -0.2)])

    with_ground = [tick["text"] for tick in line["ticks"] if tick["is_ground"]]
    assert with_ground == ["0"]


def test_events_outside_the_line_are_not_drawn_and_numbers_stay():
    events = [{"on": date(2026, 1, 1)}, {"on": date(2026, 6, 2)}]

    line = series.series([day(0, -0.3), day(4, -0.2)], events=events)

    assert [event["number"] for event in line["events"]] == ["2"]


def test_no_points_are_no_chart():
    assert series.series([]) == {}
