"""Words that turn what follows them, and made-up phrases from which the tone models learn that they do.

Tweets and reviews hold few of "не плохо" or "I don't hate it", and a model of single words reads both as
negative. The phrases are ours, joined from the short lists below.
"""

from collections.abc import Iterator
from itertools import product

_NEGATIONS = """
not no never nor none nobody nothing neither cannot without hardly barely don't dont doesn't doesnt
didn't didnt isn't isnt aren't arent wasn't wasnt weren't werent won't wont can't cant couldn't couldnt
shouldn't shouldnt wouldn't wouldnt ain't aint haven't havent hasn't hasnt hadn't hadnt не ни нет без
никогда нельзя ні ніколи немає нема ані
"""
_FILLERS = """
a an the so too very that this really quite all particularly be been being such to
так такой такая такое такие такая очень уж даже был была было были это
так такий така таке такі дуже вже аж був була було були це
"""
NEGATIONS = frozenset(_NEGATIONS.split())
FILLERS = frozenset(_FILLERS.split())  # passed over on the way from a negation to what it turns

Chances = tuple[float, float, float]
NOT_BAD: Chances = (0.1, 0.4, 0.5)
NOT_HATED: Chances = (0.15, 0.5, 0.35)
NOT_GOOD: Chances = (0.8, 0.17, 0.03)
NOT_LOVED: Chances = (0.78, 0.19, 0.03)

_WORDS = {
    "en": {
        NOT_BAD: (
            "bad terrible awful wrong sad angry afraid scary stupid disappointed boring ugly useless "
            "horrible upset worried scared hopeless dangerous unfair lonely poor"
        ),
        NOT_HATED: "hate dislike regret mind fear despise",
        NOT_GOOD: (
            "good great happy nice fair fun helpful safe beautiful glad satisfied okay ok right pleased "
            "impressed funny easy sure proud honest"
        ),
        NOT_LOVED: "like love enjoy trust want",
    },
    "ru": {
        NOT_BAD: (
            "плохо плохой плохая плохие ужасно страшно грустно больно скучно обидно глупо опасно "
            "сложно трудно злой злая жалко"
        ),
        NOT_HATED: "ненавижу боюсь жалею злюсь переживаю ненавидим боимся",
        NOT_GOOD: (
            "хорошо хороший хорошая хорошие рад рада приятно весело смешно красиво нравится интересно "
            "справедливо счастлив счастлива доволен довольна удобно безопасно"
        ),
        NOT_LOVED: "люблю нравится хочу верю доверяю уважаю надеюсь любим верим",
    },
    "uk": {
        NOT_BAD: (
            "погано поганий погана погані жахливо страшно сумно боляче нудно прикро небезпечно складно "
            "важко злий зла шкода"
        ),
        NOT_HATED: "ненавиджу боюся шкодую злюся переживаю ненавидимо боїмося",
        NOT_GOOD: (
            "добре добрий добра добрі радий рада приємно весело смішно гарно подобається цікаво "
            "справедливо щасливий щаслива задоволений задоволена зручно безпечно"
        ),
        NOT_LOVED: "люблю подобається хочу вірю довіряю поважаю сподіваюся любимо віримо",
    },
}
_STATES = {
    "en": "not {}|it is not {}|it's not {} at all|it isn't {}|this was not {}|not so {}|i am not {}|i'm not "
    "{}|that isn't {}|it wasn't {}|not {} really|they are not {}",
    "ru": "не {}|это не {}|совсем не {}|мне не {}|вовсе не {}|а не {}|было не {}|не так уж {}|мы не {}",
    "uk": "не {}|це не {}|зовсім не {}|мені не {}|аж ніяк не {}|а не {}|було не {}|не так вже {}|ми не {}",
}
_ACTS = {
    "en": "i don't {} it|i do not {} it|don't {} this|i didn't {} it|we don't {} them|i never {} that|"
    "i don't {} you|they don't {} this",
    "ru": "не {}|я не {}|я не {} это|мы не {}|никогда не {}|я совсем не {}|не {} вас",
    "uk": "не {}|я не {}|я не {} це|ми не {}|ніколи не {}|я зовсім не {}|не {} вас",
}


def phrases(language: str) -> Iterator[tuple[str, Chances]]:
    """Phrases with the chances of negative, neutral, positive that they should be given; none for a
    language without lists.
    """
    for target, words in _WORDS.get(language, {}).items():
        frames = _ACTS if target in (NOT_HATED, NOT_LOVED) else _STATES
        for frame, word in product(frames[language].split("|"), dict.fromkeys(words.split())):
            yield frame.format(word), target
