"""Where people stand: the two directions in which votes differ most, and everyone's place on them.

The components are found by ARPACK on the small side of the sparse centred table, which is never made
dense. Formulas: methods, section 4, steps 2 and 3.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

from analysis.votes import Floats

DIMENSIONS = 2
STEPS = 2  # of subspace iteration for a sample's components
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
    narrow = directions.astype(centred.dtype)
    return np.stack([(centred @ direction) * stretch for direction in narrow], axis=1)


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
    operator = _gram(matrix)
    # A fixed start keeps the result the same on every run; random but seeded, so that it is never
    # orthogonal to the answer.
    first = (
        start if start is not None and start.size == width else np.random.default_rng(0).normal(size=width)
    )
    first = first.astype(matrix.dtype)
    tolerance, vectors = (0.0, min(width, 40)) if exact else (1e-3, min(width, 12))
    try:
        values, basis = eigsh(operator, k=DIMENSIONS, ncv=vectors, tol=tolerance, v0=first, maxiter=500)
    except ArpackError:  # two directions of equal weight, or fewer than two: solve the small matrix whole
        values, basis = np.linalg.eigh((matrix.T @ matrix).toarray())
    return values.astype(np.float64), basis.astype(np.float64)


def turned(product: Floats, directions: Floats) -> Floats:
    """Components one step on from `directions`: shape (2, statements).

    `product` is S'S times each direction, same shape: one step of subspace iteration, which is enough
    where S has changed little since `directions` were its components. Signs stay as they were.
    """
    basis, mix = np.linalg.qr(product.T)
    _, _, turn = np.linalg.svd(mix.T)
    found = turn @ basis.T
    return np.asarray(found * np.where((found * directions).sum(axis=1) < 0, -1.0, 1.0)[:, None])


def product(centred: sparse.csr_array, directions: Floats) -> Floats:
    """S'S times each direction, shape (2, statements)."""
    narrow = directions.astype(centred.dtype)
    return np.stack([centred.T @ (centred @ direction) for direction in narrow]).astype(np.float64)


def weight(centred: sparse.csr_array, direction: Floats) -> float:
    """How much the votes differ along one direction: the squared length of the table times it."""
    along = centred @ direction.astype(centred.dtype)
    return float(along @ along)


def weight_by_chance(centred: sparse.csr_array, rng: np.random.Generator) -> float:
    """The `weight` of the first component, to some per cent, were people's votes unrelated to each other.

    Every deviation keeps its size and gets a sign by the toss of a coin: a parallel analysis (Horn 1965) in
    which each statement keeps its own spread and each person the statements they saw.
    """
    signs = rng.integers(0, 2, centred.nnz, dtype=np.int8) * 2 - 1
    tossed = sparse.csr_array((centred.data * signs, centred.indices, centred.indptr), shape=centred.shape)
    first = rng.normal(size=centred.shape[1]).astype(centred.dtype)
    if centred.shape[1] > SMALL:
        try:
            found = eigsh(_gram(tossed), k=1, ncv=8, tol=0.03, v0=first, return_eigenvectors=False)
            return float(found[0])
        except ArpackError:  # so few directions that there is nothing to search
            pass
    return float(np.linalg.eigvalsh((tossed.T @ tossed).toarray())[-1])


def _gram(matrix: sparse.csr_array) -> LinearOperator:
    """w -> S'(S w), which never makes S'S."""
    transposed = matrix.T
    width = matrix.shape[1]
    return LinearOperator((width, width), matvec=lambda w: transposed @ (matrix @ w), dtype=matrix.dtype)


def sampled_places(centred: sparse.csr_array, inside: npt.NDArray[np.bool_], directions: Floats) -> Floats:
    """Where people would stand were the components those of a sample: shape (samples, people, 2).

    `inside` (samples, people) says who is in each sample. Two steps of subspace iteration from the
    components of all people, for all samples in the same passes over the table.
    """
    samples, people = inside.shape
    cast = np.diff(centred.indptr)
    stretch = np.sqrt(centred.shape[1] / np.maximum(1, cast)).astype(centred.dtype)
    mask = np.repeat(inside.T, DIMENSIONS, axis=1).astype(centred.dtype)
    narrow = directions.astype(centred.dtype)
    seen = np.tile(np.stack([centred @ direction for direction in narrow], axis=1), samples)
    for _ in range(STEPS):
        moved = (centred.T @ (mask * seen)).reshape(-1, samples, DIMENSIONS).transpose(1, 0, 2)
        basis, _ = np.linalg.qr(moved)
        seen = centred @ np.ascontiguousarray(basis.transpose(1, 0, 2)).reshape(-1, samples * DIMENSIONS)
    kept = (mask * seen).reshape(people, samples, DIMENSIONS).transpose(1, 0, 2)
    _, turn = np.linalg.eigh(kept.transpose(0, 2, 1) @ kept)
    places = (seen * stretch[:, None]).reshape(people, samples, DIMENSIONS).transpose(1, 0, 2)
    return np.asarray(places @ turn[:, :, ::-1], dtype=np.float64)
