from analysis.similar import near_copy, similar


def test_similar_titles_come_first_whatever_their_case_and_signs():
    titles = [
        "Ban fireworks",
        "Exchange all prisoners of war!",
        "Lower the price of gas",
        "All prisoners: exchange",
    ]

    found = similar("exchange ALL prisoners", titles)

    assert [match.index for match in found] == [3, 1] or [match.index for match in found] == [1, 3]
    assert found[0].score <= 1


def test_the_same_title_scores_one_and_nothing_scores_nothing():
    assert similar("Мир сейчас", ["Мир сейчас"])[0].score == 1.0
    assert similar("", ["Мир сейчас"]) == []
    assert similar("Мир", []) == []


def test_a_copy_with_two_words_changed_is_a_near_copy():
    text = (
        "We the undersigned ask the government to open humanitarian corridors for every besieged town today"
    )

    assert near_copy(text, text.replace("today", "now").replace("every", "each"))
    assert not near_copy(
        text, "Lower the price of gas for pensioners in the northern regions this winter, please"
    )
