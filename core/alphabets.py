"""The order of words as each language has it."""

import unicodedata
from typing import Any

ALPHABETS = {"ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"}


def collation_key(text: str, language: str) -> tuple[Any, ...]:
    """Alphabetical as the language has it: і after и, ґ after г, ё after е; Latin letters without accents."""
    alphabet = ALPHABETS.get(language, "")
    key = []
    for letter in unicodedata.normalize("NFC", text.casefold()):
        place = alphabet.find(letter)
        plain = letter if place >= 0 else unicodedata.normalize("NFKD", letter)[0]
        key.append((1, place, "") if place >= 0 else (2 if "а" <= plain <= "џ" else 0, 0, plain))
    return tuple(key)
