"""How far a share of people moved from one window to another."""

from math import erfc, sqrt

from analysis.intervals import FEWEST, Difference, wilson

Z = 1.96


def share_change(before: int, of_before: int, after: int, of_after: int) -> Difference | None:
    """The share `after` / `of_after` minus `before` / `of_before`, of people who answered in each window;
    None under ten people in either.

    Newcombe's interval from two of Wilson's (Statistics in Medicine 17, 1998, method 10), 95 %; the p-value
    is that of the pooled z-test. Both suppose that different people answered: where the same people did,
    they are too careful rather than too sure. `clear` needs both. Raises ValueError for more of one
    answer than there are.
    """
    (low_1, high_1), (low_2, high_2) = wilson(before, of_before, Z), wilson(after, of_after, Z)
    if min(of_before, of_after) < FEWEST:
        return None
    first, second = before / of_before, after / of_after
    diff = second - first
    low = diff - sqrt((second - low_2) ** 2 + (high_1 - first) ** 2)
    high = diff + sqrt((high_2 - second) ** 2 + (first - low_1) ** 2)
    pooled = (before + after) / (of_before + of_after)
    spread = sqrt(pooled * (1 - pooled) * (1 / of_before + 1 / of_after))
    p_value = erfc(abs(diff) / spread / sqrt(2)) if spread else 1.0
    clear = (low > 0 or high < 0) and p_value < 0.05
    return Difference(diff, low, high, clear, p_value)
