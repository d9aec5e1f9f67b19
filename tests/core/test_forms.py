import pytest

from core.forms import number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("417", 417), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None)]
    + [(text, None) for text in ("", " 7", "-1", "1.5", "²", "x", "0x7")],
)
def test_a_number_in_a_query_is_one_or_none(text, number):
    assert number_in(text) == number
