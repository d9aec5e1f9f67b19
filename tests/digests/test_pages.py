import json
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core import signing
from django.utils import timezone

from contributions import actions as words
from contributions.models import Contribution
from digests import emails
from digests.actions import send_now
from digests.emails.links import READ
from insights.actions import group
from tests.factories.accounts import MembershipFactory, OfficeFactory, UserFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.digests import SubscriptionFactory, approve, digest_of, moment, official
from tests.factories.insights import camps, crowd
from tests.factories.topics import TopicFactory
from tests.seen import as_seen

SINCE, UNTIL = moment("2026-11-08 00:00Z"), moment("2026-11-15 00:00Z")
INSIDE = SINCE + timedelta(days=3)
LANGUAGES = ["en", "ru", "uk"]
CHANGED = "Changed since: other words were counted."
BODY = "The lists of prisoners should be published every week, number {n}."


@pytest.fixture
def topics(db):
    return [
        TopicFactory(slug="prisoners", title_en="Prisoners"),
        TopicFactory(slug="energy", title_en="Energy"),
    ]


@pytest.fixture
def digest(office, topics):
    for topic in topics:
        for n, row in enumerate(crowd(12, topic=topic, published_at=INSIDE, feelings=["sad"])):
            Contribution.objects.filter(pk=row.pk).update(body=BODY.format(n=f"{topic.slug} {n}"))
            approve(row)
    group(camps(20, 20, consultation=ConsultationFactory(topic=topics[0], opens_at=INSIDE))[0])
    return digest_of(SINCE, UNTIL, office=office, topics=topics)


def link(digest, figure="", language="en"):
    return f"/{language}/digests/read/{emails.token_of(digest)}/{figure}"


def shown_words(page):
    return set(re.findall(r"number (\w+ \d+)\.", page))


# == Who reads it ==
def test_officials_of_the_office_and_moderators_read_it_and_nobody_else(digest, office, client, settings):
    settings.PORTAL_DEMO = True
    citizen_in_office = UserFactory()
    MembershipFactory(office=office, user=citizen_in_office)
    people = {
        official(office): 200,
        official(office, is_manager=True): 200,
        official(OfficeFactory()): 403,
        official(): 403,
        citizen_in_office: 403,
        UserFactory(facilitator=True): 403,
        UserFactory(operator=True): 200,
        UserFactory(moderator=True): 200,
    }

    for user, status in people.items():
        client.force_login(user)
        assert client.get(digest.get_absolute_url()).status_code == status
        assert client.get(f"{digest.get_absolute_url()}?as=json").status_code == status


def test_a_stranger_signs_in_first(digest, client):
    response = client.get(digest.get_absolute_url())

    assert (response.status_code, response["Location"]) == (
        302, f"/en/account/login/?next={digest.get_absolute_url()}",
    )  # fmt: skip


def test_a_digest_that_is_not_there_is_not_found(client, reader):
    client.force_login(reader)

    assert client.get("/en/digests/987654/").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_read_in_every_language_by_officials_and_by_the_link(digest, language, client, reader):
    pages = [client.get(link(digest, language=language))]
    client.force_login(reader)
    pages.append(client.get(f"/{language}/digests/{digest.pk}/"))

    for response in pages:
        page = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{language}"' in page
        assert "no-store" in response["Cache-Control"]
        assert 'content="noindex"' in page
        assert "{%" not in page
        assert page.count('class="claim"') == 4
        assert f'<a href="http://testserver/{language}/digests/read/' in page


def test_the_data_holds_what_the_hash_seals(digest, client, reader):
    client.force_login(reader)

    data = client.get(f"{digest.get_absolute_url()}?as=json").json()

    links = data.pop("links")
    assert "fewer than 10 people" in data.pop("without_link")
    assert set(links) == set(digest.figures())
    assert client.get(links["all"]).status_code == client.get(links["feeling-sad"]).status_code == 200
    assert data.pop("corrections") == []
    assert json.loads(json.dumps(data).replace('"http://testserver/', '"/')) == digest.whole()
    assert all(row["url"].startswith("http://testserver/en/") for row in (*data["quotes"], *data["ground"]))
    assert data["hash"] == digest.hash
    assert set(data["frozen"]) == {"prisoners", "energy"}


# == Links ==
def test_a_link_opens_the_digest_for_sixty_days_and_then_says_what_to_do(digest, client, monkeypatch):
    address = link(digest)
    now = timezone.now().timestamp()

    for days, status in ((59.9, 200), (60.1, 410)):
        monkeypatch.setattr(signing.time, "time", lambda days=days: now + days * 86400)
        for path in (address, f"{address}all/"):
            response = client.get(path)
            assert response.status_code == status
    assert "This link is too old" in response.content.decode()
    assert 'href="/en/digests/"' in response.content.decode()


def test_links_on_a_page_that_a_link_opened_grow_no_younger(digest, client, monkeypatch):
    address = link(digest)
    now = timezone.now().timestamp()
    monkeypatch.setattr(signing.time, "time", lambda: now + 50 * 86400)

    page = unquote(client.get(address).content.decode())

    assert set(re.findall(r"/digests/read/([^/]+)/", page)) == {address.split("/")[-2]}


@pytest.mark.parametrize(
    "token",
    ["x", "MQ:1abc:zzz", "1" * 900, signing.dumps(1, salt="digests.unsubscribe")],
    ids=["letters", "made up", "long", "of another kind"],
)
@pytest.mark.parametrize("figure", ["", "all/"])
def test_a_wrong_link_says_so(token, figure, digest, client):
    response = client.get(f"/en/digests/read/{token}/{figure}")

    assert response.status_code == 404
    assert "This link is not complete" in response.content.decode()


def test_a_link_to_a_digest_that_is_gone_is_not_found(client, db):
    token = signing.dumps(987654, salt=READ)

    assert client.get(f"/en/digests/read/{token}/").status_code == 404


def test_nothing_can_be_sent_to_a_digest(digest, client):
    assert client.post(link(digest)).status_code == 405
    assert client.post(link(digest, "all/")).status_code == 405


# == The texts behind a figure ==
def every_page(client, address):
    found, following = set(), address
    while following:
        page = client.get(following).content.decode()
        found |= shown_words(page)
        more = re.search(r'href="(\?after=[^"#]+)', page)
        following = more and address + more.group(1).replace("&amp;", "&")
    return found, page


@pytest.mark.parametrize(
    ("figure", "name"),
    [
        ("all", "Все посчитанные тексты"),
        ("feeling-sad", "Печаль"),
        ("topic-prisoners", '<span lang="en">Prisoners</span>'),
    ],
)
def test_the_page_of_a_figure_says_which_and_in_whose_language(figure, name, digest, client):
    page = as_seen(client.get(link(digest, f"{figure}/", language="ru")))

    assert f"<h1>{name}</h1>" in page
    assert "Тексты, стоящие за цифрой · " in page


@pytest.mark.parametrize("figure", ["all", "topic-prisoners", "topic-energy"])
def test_a_figure_opens_to_exactly_the_texts_it_counts(figure, digest, topics, client):
    crowd(12, topic=topics[0], published_at=INSIDE, body=BODY.format(n="late 1"))  # after it was made
    ContributionFactory(topic=topics[0], published_at=UNTIL, body=BODY.format(n="outside 1"))
    slugs = ["prisoners", "energy"] if figure == "all" else [figure.removeprefix("topic-")]

    found, page = every_page(client, link(digest, f"{figure}/"))

    assert found == {f"{slug} {n}" for slug in slugs for n in range(12)}
    assert f"{12 * len(slugs)} texts were counted." in page
    assert "taken down" not in page
    assert set(digest.contributions_behind(figure)) == {
        row.pk for row in Contribution.objects.filter(body__regex=f"number ({'|'.join(slugs)}) ")
    }


def test_what_was_taken_down_since_is_not_shown_and_that_is_said(digest, client):
    moderator = UserFactory(moderator=True)
    hidden, withdrawn = Contribution.objects.filter(body__contains="prisoners 3.").union(
        Contribution.objects.filter(body__contains="prisoners 7.")
    )
    words.hide(hidden, by=moderator)
    words.withdraw(withdrawn, by=withdrawn.author)

    found, page = every_page(client, link(digest, "topic-prisoners/"))

    assert found == {f"prisoners {n}" for n in range(12) if n not in (3, 7)}
    said = "12 texts were counted. 10 of 12 are still public; the others are not shown."
    assert said in " ".join(page.split())


@pytest.mark.parametrize(
    ("language", "left", "sentence"),
    [
        ("en", 1, "1 of 12 is still public; the others are not shown."),
        ("ru", 1, "1 из 12 по-прежнему опубликован; остальные не показаны."),
        ("ru", 3, "3 из 12 по-прежнему опубликованы; остальные не показаны."),
        ("ru", 11, "11 из 12 по-прежнему опубликованы; остальные не показаны."),
        ("uk", 1, "1 з 12 досі опублікований; решту не показано."),
        ("uk", 3, "3 з 12 досі опубліковані; решту не показано."),
        ("uk", 11, "11 з 12 досі опубліковано; решту не показано."),
    ],
)
def test_how_many_are_public_still_is_said_in_every_language(language, left, sentence, digest, client):
    keys = digest.contributions_behind("topic-prisoners")
    Contribution.objects.filter(pk__in=keys[left:]).update(state="hidden")

    page = client.get(link(digest, "topic-prisoners/", language=language)).content.decode()

    assert sentence in " ".join(page.replace("\N{NO-BREAK SPACE}", " ").split())


def test_words_that_were_changed_since_are_marked_and_others_are_not(digest, client):
    moderator, changed = UserFactory(moderator=True), Contribution.objects.get(body__contains="prisoners 3.")
    Contribution.objects.filter(body__contains="prisoners 7.").update(edited_at=INSIDE)
    words.publish(words.hide(changed, by=moderator), by=moderator)
    assert CHANGED not in client.get(link(digest, "topic-prisoners/")).content.decode()

    Contribution.objects.filter(pk=changed.pk).update(body="Other words.", edited_at=timezone.now())

    page = client.get(link(digest, "topic-prisoners/")).content.decode()
    _before, _words, after = page.partition("Other words.")
    assert page.count(CHANGED) == 1
    assert CHANGED in after.partition("<article")[0]


def test_when_nothing_is_left_the_page_says_so(digest, client):
    Contribution.objects.filter(topic__slug="energy").update(state="hidden")

    page = client.get(link(digest, "topic-energy/")).content.decode()

    assert "Nothing is left to show" in page
    assert not shown_words(page)


@pytest.mark.parametrize("figure", ["topic-space", "topic-", "prisoners", "nothing"])
def test_a_figure_that_the_digest_does_not_show_is_not_found(figure, digest, client):
    assert client.get(link(digest, f"{figure}/")).status_code == 404


def test_a_digest_without_figures_opens_no_texts(office, topics, client):
    crowd(9, topic=topics[0], published_at=INSIDE)
    digest = digest_of(SINCE, UNTIL, office=office, topics=topics)

    assert client.get(link(digest)).status_code == 200
    assert client.get(link(digest, "all/")).status_code == 404


def test_words_quoted_on_the_page_go_when_they_are_not_public_any_more(digest, client):
    quote = digest.content["quotes"][0]
    assert quote["body"] in client.get(link(digest)).content.decode()

    Contribution.objects.filter(pk=quote["key"]).update(state="withdrawn")

    page = client.get(link(digest)).content.decode()
    assert quote["body"] not in page
    assert "Words that were quoted here were changed or taken back since" in page


# == What it costs ==
def test_the_pages_cost_the_same_however_much_was_said(office, topics, client, django_assert_num_queries):
    for people in (12, 60):
        crowd(people, topic=topics[0], published_at=INSIDE, body=BODY.format(n="1"))
        digest = digest_of(SINCE, UNTIL, office=office, topics=topics)
        with django_assert_num_queries(3):  # the digest, its corrections, whether it catches up
            client.get(link(digest))
        with django_assert_num_queries(6):
            client.get(link(digest, "all/"))
        digest.delete()


def asked_for(asked):
    return "\n".join(query["sql"] for query in asked.captured_queries)


def test_the_texts_that_a_digest_counted_are_not_loaded_to_read_it(
    office, reader, digest, client, django_assert_max_num_queries
):
    client.force_login(reader)

    with django_assert_max_num_queries(15) as asked:
        client.get(digest.get_absolute_url())
        client.get(link(digest))

    assert '"digests_digest"."content"' in asked_for(asked)
    assert '"digests_digest"."rows"' not in asked_for(asked)


def test_the_texts_behind_a_figure_are_asked_for_by_one_parameter(
    digest, client, django_assert_max_num_queries
):
    keys = digest.contributions_behind("all")

    with django_assert_max_num_queries(6) as asked:
        page = client.get(link(digest, "all/")).content.decode()

    assert len(shown_words(page)) == 20
    assert f"unnest('{{{','.join(map(str, keys))}}}'" in asked_for(asked)


def test_the_page_of_an_official_costs_little_more(office, reader, client, django_assert_max_num_queries):
    crowd(20)
    row = SubscriptionFactory(office=office, user=reader)
    digest = send_now(row, by=reader).digest
    client.force_login(reader)

    with django_assert_max_num_queries(8):
        assert client.get(digest.get_absolute_url()).status_code == 200
