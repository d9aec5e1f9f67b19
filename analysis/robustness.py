"""How far planted accounts can move what is reported, with and without counting campaigns once.

A share of 1, 5 and 10 % of all people is made up and let loose on real votes and texts. Reported is what
common ground goes missing or is made, and by how much tone moves. Figures without detection say what is at
stake; those with detection say how much of it is prevented, and the rows without attack what detection costs.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analysis import attacks, given, vote_attacks
from analysis.ballots import table
from analysis.campaigns import find_campaigns, voices
from analysis.claims import Claim
from analysis.coordinated import coordinated, counted_once
from analysis.groups import find_groups
from analysis.heard import one_voice
from analysis.robustness_report import ClaimsMoved, LeftOut, ToneMoved
from analysis.tone import Tone
from analysis.votes import Floats, Integers

SHARES = (0.01, 0.05, 0.10)
TARGETS = 10


def claims_moved(
    participants: npt.ArrayLike,
    statements: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    moderated_out: npt.ArrayLike = (),
    shares: Sequence[float] = SHARES,
    strategies: Sequence[str] = vote_attacks.STRATEGIES,
    seed: int = 0,
) -> tuple[ClaimsMoved, ...]:
    """Each strategy at each share of all people, after one row without attack.

    Accounts vote against the ten surest claims; "promote" agrees with the ten statements that rank highest in
    group-aware consensus without being claims. Raises ValueError like `find_groups`.
    """
    votes = table(participants, statements, values, moderated_out=moderated_out)
    person = np.repeat(votes.people, votes.cast())
    honest = (person, votes.statements[votes.statement], votes.value.astype(np.int64))
    found = find_groups(*honest, seed=seed)
    before = _named(found.claims)
    against = [(claim.statement, -1 if claim.side == "agree" else 1) for claim in found.claims[:TARGETS]]
    claimed = {claim.statement for claim in found.claims}
    near = [(name, 1) for name in found.consensus if name not in claimed][:TARGETS]
    rows = [_vote_row("none", 0.0, honest, None, before, seed)]
    for strategy in strategies:
        for share in shares:
            targets = near if strategy == "promote" else against
            count = max(1, round(votes.people.size * share / (1 - share)))
            planted = vote_attacks.plant_votes(votes, strategy, count, targets, seed=seed)
            rows.append(_vote_row(strategy, share, honest, planted, before, seed))
    return tuple(rows)


def tone_moved(
    texts: Sequence[str],
    values: npt.ArrayLike,
    *,
    language: str,
    shares: Sequence[float] = SHARES,
    kinds: Sequence[str] = attacks.KINDS,
    seed: int = 0,
) -> tuple[ToneMoved, ...]:
    """Each kind of attack in a burst and in drips at each share of all posts.

    `texts` are honest posts of one language, by one author each, and `values` their tone from -1 to 1.
    Planted posts count 1 where the mean is negative and -1 elsewhere, the worst they can do. Raises
    ValueError when lengths differ or a value is not a tone, TypeError for what is no list of texts.
    """
    given.texts(texts)
    tones = given.table(values, "tones")
    if tones.shape != (len(texts),) or not np.all(np.abs(tones) <= 1) or not tones.size:
        raise ValueError("every text needs its tone, from -1 to 1")
    rows = []
    for kind in kinds:
        for pace in attacks.PACES:
            for share in shares:
                mixed = attacks.plant(texts, kind, share=share, pace=pace, language=language, seed=seed)
                rows.append(_tone_row((language, kind, pace, share), mixed, tones))
    return tuple(rows)


def sorted_out(
    texts: Sequence[str], readings: Sequence[Tone]
) -> tuple[dict[str, tuple[list[str], list[float]]], tuple[LeftOut, ...]]:
    """By language, in order, the texts that attacks can be tried on, with the tone of each from -1 to 1; and
    what is left out: texts without a reading, and languages without a text that is long enough to be copied.

    `readings` has one for each text. Raises ValueError when these are not equally many.
    """
    heard: dict[str, tuple[list[str], list[float]]] = {}
    silent: Counter[tuple[str, str]] = Counter()
    for text, one in zip(texts, readings, strict=True):
        if one.p_pos is None or one.p_neg is None:
            silent[one.lang, one.reason or ""] += 1
        else:
            mine = heard.setdefault(one.lang, ([], []))
            mine[0].append(text)
            mine[1].append(one.p_pos - one.p_neg)
    short = [language for language, (said, _) in heard.items() if not attacks.can_be_copied(said)]
    for language in short:
        silent[language, f"no text of {attacks.LEAST_WORDS} words to copy"] += len(heard.pop(language)[0])
    out = (LeftOut(language, count, why) for (language, why), count in sorted(silent.items()))
    return dict(sorted(heard.items())), tuple(out)


def _vote_row(
    strategy: str,
    share: float,
    honest: tuple[Integers, Integers, Integers],
    planted: tuple[Integers, Integers, Integers] | None,
    before: set[tuple[int, str]],
    seed: int,
) -> ClaimsMoved:
    parts = [honest] if planted is None else [honest, planted]
    person, statement, value = (np.concatenate(column) for column in zip(*parts, strict=True))
    groups = coordinated(person, statement, value)
    kept = counted_once(person, groups)
    after = _named(find_groups(person, statement, value, seed=seed).claims)
    once = _named(find_groups(person[kept], statement[kept], value[kept], seed=seed).claims)
    members = {name for group in groups for name in group.members}
    people = set(np.unique(honest[0]).tolist())
    fake = set() if planted is None else set(np.unique(planted[0]).tolist())
    return ClaimsMoved(
        strategy,
        share,
        len(fake),
        len(before),
        len(before - after),
        len(after - before),
        len(before - once),
        len(once - before),
        round(len(members & fake) / len(fake), 4) if fake else None,
        round(len(members & people) / max(len(people), 1), 4),
    )


def _tone_row(tried: tuple[str, str, str, float], mixed: attacks.Mixed, tones: Floats) -> ToneMoved:
    mean = float(tones.mean())
    tone = np.full(len(mixed.texts), 1.0 if mean < 0 else -1.0)
    tone[~mixed.planted] = tones[mixed.origin[~mixed.planted]]
    campaigns = find_campaigns(mixed.texts, mixed.authors, mixed.times)
    flagged = np.zeros(len(mixed.texts), dtype=bool)
    for campaign in campaigns:
        flagged[list(campaign.members)] = True
    return ToneMoved(
        *tried,
        int(mixed.planted.sum()),
        round(mean, 4),
        round(float(one_voice(mixed.authors, tone).mean()) - mean, 4),
        round(float(one_voice(voices(mixed.authors, campaigns), tone).mean()) - mean, 4),
        round(float(flagged[mixed.planted].mean()), 4),
        round(float(flagged[~mixed.planted].mean()), 4),
    )


def _named(claims: Sequence[Claim]) -> set[tuple[int, str]]:
    return {(claim.statement, claim.side) for claim in claims}
