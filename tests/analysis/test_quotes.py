import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.privacy import personal
from analysis.quotes import choose, quotable

PAD = "and this goes on for long enough to be a quote"
SAID = [
    "We ask both sides to stop the shelling of power stations this winter",
    "The prisoners of war must come home before the winter begins at last",
    "Peace talks without women at the table will not bring a lasting peace",
    "Мы просим обе стороны прекратить обстрелы электростанций этой зимой",
    "Нужно вернуть всех пленных домой до начала зимы, это самое главное",
    "Ми просимо обидві сторони припинити обстріли електростанцій цієї зими",
    "too short",
]
TONGUES = ["en", "en", "en", "ru", "ru", "uk", "en"]


@pytest.mark.parametrize(
    "text",
    [
        "write to me at jane.doe@example.org",
        "jane (at) example [dot] org",
        "jane at example dot org",
        "пишите: ivan собака mail точка ru",
        "call me: +380 44 123 45 67",
        "мой номер 8 (912) 345-67-89",
        "тел. 123-456",
        "дзвоніть 0671234567",
        "card 4111 1111 1111 1111",
        "UA21 3223 1300 0002 6007 2335 6600 1",
        "паспорт МТ 123456",
        "ИНН 1234567890",
        "see https://example.org/a",
        "look at example.com for more",
        "t.me/somechannel",
        "as @someone said",
        "телеграм: ivan_petrov",
        "Viber - 0501112233",
        "живу на ул. Ленина, д. 5",
        "вул. Хрещатик, 22",
        "I live at 12 Baker Street",
        "машина АА 1234 ВВ",
        "48.12345, 37.56789",
        "Иванов Иван Петрович",
        "Олена Миколаївна не повернулася",
        "+380 671 234 000",
        "8 800 555 000",
        "моб. 380 501 230 000",
        "Call 800 555 000 now",
        "067‑123‑45‑67",
        "38067\u200b1234567",
        "спасибо Марии Ивановне",
        "от Анны Сергеевны",
        "дякую Марії Іванівні",
        "Лев Ильич",
        "Ілля Ілліч",
        "ИВАНОВ ИВАН ИВАНОВИЧ",
        "Іваненко І. П.",
        "пр. Мира, д. 10",
        "вул.Хрещатик 12",
        "б-р Шевченка 12",
        "площа Ринок 5",
        "село Петрівка, будинок 15",
        "на улице ленина 5",
        "221B Baker Street",
        "12 Oak Boulevard",
        "Apt 5B",
        "SW1A 2AA",
        "мой телеграм ivan_petrenko",
        "vk: ivanp",
        "discord: ivan#1234",
        "bit.ly/abc",
        "ivan собака мейл ру",
    ],
)
def test_personal_data_is_never_quoted(text):
    assert personal(text)
    assert not quotable(f"{text} {PAD}")


@pytest.mark.parametrize(
    "text",
    [
        "In 2022 about 1 000 000 people left.",
        "Between 1991 and 2014 it was calm",
        "3.5 percent, or 10-20 years",
        "100 000 000 000 гривен",
        "24.02.2022 18:00 началась война",
        "1991 2004 2014 2022",
        "до 100000 людей вийшли",
        "Резолюция 2202 (2015)",
        "152-мм снаряды, F-16, M1 Abrams, Су-27",
        "На улице 5 градусов",
        "вулиці були порожні 24 лютого 2022",
        "в телеграм-канале пишут",
        "MH17 from terrorists",
        "What is the point at this time",
    ],
)
def test_ordinary_numbers_and_words_are_not_personal_data(text):
    assert not personal(text)


@given(
    st.sampled_from(["8 912 345 67 89", "jane@example.org", "@someone", "t.me/someone", "+44 20 7946 0958"]),
    st.sampled_from(["", "Мы пишем вам: ", "Ми пишемо вам 24.02.2022, ", "On 1 000 000 occasions, "]),
    st.sampled_from(["", ", спасибо", " і дякуємо", " in 2014-2022"]),
)
def test_what_stands_around_personal_data_does_not_hide_it(data, before, after):
    assert personal(f"{before}{data}{after}")


def test_quotes_are_of_the_right_length_one_per_author_and_in_every_language():
    """The second English author says the same and adds nothing."""
    texts = (
        ["We ask both sides to stop the shelling of power stations this winter"] * 3
        + ["Мы просим обе стороны прекратить обстрелы электростанций этой зимой"] * 3
        + ["Ми просимо обидві сторони припинити обстріли електростанцій цієї зими"]
        + ["Too short", "x" * 500]
    )
    authors = ["a", "a", "b", "c", "c", "c", "d", "e", "f"]
    languages = ["en"] * 3 + ["ru"] * 3 + ["uk", "en", "en"]

    chosen = choose(texts, authors, languages, count=5)

    assert {languages[quote.index] for quote in chosen} == {"en", "ru", "uk"}
    assert len({authors[quote.index] for quote in chosen}) == len(chosen) == 3
    assert all(40 <= len(texts[quote.index]) <= 400 for quote in chosen)


def test_a_second_quote_says_something_else():
    same = "The prisoners of war must come home before the winter begins"
    texts = [f"{same} {n}" for n in range(8)] + [
        "Gas prices are what my family thinks about, prisoners of war too"
    ]

    chosen = choose(texts, range(9), ["en"] * 9, count=2)

    assert 8 in [quote.index for quote in chosen]


def test_every_side_is_quoted_when_there_is_room():
    same = "Both sides must sit down and talk about the exchange of prisoners"
    texts = [f"{same}, say number {n} and all of us here" for n in range(20)]
    texts.append("No talks with anybody until the last soldier has left our land for good")
    sides = ["for"] * 20 + ["against"]

    chosen = choose(texts, range(21), ["en"] * 21, count=2, sides=sides)

    assert {sides[quote.index] for quote in chosen} == {"for", "against"}


def test_the_only_text_of_a_language_is_not_lost_to_another_of_its_author():
    texts = [SAID[0], SAID[1], SAID[5]]

    chosen = choose(texts, ["a", "b", "a"], ["en", "en", "uk"], count=2)

    assert {quote.index for quote in chosen} == {1, 2}


def test_a_clear_text_is_quoted_before_an_unclear_one():
    texts = [SAID[0], SAID[0].replace("winter", "year")]

    (first,) = choose(texts, ["a", "b"], ["en", "en"], count=1, confidence=[0.2, 0.9])
    (second,) = choose(texts, ["a", "b"], ["en", "en"], count=1, confidence=[0.9, 0.2])

    assert (first.index, second.index) == (1, 0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(range(len(SAID))), st.integers(0, 5), st.sampled_from(["for", "against", None])
        ),
        max_size=14,
    ),
    st.integers(0, 6),
    st.randoms(),
)
@settings(max_examples=60, deadline=None)
def test_quotes_keep_their_promises_in_any_order(rows, count, rng):
    def quoted(rows):
        columns = (
            [SAID[said] for said, _, _ in rows],
            [author for _, author, _ in rows],
            [TONGUES[said] for said, _, _ in rows],
        )
        chosen = choose(*columns, count=count, sides=[side for _, _, side in rows])
        return [rows[quote.index] for quote in chosen]

    chosen = quoted(rows)

    assert chosen == quoted(rng.sample(rows, len(rows)))
    assert len(chosen) <= count
    assert len({author for _, author, _ in chosen}) == len(chosen)
    assert all(quotable(SAID[said]) for said, _, _ in chosen)


@given(
    st.sets(st.sampled_from(range(6)), min_size=1),
    st.lists(st.sampled_from(["for", "against"]), min_size=6, max_size=6),
)
def test_with_an_author_each_every_language_and_side_is_present(places, sides):
    picked = sorted(places)
    tongues, views = [TONGUES[place] for place in picked], [sides[place] for place in picked]

    chosen = choose([SAID[place] for place in picked], picked, tongues, count=6, sides=views)

    assert {tongues[quote.index] for quote in chosen} == set(tongues)
    assert {views[quote.index] for quote in chosen} == set(views)


@pytest.mark.parametrize(
    "asked",
    [{"count": -1}, {"sides": ["for"]}, {"confidence": [2.0, 0.1]}, {"confidence": [float("nan"), 1.0]}],
)
def test_what_cannot_be_asked_is_refused(asked):
    with pytest.raises(ValueError):
        choose(SAID[:2], ["a", "b"], ["en", "en"], **asked)


def test_no_quotes_of_nothing():
    assert choose([], [], []) == []
