"""One word's way through the whole house: real HTTP, worker, beat and mail."""

import re
import time
from collections.abc import Callable

import pytest

from digests.models import Frozen
from tests.journeys.person import Page, Person, link_in, text_of
from tests.running import RunningPortal

pytestmark = pytest.mark.slow
PASS_PHRASE = "a long pass phrase of mine"

# What the citizen writes, in each language.
WORDS = {
    "en": {
        "reply": "I would trust a list that both sides publish on the same day. Thank you to all.",
        "action": "Let grandparents on both sides telephone free of charge",
        "background": "A call costs more than a week of pension, and silence costs more than that.",
        "statement": "Every family may ask once a month and must be answered.",
        "asked": "Everyone who was told to wait should learn until when.",
        "answer": "Calls will be free from January",
    },
    "ru": {
        "reply": "Поверю списку, который обе стороны публикуют в один день. Спасибо всем, кто его ведёт.",
        "action": "Пусть бабушки и дедушки с обеих сторон звонят бесплатно",
        "background": "Звонок стоит больше недели пенсии, а молчание ещё дороже.",
        "statement": "Каждая семья может спросить раз в месяц и получить ответ.",
        "asked": "Каждый, кому велели ждать, должен узнать, до какого срока.",
        "answer": "Звонки станут бесплатными с января",
    },
}


def soon(happens: Callable[[], object], *, what: str, seconds: float = 45) -> object:
    """What `happens` returns as soon as it is true; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := happens():
            return found
        time.sleep(0.5)
    raise AssertionError(f"not within {seconds} s: {what}")


def register(portal: RunningPortal, language: str) -> Person:
    person = Person(portal.url, language=language, email=f"citizen-{language}@example.org")
    page = person.send(
        person.open("account/signup/"),
        action="signup",
        email=person.email,
        display_name="Citizen",
        country="PL",
        languages=["ru", "uk"],
        password1=PASS_PHRASE,
    )
    assert not page.faults, page.faults
    email = portal.mailbox.wait_for(to=person.email)
    code = next(
        line.strip() for line in text_of(email).splitlines() if re.fullmatch(r"[A-Z0-9-]{6,9}", line.strip())
    )
    page = person.send(page, action="confirm", code=code)
    assert not page.faults, page.faults
    assert person.open("account/profile/").status == 200
    return person


def reply(citizen: Person, portal: RunningPortal, words: dict[str, str]) -> str:
    """Writes in a discussion that has a proposition; returns the address of the discussion."""
    [(key, slug)] = portal.query(
        "SELECT t.contribution_id, t.slug FROM forums_thread t "
        "JOIN contributions_contribution c ON c.id = t.contribution_id "
        "WHERE t.proposition <> '' AND t.locked_at IS NULL AND c.state = 'published' ORDER BY 1 LIMIT 1"
    )
    path = f"discussions/thread/{key}-{slug}/"
    page = citizen.send(
        citizen.open(path), action="reply", body=words["reply"], feeling="hopeful", stance="for"
    )
    assert not page.faults, page.faults
    return path


def petition(citizen: Person, words: dict[str, str]) -> None:
    page = citizen.open(f"petitions/new/?action={words['action']}")
    page = citizen.send(page, background=words["background"], topic=first_topic(page))
    assert not page.faults, page.faults


def first_topic(page: Page) -> str:
    options = page.find("select", name="topic")[0].iter("option")
    return next(option.get("value", "") for option in options if option.get("value"))


def answer_survey_and_vote(citizen: Person, words: dict[str, str]) -> None:
    page = citizen.open("consultations/what-should-be-monitored-first/survey/")
    form = next(
        form for form in page.find("form") if "survey" in page.url and form.find(".//fieldset") is not None
    )
    filled: dict[str, str | list[str]] = {}
    for element in form.iter():
        name, kind = element.get("name"), element.get("type")
        if name and kind in ("radio", "checkbox") and name not in filled:
            filled[name] = element.get("value", "")
        if name and element.tag == "textarea":
            filled[name] = words["asked"]
    page = citizen.send(page, **filled)
    assert "thanks" in page.url, page.faults or page.url
    page = citizen.open("consultations/a-cease-fire-you-would-trust/statements/")
    for value in ("1", "-1", "0"):
        page = citizen.send(page, press=f"value={value}")
        assert page.status == 200
    page = citizen.send(page, action="statements/new", body=words["statement"])
    assert not page.faults, page.faults


def approve(moderator: Person, words: str) -> None:
    page = moderator.open("/admin/moderation/case/")
    case = next(article for article in page.find("article") if words in " ".join(article.itertext()))
    form = next(form for form in case.iter("form") if "decide" in (form.get("action") or ""))
    page = moderator.send(page, action=form.get("action") or "", press="verdict=approve")
    assert (page.status, page.faults) == (200, ""), page.words[:400]


def sign_as_a_stranger(portal: RunningPortal, language: str, path: str, email: str) -> None:
    stranger = Person(portal.url, language=language, email=email)
    page = stranger.send(
        stranger.open(f"{path}sign/"),
        action="sign",
        name="A stranger",
        email=email,
        country="DE",
        wants_news="on",
    )
    assert not page.faults, page.faults
    link = link_in(portal.mailbox.wait_for(to=email), "/petitions/confirm/")
    question = stranger.open(link)
    before = portal.query(
        "SELECT count(*) FROM petitions_signature WHERE state = 'confirmed' AND email = %s", [email]
    )
    assert before == [(0,)], "opening the link alone signs nothing"
    assert stranger.send(question, action="confirm").status == 200


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_citizens_word_reaches_an_official_whose_answer_the_citizen_reads(running_portal, language):
    portal, words = running_portal, WORDS[language]
    home = Person(portal.url, language=language).open("")
    assert home.status == 200
    assert not Person(portal.url).open("").find("div", class_="errors")

    citizen = register(portal, language)
    thread = reply(citizen, portal, words)
    petition(citizen, words)
    answer_survey_and_vote(citizen, words)
    assert words["reply"] not in Person(portal.url, language=language).open(thread).words, (
        "a moderator reads it first"
    )

    moderator = Person(portal.url)
    moderator.sign_in_as("moderator@example.org")
    for text in (words["reply"], words["background"], words["asked"], words["statement"]):
        soon(
            lambda text=text: text in moderator.open("/admin/moderation/case/").words,
            what=f"{text} in the queue",
        )
        approve(moderator, text)
    told = portal.mailbox.wait_for(to=citizen.email, after=1)
    assert told["Content-Language"] == language

    # Public, and read by the machine, each in its language
    assert (
        words["reply"]
        in Person(portal.url, language=language)
        .open(f"{thread}?words={key_of(portal, words['reply'])}")
        .words
    )
    for text in (words["reply"], words["background"], words["asked"], words["statement"]):
        [(read_in, model)] = soon(lambda text=text: reading(portal, text), what=f"a reading of {text}")
        assert (read_in, bool(model)) == (language, True)

    # Others sign, and the count is right, and soon
    [(slug, number)] = portal.query(
        "SELECT slug, contribution_id FROM petitions_petition WHERE action = %s", [words["action"]]
    )
    path = f"petitions/{slug}/"
    signers = [f"{name}-{language}@example.net" for name in ("first", "second", "third")]
    for email in signers:
        sign_as_a_stranger(portal, language, path, email)
    soon(
        lambda: (
            portal.query("SELECT signature_count FROM petitions_petition WHERE slug = %s", [slug]) == [(3,)]
        ),
        what="three signatures counted",
    )

    # The official reads a digest that tells of it, and answers
    official = Person(portal.url, language=language)
    official.sign_in_as("office@example.org")
    seen = len(portal.mailbox)
    subscriptions = official.open("digests/")
    page = official.send(subscriptions, action="/now/")
    assert page.status == 200
    digest = portal.mailbox.wait_for(to="office@example.org", after=seen)
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert digest.get_body(preferencelist=("html",)) is not None
    whole = official.open(link_in(digest, "/digests/read/"))
    assert whole.status == 200
    behind = official.open(link_in(digest, "/all/"))
    assert behind.status == 200
    assert counted(portal, words["reply"])

    form = official.open(f"answers/new/?petition={number}")
    values = {f"title_{language}": words["answer"], f"body_{language}": f"{words['answer']}."}
    question = official.send(form, press="publish=1", language=language, **values)
    assert not question.faults, question.faults
    published = official.send(question, press="publish=1")
    assert words["answer"] in published.words

    # Everyone concerned is told, and the citizen sees the answer where the petition stands
    for email in [citizen.email, *signers]:
        news = portal.mailbox.wait_for(to=email, subject_contains=words["action"][:20], after=seen)
        assert words["answer"] in text_of(news)
    assert words["answer"] in citizen.open(path).words
    assert words["answer"] in citizen.open("notices/").words


def key_of(portal: RunningPortal, text: str) -> int:
    [(key,)] = portal.query("SELECT id FROM contributions_contribution WHERE body = %s", [text])
    return int(key)


def reading(portal: RunningPortal, text: str) -> list[tuple[object, ...]]:
    return portal.query(
        "SELECT language, model FROM insights_reading WHERE contribution_id = %s", [key_of(portal, text)]
    )


def counted(portal: RunningPortal, text: str) -> bool:
    """The last digest holds these words among those it counts."""
    [(rows,)] = portal.query("SELECT rows FROM digests_digest ORDER BY id DESC LIMIT 1")
    return key_of(portal, text) in Frozen.load(bytes(rows)).now["pk"]
