"""A digest of some countries or languages never gives away what a few people said."""

from collections import defaultdict
from datetime import timedelta
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.actions.narrowing import narrowed
from digests.models import Scope
from insights.querysets.voices import Rows, Said
from tests.factories.digests import digest_of, moment
from tests.factories.insights import crowd
from tests.factories.topics import TopicFactory

SINCE, UNTIL = moment("2026-11-08 00:00Z"), moment("2026-11-15 00:00Z")
COUNTRIES = ["DE", "PL", "RU", "UA"]


def rows_of(people):
    """`people`: by topic and country. Each wrote once."""
    rows, voice = [], 0
    for (topic, country), count in sorted(people.items()):
        for _ in range(count):
            voice += 1
            rows.append(
                Said(
                    voice, 0.2, 0.3, "", "", "", topic, "en", country, None, SINCE + timedelta(hours=1), voice
                )
            )
    return Rows.of(rows)


def subsets(codes):
    return chain.from_iterable(combinations(codes, n) for n in range(1, len(codes) + 1))


@settings(deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(1, 3), st.sampled_from(COUNTRIES)), st.integers(1, 40), min_size=1, max_size=12
    )
)
def test_no_choice_of_countries_taken_from_the_whole_or_from_another_leaves_a_few_people(people):
    rows = rows_of(people)
    whole = defaultdict(int)
    for (topic, _country), count in people.items():
        whole[topic] += count
    counted = {}
    for chosen in subsets(COUNTRIES):
        kept, is_all = narrowed(rows, Scope((), countries=chosen))
        assert {row.country for row in kept} <= set(chosen)
        assert is_all == (len(kept) == sum(row.country in chosen for row in rows))
        counted[chosen] = {topic: len({row.voice for row in kept if row.topic == topic}) for topic in whole}

    for chosen, by_topic in counted.items():
        for topic, count in by_topic.items():
            assert count == 0 or count >= 10
            rest = whole[topic] - count
            assert rest == 0 or rest >= 10 or whole[topic] < 10 or count == 0, (chosen, topic)
            for other, others in counted.items():
                if set(other) < set(chosen):
                    difference = count - others[topic]
                    assert difference == 0 or difference >= 10


@pytest.mark.django_db
def test_a_digest_counts_only_the_countries_and_languages_chosen():
    topic = TopicFactory()
    for country, language, count in (("UA", "uk", 25), ("UA", "ru", 22), ("RU", "ru", 30), ("PL", "en", 4)):
        crowd(count, topic=topic, country=country, language=language, published_at=SINCE + timedelta(days=1))

    def people(**scope):
        content = digest_of(SINCE, UNTIL, topics=[topic], **scope).content
        return content["people"], content["left_out"]

    assert people() == (81, False)
    assert people(countries=["UA"]) == (47, False)
    assert people(languages=["ru"]) == (52, False)
    assert people(countries=["RU"], languages=["ru"]) == (30, False)
    assert people(countries=["UA"], languages=["ru"]) == (None, True)  # or the four in Poland would be told
    assert people(countries=["PL"]) == (None, True)
