"""Seed sentences for the two targets of the labelled tweets, written before these were scored, not after."""

from analysis.seeds import Seeds


def _lines(text):
    return tuple(line.strip() for line in text.strip().splitlines())


_NEUTRAL = """
    The ministers met for four hours on Tuesday
    The price of gas and grain rose again this week
    What do you think will happen next in the war?
    A map of the front line as of this morning
    The United Nations will vote on the resolution tomorrow
    Journalists asked the spokesman about the reports
    The weather is cold in the east of the country
    I do not know which side to believe
    Here is a list of the companies that left the market
    The embassy will be closed next week
"""

RUSSIA = Seeds(
    "Russia",
    for_=_lines(
        """
        I support Russia and stand with Russia
        Russia is right to defend itself against NATO
        Putin is a great leader who protects his people
        Russia is winning and will win this war
        Russian soldiers are liberating the people of Donbas
        The sanctions against Russia are unfair and stupid
        NATO provoked Russia, Russia had no choice
        God bless Russia and its army
        Russia only wants peace and security on its borders
        The West lies about Russia, do not blame Russia
        """
    ),
    against=_lines(
        """
        I condemn the Russian invasion, Russia must leave
        Putin is a war criminal and a murderer
        Russia is a terrorist state that kills children
        Russian soldiers commit war crimes and bomb hospitals
        Stop Russian aggression, more sanctions on Russia now
        Russia has started this war and must pay for it
        Russia lies about everything, it is all propaganda
        Boycott Russia, do not buy Russian oil
        Russian troops are losing and should go home
        Shame on Russia, shame on Putin
        """
    ),
    neutral=_lines(_NEUTRAL),
)

UKRAINE = Seeds(
    "Ukraine",
    for_=_lines(
        """
        I support Ukraine and stand with Ukraine
        Glory to Ukraine, glory to the heroes
        Ukraine defends its freedom and will win this war
        The brave people of Ukraine need our help and our weapons
        Send more weapons to Ukraine, save Ukrainian lives
        Zelensky is a hero and a great leader
        Please donate to Ukrainian refugees and children
        Stop bombing Ukraine, the invaders must leave
        God bless Ukraine, pray for Ukraine
        Ukraine has every right to be a free country
        """
    ),
    against=_lines(
        """
        I do not support Ukraine, stop sending money to Ukraine
        Ukraine is corrupt and full of Nazis
        Zelensky is a puppet, a clown and a liar
        Ukraine bombed the people of Donbas for eight years
        No more weapons and no more billions for Ukraine
        Ukraine is losing and should surrender
        The Azov battalion are Nazis and Ukraine pays them
        Ukraine provoked this war together with NATO
        Ukrainian propaganda lies and the media repeat it
        We should spend our taxes at home, Ukraine is not our problem
        """
    ),
    neutral=_lines(_NEUTRAL),
)
