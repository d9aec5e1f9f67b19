"""Every figure of a digest is worked out again here from the rows, in plain Python."""

import hashlib
import json
import random
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import Office
from contributions import actions as words
from contributions.models import Contribution
from digests import emails
from digests.actions import make
from digests.actions.changed import moves
from digests.actions.verifying import verify
from digests.models import Digest, Scope
from digests.templatetags.changed import finding, finding_marked
from insights.actions import group, group_all, read_all
from insights.models import Reading
from petitions.actions import count_signatures
from tests.factories.accounts import OfficeFactory, UserFactory
from tests.factories.answers import AnswerFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.digests import approve, digest_of, moment
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import ReadingFactory, camps, crowd, heard
from tests.factories.petitions import PetitionFactory, SignatureFactory, ThresholdFactory
from tests.factories.topics import MilestoneFactory, TopicFactory
from topics.models import Observation

pytestmark = pytest.mark.django_db
SINCE, UNTIL = moment("2026-11-08 00:00Z"), moment("2026-11-15 00:00Z")
INSIDE, BEFORE = SINCE + timedelta(days=3), SINCE - timedelta(days=3)


@pytest.fixture
def topics():
    return [TopicFactory(slug=slug, title_en=slug.title()) for slug in ("prisoners", "energy", "space")]


def made(topics=(), since=SINCE, until=UNTIL, **options):
    return digest_of(since, until, topics=topics, **options)


# == Worked out again ==
def rows_of(digest, topic=None):
    """What a digest must be about: public words that somebody said, in its window and topics."""
    topics = [topic] if topic else list(digest.topics.values_list("slug", flat=True))
    rows = Contribution.objects.filter(
        state="published",
        topic__slug__in=topics,
        published_at__gte=digest.since,
        published_at__lt=digest.until,
    )
    rows = rows.select_related("reading", "author")
    return [row for row in rows if (row.author.role == "citizen" if row.author else row.import_key)]


def voice(row):
    return row.author_id or f"imported {row.pk}"


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else None


def tone(rows):
    """(people, net tone): the mean over people of each one's mean."""
    by_voice = defaultdict(list)
    for row in rows:
        if row.reading.p_neg is not None:
            by_voice[voice(row)].append(row.reading.p_pos - row.reading.p_neg)
    return len(by_voice), mean(mean(tones) for tones in by_voice.values())


def check(digest):
    """Everything that the digest says, against the database."""
    content, rows = digest.content, rows_of(digest)
    earlier = Digest(since=digest.since - (digest.until - digest.since), until=digest.since)
    before = [
        row
        for row in Contribution.objects.filter(
            state="published", topic__in=digest.topics.all(),
            published_at__gte=earlier.since, published_at__lt=earlier.until,
        ).select_related("reading")
        if row.author_id or row.import_key
    ]  # fmt: skip
    people = len({voice(row) for row in rows})
    assert content["people"] == (people if people >= 10 else None)
    assert content["texts"] == (len(rows) if people >= 10 else None)
    people_before = len({voice(row) for row in before})
    assert content["people_before"] == (people_before if people_before >= 10 else None)
    check_tone(content["tone"], rows)
    check_change(content["change"], before, rows)
    check_feelings(content["feelings"], rows)
    check_topics(digest)
    check_frozen(digest, rows if people >= 10 else [])


def check_frozen(digest, rows):
    """All texts that count, by topic where the topic is told of."""
    told, frozen = {row["slug"] for row in digest.content["by_topic"]}, defaultdict(list)
    for row in rows:
        frozen[row.topic.slug if row.topic.slug in told else ""].append(row.pk)
    assert {slug: sorted(keys) for slug, keys in digest.texts_by_topic.items()} == {
        slug: sorted(keys) for slug, keys in frozen.items()
    }


def check_tone(found, rows):
    people, estimate = tone(rows)
    if people < 10:
        assert found is None
        return
    assert found["people"] == people
    assert found["estimate"] == pytest.approx(estimate)
    assert found["low"] - 1e-9 <= estimate <= found["high"] + 1e-9


def check_change(found, before, after):
    (people_before, first), (people, last) = tone(before), tone(after)
    if min(people_before, people) < 10:
        assert found is None
        return
    assert found["diff"] == pytest.approx(last - first)
    assert found["clear"] == (found["low"] > 0 or found["high"] < 0)


def check_feelings(found, rows):
    last = {voice(row): row.feeling for row in sorted(rows, key=lambda row: row.published_at) if row.feeling}
    named = Counter(last.values())
    if sum(named.values()) < 10:
        assert found == []
        return
    assert {
        row["code"]: row["share"]["estimate"] * sum(named.values())
        for row in found
        if row["share"]["estimate"]
    } == {code: pytest.approx(count) for code, count in named.items()}


def check_topics(digest):
    for part in digest.content["by_topic"]:
        rows = rows_of(digest, part["slug"])
        assert (part["people"], part["texts"]) == (len({voice(row) for row in rows}), len(rows))
        assert part["people"] >= 10
        if part["tone"]:
            check_tone(part["tone"], rows)


def talk(topics):
    """Two windows of many people in several languages, on all topics, with feelings and prolific authors."""
    for at, tones in ((BEFORE, [-0.6, -0.2]), (INSIDE, [-0.1, 0.5, 0.3])):
        for place, topic in enumerate(topics):
            rows = crowd(
                14 + 5 * place, topic=topic, tones=tones, feelings=["sad", "", "hopeful"],
                language=["en", "ru", "uk"][place % 3], published_at=at,
            )  # fmt: skip
            for _ in range(6):
                heard(author=rows[0].author, topic=topic, tone=0.8, feeling="angry", published_at=at)
    heard(topic=topics[0], published_at=SINCE - timedelta(microseconds=1))
    heard(topic=topics[0], published_at=UNTIL)
    ReadingFactory(contribution__topic=topics[0], contribution__state="hidden")
    crowd(12, topic=TopicFactory(), published_at=INSIDE)


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_figure_is_that_of_the_rows_in_the_window(topics, language):
    talk(topics)

    digest = made(topics, language=language)

    check(digest)
    assert (digest.content["people"], digest.content["texts"]) == (14 + 19 + 24, 14 + 19 + 24 + 18)
    assert digest.content["change"]["clear"]
    assert {part["slug"]: part["change"]["clear"] for part in digest.content["by_topic"]} == {
        "prisoners": True, "energy": True, "space": True,
    }  # fmt: skip
    assert [part["slug"] for part in digest.content["by_topic"]] == ["space", "energy", "prisoners"]


def test_no_topic_chosen_means_all_of_them(topics):
    talk(topics)

    digest = made()

    assert digest.topics.count() == 4
    check(digest)


def test_the_example_s_digest_is_that_of_its_rows(settings):
    settings.PORTAL_DEMO = True
    call_command("load_example", verbosity=0)
    group_all()
    until = timezone.now().replace(second=0, microsecond=0)

    office = Office.objects.get(slug="humanitarian-group")

    digest = made(since=until - timedelta(days=14), until=until, office=office)

    check(digest)
    content = digest.content
    assert content["people"] > 100
    assert content["ground"][0]["claims"]
    assert content["propositions"]
    assert {quote["language"] for quote in content["quotes"]} == {"en", "ru", "uk"}
    assert content["waiting"]


# == Small windows ==
def test_fewer_than_ten_people_leave_no_figure_no_theme_and_no_quote(topics):
    crowd(
        9, topic=topics[0], published_at=INSIDE, feelings=["sad"],
        body="The winter comes, and the lists of prisoners have still not been published by anyone.",
    )  # fmt: skip

    digest = made(topics)

    content = digest.content
    names = (
        "people",
        "texts",
        "tone",
        "change",
        "unsure",
        "feelings",
        "by_topic",
        "propositions",
        "themes",
        "quotes",
    )
    assert [content[name] for name in names] == [None, None, None, None, None, [], [], [], [], []]
    assert digest.figures() == {}
    check(digest)


def test_an_empty_window_is_a_digest_as_well(topics):
    digest = made(topics)

    check(digest)
    assert digest.content["not_shown"] == []


def test_a_small_topic_takes_the_next_smallest_with_it(topics):
    for topic, people in zip(topics, (40, 12, 4), strict=True):
        crowd(people, topic=topic, published_at=INSIDE)

    digest = made(topics)

    assert [part["slug"] for part in digest.content["by_topic"]] == ["prisoners"]
    assert digest.content["not_shown"] == ["Energy", "Space"]
    assert {name for name in digest.figures() if name.startswith("topic-")} == {"topic-prisoners"}
    check(digest)


@pytest.mark.parametrize(("how_many", "clear"), [(1, True), (8, False)])
def test_a_change_that_may_be_chance_among_many_topics_is_not_called_clear(how_many, clear):
    topics = TopicFactory.create_batch(how_many)
    for n, topic in enumerate(topics):
        crowd(12, topic=topic, tones=[-0.3, 0.3], published_at=BEFORE)
        crowd(12, topic=topic, tones=[0.05, 0.65] if n == 0 else [-0.3, 0.3], published_at=INSIDE)

    digest = made(topics)

    found = {part["slug"]: part["change"] for part in digest.content["by_topic"]}
    assert found[topics[0].slug]["low"] > 0
    assert [part["clear"] for slug, part in found.items() if slug == topics[0].slug] == [clear]
    assert not any(part["clear"] for slug, part in found.items() if slug != topics[0].slug)


# == Propositions, words, ground ==
def test_stances_are_those_declared_on_each_proposition(topics):
    thread = ThreadFactory(board__topic=topics[0], proposition="Lists first.", published_at=BEFORE)
    for n, person in enumerate(UserFactory.create_batch(15)):
        stance = "for" if n < 9 else "against"
        post = PostFactory(thread=thread, author=person, stance=stance, published_at=INSIDE)
        ReadingFactory(contribution=post.contribution)

    (found,) = made(topics).content["propositions"]

    assert (found["text"], found["url"]) == ("Lists first.", thread.get_absolute_url())
    assert {row["code"]: row["share"]["estimate"] for row in found["stances"]} == {
        "for": 9 / 15, "depends": 0, "against": 6 / 15,
    }  # fmt: skip


def test_quotes_are_of_known_people_one_each_in_every_language_with_their_translation(topics):
    texts = {
        "en": "The lists of prisoners should be published every week, so that families know",
        "ru": "Списки пленных нужно публиковать каждую неделю, чтобы семьи знали об этом",
        "uk": "Списки полонених треба публікувати щотижня, щоб родини знали про своїх рідних",
    }
    for language, text in texts.items():
        for n in range(5):
            row = heard(topic=topics[0], language=language, body=f"{text}, {n} раз.", published_at=INSIDE)
            row.translations.create(language="en", body=f"In English: {n}")
    heard(
        topic=topics[0], author=None, import_key="x", body=f"{texts['en']} everywhere.", published_at=INSIDE
    )
    heard(topic=topics[0], body=f"{texts['en']}: call 8 900 123 45 67.", published_at=INSIDE)
    approve(*Contribution.objects.all())
    unapproved = heard(topic=topics[0], body=f"{texts['en']}, said once more.", published_at=INSIDE)

    quotes = made(topics).content["quotes"]

    rows = {row.pk: row for row in Contribution.objects.all()}
    assert {quote["language"] for quote in quotes} == {"en", "ru", "uk"}
    assert len({rows[quote["key"]].author_id for quote in quotes}) == len(quotes)
    assert unapproved.pk not in {quote["key"] for quote in quotes}
    for quote in quotes:
        assert quote["body"] == rows[quote["key"]].body
        assert quote["name"] == rows[quote["key"]].author.display_name
        assert quote["translation"] == (
            "" if quote["language"] == "en" else f"In English: {quote['body'][-6]}"
        )
        assert "900" not in quote["body"]


@pytest.mark.parametrize(
    ("imported", "here", "shown"), [(12, 0, 12), (12, 15, 12), (9, 15, None), (15, 9, None), (0, 15, None)]
)
def test_it_says_how_many_are_known_by_an_imported_text_only(topics, imported, here, shown):
    crowd(here, topic=topics[0], published_at=INSIDE)
    for n in range(imported):
        heard(topic=topics[0], author=None, import_key=f"comment:{n}", published_at=INSIDE)

    assert made(topics).content["imported"] == shown


@pytest.mark.parametrize("here", [0, 15])
def test_where_all_was_imported_it_is_said_of_all(topics, here):
    crowd(here, topic=topics[0], published_at=INSIDE)
    for n in range(12):
        heard(topic=topics[0], author=None, import_key=f"comment:{n}", published_at=INSIDE)

    _subject, text, html, _picture = emails.render(made(topics))

    for form in (text, html):
        words = " ".join(form.split())
        assert ("All of them were imported" in words, "Of these, 12 are counted" in words) == (
            not here,
            bool(here),
        )


def test_a_theme_is_what_ten_people_said(topics):
    crowd(12, topic=topics[0], published_at=INSIDE, body="A humanitarian corridor for the winter.")
    crowd(9, topic=topics[0], published_at=INSIDE, body="Open the border crossing.")

    (found,) = made(topics).content["themes"]

    assert (found["language"], found["than_before"], found["of"]) == ("en", False, None)
    assert {row["people"] for row in found["phrases"]} == {12}
    assert any("corridor" in row["phrase"] for row in found["phrases"])


SAME = "We ask both delegations to publish the lists of prisoners every week, and to let families write"


def test_what_many_wrote_in_the_same_words_is_told_and_counted_once_beside_the_full_count(topics):
    crowd(12, tones=[0.8], topic=topics[0], published_at=INSIDE, body=f"{SAME}.")
    for n in range(14):
        heard(topic=topics[0], tone=-0.2, body=f"A thought of my own, number {n}.", published_at=INSIDE)

    content = made(topics).content

    assert content["campaigns"] == [{"posts": 12, "people": 12, "hours": 1, "kind": "same text"}]
    assert content["tone"]["people"] == 26
    assert content["tone"]["estimate"] == pytest.approx((12 * 0.8 - 14 * 0.2) / 26)
    assert content["tone_once"].keys() == {"estimate", "low", "high", "corrected", "uncorrected"}
    assert content["tone_once"]["estimate"] == pytest.approx((0.8 - 14 * 0.2) / 15)


def test_a_change_that_copied_texts_alone_make_is_told_as_such_and_they_are_one_voice_for_themes(topics):
    for at, about in ((BEFORE, "a new bridge"), (INSIDE, "the old ferry")):
        for letter, tone in zip("abcdefghijkl", [-0.5, -0.4, -0.6, -0.5] * 3, strict=True):
            words = f"{letter * 9} {letter * 7} {about} {letter * 8}"
            heard(topic=topics[0], tone=tone, body=words, published_at=at)
    crowd(30, tones=[0.8], topic=topics[0], published_at=INSIDE, body=f"{SAME}.")

    digest = made(topics)

    assert digest.content["change"]["clear"]
    assert digest.content["change"]["clear_without_campaigns"] is False
    (themes,) = digest.content["themes"]
    assert {row["people"] for row in themes["phrases"]} == {12}
    assert not any("prisoners" in row["phrase"] for row in themes["phrases"])
    text = render_to_string("digests/_clear.html", {"row": digest.content["changed"][0]})
    assert text == "clear only with the shared texts"


def in_own_words(people, topic, at, tone=0.0):
    for number in range(people):
        chance = random.Random(f"{at} {number}")
        words = " ".join("".join(chance.choices("abdegiklmnoprstu", k=7)) for _ in range(12))
        heard(topic=topic, tone=tone + number % 3 / 10 - 0.1, body=words, published_at=at)


@pytest.mark.parametrize(("before", "inside"), [(20, 80), (60, 0), (8, 60)])
def test_a_change_that_comes_from_a_campaign_of_either_window_is_not_clear_without_it(topics, before, inside):
    for at, copies in ((BEFORE, before), (INSIDE, inside)):
        in_own_words(40, topics[0], at)
        crowd(copies, tones=[-0.8], topic=topics[0], published_at=at, body=f"{SAME}.")

    digest = made(topics)

    assert digest.content["change"]["clear"]
    assert digest.content["change"]["clear_without_campaigns"] is False
    assert len(digest.behind["copied"]) == before + inside
    assert [line.figure for line in verify(digest) if not line.is_equal] == []


def test_a_change_that_goes_the_other_way_without_a_campaign_is_clear_only_with_it(topics):
    in_own_words(40, topics[0], BEFORE, tone=-0.4)
    in_own_words(40, topics[0], INSIDE)
    crowd(120, tones=[-0.8], topic=topics[0], published_at=INSIDE, body=f"{SAME}.")

    change = made(topics).content["change"]

    assert (change["clear"], change["diff"] < 0) == (True, True)
    assert change["clear_without_campaigns"] is False


@pytest.mark.parametrize(("after", "is_asked"), [(0.0, False), (0.6, True)])
def test_campaigns_of_both_windows_are_looked_for_only_where_a_change_is_clear(topics, after, is_asked):
    in_own_words(20, topics[0], BEFORE)
    in_own_words(20, topics[0], INSIDE, tone=after)

    digest = made(topics)

    assert digest.content["change"]["clear"] is is_asked
    assert ("copied" in digest.behind) is is_asked
    assert [line.figure for line in verify(digest) if not line.is_equal] == []


def test_what_was_copied_in_both_windows_is_listed_nowhere(topics, client):
    crowd(6, topic=topics[0], published_at=BEFORE, body=f"{SAME}.")
    crowd(6, topic=topics[0], published_at=INSIDE, body=f"{SAME}.")
    in_own_words(20, topics[0], BEFORE)
    in_own_words(20, topics[0], INSIDE, tone=0.6)

    digest = made(topics)

    assert (len(digest.behind["copied"]), digest.content["campaigns"]) == (12, [])
    assert "copied" not in digest.whole()["behind"]
    assert client.get(f"/en/digests/read/{emails.token_of(digest)}/copied/").status_code == 404


@pytest.mark.parametrize(("others", "opens"), [(2, False), (10, True)])
def test_the_texts_of_a_feeling_are_listed_where_no_few_people_are_left_over(topics, others, opens):
    crowd(12, topic=topics[0], feelings=["sad"], published_at=INSIDE)
    crowd(others, topic=topics[0], feelings=["hopeful"], published_at=INSIDE)

    digest = made(topics)
    sad = digest.content["feelings"][0]

    assert (sad["code"], sad["share"]["estimate"]) == ("sad", 12 / (12 + others))
    assert ("feeling-sad" in digest.figures()) == opens


def test_of_a_very_large_window_the_newest_texts_are_looked_at_copies_among_them(topics, monkeypatch):
    monkeypatch.setattr("insights.querysets.themes.CONSIDERED", 24)
    for letter in "abcdefghijklmnopqrst":
        words = f"{letter * 9} {letter * 7} the old ferry {letter * 8}"
        heard(topic=topics[0], body=words, published_at=INSIDE - timedelta(hours=1))
    crowd(12, topic=topics[0], published_at=INSIDE, body=f"{SAME}.")

    (themes,) = made(topics).content["themes"]

    assert themes["of"] == 24
    assert {row["people"] for row in themes["phrases"]} == {12}
    assert any("ferry" in row["phrase"] for row in themes["phrases"])


def test_data_tell_no_topic_of_what_the_page_does_not_tell(topics):
    for topic, people in zip(topics, (40, 12, 4), strict=True):
        crowd(people, topic=topic, published_at=INSIDE)

    frozen = made(topics).whole()["frozen"]

    assert {slug: len(keys) for slug, keys in frozen.items()} == {"prisoners": 40, "": 16}


@pytest.mark.parametrize(("same", "others"), [(9, 14), (12, 8)])
def test_a_campaign_of_few_is_not_told_nor_a_tone_of_few_without_it(topics, same, others):
    crowd(same, tones=[0.8], topic=topics[0], published_at=INSIDE, body=f"{SAME}.")
    for n in range(others):
        heard(topic=topics[0], tone=-0.2, body=f"A thought of my own, number {n}.", published_at=INSIDE)

    content = made(topics).content

    assert bool(content["campaigns"]) == (same >= 10)
    assert content["tone_once"] is None


def test_ground_is_of_the_consultations_that_ran_in_the_window(topics):
    running, rows = camps(30, 25, consultation=ConsultationFactory(topic=topics[0], opens_at=INSIDE))
    over, _ = camps(
        12, 12,
        consultation=ConsultationFactory(
            topic=topics[0], state="closed",
            opens_at=SINCE - timedelta(days=9), closes_at=SINCE - timedelta(days=2),
        ),
    )  # fmt: skip
    elsewhere, _ = camps(12, 12)
    later, _ = camps(12, 12, consultation=ConsultationFactory(topic=topics[0], opens_at=UNTIL))
    for consultation in (running, over, elsewhere, later):
        group(consultation)

    (found,) = made(topics).content["ground"]

    assert (found["title"], found["people"]) == (running.title_en, 55)
    assert (found["stable"], found["groups"], found["claims_in_all"]) == (True, 2, 3)
    assert {claim["pk"] for claim in found["claims"]} == {rows[0].pk, rows[1].pk, rows[2].pk}
    assert [side["estimate"] for side in found["claims"][0]["rows"]] == [1, 1]
    assert len(found["differences"]) == 1


# == What waits ==
def test_what_waits_is_listed_until_an_office_has_answered(topics):
    ThresholdFactory(count=3)
    petitions = PetitionFactory.create_batch(3, contribution__topic=topics[0], contribution__language="uk")
    for petition in petitions[:2]:
        SignatureFactory.create_batch(3, petition=petition)
    SignatureFactory.create_batch(2, petition=petitions[2])
    count_signatures()
    petitions[0].reached.update(at=SINCE - timedelta(days=10))
    petitions[1].reached.update(at=UNTIL - timedelta(days=1))
    petitions[0].contribution.translations.create(language="en", title="Publish the lists", body="…")
    closed = ConsultationFactory(
        topic=topics[0], state="closed", opens_at=BEFORE, closes_at=UNTIL - timedelta(days=5)
    )
    ConsultationFactory(topic=topics[0], state="closed", opens_at=BEFORE)  # closed after the window

    found = made(topics).content["waiting"]

    assert [(row["kind"], row["days"], row["to_go"]) for row in found] == [
        ("petition", 17, None), ("consultation", 5, None), ("petition", 1, None), ("petition", None, 1),
    ]  # fmt: skip
    assert [row["title"] for row in found][:3] == ["Publish the lists", closed.title_en, petitions[1].action]
    assert [row["signatures"] for row in found] == [3, None, 3, 2]
    assert found[0]["answer"] == f"/en/answers/new/?petition={petitions[0].pk}"
    assert found[1]["answer"] == f"/en/answers/new/?consultation={closed.pk}"

    AnswerFactory(petition=petitions[0])
    AnswerFactory(petition=None, consultation=closed)
    later = made(topics, until=UNTIL + timedelta(minutes=1)).content["waiting"]
    assert [row["title"] for row in later][:1] == [petitions[1].action]


def test_an_answer_is_called_due_to_the_office_that_owes_it_only(topics):
    mine, other = OfficeFactory(), OfficeFactory()
    topics[0].offices.set([mine])
    SignatureFactory.create_batch(3, petition=(petition := PetitionFactory(contribution__topic=topics[0])))
    ThresholdFactory(count=3)
    count_signatures()
    petition.reached.update(at=INSIDE)

    def told(office):
        (row,) = made(topics, office=office).content["changed"]
        return finding(row)

    assert told(mine).endswith("An official answer is due")
    assert told(other).endswith(petition.action + "”")


def test_where_all_wrote_about_one_topic_its_tone_is_told_once_and_by_its_name(topics):
    for at, tones in ((BEFORE, [-0.5, -0.7, 0.1]), (INSIDE, [0.5, 0.3, 0.6])):
        crowd(30, tones=tones, topic=topics[0], published_at=at)
    content = made(topics[:1]).content
    alone, among_others = content["changed"], made(topics).content["changed"]
    of_more_people = {**content, "change": {**content["change"], "diff": 0.2}}  # than the topic's own figure

    crowd(20, tones=[-0.2, 0.1], topic=topics[1], published_at=INSIDE)
    crowd(20, tones=[-0.3, 0.1], topic=topics[1], published_at=BEFORE)
    several = made(topics, until=UNTIL + timedelta(minutes=1)).content["changed"]

    assert [row["kind"] for row in alone] == [row["kind"] for row in among_others] == ["topic"]
    assert [row["kind"] for row in moves(of_more_people)] == ["tone"]
    assert finding(alone[0]).startswith("Tone on “Prisoners”: more positive, +")
    with translation.override("ru"):
        assert finding_marked(alone[0]).startswith('Тон по теме <span lang="en">“Prisoners”</span>: ')
    assert sorted(row["kind"] for row in several) == ["tone", "topic", "topic"]


def test_what_waits_waits_for_the_offices_that_answer_about_its_topic(topics):
    mine, other = OfficeFactory(), OfficeFactory()
    topics[0].offices.set([mine])
    topics[1].offices.set([mine, other])
    first, second, third = [
        ConsultationFactory(topic=topic, state="closed", closes_at=UNTIL - timedelta(days=9 - n)).title_en
        for n, topic in enumerate(topics[:3])
    ]

    waits = [
        [row["title"] for row in made(topics, office=office).content["waiting"]]
        for office in (mine, other, OfficeFactory())
    ]

    assert waits == [[first, second, third], [second, third], [third]]


@pytest.mark.parametrize(
    ("happening", "not_happening", "verdict"),
    [(30, 10, "confirmed"), (10, 30, "contested"), (13, 12, "open"), (12, 2, "hidden"), (5, 4, None)],
)
def test_a_milestone_is_confirmed_or_contested_by_ten_people_or_more(
    topics, happening, not_happening, verdict
):
    milestone = MilestoneFactory(state="done", done_on=BEFORE.date())
    milestone.topics.set(topics)
    for seen, count in (("happening", happening), ("not", not_happening)):
        for user in UserFactory.create_batch(count):
            Observation.objects.create(milestone=milestone, user=user, seen=seen, at=INSIDE)

    (found,) = made(topics).content["milestones"]

    told = {"happening": happening, "not_happening": not_happening} if verdict != "hidden" else {}
    usual = {"people": happening + not_happening, "happening": None, "not_happening": None}
    assert found["reported"] == ({**usual, **told, "verdict": verdict} if verdict else None)


def test_milestones_are_those_ahead(topics):
    for title, state in (("First", "done"), ("Second", "under_way"), ("Third", "planned")):
        MilestoneFactory(title_en=title, state=state).topics.set(topics)
    MilestoneFactory(title_en="Elsewhere").topics.set([TopicFactory()])

    found = made(topics).content["milestones"]

    assert [(row["title"], row["state"]) for row in found] == [("Second", "under_way"), ("Third", "planned")]


# == Frozen ==
def test_the_same_is_made_once_and_never_changes(topics):
    talk(topics)
    office = OfficeFactory()
    first = made(topics, office=office)
    for row in Contribution.objects.filter(state="published"):
        words.hide(row, by=UserFactory(moderator=True))
    crowd(30, topic=topics[0], published_at=INSIDE)

    again = make(office, Scope.of(reversed(topics)), SINCE, UNTIL, "en")

    assert again.pk == first.pk
    assert (again.content, again.texts_by_topic, again.hash) == (
        first.content,
        first.texts_by_topic,
        first.hash,
    )


@pytest.mark.parametrize("other", ["office", "language", "topics", "since", "until"])
def test_another_office_language_topic_or_window_is_another_digest(other, topics):
    office = OfficeFactory()
    usual = {"office": office, "topics": topics, "since": SINCE, "until": UNTIL, "language": "en"}
    changed = {
        "office": OfficeFactory(), "topics": topics[:2], "language": "uk",
        "since": SINCE + timedelta(hours=1), "until": UNTIL + timedelta(hours=1),
    }  # fmt: skip

    assert made(**usual).pk != made(**usual | {other: changed[other]}).pk


def test_the_hash_seals_all_that_it_says(topics):
    talk(topics)
    digest = made(topics)

    names = ("audits", "behind", "content", "groupings")
    said = {name: getattr(digest, name) for name in names}
    sealed = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    digest = Digest.objects.get(pk=digest.pk)
    rows = digest.kept.now.tobytes() + b"|" + digest.kept.before.tobytes()
    assert digest.hash == hashlib.sha256(sealed + rows).hexdigest() == digest.sealed()
    assert digest.whole()["frozen"] == digest.texts_by_topic


def test_it_can_be_recomputed_to_the_last_digit(topics):
    talk(topics)
    first = made(topics, office=OfficeFactory())
    Reading.objects.all().delete()
    read_all()

    with_model = made(topics, office=OfficeFactory())
    Reading.objects.all().delete()
    again = made(topics, office=OfficeFactory())

    assert again.hash == with_model.hash
    assert first.content["method"] == again.content["method"]
    assert again.content["method"]["models"] == sorted(
        set(Reading.objects.exclude(model="").values_list("model", flat=True))
    )
    assert again.content["method"]["draws"] == 2000


def test_a_digest_costs_the_same_for_many_texts_as_for_few(topics, django_assert_max_num_queries):
    for times in (1, 3):
        for _ in range(times):
            talk(topics)
            group(camps(12, 12, consultation=ConsultationFactory(topic=topics[0], opens_at=INSIDE))[0])
        read_all()
        with django_assert_max_num_queries(40):
            make(OfficeFactory(), Scope.of(topics), SINCE, UNTIL, "en")


def test_texts_that_arrive_while_it_is_made_are_in_all_of_it_or_in_none(topics):
    """The rows are read once: figures, topics and frozen keys come from the same look."""
    talk(topics)
    ContributionFactory(topic=topics[0], published_at=INSIDE)  # not read by the machine yet

    digest = make(OfficeFactory(), Scope.of(topics), SINCE, UNTIL, "en")

    assert digest.content["texts"] == sum(len(keys) for keys in digest.texts_by_topic.values())
