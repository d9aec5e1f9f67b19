import pytest
from django.utils.translation import override

from core import countries
from core.alphabets import collation_key
from core.templatetags import words

NB = "\u00a0"


@pytest.mark.parametrize(
    ("language", "written"), [("en", "18,204"), ("ru", f"18{NB}204"), ("uk", f"18{NB}204")]
)
def test_thousands_are_grouped_as_the_language_does(language, written):
    with override(language):
        assert words.thousands(18204) == written


def test_a_negative_number_has_a_minus_and_not_a_hyphen():
    with override("en"):
        assert words.thousands(-1500) == "−1,500"
        assert words.decimal(-0.184) == "−0.18"


def test_nothing_is_minus_zero():
    with override("en"):
        assert words.decimal(-0.004) == "0.00"


@pytest.mark.parametrize(
    ("share", "said"), [(150 / 240, "63%"), (0.145, "15%"), (0.025, "3%"), (0.6249, "62%"), (-0.004, "0%")]
)
def test_half_a_percent_is_rounded_up(share, said):
    with override("en"):
        assert words.percent(share) == said


@pytest.mark.parametrize(
    ("number", "places", "said"),
    [(0.125, 2, "0.13"), (-0.125, 2, "−0.13"), (1.005, 2, "1.01"), (0.25, 1, "0.3"), (2.5, 0, "3")],
)
def test_half_of_the_last_decimal_is_rounded_away_from_zero(number, places, said):
    with override("en"):
        assert words.decimal(number, places) == said


def test_decimals_have_a_comma_in_russian_and_ukrainian():
    for language in ("ru", "uk"):
        with override(language):
            assert words.decimal(0.5, 1) == "0,5"


def test_percent_keeps_its_sign_on_the_line_in_russian_and_ukrainian():
    with override("en"):
        assert words.percent(0.58) == "58%"
    with override("uk"):
        assert words.percent(0.58) == f"58{NB}%"


@pytest.mark.parametrize(
    ("estimate", "low", "high", "written"),
    [
        (0.58, 0.543, 0.615, "58% (54 to 62)"),
        (0.58, 0.54, 0.62, "58% (54 to 62)"),  # ends that are whole stay where they are
        (0.914, 0.8951, 0.9289, "91% (89 to 93)"),
        (0.0, 0.0, 0.278, "0% (0 to 28)"),
        (1.0, 0.722, 1.0, "100% (72 to 100)"),
    ],
)
def test_the_ends_of_a_range_are_rounded_outwards(estimate, low, high, written):
    with override("en"):
        assert words.share_range(estimate, low, high, plain=True) == written


@pytest.mark.parametrize("share", [n / 100 for n in range(101)])
def test_a_whole_percentage_is_never_widened_by_binary_fractions(share):
    with override("en"):
        assert words.share_range(share, share, share, plain=True) == f"{round(share * 100)}% " + (
            f"({round(share * 100)} to {round(share * 100)})"
        )


def test_a_range_on_a_page_sets_its_ends_apart():
    with override("en"):
        assert words.share_range(0.58, 0.543, 0.615) == "58% <small>(54 to 62)</small>"


def test_a_tone_and_its_range_are_rounded_outwards_on_both_sides_of_zero():
    with override("en"):
        assert words.tone_range(-0.18, -0.2259, -0.1311, plain=True) == "−0.18 (−0.23 to −0.13)"
        assert words.tone_range(0.01, -0.021, 0.042, plain=True) == "0.01 (−0.03 to 0.05)"


def test_a_lower_bound_is_never_rounded_up():
    with override("en"):
        assert words.percent_at_least(0.789) == "78%"


def test_what_is_not_known_is_written_as_nothing():
    for said in (words.thousands, words.decimal, words.percent, words.percent_at_least):
        assert said(None) == said("") == ""


def test_each_language_keeps_its_own_quotation_marks():
    with override("en"):
        assert words.quoted("мир", "uk") == "«мир»"
        assert words.quoted("peace") == "“peace”"


def test_countries_and_languages_are_named_in_the_readers_language():
    with override("en"):
        assert (words.country("UA"), words.language_name("uk"), words.own_name("uk")) == (
            "Ukraine",
            "Ukrainian",
            "Українська",
        )
        assert (words.country(""), words.country("??")) == ("", "??")
    with override("uk"):
        assert words.country("UA") == "Україна"


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Albania", "Åland Islands", "Ukraine"]),
        ("ru", ["Азербайджан", "Аландские о-ва", "Эстония"]),
        ("uk", ["Ефіопія", "Єгипет", "Ізраїль", "Йорданія", "Ямайка"]),
    ],
)
def test_countries_stand_in_the_order_of_the_readers_alphabet(language, names):
    found = [name for name in countries.names(language).values() if name in names]

    assert found == sorted(names, key=lambda name: collation_key(name, language))
    assert found[-1] == names[-1]


def test_rows_stand_in_the_order_of_the_readers_alphabet():
    with override("uk"):
        assert words.alphabetical(["Їжак", "Ярина", "Ірина", "Зоя", "Ґанна", "Ганна", "Дарина"]) == [
            "Ганна",
            "Ґанна",
            "Дарина",
            "Зоя",
            "Ірина",
            "Їжак",
            "Ярина",
        ]
    with override("ru"):
        rows = [{"name": "Япония"}, {"name": "Ёлкин"}, {"name": "Жуков"}, {"name": "Егоров"}]
        assert [row["name"] for row in words.alphabetical(rows, "name")] == [
            "Егоров",
            "Ёлкин",
            "Жуков",
            "Япония",
        ]


@pytest.mark.parametrize(
    ("diff", "now", "said"),
    [
        (0.2, -0.1, "less negative"), (-0.2, -0.1, "more negative"), (0.2, 0.1, "more positive"),
        (-0.2, 0.1, "less positive"), (0.2, 0, "less negative"), (0.2, None, "less negative"),
    ],
)  # fmt: skip
def test_tone_above_zero_is_never_called_negative(diff, now, said):
    assert words.tone_way(diff, now) == said


def test_a_change_has_a_sign_at_its_figure_and_at_both_ends():
    assert words.tone_change({"diff": 0.25, "low": 0.011, "high": 0.478}) == "+0.25 (+0.01 to +0.48)"
    assert words.tone_change({"diff": -0.1, "low": -0.3, "high": 0.0}) == "−0.10 (−0.30 to 0.00)"
