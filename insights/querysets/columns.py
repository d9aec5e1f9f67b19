"""A million rows of a query as arrays, without a Python object for each value.

PostgreSQL adds up each column to an array and sends it in its binary form, in which values of a fixed width
stand at fixed distances. Texts are what the rows are grouped by, so each different one comes once.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.postgresql.psycopg_any import mogrify
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Column = npt.NDArray[Any]
HEAD = 20  # bytes: dimensions, whether any is null, type, length, first index
KINDS = {20: ">i8", 21: ">i2", 23: ">i4", 701: ">f8", 1184: ">i8"}  # by PostgreSQL's number of the type
MOMENTS = 1184  # microseconds since 2000


def columns(
    rows: QuerySet[Any], texts: Sequence[str], numbers: Sequence[str]
) -> tuple[dict[str, Column], dict[str, tuple[str, ...]]]:
    """(columns, names): `texts` as places in their `names`, and `numbers` and moments as they are.

    The order of the rows is lost. Raises ValueError where a number is null.
    """
    grouped = rows.order_by().values(*texts).annotate(**{f"all_{name}": ArrayAgg(name) for name in numbers})
    names: dict[str, dict[str, int]] = {name: {} for name in texts}
    parts: dict[str, list[Column]] = {name: [] for name in (*texts, *numbers)}
    for row in _sent(grouped):
        arrays = [_array(part) for part in row[len(texts) :]]
        for name, part in zip(texts, row, strict=False):
            place = names[name].setdefault(part.decode(), len(names[name]))
            parts[name].append(np.full(arrays[0].size, place, dtype=np.int16))
        for name, array in zip(numbers, arrays, strict=True):
            parts[name].append(array)
    found = {name: np.concatenate(arrays or [np.empty(0, np.int64)]) for name, arrays in parts.items()}
    return found, {name: tuple(places) for name, places in names.items()}


def among(keys: Iterable[int]) -> RawSQL:
    """For `pk__in`: many keys as one parameter instead of one each."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def _sent(rows: QuerySet[Any]) -> list[tuple[bytes, ...]]:
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    connection = connections[rows.db]
    with connection.cursor() as cursor:
        copying = mogrify(f"COPY ({sql}) TO STDOUT (FORMAT BINARY)", params, connection)
        with cursor.copy(copying) as copy:
            return list(copy.rows())


def _array(sent: bytes) -> Column:
    _dimensions, has_nulls, kind, _size, _first = np.frombuffer(sent, ">i4", HEAD // 4).tolist()
    if has_nulls:
        raise ValueError("a number is null")
    values = np.frombuffer(sent, [("width", ">i4"), ("value", KINDS[kind])], offset=HEAD)["value"]
    if kind == MOMENTS:
        return np.datetime64("2000-01-01", "us") + values.astype("timedelta64[us]")
    return values.astype(values.dtype.newbyteorder("="))
