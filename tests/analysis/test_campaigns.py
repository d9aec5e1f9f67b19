import json
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import attacks, evidence
from analysis.campaigns import find_campaigns, voices
from analysis.heard import one_voice

CALL = "We the undersigned ask both delegations to agree on an exchange of all prisoners before the winter"
HOUR = 3600


def honest(language, count=400, seed=0, shared=None):
    rows = [
        json.loads(line)["text"] for line in (shared / f"comments_{language}.jsonl").open(encoding="utf-8")
    ]
    return random.Random(seed).sample(rows, min(count, len(rows)))


@pytest.fixture
def comments(conversations):
    folder = conversations.parent / "input"
    if not folder.exists():
        pytest.skip("The real comments are not here: ../shared/data/input")
    return folder


def test_a_campaign_is_described_by_its_evidence():
    others = honest_like(60)
    texts = [
        CALL.replace("winter", word) for word in ("spring", "winter", "autumn", "winter", "winter", "snow")
    ]
    found = find_campaigns(
        [*others, *texts],
        [*range(60), "a", "b", "c", "d", "e", "e"],
        [*(np.arange(60) * 12 * HOUR), *(300 * HOUR + np.array([0, 0.5, 1, 1, 1.5, 20]) * HOUR)],
        ["uk"] * 60 + ["en"] * 6,
        account_days=[400] * 59 + [1] + [1, 2, np.nan, 800, 3, 3],
        networks=[None] * 60 + ["x", "x", "y", "x", None, ""],
    )

    (campaign,) = found

    assert campaign.members == (60, 61, 62, 63, 64, 65)
    assert (campaign.posts, campaign.people) == (6, 5)
    assert (campaign.hours, campaign.half_in_hours) == (20.0, 0.5)
    assert campaign.burst == pytest.approx(3 / 6 * 61 / 1, rel=0.6)
    assert campaign.kind == "near copies"
    assert campaign.likeness > 0.9
    assert campaign.new_accounts == 0.75
    assert campaign.new_elsewhere == round(1 / 60, 4)
    assert campaign.one_network == 0.75
    assert campaign.languages == ("en",)


def honest_like(count, seed=0):
    """Sentences of random words, no two alike."""
    rng = random.Random(seed)
    return [" ".join("".join(rng.choices("abcdefghij", k=6)) for _ in range(12)) for _ in range(count)]


def test_without_ages_and_networks_nothing_is_said_of_them():
    (campaign,) = find_campaigns([CALL] * 5, range(5), range(5))

    assert campaign.kind == "same text"
    assert campaign.burst is campaign.new_accounts is campaign.new_elsewhere is campaign.one_network is None
    assert campaign.languages == ()


def test_one_person_repeating_themselves_is_no_campaign():
    assert find_campaigns([CALL] * 50, ["a"] * 50, range(50)) == []
    assert find_campaigns([CALL] * 50, [place % 4 for place in range(50)], range(50)) == []


def test_greetings_and_slogans_are_no_campaign():
    texts = [
        "I agree",
        "peace now!",
        "Мир Украине",
        "Доброго ранку, Україно!",
        "Thank you for your support",
    ] * 30

    assert find_campaigns(texts, range(150), range(150)) == []


def test_nothing_gives_no_campaigns():
    assert find_campaigns([], [], []) == []


def test_dates_count_like_seconds():
    start = np.datetime64("2026-03-01T12:00:00")
    seconds = np.array([0, 60, 3600, 7200, 90_000])

    dated = find_campaigns([CALL] * 5, range(5), start + seconds.astype("timedelta64[s]"))

    assert dated == find_campaigns([CALL] * 5, range(5), seconds)


@pytest.mark.parametrize(
    "wrong",
    [
        {"authors": [1]},
        {"times": [1]},
        {"times": [1, np.nan]},
        {"times": np.array(["2026-01-01", "NaT"], dtype="datetime64[s]")},
        {"languages": ["en"]},
        {"account_days": [1.0]},
        {"networks": ["x"]},
        {"vectors": [[1.0, 2.0]]},
        {"vectors": [[1.0], [np.inf]]},
        {"least_people": 1},
    ],
)
def test_what_does_not_fit_is_refused(wrong):
    given = {"texts": [CALL, CALL], "authors": [1, 2], "times": [1, 2], **wrong}

    with pytest.raises(ValueError, match=r"every text needs|from 2 on"):
        find_campaigns(**given)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_posts_never_matters(seed):
    planted = attacks.plant(honest_like(60), "copy", share=0.2, pace="burst", language="en", seed=3)
    order = np.random.default_rng(seed).permutation(len(planted.texts))

    def found(places):
        campaigns = find_campaigns(
            [planted.texts[place] for place in places],
            [planted.authors[place] for place in places],
            planted.times[places],
            account_days=planted.account_days[places],
            networks=[planted.networks[place] for place in places],
        )
        return [
            replace(
                campaign,
                members=tuple(sorted(int(places[member]) for member in campaign.members)),
                example=int(places[campaign.example]),
            )
            for campaign in campaigns
        ]

    assert found(order) == found(np.arange(len(order)))


def test_a_burst_stands_out_from_the_rhythm_of_the_rest():
    rest = np.arange(1000) * HOUR
    drip, burst = np.linspace(0, 1000 * HOUR, 100), 500 * HOUR + np.arange(100) * 60

    def rate(posted):
        return evidence.rhythm(np.sort(posted), np.sort(np.append(posted, rest)))[2]

    assert rate(drip) == pytest.approx(1, abs=0.05)
    assert rate(burst) > 200


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (lambda rng: [CALL] * 19 + [CALL.replace("winter", "spring")], "same text"),
        (lambda rng: attacks.copies(CALL, 20, ["river", "bread", "window"], rng), "near copies"),
        (lambda rng: attacks.letters("en", 20, rng), "same template"),
        (lambda rng: attacks.letters("uk", 20, rng), "same template"),
    ],
)
def test_the_kind_of_likeness_is_named(written, kind):
    texts = written(np.random.default_rng(1))

    (campaign,) = find_campaigns(texts, range(20), range(20))

    assert campaign.kind == kind


def test_a_campaign_is_one_voice_and_its_people_keep_their_other_posts():
    texts = [CALL] * 5 + ["I think so too", "No"]
    authors = ["a", "b", "c", "d", "e", "a", "f"]
    values = [-1, -1, -1, -1, -1, 1, 1]
    campaigns = find_campaigns(texts, authors, range(7))

    counted_once = one_voice(voices(authors, campaigns), values)

    assert sorted(counted_once) == [-1, 1, 1]
    assert one_voice(authors, values).size == 6
    with pytest.raises(ValueError, match="a campaign has post"):
        voices(["a"], campaigns)


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize("pace", attacks.PACES)
@pytest.mark.parametrize("kind", ["copy", "template", "letter"])
def test_planted_campaigns_are_found_and_honest_comments_left_alone(comments, kind, pace, language):
    texts = honest(language, shared=comments)
    planted = attacks.plant(texts, kind, share=0.05, pace=pace, language=language, seed=1)

    found = find_campaigns(planted.texts, planted.authors, planted.times)

    flagged = np.zeros(len(planted.texts), dtype=bool)
    for campaign in found:
        flagged[list(campaign.members)] = True
    assert flagged[planted.planted].mean() >= 0.95
    assert flagged[~planted.planted].mean() < 0.01


def test_meaning_in_a_few_hours_is_a_campaign_and_the_same_over_weeks_is_none():
    """Vectors of one meaning and of none; what is written differs."""
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(300, 64))
    vectors[:12] = 3 * rng.normal(size=64) + rng.normal(size=(12, 64))
    times = rng.uniform(0, 720 * HOUR, 300)
    texts = honest_like(300)

    spread = find_campaigns(texts, range(300), times, vectors=vectors)
    times[:12] = 100 * HOUR + rng.uniform(0, 2 * HOUR, 12)
    (campaign,) = find_campaigns(texts, range(300), times, vectors=vectors)

    assert spread == []
    assert campaign.members == tuple(range(12))
    assert campaign.kind == "same meaning"


def test_attacks_are_the_same_for_the_same_seed_and_of_the_size_asked_for():
    texts = honest_like(200)

    first, again, other = (
        attacks.plant(texts, "template", share=0.1, pace="drip", language="ru", seed=seed)
        for seed in (1, 1, 2)
    )

    assert first.texts == again.texts != other.texts
    assert first.planted.mean() == pytest.approx(0.1, abs=0.003)
    assert (np.diff(first.times) >= 0).all()
    assert len(set(first.authors)) == len(first.texts)


@pytest.mark.parametrize("wrong", [{"kind": "spam"}, {"pace": "slow"}, {"language": "fr"}, {"share": 1.0}])
def test_an_attack_that_nobody_knows_is_refused(wrong):
    with pytest.raises(ValueError, match=r"no attack|share"):
        attacks.plant(
            honest_like(9), **({"kind": "copy", "share": 0.1, "pace": "drip", "language": "en"} | wrong)
        )


def test_there_must_be_something_to_copy():
    with pytest.raises(ValueError, match="at least 10 words"):
        attacks.plant(["I agree"] * 20, "copy", share=0.1, pace="drip", language="en")
