"""Files that a spreadsheet opens."""

import csv
import io

import pytest

from core.spreadsheets import csv_file


def cells(*values):
    response = csv_file("figures", ["text", "share"], [{"text": value, "share": -0.5} for value in values])
    assert response["Content-Disposition"] == 'attachment; filename="figures.csv"'
    return list(csv.reader(io.StringIO(response.text, newline="")))


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_words_that_a_spreadsheet_would_take_for_a_formula_stand_behind_an_apostrophe(begins):
    assert cells(f"{begins}1+1")[1] == [f"'{begins}1+1", "-0.5"]


def test_numbers_and_other_words_stay_as_they_are():
    assert cells("Ceasefire = peace", -3, None, "") == [
        ["text", "share"],
        ["Ceasefire = peace", "-0.5"],
        ["-3", "-0.5"],
        ["", "-0.5"],
        ["", "-0.5"],
    ]
