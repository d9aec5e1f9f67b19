from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone, translation

from accounts.actions import forget
from contributions.actions import edit
from contributions.models import Contribution
from core.models import Attempts, OutgoingEmail, StateChange
from core.templatetags.times import full_day
from core.verdict import Refused
from petitions import actions, tasks
from petitions.emails import SALT
from petitions.mailboxes import mailbox_key
from petitions.models import Petition, Signature
from tests.factories.accounts import UserFactory
from tests.factories.petitions import PetitionFactory, SignatureFactory, ThresholdFactory, signer

pytestmark = pytest.mark.django_db
MAREK = {"name": "Marek", "email": "Marek@Example.org", "country": "PL", "reader": "en"}


@pytest.fixture
def petition():
    return PetitionFactory(action="Publish the lists")


def token_of(signature):
    return signing.dumps(signature.pk, salt=SALT)


def link_in(email):
    return next(word for word in email.text.split() if "/petitions/confirm/" in word)


def a_minute_later():
    Signature.objects.update(emailed_at=timezone.now() - timedelta(minutes=2))


def made_days_ago(signature, days):
    signature.created_at = timezone.now() - timedelta(days=days)
    signature.emailed_at = signature.created_at
    signature.save()


# == With an account ==
def test_a_person_with_an_account_signs_at_once(petition):
    user = signer(display_name="Olena", country="UA")

    signature = actions.sign(petition, user=user, wants_news=True, reader="uk")

    assert (signature.state, signature.name, signature.country) == ("confirmed", "Olena", "UA")
    assert signature.wants_news
    assert not OutgoingEmail.objects.exists()
    assert actions.sign(petition, user=user, reader="uk") == signature
    assert Signature.objects.count() == 1


def test_an_unproven_address_is_asked_first(petition):
    user = UserFactory()

    assert actions.sign(petition, user=user, reader="en") is None

    assert Signature.objects.get().state == "pending"
    assert OutgoingEmail.objects.get().to == user.email


def test_a_link_still_waiting_is_overtaken_by_signing_in(petition):
    user = signer(email="olena@gmail.com")
    actions.sign(petition, **MAREK | {"email": "o.lena+x@googlemail.com"})

    signature = actions.sign(petition, user=user, reader="en")

    assert Signature.objects.get() == signature
    assert (signature.user, signature.state) == (user, "confirmed")


def test_a_changed_address_does_not_sign_twice(petition):
    user = signer()
    signature = actions.sign(petition, user=user, reader="en")
    user.email = "new@example.org"
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True)

    assert actions.sign(petition, user=user, reader="en") == signature


def test_a_country_is_needed(petition):
    user = signer(country="")

    with pytest.raises(Refused) as refused:
        actions.sign(petition, user=user, reader="en")
    assert refused.value.reason == "Choose the country where you live"
    assert actions.sign(petition, user=user, country="PL", reader="en").country == "PL"


# == With a link by e-mail ==
def test_a_stranger_signs_by_the_link_in_the_e_mail(petition):
    assert actions.sign(petition, **MAREK) is None

    signature, email = Signature.objects.get(), OutgoingEmail.objects.get()
    assert (signature.state, signature.email_key) == ("pending", "marek@example.org")
    assert email.to == "Marek@Example.org"
    assert email.subject == "Confirm your signature: Publish the lists"
    assert "Marek, Poland" in email.text
    assert "Confirm my signature" in email.html
    token = link_in(email).split("/")[-2]

    assert actions.signature_of(token) == signature
    assert actions.confirm(token).state == "confirmed"
    signature.refresh_from_db()
    assert signature.confirmed_at is not None


@pytest.mark.parametrize(
    ("language", "path"),
    [("en", "/en/petitions/confirm/"), ("ru", "/ru/petitions/"), ("uk", "/uk/petitions/")],
)
def test_the_e_mail_is_in_the_language_of_the_page(petition, language, path):
    actions.sign(petition, **MAREK | {"reader": language})

    email = OutgoingEmail.objects.get()
    assert email.language == language
    assert path in email.text


def test_signing_again_is_told_to_the_mailbox_and_not_on_the_screen(petition):
    actions.sign(petition, **MAREK)
    actions.confirm(token_of(Signature.objects.get()))
    a_minute_later()

    assert actions.sign(petition, **MAREK | {"name": "Somebody else", "country": "RU"}) is None

    _first, again = OutgoingEmail.objects.order_by("pk")
    assert again.subject == "You have signed this petition before: Publish the lists"
    assert "Your signature has been in since" in again.text
    signature = Signature.objects.get()
    assert (signature.name, signature.country) == ("Marek", "PL")


def test_signing_again_before_the_link_was_opened_sends_a_new_one_with_what_was_corrected(petition):
    actions.sign(petition, **MAREK)
    a_minute_later()
    actions.sign(petition, **MAREK | {"country": "DE"})

    assert OutgoingEmail.objects.count() == 2
    assert Signature.objects.get().country == "DE"


def test_a_form_sent_twice_sends_one_e_mail(petition):
    actions.sign(petition, **MAREK)
    actions.sign(petition, **MAREK)

    assert OutgoingEmail.objects.count() == 1


def test_five_e_mails_a_day_about_a_signature_and_no_more(petition):
    for _time in range(8):
        actions.sign(petition, **MAREK)
        a_minute_later()
    assert OutgoingEmail.objects.count() == 5

    Attempts.objects.update(window=F("window") - 1)  # a day later
    actions.sign(petition, **MAREK)

    assert OutgoingEmail.objects.count() == 6


def test_fifteen_e_mails_about_a_signature_however_many_days_it_takes(petition):
    actions.sign(petition, **MAREK)
    Signature.objects.update(emails_sent=14)
    for _day in range(3):
        a_minute_later()
        actions.sign(petition, **MAREK)

    assert OutgoingEmail.objects.count() == 2
    assert Signature.objects.get().emails_sent == 15


def test_the_last_of_fifteen_e_mails_says_that_it_is_the_last_and_what_still_works(petition):
    """Whoever types an address again and again does not keep its owner from signing."""
    actions.sign(petition, **MAREK)
    Signature.objects.update(emails_sent=13)
    for _day in range(3):
        a_minute_later()
        actions.sign(petition, **MAREK)

    _first, before_last, last = OutgoingEmail.objects.order_by("pk")
    words = "Many links were asked for with your e-mail address: until"
    assert words not in " ".join(before_last.text.split())
    assert words in " ".join(last.text.split())
    assert words in last.html
    assert full_day(Signature.objects.get().link_ends_at) in last.text
    owner = signer(email=MAREK["email"].lower())
    assert actions.sign(petition, user=owner, reader="en").state == "confirmed"


def test_twenty_e_mails_a_day_to_one_mailbox_about_all_petitions_together(monkeypatch):
    monkeypatch.setattr("core.limits.time.time", lambda: 1_000_000.0)
    *petitions, last = PetitionFactory.create_batch(21)
    for row in petitions:
        actions.sign(row, **MAREK)

    monkeypatch.setattr("core.limits.time.time", lambda: 1_000_000.0 + 4 * 3600)
    with pytest.raises(Refused, match="within a day"):
        actions.sign(last, **MAREK)

    assert OutgoingEmail.objects.count() == 20
    assert not last.signatures.exists()


def test_a_stranger_who_types_the_address_changes_nothing_of_a_confirmed_signature(petition):
    actions.sign(petition, **MAREK)
    actions.confirm(token_of(Signature.objects.get()))
    a_minute_later()

    actions.sign(petition, **MAREK | {"name": "Somebody else", "country": "RU", "reader": "uk"})

    signature = Signature.objects.get()
    assert (signature.name, signature.country, signature.language) == ("Marek", "PL", "en")
    assert OutgoingEmail.objects.latest("pk").language == "en"


def test_an_address_whose_domain_is_too_long_in_latin_letters_is_refused(petition):
    domain = ".".join(["щьбюяжфэчцыхгшъ"] * 12) + ".org"

    with pytest.raises(Refused) as refused:
        actions.sign(petition, **MAREK | {"email": f"marek@{domain}"})

    assert refused.value.reason.startswith("Write the address in full")
    assert not Signature.objects.exists()


def test_who_was_taken_out_learns_nothing_on_the_screen_and_gets_no_link(petition):
    SignatureFactory(petition=petition, email=MAREK["email"], state="invalidated")

    assert actions.sign(petition, **MAREK) is None
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Write your name."),
        ({"name": "123"}, "Write your name."),
        ({"name": "x" * 101}, "Shorten the name to 100 characters."),
        *(
            ({"name": name}, "Write your name only, without a link, and not beginning with - = + or @.")
            for name in (
                "Visit http://a.example",
                "www.shop",
                "buy.com now",
                "=cmd",
                "+1 Marek",
                "-Marek",
                "@marek",
            )
        ),
        *(
            ({"email": email}, "Write the address in full, like name@example.org")
            for email in ("", "marek", "marek@example", "a b@example.org", f"{'x' * 250}@example.org")
        ),
        ({"country": ""}, "Choose the country where you live"),
        ({"country": "XX"}, "Choose the country where you live"),
    ],
)
def test_wrong_fields_are_refused_with_a_sentence_and_leave_no_row(petition, wrong, sentence):
    with pytest.raises(Refused) as refused:
        actions.sign(petition, **MAREK | wrong)

    assert refused.value.reason == sentence
    assert not Signature.objects.exists()


@pytest.mark.parametrize("name", ["J.Smith", "Олена-Марія О'Ніл", "Ștefan  Иванов", "Li"])
def test_names_of_many_kinds_are_taken(petition, name):
    actions.sign(petition, **MAREK | {"name": name})

    assert Signature.objects.get().name == " ".join(name.split())


def test_a_visitor_signs_five_times_in_five_minutes(petition, monkeypatch):
    monkeypatch.setattr("core.limits.time.time", lambda: 1_000_000.0)
    for number in range(5):
        actions.sign(petition, **MAREK | {"email": f"p{number}@example.org"}, visitor="here")

    with pytest.raises(Refused) as refused:
        actions.sign(petition, **MAREK, visitor="here")

    assert "in five minutes" in refused.value.reason
    assert Signature.objects.count() == 5
    actions.sign(petition, **MAREK, visitor="elsewhere")


def test_a_petition_that_is_not_open_takes_no_signature():
    for petition in (PetitionFactory(state="closed"), PetitionFactory(state="waiting")):
        with pytest.raises(Refused):
            actions.sign(petition, **MAREK)

    assert not Signature.objects.exists()


# == Links ==
def test_links_that_are_wrong_old_used_or_taken_out_each_say_so(petition):
    used = SignatureFactory(petition=petition)
    out = SignatureFactory(petition=petition, state="invalidated")
    pending = SignatureFactory(petition=petition, state="pending")
    gone = SignatureFactory(petition=petition, state="pending")
    gone_token = token_of(gone)
    gone.delete()
    wrong = "This link is wrong or not complete. Open it from the e-mail again, or copy the whole of it."
    dropped = "This link does not work any more. Sign again, and you get a new one."
    sentences = {
        "nonsense": wrong,
        token_of(pending)[:-1]: wrong,
        signing.dumps(pending.pk, salt="elsewhere"): wrong,
        signing.dumps("x", salt=SALT): wrong,
        gone_token: dropped,
        token_of(used): "This link was used before: the signature is confirmed. There is nothing more to do.",
        token_of(out): "Those who check signatures took this one out, so it can no longer be confirmed.",
    }

    for token, sentence in sentences.items():
        for act in (actions.signature_of, actions.confirm):
            with pytest.raises(Refused) as refused:
                act(token)
            assert refused.value.reason == sentence


def test_a_link_works_for_thirty_days(petition, monkeypatch):
    pending = SignatureFactory(petition=petition, state="pending")
    now = timezone.now().timestamp()
    with monkeypatch.context() as context:
        context.setattr("django.core.signing.time.time", lambda: now - 31 * 24 * 3600 - 1)
        old = token_of(pending)

    with pytest.raises(Refused) as refused:
        actions.confirm(old)

    assert refused.value.reason == "This link is older than 30 days. Sign again, and you get a new one."


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_each_e_mail_names_the_day_until_which_its_link_works(petition, language):
    """The second one names the day of the first: the signature goes with its name and address that night."""
    fields = MAREK | {"reader": language}
    actions.sign(petition, **fields)
    made_days_ago(Signature.objects.get(), 29)
    actions.sign(petition, **fields)

    with translation.override(language):
        ends = full_day(timezone.now() + timedelta(days=1))
    email = OutgoingEmail.objects.latest("pk")
    assert ends in email.text
    assert ends in email.html.replace("&nbsp;", "\xa0")
    assert actions.drop_unconfirmed() == 0


def test_who_signs_again_when_the_time_of_the_link_is_over_gets_one_with_a_month_of_its_own(petition):
    signature = SignatureFactory(petition=petition, state="pending", email=MAREK["email"])
    made_days_ago(signature, 30.5)

    actions.sign(petition, **MAREK)

    anew = Signature.objects.get()
    assert anew.created_at > timezone.now() - timedelta(minutes=1)
    token = link_in(OutgoingEmail.objects.get()).split("/")[-2]
    assert actions.confirm(token) == anew


def test_a_link_sent_before_the_close_works_for_a_day_after_it(petition):
    signature = SignatureFactory(petition=petition, state="pending")
    closed = timezone.now() - timedelta(hours=23)
    Signature.objects.update(created_at=closed - timedelta(hours=1))
    Petition.objects.update(state="closed", closed_at=closed, closes_at=closed)

    assert actions.confirm(token_of(signature)).state == "confirmed"


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_link_opened_later_than_that_counts_nothing(petition, state):
    signature = SignatureFactory(petition=petition, state="pending")
    closed = timezone.now() - timedelta(hours=25)
    Signature.objects.update(created_at=closed - timedelta(hours=1))
    Petition.objects.update(state=state, closed_at=closed if state == "closed" else None, closes_at=closed)

    with pytest.raises(Refused) as refused:
        actions.confirm(token_of(signature))

    assert "links worked for 24 hours more" in refused.value.reason
    signature.refresh_from_db()
    assert signature.state == "pending"


def test_a_link_of_a_petition_taken_down_says_so(petition):
    signature = SignatureFactory(petition=petition, state="pending")
    actions.reject(petition, by=UserFactory(moderator=True), code="local")

    with pytest.raises(Refused) as refused:
        actions.confirm(token_of(signature))

    assert refused.value.reason == "A moderator took this petition down, so it cannot be signed."


def test_a_link_does_not_confirm_words_that_were_changed_after_it_was_sent(petition):
    signature = SignatureFactory(petition=petition, state="pending")
    moderator, words = UserFactory(moderator=True), petition.contribution
    actions.reject(petition, by=moderator, code="personal")
    edit(words, by=words.author, body="Quite other reasons, for which nobody has signed.")
    petition.refresh_from_db()
    actions.open_for_signatures(petition, by=moderator)

    for act in (actions.signature_of, actions.confirm):
        with pytest.raises(Refused, match="The author changed this petition after this link was sent"):
            act(token_of(signature))
    actions.sign(petition, **MAREK | {"email": signature.email})

    assert actions.confirm(token_of(signature)).state == "confirmed"


# == One mailbox ==
@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("O.Lena+peace@GoogleMail.com", "olena@gmail.com"),
        ("o.lena@example.org", "o.lena@example.org"),
        ("olena+a@example.org", "olena@example.org"),
        ("+tag@example.org", "+tag@example.org"),
        ("i.van@ya.ru", "i-van@yandex.ru"),
        ("i-van@yandex.com", "i-van@yandex.ru"),
        ("a.b-c_d@pm.me", "abcd@proton.me"),
        ("marek@пошта.укр", "marek@xn--80a1acn3a.xn--j1amh"),
        ("x@me.com", "x@icloud.com"),
        (" X@Example.ORG. ", "x@example.org"),
    ],
)
def test_ways_to_write_an_address_come_down_to_one_mailbox(written, key):
    assert mailbox_key(written) == key


# == Afterwards ==
def test_taking_out_a_false_signature_lowers_the_count_and_takes_a_threshold_back(petition):
    ThresholdFactory(count=3)
    signatures = SignatureFactory.create_batch(3, petition=petition)
    actions.count_signatures()
    petition.refresh_from_db()
    assert (petition.signature_count, petition.reached.count()) == (3, 1)
    operator = UserFactory(operator=True)

    actions.invalidate(signatures[0], by=operator, why="the same hand")

    petition.refresh_from_db()
    assert (petition.signature_count, petition.reached.count()) == (2, 0)
    trace = StateChange.objects.get()
    assert (trace.kind, trace.object_id, trace.by, trace.why) == (
        "petitions.signature", signatures[0].pk, operator, "the same hand",
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.invalidate(signatures[0], by=operator, why="again")
    petition.refresh_from_db()
    assert petition.signature_count == 2


def test_taking_out_what_was_not_counted_yet_leaves_the_count_alone(petition):
    signature = SignatureFactory(petition=petition)

    actions.invalidate(signature, by=UserFactory(operator=True), why="false")
    actions.count_signatures()

    petition.refresh_from_db()
    assert petition.signature_count == 0


def test_what_was_taken_out_by_mistake_is_put_back_and_counts_again(petition):
    ThresholdFactory(count=2)
    signatures = SignatureFactory.create_batch(2, petition=petition)
    actions.count_signatures()
    operator = UserFactory(operator=True)
    actions.invalidate(signatures[0], by=operator, why="the same hand")

    assert actions.put_back(signatures[0], by=operator, why="two hands").state == "confirmed"
    actions.count_signatures()

    petition.refresh_from_db()
    assert (petition.signature_count, petition.reached.count()) == (2, 1)
    trace = StateChange.objects.order_by("pk").last()
    assert (trace.object_id, trace.by, trace.before, trace.after, trace.why) == (
        signatures[0].pk, operator, "invalidated", "confirmed", "two hands",
    )  # fmt: skip
    with pytest.raises(Refused, match="was not taken out"):
        actions.put_back(signatures[0], by=operator, why="again")
    assert actions.recount() == {}


def test_what_was_not_confirmed_waits_for_its_link_once_it_is_put_back(petition):
    signature = SignatureFactory(petition=petition, state="pending")
    operator = UserFactory(operator=True)
    actions.invalidate(signature, by=operator, why="false")

    assert actions.put_back(signature, by=operator, why="not false").state == "pending"
    assert actions.confirm(token_of(signature)).state == "confirmed"


def test_what_the_next_night_would_drop_is_not_put_back(petition):
    signature, operator = SignatureFactory(petition=petition, state="pending"), UserFactory(operator=True)
    made_days_ago(signature, 40)
    actions.invalidate(signature, by=operator, why="false")

    with pytest.raises(Refused, match="Nobody opened its link"):
        actions.put_back(signature, by=operator, why="not false")

    signature.refresh_from_db()
    assert signature.state == "invalidated"


@pytest.mark.parametrize("state", ["confirmed", "pending"])
def test_a_signature_is_not_put_back_under_words_that_were_changed_while_it_was_out(petition, state):
    signature = SignatureFactory(petition=petition, state=state)
    operator, words = UserFactory(operator=True), petition.contribution
    actions.invalidate(signature, by=operator, why="false")
    actions.reject(petition, by=operator, code="personal")
    edit(words, by=words.author, body="Wholly other words, for which nobody has signed.")
    petition.refresh_from_db()
    actions.open_for_signatures(petition, by=operator)

    with pytest.raises(Refused, match="would stand under other words"):
        actions.put_back(signature, by=operator, why="not false")

    signature.refresh_from_db()
    assert signature.state == "invalidated"


@pytest.mark.django_db(transaction=True)
def test_an_edit_on_its_way_is_waited_for_before_a_signature_is_put_back(petition):
    signature, operator = SignatureFactory(petition=petition), UserFactory(operator=True)
    words = petition.contribution
    actions.invalidate(signature, by=operator, why="false")
    actions.reject(petition, by=operator, code="personal")

    def put_back():
        try:
            actions.put_back(signature, by=operator, why="not false")
        except Refused as refused:
            return refused.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            edit(words, by=words.author, body="Wholly other words, for which nobody has signed.")
            answer = pool.submit(put_back)
            with pytest.raises(TimeoutError):
                answer.result(timeout=0.5)
        assert "would stand under other words" in answer.result()


def test_half_a_year_after_closing_names_are_forgotten_and_the_count_stays():
    user = signer()
    petition = PetitionFactory(state="closed", closed_at=timezone.now() - timedelta(days=184))
    recent = PetitionFactory(state="closed", closed_at=timezone.now() - timedelta(days=182))
    old = [
        SignatureFactory(petition=petition, user=user),
        *SignatureFactory.create_batch(2, petition=petition),
    ]
    kept = SignatureFactory(petition=recent)
    actions.count_signatures()

    assert actions.forget_names(batch=2) == 2
    assert actions.forget_names(batch=2) == 1
    assert actions.forget_names(batch=2) == 0

    for signature in old:
        signature.refresh_from_db()
        assert (signature.name, signature.email, signature.user) == ("", "", None)
        assert "@" not in signature.email_key
    kept.refresh_from_db()
    assert kept.name
    actions.recount()
    petition.refresh_from_db()
    assert (petition.signature_count, petition.drift) == (3, 0)


@pytest.mark.parametrize("ended", ["taken down", "withdrawn"])
def test_half_a_year_after_a_petition_was_taken_down_or_withdrawn_names_are_forgotten(ended):
    petition, recent = PetitionFactory.create_batch(2)
    old, kept = SignatureFactory(petition=petition), SignatureFactory(petition=recent)
    for row, days in ((petition, 184), (recent, 182)):
        if ended == "taken down":
            actions.reject(row, by=UserFactory(moderator=True), code="personal")
            rows = Petition.objects.filter(pk=row.pk)
        else:
            row.contribution.move("withdrawn", by=row.contribution.author)
            rows = Contribution.objects.filter(pk=row.pk)
        rows.update(state_changed_at=timezone.now() - timedelta(days=days))

    assert actions.forget_names() == 1

    old.refresh_from_db()
    kept.refresh_from_db()
    assert (old.name, old.email, bool(kept.name)) == ("", "", True)


def test_a_forgotten_signature_that_is_signed_again_is_forgotten_again_when_its_time_comes(petition):
    user = signer(email="olena@example.org")
    signature = SignatureFactory(petition=petition, user=user, email=user.email, state="pending")
    forget(user)
    actions.forget_names()
    forgotten_key = Signature.objects.get().email_key
    again = signer(email="olena@example.org", display_name="Olena")

    actions.sign(petition, user=again, reader="en")

    signature.refresh_from_db()
    assert (signature.name, signature.forgotten_at) == ("Olena", None)
    forget(again)
    actions.forget_names()
    signature.refresh_from_db()
    assert (signature.name, signature.user, signature.email_key) == ("", None, forgotten_key)


def test_a_confirmed_signature_of_two_accounts_knows_neither_once_both_are_closed(petition):
    signature = SignatureFactory(petition=petition, user=(first := signer(email="olena@example.org")))
    Signature.objects.update(email=first.email, email_key=first.email)
    forget(first)
    actions.forget_names()
    second = signer(email="olena@example.org")
    assert actions.sign(petition, user=second, reader="en").user == second
    forget(second)

    actions.forget_names()

    signature.refresh_from_db()
    assert (signature.user, signature.state) == (None, "confirmed")


def test_who_closes_the_account_is_forgotten_and_still_signs_once(petition):
    user = signer(email="olena@example.org")
    signature = actions.sign(petition, user=user, reader="en")
    actions.count_signatures()
    forget(user)

    tasks.forget_names()
    actions.sign(petition, **MAREK | {"email": "olena+again@example.org"})
    again = actions.sign(petition, user=signer(email="olena@example.org"), reader="en")

    signature.refresh_from_db()
    assert (signature.name, signature.email) == ("", "")
    assert again == signature == Signature.objects.get()
    assert not OutgoingEmail.objects.exists()


def test_a_month_after_they_were_made_signatures_that_nobody_confirmed_are_dropped(petition):
    _old, again, confirmed = (
        SignatureFactory(petition=petition, state=state, created_at=timezone.now() - timedelta(days=32))
        for state in ("pending", "pending", "confirmed")
    )
    Signature.objects.filter(pk=again.pk).update(emailed_at=timezone.now())
    young = SignatureFactory(
        petition=petition, state="pending", created_at=timezone.now() - timedelta(days=30)
    )

    assert actions.drop_unconfirmed() == 2

    assert set(Signature.objects.all()) == {young, confirmed}


def test_a_month_after_they_were_made_false_signatures_that_nobody_confirmed_lose_name_and_address(petition):
    old, confirmed, young = (
        SignatureFactory(
            petition=petition,
            state=state,
            email=f"{name}@example.org",
            created_at=timezone.now() - timedelta(days=d),
        )
        for name, state, d in (
            ("old", "pending", 32),
            ("confirmed", "confirmed", 32),
            ("young", "pending", 30),
        )
    )
    for signature in (old, confirmed, young):
        actions.invalidate(signature, by=UserFactory(operator=True), why="false")

    tasks.forget_names()

    for signature in (old, confirmed, young):
        signature.refresh_from_db()
    assert (old.name, old.email, old.state) == ("", "", "invalidated")
    assert "@" not in old.email_key
    assert (confirmed.email, young.email) == ("confirmed@example.org", "young@example.org")
    assert actions.sign(petition, **MAREK | {"email": "old@example.org"}) is None
    with pytest.raises(Refused, match="was taken out as false"):
        actions.sign(petition, user=signer(email="old@example.org"), reader="en")
    assert not OutgoingEmail.objects.exists()
