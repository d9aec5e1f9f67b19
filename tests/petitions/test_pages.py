from datetime import timedelta

import pytest
from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.utils import timezone, translation

from contributions.models import Translation
from core.models import OutgoingEmail
from petitions import actions
from petitions.emails import SALT
from petitions.models import Petition, Signature
from tests.factories.accounts import UserFactory
from tests.factories.petitions import PetitionFactory, SignatureFactory, ThresholdFactory, signer
from tests.factories.topics import TopicFactory
from tests.seen import as_seen

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
HTMX = {"HX-Request": "true"}
MAREK = {"name": "Marek", "email": "marek@example.org", "country": "PL", "wants_news": "on"}


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind; addresses made by a test shall not depend on the one before."""
    with translation.override("en"):
        yield


@pytest.fixture
def citizen(client):
    user = signer(display_name="Olena")
    client.force_login(user)
    return user


def text_of(response):
    return as_seen(response)


def pages_of(petition):
    address = petition.get_absolute_url()
    return [address, f"{address}sign/sent/", f"{address}thanks/", "/en/petitions/"]


# == Reading ==
@pytest.mark.parametrize("language", LANGUAGES)
def test_strangers_read_without_a_cookie_and_any_cache_may_keep_it(client, language):
    petition = PetitionFactory(details="Every Friday.")
    SignatureFactory.create_batch(12, petition=petition)
    actions.count_signatures()

    for page in pages_of(petition):
        response = client.get(page.replace("/en/", f"/{language}/"))
        assert response.status_code == 200
        assert not response.cookies
        assert "public" in response["Cache-Control"]
        assert "csrfmiddlewaretoken" not in text_of(response)
        assert petition.action in text_of(response)


@pytest.mark.parametrize("many", [False, True])
def test_the_pages_cost_the_same_for_many_rows_as_for_few(client, django_assert_num_queries, many):
    ThresholdFactory(count=2)
    petition = PetitionFactory()
    for row in [petition, *PetitionFactory.create_batch(30 if many else 1)]:
        Translation.objects.create(contribution=row.contribution, language="ru", title="Т", body="Т")
        SignatureFactory.create_batch(3, petition=row)
    actions.count_signatures()

    with django_assert_num_queries(4):  # topics of the search, count, rows, translations
        client.get("/en/petitions/")
    with django_assert_num_queries(4):
        client.get("/en/petitions/?show=waiting")
    with django_assert_num_queries(9):
        client.get(petition.get_absolute_url())
    with django_assert_num_queries(2):
        client.get(f"{petition.get_absolute_url()}thanks/")


def test_a_signed_in_reader_costs_little_more(client, citizen, django_assert_max_num_queries):
    petition = PetitionFactory()

    with django_assert_max_num_queries(12):
        response = client.get(petition.get_absolute_url())

    assert "private" in response["Cache-Control"]
    assert "Yours is Olena" in text_of(response)


def test_each_list_shows_its_own(client):
    ThresholdFactory(count=1)
    rows = {
        "open": PetitionFactory(action="The open one"),
        "closed": PetitionFactory(action="The closed one", state="closed"),
        "rejected": PetitionFactory(action="The rejected one", state="rejected"),
        "answered": PetitionFactory(action="The answered one", state="closed", imported_response="Yes."),
        "waiting": PetitionFactory(action="The waiting one"),
    }
    PetitionFactory(action="The secret one", state="waiting")
    SignatureFactory(petition=rows["waiting"])
    actions.count_signatures()

    shown = {name: text_of(client.get(f"/en/petitions/?show={name}")) for name in [*rows, "nonsense"]}

    found = {name: {one for one, row in rows.items() if row.action in page} for name, page in shown.items()}
    assert found == {
        "open": {"open", "waiting"},
        "closed": {"closed", "answered"},
        "rejected": {"rejected"},
        "answered": {"answered"},
        "waiting": {"waiting"},
        "nonsense": {"open", "waiting"},
    }
    assert not any("The secret one" in page for page in shown.values())
    assert "It is for a local authority." in shown["rejected"]


def test_petitions_are_found_by_words_and_topic(client):
    topic = TopicFactory()
    PetitionFactory(action="Верните пленных", contribution__topic=topic)
    PetitionFactory(action="Repair the bridge")

    assert "Верните" in text_of(client.get(f"/en/petitions/?q=пленные&topic={topic.slug}"))
    nothing = text_of(client.get("/en/petitions/?q=moon&topic=nowhere"))
    assert "No petition is open here now" in nothing
    assert "Try other words" in nothing
    assert client.get("/en/petitions/", {"q": "x" * 500}).status_code == 200


def test_more_petitions_come_step_by_step_with_and_without_script(client):
    PetitionFactory.create_batch(25)

    first = text_of(client.get("/en/petitions/"))
    assert "20 of 25 shown" in first
    link = first.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")

    rest = text_of(client.get(f"/en/petitions/{link}"))
    part = text_of(client.get(f"/en/petitions/{link}", headers=HTMX))
    assert part.count("<h3>") == 5 == rest.count("<li><h3>")
    assert "<html" in rest
    assert "<html" not in part


def test_the_page_says_how_far_it_is_and_whether_the_count_can_be_trusted(client):
    ThresholdFactory(count=20)
    petition = PetitionFactory()
    SignatureFactory.create_batch(12, petition=petition, country="UA")
    SignatureFactory.create_batch(3, petition=petition, state="pending")
    SignatureFactory.create_batch(2, petition=petition, state="invalidated")
    actions.count_signatures()
    actions.recount()

    page = " ".join(text_of(client.get(petition.get_absolute_url())).split())

    assert '<span class="amount">12</span>' in page
    assert "of 20 needed for an official answer" in page
    assert "Each stroke is one person." in page
    assert '<dt>Confirmed by e-mail</dt><dd class="value">12</dd>' in page
    assert '<dt>Taken out as false</dt><dd class="value">2</dd>' in page
    assert '<dt>Off at last recount</dt><dd class="value">0</dd>' in page
    assert '<span>Ukraine</span> <span class="value">12</span>' in page


def test_an_imported_petition_says_so_and_adds_nothing(client):
    petition = PetitionFactory(
        state="closed",
        imported_count=4150260,
        imported_from="Elsewhere",
        imported_response="It is **done**.",
        contribution__import_key="petition:1",
        contribution__author=None,
    )

    page = text_of(client.get(petition.get_absolute_url()))

    assert "4,150,260" in page
    assert "signatures counted elsewhere and imported" in page
    assert "Imported answer" in page
    assert "It is <strong>done</strong>." in page
    assert "Imported, without a name" in page


def test_a_translation_stands_first_and_the_original_one_tap_away(client):
    petition = PetitionFactory(
        action="Опублікуйте списки", contribution__language="uk", contribution__body="Чекають."
    )
    Translation.objects.create(
        contribution=petition.contribution, language="en", title="Publish the lists", body="They wait."
    )

    english = text_of(client.get(petition.get_absolute_url()))
    russian = text_of(client.get(petition.get_absolute_url().replace("/en/", "/ru/")))

    assert "<span>Publish the lists</span>" in english
    assert "They wait." in english
    assert '<div class="reading flow" lang="uk"><p><b>Опублікуйте списки</b></p>' in english
    assert "The original counts." in english
    assert '<span lang="uk">Опублікуйте списки</span>' in russian


def test_script_in_a_petition_stays_text(client):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    petition = PetitionFactory(
        action=attack, details=attack, contribution__body=attack, imported_response=attack
    )

    for page in pages_of(petition):
        assert "<script>alert" not in text_of(client.get(page))
        assert "<img" not in text_of(client.get(page))


@pytest.mark.parametrize(
    ("petition", "stranger", "author"),
    [
        ({"state": "waiting"}, 404, 200),
        ({"state": "rejected"}, 200, 200),
        ({"state": "rejected", "rejection_shows_text": False}, 404, 200),
        ({"state": "closed"}, 200, 200),
        ({"contribution__state": "hidden"}, 410, 200),
        ({"contribution__state": "withdrawn"}, 410, 410),
        ({"state": "rejected", "rejection_shows_text": False, "contribution__state": "hidden"}, 410, 200),
    ],
)
def test_what_became_of_a_petition_is_said_to_whom_it_concerns(client, petition, stranger, author):
    published = (
        {}
        if petition.get("state") in ("waiting", "rejected")
        else {"contribution__published_at": timezone.now()}
    )
    if petition.get("contribution__state") == "hidden":
        published = {"contribution__published_at": timezone.now()}
    row = PetitionFactory(**petition, **published, action="Words that may be gone", rejection_note="Dear you")

    response = client.get(row.get_absolute_url())
    assert response.status_code == stranger
    assert ("Words that may be gone" in text_of(response)) == (stranger == 200)
    assert "Dear you" not in text_of(response)

    client.force_login(row.contribution.author)
    response = client.get(row.get_absolute_url())
    assert response.status_code == author
    assert ("Dear you" in text_of(response)) == (row.state == "rejected")


# == Starting ==
def test_starting_asks_to_sign_in_first(client):
    response = client.get("/en/petitions/new/")

    assert response.status_code == 302
    assert response["Location"].startswith("/en/account/login/")


def test_similar_petitions_stand_above_the_long_fields(client, citizen):
    PetitionFactory(action="Publish the lists of people held")
    PetitionFactory(action="Repair the bridge")

    first = text_of(client.get("/en/petitions/new/"))
    assert "Step 1 of 2" in first
    assert 'name="background"' not in first
    second = text_of(client.get("/en/petitions/new/?action=Publish+lists+of+held+people"))
    assert "Others ask for something similar" in second
    assert "Publish the lists of people held" in second
    assert "Repair the bridge" not in second
    assert 'value="Publish lists of held people"' in second
    assert "Fill in: What shall be done, and by whom?" in text_of(client.get("/en/petitions/new/?action="))


def test_a_citizen_starts_a_petition(client, citizen):
    topic = TopicFactory()

    response = client.post(
        "/en/petitions/new/",
        {
            "action": "Publish  the lists",
            "topic": topic.slug,
            "background": "Families wait.",
            "details": "a\r\nb",
        },
    )

    petition = Petition.objects.get()
    assert response.status_code == 302
    assert response["Location"] == petition.get_absolute_url()
    assert (petition.action, petition.details, petition.contribution.author) == (
        "Publish the lists",
        "a\nb",
        citizen,
    )
    page = text_of(client.get(petition.get_absolute_url()))
    assert "This petition waits for a moderator." in page
    assert "A moderator reads it before others can sign." in page


def test_a_form_that_is_refused_comes_back_filled_in(client, citizen):
    sent = {"action": "a" * 81, "topic": "", "background": "b" * 301, "details": "c" * 801}

    page = text_of(client.post("/en/petitions/new/", sent))

    assert "Shorten it: at most 80 characters fit, and this has 81." in page
    assert "Shorten it: at most 300 characters fit, and this has 301." in page
    assert "Choose a topic" in page
    assert all(text in page for text in sent.values())
    assert not Petition.objects.exists()


def test_the_same_petition_sent_twice_is_one(client, citizen):
    sent = {"action": "Do it", "topic": TopicFactory().slug, "background": "Why not.", "details": ""}
    client.post("/en/petitions/new/", sent)

    page = text_of(client.post("/en/petitions/new/", sent))

    assert "They have arrived." in page
    assert Petition.objects.count() == 1


def test_a_petition_sent_after_the_session_ended_comes_back_filled_in(client):
    sent = {"action": "Do it", "topic": TopicFactory().slug, "background": "Why not.", "details": "And how."}

    page = text_of(client.post("/en/petitions/new/", sent))

    assert "Sign in to do this." in page
    assert all(text in page for text in ("Do it", "Why not.", "And how."))
    assert not Petition.objects.exists()


def test_a_petition_too_many_comes_back_filled_in(client, citizen):
    PetitionFactory.create_batch(3, state="waiting", contribution__author=citizen)
    sent = {"action": "Do it", "topic": TopicFactory().slug, "background": "Why not.", "details": "And how."}

    page = text_of(client.post("/en/petitions/new/", sent))

    assert "Three of your petitions wait" in page
    assert all(text in page for text in ("Do it", "Why not.", "And how."))
    assert Petition.objects.count() == 3


def test_an_action_with_a_nul_in_it_is_refused_in_a_sentence(client, citizen):
    page = client.post("/en/petitions/new/", {"action": "Do\x00 it", "background": "Why not."})

    assert page.status_code == 200
    assert "Null characters are not allowed." in text_of(page)


def test_too_many_waiting_is_said_before_anything_is_written(client, citizen):
    PetitionFactory.create_batch(3, state="waiting", contribution__author=citizen)

    assert "Three of your petitions wait" in text_of(client.get("/en/petitions/new/"))


# == Signing ==
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_signs_through_the_pages(client, language):
    petition = PetitionFactory()
    address = petition.get_absolute_url().replace("/en/", f"/{language}/")
    assert f"{address}sign/" in text_of(client.get(address))
    form = client.get(f"{address}sign/")
    assert "no-store" in form["Cache-Control"]

    response = client.post(f"{address}sign/", MAREK, follow=True)
    assert response.redirect_chain == [(f"{address}sign/sent/", 302)]
    link = next(word for word in OutgoingEmail.objects.get().text.split() if "/confirm/" in word)
    assert link.startswith(f"http://testserver/{language}/petitions/confirm/")

    # a program that scans e-mails opens the link
    for _time in range(2):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert Signature.objects.get().state == "pending"

    response = client.post(link, follow=True)
    assert response.redirect_chain == [(f"{address}thanks/", 302)]
    signature = Signature.objects.get()
    assert (signature.state, signature.wants_news) == ("confirmed", True)
    assert client.post(link).status_code == 410
    assert actions.count_signatures() == 1


def test_the_screen_never_says_that_an_address_has_signed(client):
    petition = PetitionFactory()
    url = f"{petition.get_absolute_url()}sign/"
    SignatureFactory(petition=petition, email="known@example.org")
    SignatureFactory(petition=petition, email="out@example.org", state="invalidated")

    answers = [
        client.post(url, MAREK | {"email": email}, follow=True)
        for email in ("new@example.org", "known@example.org", "out@example.org")
    ]

    assert len({text_of(answer) for answer in answers}) == 1


def test_the_petitions_page_never_says_whether_an_address_has_signed(client):
    petition = PetitionFactory()
    SignatureFactory(petition=petition, email="marek@example.org")
    actions.count_signatures()
    before = text_of(client.get(petition.get_absolute_url()))

    for email in ("marek@example.org", "stranger@example.org"):
        client.post(f"{petition.get_absolute_url()}sign/", MAREK | {"email": email})

        assert text_of(client.get(petition.get_absolute_url())) == before


def test_wrong_fields_come_back_filled_in_with_a_sentence_each(client):
    petition = PetitionFactory()

    page = text_of(
        client.post(
            f"{petition.get_absolute_url()}sign/",
            {"name": "Buy at www.shop", "email": "marek@example", "country": "", "wants_news": "on"},
        )
    )

    assert "Write your name only, without a link" in page
    assert "Write the address in full, like name@example.org" in page
    assert "Choose the country where you live" in page
    assert 'value="Buy at www.shop"' in page
    assert 'value="marek@example"' in page
    assert 'name="wants_news"' in page
    assert not Signature.objects.exists()


def test_a_petition_that_takes_no_signatures_says_why(client, citizen):
    petition = PetitionFactory(state="closed")
    url = f"{petition.get_absolute_url()}sign/"

    client.post(url, {})
    assert "This petition closed on" in text_of(client.post(url, {}, headers=HTMX))
    client.logout()
    assert "This petition closed on" in text_of(client.get(url))
    assert "This petition closed on" in text_of(client.post(url, MAREK))
    assert not Signature.objects.exists()
    assert client.get("/en/petitions/no-such-petition/sign/").status_code == 404


def test_one_press_signs_for_who_is_signed_in(client, citizen):
    petition = PetitionFactory()
    url = f"{petition.get_absolute_url()}sign/"

    assert client.get(url)["Location"] == f"{petition.get_absolute_url()}#sign"
    page = text_of(client.post(url, {"wants_news": "on"}, follow=True))

    assert Signature.objects.get().user == citizen
    assert "Your signature is in." in page
    assert "Sign the petition" not in page


def test_with_htmx_only_the_sign_box_comes_back(client, citizen):
    petition = PetitionFactory()

    page = text_of(client.post(f"{petition.get_absolute_url()}sign/", {}, headers=HTMX))

    assert page.strip().startswith('<section class="section" id="sign"')
    assert "Your signature is in." in page
    assert "<html" not in page
    assert Signature.objects.get().state == "confirmed"


def test_who_has_no_country_is_asked_for_it(client):
    client.force_login(signer(country=""))
    petition = PetitionFactory()
    url = f"{petition.get_absolute_url()}sign/"

    assert 'name="country"' in text_of(client.get(petition.get_absolute_url()))
    assert "Choose the country where you live" in text_of(client.post(url, {}))
    client.post(url, {"country": "PL"})
    assert Signature.objects.get().country == "PL"


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_that_do_not_work_say_why(client, language):
    used = signing.dumps(SignatureFactory().pk, salt=SALT)

    for token in ("nonsense", used):
        for send in (client.get, client.post):
            response = send(f"/{language}/petitions/confirm/{token}/")
            assert response.status_code == 410
            assert "no-store" in response["Cache-Control"]


# == Around ==
def test_the_interface_gives_public_rows_only(client):
    topic = TopicFactory()
    petition = PetitionFactory(contribution__topic=topic, imported_count=5)
    PetitionFactory(state="waiting")
    PetitionFactory(state="rejected", rejection_shows_text=False)
    closed = PetitionFactory(state="closed")
    SignatureFactory.create_batch(12, petition=petition)
    SignatureFactory.create_batch(3, petition=petition, country="PL")
    actions.count_signatures()

    rows = client.get("/api/v1/petitions/").json()["results"]
    assert [row["slug"] for row in rows] == [closed.slug, petition.slug]
    assert (rows[1]["signature_count"], rows[1]["imported_count"], rows[1]["topic"]) == (15, 5, topic.slug)
    assert [row["slug"] for row in client.get("/api/v1/petitions/?state=closed").json()["results"]] == [
        closed.slug
    ]
    assert len(client.get(f"/api/v1/petitions/?topic={topic.slug}").json()["results"]) == 1
    one = client.get(f"/api/v1/petitions/{petition.slug}/").json()
    assert one["signatures_by_country"] == {}
    assert one["signatures_elsewhere"] == {"countries": 2, "signatures": 15}
    assert "signer" not in str(one)
    assert client.get("/api/v1/petitions/nothing/").status_code == 404


def test_who_moderates_reads_petitions_and_not_who_signed_them(client):
    signature = SignatureFactory()
    client.force_login(UserFactory(moderator=True, password="a long pass phrase"))
    settings.PORTAL_DEMO = True
    try:
        assert client.get("/admin/petitions/petition/").status_code == 200
        assert "/admin/petitions/signature/" not in text_of(client.get("/admin/"))
        for page in ("", "?q=signer", f"{signature.pk}/change/"):
            assert client.get(f"/admin/petitions/signature/{page}").status_code == 403
    finally:
        settings.PORTAL_DEMO = False


@pytest.mark.parametrize(
    "address", ["?state=%00", "?topic=%00", "%00/", "?state=nothing", "?topic=nothing", "a%20b/"]
)
def test_the_interface_finds_nothing_where_nothing_can_be(client, address):
    PetitionFactory()

    answer = client.get(f"/api/v1/petitions/{address}")

    if address.startswith("?"):
        assert answer.json()["results"] == []
    else:
        assert answer.status_code == 404


def test_those_who_check_signatures_take_false_ones_out_in_the_administration(client):
    petition = PetitionFactory()
    false = SignatureFactory.create_batch(2, petition=petition)
    actions.count_signatures()
    client.force_login(UserFactory(operator=True, password="a long pass phrase"))
    settings.PORTAL_DEMO = True
    try:
        for page in ("petition", "signature", "threshold"):
            assert client.get(f"/admin/petitions/{page}/").status_code == 200
        assert client.get(f"/admin/petitions/petition/{petition.pk}/change/").status_code == 200
        sent = {"action": "take_out", "_selected_action": [row.pk for row in false]}
        page = text_of(client.post("/admin/petitions/signature/", sent, follow=True))
        back = {"action": "put_back", "_selected_action": [false[0].pk]}
        put_back = text_of(client.post("/admin/petitions/signature/", back, follow=True))
    finally:
        settings.PORTAL_DEMO = False

    petition.refresh_from_db()
    assert petition.signature_count == 0
    assert "2 signatures taken out." in page
    assert "1 signature put back." in put_back
    assert actions.count_signatures() == 1


@pytest.mark.parametrize("signed", [True, False])
def test_a_rejected_petition_that_others_signed_is_not_said_to_be_written_anew(client, signed):
    petition = PetitionFactory()
    SignatureFactory(petition=petition, state="confirmed" if signed else "pending")
    actions.reject(petition, by=UserFactory(moderator=True), code="local")

    page = text_of(client.get(petition.get_absolute_url()))

    assert "The author was told why" in page
    assert ("can write it anew" in page) != signed


def test_the_note_of_a_rejected_petition_costs_no_query(django_assert_num_queries):
    petition = PetitionFactory()
    actions.reject(petition, by=UserFactory(moderator=True), code="local")
    words = petition.contribution
    context = {"petition": petition, "words": words, "viewer": words.author, "is_counted": False}

    with django_assert_num_queries(0):
        note = render_to_string("petitions/_became.html", context)

    assert "Write it anew" in note


def test_whose_signature_was_taken_out_is_told_who_can_put_it_back(client, citizen):
    petition = PetitionFactory()
    SignatureFactory(petition=petition, user=citizen, email=citizen.email, state="invalidated")

    page = text_of(client.get(petition.get_absolute_url()))

    assert "write to the people who run this portal" in page


def test_the_timeline_tells_what_happened_and_what_comes(client):
    ThresholdFactory(count=1)
    ThresholdFactory(count=100, consequence="hearing")
    began = timezone.now() - timedelta(days=5)
    petition = PetitionFactory(contribution__created_at=began, opened_at=began + timedelta(days=2))
    SignatureFactory(petition=petition)
    actions.count_signatures()

    page = text_of(client.get(petition.get_absolute_url()))

    titles = ["Started", "Checked by a moderator", "1 signature: answer due", "Open for signatures"]
    places = [page.index(f"<h3>{title}</h3>") for title in [*titles, "Hearing considered"]]
    assert places == sorted(places)
    assert "after 2 days" in page
    assert "Waits for an answer since" in page
