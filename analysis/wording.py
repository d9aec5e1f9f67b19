"""In which form a phrase is shown: as people write it, where that reads well by itself."""

from collections import Counter

from analysis import lemmas

READABLE = 4  # how many times commoner another form must be to be shown instead of a nominative


def shown(written: Counter[str], language: str) -> str:
    """The form in which a phrase is read best, from how many people wrote each form of it.

    The commonest form, unless another stands in the nominative and is not much rarer; a Russian or
    Ukrainian phrase that nobody wrote in the nominative is put there. Capitals as most people set them.
    """
    forms: Counter[str] = Counter()
    for form, count in written.items():
        forms[form.lower()] += count
    slavic = language in {"ru", "uk"}

    def weight(form: str) -> int:
        first = form.split()[0]
        return forms[form] * (READABLE if slavic and lemmas.nominative(first, language) else 1)

    best = min(forms, key=lambda form: (-weight(form), form))
    if slavic and " " not in best:
        best = lemmas.as_nominative(forms, language)
    elif slavic and not lemmas.nominative(best.split()[0], language):
        return _cased(lemmas.phrase_as_nominative(best.split(), language), best, written)
    spelt = {form: count for form, count in written.items() if form.lower() == best}
    quiet = {form: count for form, count in spelt.items() if not (form.isupper() and len(form) > 5)}
    if not quiet:  # a form that nobody wrote
        return _cased([best], max(forms, key=lambda form: (forms[form], form)), written)
    return min(quiet, key=lambda form: (-quiet[form], form.swapcase()))


def _cased(words: list[str], form: str, written: Counter[str]) -> str:
    """The words with the capitals that most people gave to another form of them."""
    spelt = [(count, said) for said, count in written.items() if said.lower() == form]
    like = max(spelt)[1].split()
    return " ".join(_like(word, old) for word, old in zip(words, like, strict=True))


def _like(word: str, old: str) -> str:
    if len(old) > 1 and old.isupper():
        return word.upper()
    return word[0].upper() + word[1:] if old[0].isupper() else word
