"""What pictures say about how a text sounds, for models whose training texts have none.

The English texts to learn from have lost their pictures on the way, and one comment in ten has some. The list
is ours; what people use for either (a laugh, tears) is given both.
"""

from collections.abc import Iterator

from analysis.negation import Chances

GLAD: Chances = (0.05, 0.15, 0.8)
LAUGHING: Chances = (0.25, 0.2, 0.55)
TEARS: Chances = (0.5, 0.15, 0.35)
SAD: Chances = (0.75, 0.15, 0.1)
ANGRY: Chances = (0.85, 0.1, 0.05)

_PICTURES = {
    GLAD: "😀😃😄😁😊☺🙂😇🥰😍🤩😘😗😚😙😻😌😎🤗🥳😋❤🧡💛💚💙💜🖤🤍💕💖💗💞💓💘💝♥😉👍👏🙌💪"
    "🙏🤝✌🎉🎊✨🌟⭐🌹🌸🌺🌷🌻☀🌞🌈🏆🥇💯✅🕊🔥🫶🤞💃",
    LAUGHING: "😂🤣😆😅😹😜😝😛🤪🙃😏",
    TEARS: "😭🥺🥹😢",
    SAD: "😔😞😟😕🙁☹😣😖😫😩😥😓😪😰😨😱😿💔🥀😳😬😧😦🤕🤒😷😶🙄😒😑🤦🤷🤨",
    ANGRY: "😠😡🤬😤👿💩🤮🤢👎🖕🤡💀☠😾🐷🔪💣",
}


def pictures() -> Iterator[tuple[str, Chances]]:
    """Each picture alone, twice and thrice over, and with the mark that asks for colour; and the chances of
    negative, neutral, positive that it should be given.
    """
    for target, signs in _PICTURES.items():
        for sign in signs:
            yield from ((form, target) for form in (sign, f"{sign}\ufe0f", sign * 2, sign * 3))
