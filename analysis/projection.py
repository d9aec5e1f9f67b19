"""Where people stand: the two directions in which votes differ most, and everyone's place on them.

The components are found by ARPACK on the small side of the sparse centred table, which is never made
dense. Formulas: methods, section 4, steps 2 and 3.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

from analysis.votes import Floats

DIMENSIONS = 2
SMALL = 24  # up to this many statements the small matrix is solved directly


@dataclass(frozen=True)
class Projection:
    """`components` has shape (2, statements) and rows of length one; `places` has shape (people, 2)."""

    components: Floats
    places: Floats


def components(centred: sparse.csr_array, *, start: Floats | None = None, exact: bool = False) -> Floats:
    """The first two principal components, shape (2, statements), each with its largest entry positive.

    `start` (statements,) warms the search with an earlier first component; `exact` asks for the last
    digit the table's precision gives, where grouping needs a thousandth. Fewer than two directions
    leave zero rows.
    """
    width = centred.shape[1]
    found = np.zeros((DIMENSIONS, width))
    if centred.nnz == 0 or not np.any(centred.data):
        return found
    matrix = centred
    if width <= SMALL:
        gram = (matrix.T @ matrix).toarray().astype(np.float64)
        values, vectors = np.linalg.eigh(gram)
    else:
        values, vectors = _sparse(matrix, start, exact)
    order = np.argsort(values)[::-1][: min(DIMENSIONS, width)]
    alive = values[order] > 1e-9 * max(values.max(), 1e-30)
    found[: order.size][alive] = vectors[:, order].T[alive]
    peaks = found[np.arange(DIMENSIONS), np.abs(found).argmax(axis=1)]
    return np.asarray(found * np.where(peaks < 0, -1.0, 1.0)[:, None])


def place(centred: sparse.csr_array, directions: Floats) -> Floats:
    """y_i = sqrt(C / max(1, v_i)) * sum over voted j of S_ij * (pc1_j, pc2_j). Shape (people, 2).

    The factor moves people who saw few statements out to where they would stand had they seen all.
    """
    cast = np.diff(centred.indptr)
    stretch = np.sqrt(centred.shape[1] / np.maximum(1, cast))
    return np.asarray((centred @ directions.T) * stretch[:, None], dtype=np.float64)


def project(centred: sparse.csr_array, *, start: Floats | None = None) -> Projection:
    """Components and places of one centred table."""
    directions = components(centred, start=start)
    return Projection(directions, place(centred, directions))


def extremity(means: Floats, directions: Floats) -> Floats:
    """How far each statement by itself would move a person who agrees with it alone. Shape (statements,).

    The projection of a person whose only vote is "agree" on that statement; pol.is's extremity.
    """
    reach = np.sqrt(means.size) * (1.0 - means) * directions
    return np.asarray(np.hypot(reach[0], reach[1]))


def _sparse(matrix: sparse.csr_array, start: Floats | None, exact: bool) -> tuple[Floats, Floats]:
    width = matrix.shape[1]
    transposed = matrix.T.tocsr()
    operator = LinearOperator((width, width), matvec=lambda w: transposed @ (matrix @ w), dtype=matrix.dtype)
    # A fixed start keeps the result the same on every run; random but seeded, so that it is never
    # orthogonal to the answer.
    first = (
        start if start is not None and start.size == width else np.random.default_rng(0).normal(size=width)
    )
    first = first.astype(matrix.dtype)
    tolerance, vectors = (0.0, min(width, 40)) if exact else (1e-3, min(width, 12))
    try:
        values, basis = eigsh(operator, k=DIMENSIONS, ncv=vectors, tol=tolerance, v0=first, maxiter=500)
    except ArpackNoConvergence:  # two directions of equal weight: solve the small matrix whole
        values, basis = np.linalg.eigh((transposed @ matrix).toarray())
    return values.astype(np.float64), basis.astype(np.float64)
