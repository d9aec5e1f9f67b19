"""Arrays kept in files."""

import io
import zipfile

import numpy as np
import pytest

from analysis.arrays import unpacked


def npz(sound=b"", damaged=b""):
    """An .npz file of one array, in whose head something is not as it was."""
    array = io.BytesIO()
    np.save(array, np.arange(3))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("counts.npy", array.getvalue().replace(sound, damaged, 1))
    return file.getvalue()


def test_an_array_comes_out_as_it_went_in():
    found = unpacked(npz())

    assert {name: array.tolist() for name, array in found.items()} == {"counts": [0, 1, 2]}


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [
        (b"(3,)", b"(3, "),  # a bracket that never closes
        (b"'<i8'", b"',i8'"),
        (b"'<i8'", b"'?i8'"),
    ],
)
def test_a_damaged_head_is_a_fault_of_the_file(sound, damaged):
    with pytest.raises(ValueError):
        unpacked(npz(sound, damaged))
