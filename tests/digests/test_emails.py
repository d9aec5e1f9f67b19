import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.core import signing
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation

from contributions import actions as words
from contributions.models import Contribution
from core.emails import message
from core.models import OutgoingEmail
from core.templatetags.words import share_range, tone_range
from digests import actions, emails
from digests.emails.findings import headline, leading, preheader
from digests.emails.showing import ground_row
from digests.models import Subscription
from digests.templatetags.plain import bars, underlined, wrapped
from insights.actions import group
from petitions.actions import count_signatures
from petitions.models import Reached
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.digests import SubscriptionFactory, approve, digest_of, moment
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import ReadingFactory, camps, crowd, heard
from tests.factories.petitions import PetitionFactory, SignatureFactory, ThresholdFactory
from tests.factories.topics import MilestoneFactory, TopicFactory

pytestmark = pytest.mark.django_db
SINCE, UNTIL = moment("2026-11-08 06:00Z"), moment("2026-11-15 06:00Z")
INSIDE = SINCE + timedelta(days=3)
LANGUAGES = ["en", "ru", "uk"]
QUOTES = {
    "en": "The lists of prisoners should be published every week, so that families know.",
    "ru": "Списки пленных нужно публиковать каждую неделю, чтобы семьи знали об этом.",
    "uk": "Списки полонених треба публікувати щотижня, щоб родини знали про своїх рідних.",
}


def fill(topics):
    """Something of every kind that a digest can tell, more than fits into an e-mail."""
    for n, topic in enumerate(topics):
        language = LANGUAGES[n % 3]
        crowd(
            12 + n, topic=topic, language=language, body=QUOTES[language],
            feelings=["hopeful", "hopeful", "sad"], published_at=INSIDE,
        )  # fmt: skip
        crowd(12, topic=topic, published_at=SINCE - timedelta(days=1))
    for n in range(5):
        thread = ThreadFactory(board__topic=topics[0], proposition=f"Lists first, <b>in place {n}</b>.")
        for person in UserFactory.create_batch(10):
            post = PostFactory(thread=thread, author=person, stance="for", published_at=INSIDE)
            ReadingFactory(contribution=post.contribution)
    for _ in range(4):
        group(camps(20, 20, 20, 20, consultation=ConsultationFactory(topic=topics[0], opens_at=INSIDE))[0])
    ThresholdFactory(count=3)
    for petition in PetitionFactory.create_batch(12, contribution__topic=topics[0]):
        SignatureFactory.create_batch(3, petition=petition)
    for milestone in MilestoneFactory.create_batch(6):
        milestone.topics.set(topics)
    count_signatures()
    Reached.objects.update(at=INSIDE)


@pytest.fixture
def topics():
    return [
        TopicFactory(title_en=f"Topic number {n}", title_ru=f"Тема номер {n}", title_uk=f"Тема номер {n}")
        for n in range(13)
    ]


def delivered(topics, office, reader, language="en"):
    """The e-mail of a window in which everything happened."""
    row = SubscriptionFactory(office=office, user=reader, topics=topics, language=language, due_at=UNTIL)
    row.frequency, row.weekday, row.hour = "weekly", UNTIL.weekday(), 6
    row.save()
    assert actions.dispatch(UNTIL) == 1
    return OutgoingEmail.objects.get(delivery__subscription=row)


def test_what_many_wrote_in_the_same_words_is_told_in_both_parts(topics, office, reader):
    fill(topics)

    email = delivered(topics, office, reader)

    for part in (email.text, email.html):
        words = " ".join(part.split())
        assert words.count("In nearly the same words:") == 1
        assert "these are counted in full;" in words


def test_several_shared_texts_are_told_in_one_sentence():
    rows = [{"posts": posts, "people": people, "hours": 1} for posts, people in ((18, 18), (15, 14))]

    with translation.override("ru"):
        text = render_to_string("digests/_campaigns.html", {"content": {"campaigns": rows}})
        html = render_to_string(
            "digests/_campaigns.html", {"content": {"campaigns": rows}, "html": True, "figure_url": "/f/"}
        )

    words = (
        "Почти одними и теми же словами: 18 текстов от 18 человек за 1 час;"
        " 15 текстов от 14 человек за 1 час. "
    )
    assert text.replace("\xa0", " ").startswith(f"{words}Делиться")
    assert text_of(html).replace("\xa0", " ").startswith(words)
    assert re.findall('href="([^"]*)"', html) == ["/f/campaign-0/", "/f/campaign-1/"]


@pytest.mark.parametrize(("others", "is_named"), [(0, True), (12, False)])
def test_where_all_wrote_about_one_topic_it_is_named_and_its_bar_does_not_repeat_the_whole(
    others, is_named, topics, office, reader
):
    crowd(12, topic=topics[3], published_at=INSIDE)
    crowd(others, topic=topics[4], published_at=INSIDE)

    email = delivered(topics, office, reader)

    for part in (text_of(email.html), " ".join(email.text.split())):
        assert ("All about one topic: Topic number 3." in part) is is_named
    assert ("By topic" in email.html) is not is_named
    assert ("BY TOPIC" in email.text) is not is_named


# == The whole ==
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_e_mail_tells_the_figures_of_the_digest_in_both_of_its_forms(language, topics, office, reader):
    fill(topics)

    email = delivered(topics, office, reader, language)

    content = email.delivery.digest.content
    with translation.override(language):
        told = [tone_range(*figure(content["tone"]), plain=True)]
        told += [share_range(*figure(row["share"]), plain=True) for row in content["feelings"]]
        told += [tone_range(*figure(row["tone"]), plain=True) for row in content["by_topic"][:8]]
        told += [
            share_range(*figure(row["share"]), plain=True) for row in content["propositions"][0]["stances"]
        ]
        told += [
            share_range(*figure(side), plain=True)
            for claim in content["ground"][0]["claims"][:2]
            for side in claim["rows"]
        ]
    shown = text_of(email.html)
    plain = " ".join(email.text.split())
    for part in told:
        assert " ".join(part.split()) in plain
        assert part in shown
    for row in content["waiting"]:
        assert row["url"] in email.html
        assert row["url"] in email.text
    for quote in content["quotes"]:
        assert quote["body"] in shown
        assert quote["body"] in plain
        assert quote["url"] in email.html
    assert email.language == language
    assert f'<html lang="{language}"' in email.html


def figure(row):
    return row["estimate"], row["low"], row["high"]


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_data(self, data):
        self.parts.append(data)


def unsigned(text):
    """Without the moment at which its links were signed."""
    return re.sub(r"(/digests/read/)[^/]+", r"\1", text)


def text_of(html):
    parser = Text()
    parser.feed(html)
    return re.sub(r"[ \n]+", " ", "".join(parser.parts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_text_has_at_most_66_columns_and_no_markup(language, topics, office, reader):
    fill(topics)

    text = delivered(topics, office, reader, language).text

    lines = text.splitlines()
    assert [line for line in lines if len(line) > 66 and "://" not in line] == []
    assert "\n\n\n\n" not in text
    assert not re.search(r"</?\w+>", text.replace("<b>in place", "").replace("</b>.", ""))
    assert "&" not in re.sub(r"\?\S+", "", text)
    assert "Lists first, <b>in place" in " ".join(text.split())  # people's own signs stay as they are
    assert not any(line != line.rstrip() for line in lines if line != "-- ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_is_light_loads_nothing_and_keeps_one_stylesheet_for_the_dark(
    language, topics, office, reader
):
    fill(topics)

    html = delivered(topics, office, reader, language).html

    assert len(html.encode()) < 75_000  # mail programs cut at 102 KB
    assert html.count("<style") == 1
    assert "prefers-color-scheme: dark" in html
    assert not re.search(r"<img|<script|<link|url\(|@import|src=", html)
    assert "{%" not in html
    assert "{{" not in html
    assert "<b>in place" not in html
    assert all(href.startswith("http://testserver/") for href in re.findall(r'href="([^"]*)"', html))
    assert html.count("<table") == html.count("</table>")
    assert html.count("<tr") == html.count("</tr>")


def test_a_few_topics_that_are_not_shown_are_named_and_many_are_counted(office, reader):
    topics = [TopicFactory(title_en=f"Topic {letter}") for letter in "ABCDEF"]
    for topic, people in zip(topics, (20, 20, 4, 4, 4, 4), strict=True):
        crowd(people, topic=topic, published_at=INSIDE)

    some, many = (delivered(chosen, office, reader) for chosen in (topics[:5], topics))

    assert "nobody can be singled out: Topic C, Topic D, Topic E." in some.text.replace("\n", " ")
    assert "4 topics are not shown, so that nobody can be singled out." in many.text.replace("\n", " ")
    assert "4 topics are not shown" in many.html


def test_an_empty_window_says_so_and_nothing_else(topics, office, reader):
    email = delivered(topics, office, reader)

    assert email.subject.startswith("Quiet: fewer than 10 people wrote, ")
    assert "Nothing is shown about so few people" in " ".join(email.text.split())
    assert "/all/" not in email.html + email.text
    for title in ("Waiting for", "How people feel", "By topic", "For or against", "people’s words", "agree"):
        assert title not in email.html.replace("speaks for", "")


def test_what_does_not_fit_is_one_link_away(topics, office, reader, client):
    fill(topics)

    email = delivered(topics, office, reader)

    link = re.search(r"/en/digests/read/[^/]+/", email.text).group()
    assert f"http://testserver{link}#topics" in email.html
    page = client.get(link).content.decode()
    assert all(f"Topic number {n}" in page for n in range(13))
    assert all(f"in place {n}" in page for n in range(5))


# == Subject and findings ==
def content(**fields):
    usual = {
        "people": 20,
        "tone": {"estimate": 0},
        "change": None,
        "by_topic": [],
        "waiting": [],
        "ground": [],
        "feelings": [],
    }
    return usual | fields


@pytest.mark.parametrize(
    ("fields", "finding"),
    [
        ({"people": None, "left_out": False}, "Quiet: fewer than 10 people wrote"),
        ({"people": None, "left_out": True}, "Quiet: nothing can be told without singling people out"),
        ({"tone": None}, "20 people wrote"),
        ({}, "20 people wrote"),
        ({"change": {"clear": False, "diff": 0.4}}, "No clear change in tone"),
        (
            {"change": {"clear": True, "diff": 0.4}, "tone": {"estimate": -0.1}},
            "Tone is less negative than before",
        ),
        (
            {"change": {"clear": True, "diff": -0.4}, "tone": {"estimate": -0.1}},
            "Tone is more negative than before",
        ),
        (
            {"change": {"clear": True, "diff": 0.4}, "tone": {"estimate": 0.1}},
            "Tone is more positive than before",
        ),
        (
            {"change": {"clear": True, "diff": -0.4}, "tone": {"estimate": 0.1}},
            "Tone is less positive than before",
        ),
        (
            {
                "change": {"clear": False, "diff": 0.1},
                "by_topic": [{"change": {"clear": True}}, {"change": None}],
            },
            "Tone changed on 1 topic",
        ),
        (
            {"change": {"clear": True, "clear_without_campaigns": False, "diff": -0.4}},
            "No clear change in tone without the shared texts",
        ),
        (
            {
                "change": {"clear": True, "clear_without_campaigns": False, "diff": -0.4},
                "by_topic": [
                    {"change": {"clear": True, "clear_without_campaigns": False}},
                    {"change": {"clear": True, "clear_without_campaigns": True}},
                ],
            },
            "Tone changed on 1 topic",
        ),
        (
            {"waiting": [{"days": 3}]},
            "20 people wrote; 1 answer is due",
        ),
        (
            {"waiting": [{"days": 3}, {"days": 0}, {"days": None}]},
            "20 people wrote; 2 answers are due",
        ),
    ],
)
def test_the_headline_is_the_finding(fields, finding):
    assert headline(content(**fields)) == finding


def feelings(*shares):
    codes = ("sad", "hopeful", "angry")
    return [
        {"code": code, "share": {"low": low, "high": high}}
        for code, (low, high) in zip(codes, shares, strict=False)
    ]


def test_a_feeling_leads_only_where_the_ranges_leave_no_doubt():
    assert leading(feelings((0.5, 0.6), (0.2, 0.4), (0.1, 0.2)))["code"] == "sad"
    assert leading(feelings((0.4, 0.6), (0.2, 0.45), (0.1, 0.2))) is None
    assert leading([]) is None
    assert preheader(content(feelings=feelings((0.5, 0.6), (0.2, 0.4)))) == "Named most: sad."


def test_the_dates_of_the_window_stand_in_the_subject(topics, office, reader):
    email = delivered(topics, office, reader)

    assert email.subject.replace("\u00a0", " ").endswith(", 8 to 15 November 2026")


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["vote", "votes", "votes", "votes"]),
        ("ru", ["голос", "голоса", "голосов", "голос"]),
        ("uk", ["голос", "голоси", "голосів", "голос"]),
    ],
)
def test_votes_are_counted_as_the_language_of_the_page_counts(language, labels):
    claim = {"rows": [{"key": "a", "n": n} for n in (1, 2, 15, 21)]}

    with translation.override(language):
        ground = ground_row({"claims": [claim], "differences": []})

    assert [side["n_label"] for side in ground["claims"][0]["rows"]] == labels


@pytest.mark.parametrize(("sizes", "said"), [((60, 20), "in every group agree"), ((60, 8), "agree")])
def test_a_claim_speaks_of_groups_only_where_there_are_some(topics, office, reader, sizes, said):
    crowd(12, topic=topics[0], published_at=INSIDE)
    group(camps(*sizes, consultation=ConsultationFactory(topic=topics[0], opens_at=INSIDE))[0])

    email = delivered(topics, office, reader)

    for text in (email.text, email.html):
        text = " ".join(text.split())
        assert re.search(rf"At least \d+% {said}\.", text)
        assert ("in every group" in text) == ("group" in said)


# == Headers, and how to stop ==
@pytest.mark.parametrize(
    ("claims", "stable", "said"),
    [
        (1, True, "The claim, and what divides the groups"),
        (4, True, "All 4 claims, and what divides the groups"),
        (0, True, "What divides the groups"),
        (1, False, "The claim"),
        (4, False, "All 4 claims"),
    ],
)
def test_the_link_to_all_claims_names_what_stands_behind_it(claims, stable, said):
    ground = {"claims_in_all": claims, "stable": stable}

    assert render_to_string("_all_claims.html", {"ground": ground}).strip() == said


def test_names_are_said_to_open_texts_only_where_one_does():
    assert "Each name opens" in render_to_string("digests/_names.html", {"names_open": True})
    assert "No name opens" in render_to_string("digests/_names.html", {"names_open": False})


def test_the_headers_let_a_mail_program_stop_it_in_one_click(topics, office, reader):
    email = delivered(topics, office, reader)

    mail = message(email, connection=None).message()
    assert mail["List-Id"] == "<digest.working-group.testserver>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<http://testserver/en/digests/unsubscribe/[\w:-]+/>", "".join(mail["List-Unsubscribe"].split())
    )
    assert mail["Reply-To"] == "desk@example.org"
    assert mail["Content-Language"] == "en"
    assert mail["To"] == "reader@example.org"
    assert stop_of(email) in email.text


def stop_of(email):
    return email.headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_click_stops_it_without_a_cookie_or_token_of_a_form_and_twice_changes_nothing(
    language, topics, office, reader
):
    address = stop_of(delivered(topics, office, reader, language))
    mail_program = Client(enforce_csrf_checks=True)

    first = mail_program.post(address, {"List-Unsubscribe": "One-Click"})
    (row,) = Subscription.objects.all()
    ended = row.ended_at
    second = mail_program.post(address, {"List-Unsubscribe": "One-Click"})

    assert (first.status_code, second.status_code) == (200, 200)
    assert ended
    row.refresh_from_db()
    assert row.ended_at == ended
    assert actions.dispatch(UNTIL + timedelta(days=30)) == 0
    assert "no-cache" in first["Cache-Control"]


def test_a_link_that_is_only_opened_asks_first(topics, office, reader, client):
    address = stop_of(delivered(topics, office, reader))

    for _twice in range(2):
        page = client.get(address)
        assert page.status_code == 200
        assert '<form method="post">' in page.content.decode()
        client.head(address)
    assert Subscription.objects.get().ended_at is None

    assert "Stopped" in client.post(address).content.decode()
    assert Subscription.objects.get().ended_at
    assert "<form" not in client.get(address).content.decode().partition("<main")[2]


def test_the_link_stops_it_years_later_and_after_the_account_is_gone(
    topics, office, reader, client, monkeypatch
):
    address = stop_of(delivered(topics, office, reader))
    later = timezone.now().timestamp() + 5 * 365 * 86400
    monkeypatch.setattr(signing.time, "time", lambda: later)

    assert client.post(address).status_code == 200
    assert Subscription.objects.get().ended_at
    Subscription.objects.all().delete()
    assert "Stopped" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "token",
    ["x", "MQ:1abc:zzz", signing.dumps(1, salt="digests.read"), "1" * 900],
    ids=["letters", "made up", "of another kind", "long"],
)
def test_a_wrong_link_stops_nothing_and_says_so(token, topics, office, reader, client):
    delivered(topics, office, reader)

    for response in (
        client.get(f"/en/digests/unsubscribe/{token}/"),
        client.post(f"/en/digests/unsubscribe/{token}/"),
    ):
        assert response.status_code == 404
        assert "This link is not complete" in response.content.decode()
    assert Subscription.objects.get().ended_at is None


# == Made anew ==
def test_a_quote_that_was_taken_down_is_not_shown_or_sent_again(topics, office):
    for n in range(12):
        approve(heard(topic=topics[0], body=f"{QUOTES['en']} {n}", published_at=INSIDE))
    digest = digest_of(SINCE, UNTIL, office=office, topics=topics)
    quote = digest.content["quotes"][0]
    assert quote["body"] in text_of(emails.render(digest)[2])

    words.hide(Contribution.objects.get(pk=quote["key"]), by=UserFactory(moderator=True))

    _subject, text, html, _picture = emails.render(digest)
    assert quote["body"] not in text_of(html)
    assert quote["body"] not in " ".join(text.split())
    assert digest.content["quotes"][0] == quote


def test_what_changed_stands_first_a_fact_without_a_verdict_and_a_change_with_one(topics, office):
    ThresholdFactory(count=3)
    petition = PetitionFactory(contribution__topic=topics[0], action="Publish the lists")
    SignatureFactory.create_batch(3, petition=petition)
    count_signatures()
    petition.reached.update(at=INSIDE)
    MilestoneFactory(title_en="First exchange", state="done", done_on=INSIDE.date()).topics.set(topics)
    for at, tone in ((INSIDE - timedelta(days=7), -0.5), (INSIDE, 0.5)):
        crowd(20, tones=[tone, tone - 0.1], topic=topics[0], published_at=at, body=QUOTES["en"])
    digest = digest_of(SINCE, UNTIL, office=office, topics=topics[:1])

    _subject, text, html, _picture = emails.render(digest)

    words = " ".join(text.split())
    assert "THE 3 THINGS THAT CHANGED MOST" in words
    assert "* A petition has reached 3 signatures: “Publish the lists”. An official answer is due *" in words
    assert f"* Tone on “{topics[0].title}”: more positive, +" in words
    assert "(clear only with the shared texts) * Milestone done: “First exchange”" in words
    assert text_of(html).index("A petition has reached") < text_of(html).rindex("20 people wrote")
    assert unsigned(emails.render(digest)[1]) == unsigned(text)


def test_a_milestone_says_by_when_it_is_to_be_done_and_one_that_is_done_does_not(topics, office):
    crowd(12, topic=topics[0], published_at=INSIDE)
    for state, title in (("planned", "First exchange"), ("done", "First talks")):
        milestone = MilestoneFactory(state=state, title_en=title, due_on=INSIDE.date(), done_on=SINCE.date())
        milestone.topics.set(topics)
        for user in UserFactory.create_batch(10):
            milestone.observations.create(user=user, seen="happening", at=INSIDE)

    _subject, text, html, _picture = emails.render(digest_of(SINCE, UNTIL, office=office, topics=topics[:1]))

    for shown in (" ".join(text.split()), text_of(html)):
        assert shown.count("due by") == 1
        assert re.search(r"First exchange ?\(?planned, due by", shown, re.IGNORECASE)


# == Plain text ==
def test_wrapping_keeps_words_together_and_addresses_whole():
    address = "https://portal.example/" + "x" * 70
    text = f"* {'word ' * 20}  \n 8\u00a0412 {address}"

    lines = wrapped(text).splitlines()

    assert all(len(line) <= 66 for line in lines if address not in line)
    assert [line for line in lines if address in line] == [f"  {address}"]
    assert all(line.startswith("  ") for line in lines[1:])
    assert any("8\u00a0412" in line for line in lines)
    assert wrapped("") == ""


def test_a_heading_is_underlined_to_its_own_length():
    assert underlined("How people feel") == "HOW PEOPLE FEEL\n---------------"


def test_bars_of_text_stand_under_their_scale():
    rows = [
        {"name": "Worried", "estimate": 0.34, "low": 0.32, "high": 0.36},
        {"name": "A name that is much too long for it", "estimate": 0.05, "low": 0, "high": 0.1},
        {"name": "Hidden", "estimate": None, "low": None, "high": None},
    ]

    lines = bars(rows, 0, 0.5).splitlines()

    assert lines[0].strip().split() == ["0%", "50%"]
    assert lines[1].startswith("  Worried ")
    assert lines[1].endswith("34% (32 to 36)")
    assert len({line.index(sign) for line, sign in zip(lines, ("0%", "...", "="), strict=False)}) <= 2
    assert "…" in lines[2]
    assert set(lines[3].removeprefix("  Hidden").strip()) == {"/"}
    assert max(map(len, lines)) <= 66
