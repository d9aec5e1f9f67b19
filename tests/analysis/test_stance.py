import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.scores import calibration_error, macro_f1
from analysis.seeds import Seeds
from analysis.stance import ABSTAIN_UNDER, LABELS, read
from analysis.stance_training import cold_start, posts, train
from analysis.tables import BadTable
from tests.analysis.seed_sentences import RUSSIA, UKRAINE

TWEETS_FLOOR = {"russia": 0.52, "ukraine": 0.53}  # the n-gram baseline before was .527, a guess .33
FOR, AGAINST = "start the peace talks, number {}", "no deal with them ever, number {}"
POSTS = [FOR.format(n) for n in range(12)] + [AGAINST.format(n) for n in range(12)]
SIDES = [1] * 12 + [-1] * 12

UNSEEN = [
    ("for", "We urge both governments to resume negotiations"),
    ("for", "Diplomacy is the only path, start negotiating"),
    ("for", "Призываем обе стороны возобновить переговоры"),
    ("for", "Закликаємо обидві сторони відновити переговори"),
    ("against", "You cannot negotiate with a terrorist state"),
    ("against", "No deals with Putin, he breaks every agreement"),
    ("against", "С террористами переговоров быть не может"),
    ("against", "Жодних угод із Путіним, він порушує всі домовленості"),
    ("neutral or unclear", "The delegations arrived in Geneva on Monday"),
    ("neutral or unclear", "Делегация прибыла в Женеву в понедельник"),
    ("neutral or unclear", "Коли почнеться наступний раунд?"),
]


@pytest.fixture(scope="module")
def talks():
    return cold_start()


def test_a_model_of_labelled_posts_reads_new_ones():
    model = train(POSTS, SIDES, "the talks")

    found = read(model, ["please start the peace talks", "no deal ever"])

    assert [stance.label for stance in found] == ["for", "against"]
    assert {stance.basis for stance in found} == {"24 labelled posts"}


def test_seed_sentences_alone_tell_the_talks_in_three_languages(talks):
    found = read(talks, [text for _, text in UNSEEN])

    tops = [LABELS[int(np.argmax([one.p_against, one.p_neutral, one.p_for]))] for one in found]
    assert tops == [label for label, _ in UNSEEN]
    assert {one.basis for one in found} == {"seed sentences"}


def test_a_negative_tone_is_not_against(talks):
    (found,) = read(talks, ["Stop this terrible bombing, sit down and talk to each other"])

    assert found.label == "for"


def test_seeds_of_another_target_make_another_model():
    bridge = Seeds("the bridge", ("Build the bridge",), ("Do not build that thing, save money",), ())

    (found,) = read(cold_start(bridge), ["please build the bridge"])

    assert found.target == "the bridge"
    assert found.p_for > max(found.p_against, found.p_neutral)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "nothing to read"), (" \n", "nothing to read"), ("zzz qqq", "no word that the model knows")],
)
def test_where_nothing_can_be_said_nothing_is_said(talks, text, reason):
    (found,) = read(talks, [text])

    assert (found.label, found.p_for, found.reason) == (None, None, reason)


@given(st.lists(st.text(max_size=40) | st.sampled_from([text for _, text in UNSEEN]), max_size=8))
@settings(max_examples=40, deadline=None)
def test_every_reading_is_an_estimate_with_chances_that_add_up(talks, texts):
    for found in read(talks, texts):
        assert found.estimated is True
        assert (found.label is None) == (found.reason is not None)
        if found.p_for is not None:
            best = max(found.p_against, found.p_neutral, found.p_for)
            assert found.p_against + found.p_neutral + found.p_for == pytest.approx(1, abs=2e-4)
            assert (found.label is None) == (best < ABSTAIN_UNDER) or best == pytest.approx(ABSTAIN_UNDER)


@given(st.permutations(range(24)))
@settings(max_examples=5, deadline=None)
def test_the_order_of_posts_changes_nothing(order):
    texts = ["start talks", "no deal, number 3"]

    shuffled = train([POSTS[place] for place in order], [SIDES[place] for place in order], "the talks")

    assert read(shuffled, texts) == read(train(POSTS, SIDES, "the talks"), texts)


def test_vectors_are_averaged_in():
    def encode(texts):
        return np.array([[1.0, 0.0] if "yes" in text else [0.0, 1.0] for text in texts])

    texts = [f"yes {text}" for text in POSTS[:12]] + [f"oh {text}" for text in POSTS[12:]]
    model = train(texts, SIDES, "the talks", encode=encode)

    found = read(model, ["yes quite unheard of", "quite unheard of"], encode=encode)

    assert found[0].p_for > found[0].p_against
    assert found[1].p_for < found[1].p_against
    with pytest.raises(ValueError, match="vectors"):
        read(model, ["yes"])


@pytest.mark.parametrize("many", [10, 30, 100])
def test_few_posts_are_sure_of_nothing(many):
    texts = [FOR.format(n) for n in range(many)] + [AGAINST.format(n) for n in range(many)]

    (found,) = read(train(texts, [1] * many + [-1] * many, "the talks"), ["start the peace talks"])

    highest = (2 * many + 10) / (2 * many + 30)
    assert found.p_for <= round(highest, 4)
    assert found.p_for > 0.9 * highest
    assert min(found.p_against, found.p_neutral) >= round(10 / (2 * many + 30), 4)


def test_the_same_posts_again_and_again_make_no_model_surer():
    once = train(POSTS, SIDES, "the talks")

    again = train(POSTS * 5, SIDES * 5, "the talks")

    assert again.doubt == once.doubt == 30 / 54


def test_a_side_with_few_posts_among_many_is_as_unsure_as_few():
    many = [f"the weather on day {n} was mild" for n in range(400)]

    model = train(POSTS + many, SIDES + [0] * 400, "the talks")

    assert model.doubt == 30 / (30 + 36)


def test_vectors_of_another_length_are_refused():
    model = train(POSTS, SIDES, "the talks", encode=lambda texts: np.ones((len(texts), 3)))

    with pytest.raises(ValueError, match="vectors of 3 numbers, not 2"):
        read(model, ["yes"], encode=lambda texts: np.ones((len(texts), 2)))


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        (POSTS, SIDES[1:], "24 texts"),
        (POSTS, [*SIDES[:23], None], "not None"),
        (POSTS, [*SIDES[:23], "1"], r"not 1 \(label 23\)"),
        (POSTS, [2, *SIDES[1:]], "not 2"),
        (POSTS[:15], SIDES[:15], "not enough"),
        ([], [], "not enough"),
    ],
)
def test_too_little_or_wrong_labels_are_refused(texts, labels, message):
    with pytest.raises(ValueError, match=message):
        train(texts, labels, "the talks")


def test_a_file_of_another_shape_is_refused_by_line(tmp_path):
    table = tmp_path / "posts.tsv"
    table.write_text("text\tstance\nstart talks\t1\n\nno deal\tmaybe\n", "utf-8")

    with pytest.raises(BadTable, match="line 4"):
        posts(table, "stance")
    with pytest.raises(BadTable, match="no column opinion"):
        posts(table, "opinion")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"stance\ttext\n1\tgo\n1\n", "posts.tsv, line 3: 2 cells are wanted, not 1"),
        (b"text\tstance\ngo\t1\n\xff\t1\n", "posts.tsv, line 3: this is not UTF-8"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path, content, message):
    (tmp_path / "posts.tsv").write_bytes(content)

    with pytest.raises(BadTable, match=message):
        posts(tmp_path / "posts.tsv", "stance")


@pytest.mark.parametrize("target", ["russia", "ukraine"])
def test_what_24_posts_say_of_real_ones_is_told_with_doubt(labelled_texts, target):
    texts, labels = posts(labelled_texts / "en_ruw_stance_train.tsv", f"stance_{target}")
    held, wanted = posts(labelled_texts / "en_ruw_stance_val.tsv", f"stance_{target}")
    losses, given_a_label = [], []
    for seed in range(4):
        order = np.random.default_rng(seed).permutation(len(texts)).tolist()
        chosen = [place for side in (1, -1) for place in [n for n in order if labels[n] == side][:12]]

        found = read(train([texts[n] for n in chosen], [labels[n] for n in chosen], target), held)

        right = [
            (one.p_against, one.p_neutral, one.p_for)[label + 1]
            for one, label in zip(found, wanted, strict=True)
            if one.p_for is not None
        ]
        losses.append(-np.log(right).mean())
        given_a_label.append(np.mean([one.label is not None for one in found]))

    assert np.mean(losses) <= np.log(3) + 0.1  # little worse than to call all three as likely
    assert np.mean(given_a_label) <= 0.05


@pytest.mark.parametrize("target", ["russia", "ukraine"])
def test_stance_of_war_tweets_is_read_as_the_card_says_and_its_doubt_is_honest(labelled_texts, target):
    texts, labels = posts(labelled_texts / "en_ruw_stance_train.tsv", f"stance_{target}")
    model = train(texts, labels, target)

    held, wanted = posts(labelled_texts / "en_ruw_stance_val.tsv", f"stance_{target}")
    found = read(model, held)

    chance = np.array([[one.p_against, one.p_neutral, one.p_for] for one in found])
    assert macro_f1(np.array(wanted) + 1, chance.argmax(axis=1)) >= TWEETS_FLOOR[target]
    assert calibration_error(np.array(wanted) + 1, chance) <= 0.08


@pytest.mark.parametrize(
    ("target", "seeds", "known"), [("russia", RUSSIA, 0.346), ("ukraine", UKRAINE, 0.408)]
)
def test_seed_sentences_say_as_little_about_real_posts_as_the_card_says(labelled_texts, target, seeds, known):
    held, wanted = posts(labelled_texts / "en_ruw_stance_val.tsv", f"stance_{target}")

    found = read(cold_start(seeds), held)

    guess = [
        0 if one.p_for is None else np.argmax([one.p_against, one.p_neutral, one.p_for]) - 1 for one in found
    ]
    assert macro_f1(np.array(wanted), np.array(guess)) == pytest.approx(known, abs=0.01)
