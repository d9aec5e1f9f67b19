"""Words that only say what a text is about: hidden from the tone models, so that naming one country, people,
city, party, leader or gender rather than another cannot change how a text is said to sound.

Lower case, in every form that is met. Stems of Russian and Ukrainian words are spelled out with their
endings; a form that is no word does no harm. Left out are names that are also words of feeling or of every
day in one of the three languages: тирана, омана, делі, вена, ровно, us.
"""

import re

from analysis import topicwords_ru, topicwords_uk

# Countries with dots, which are replaced before words are told apart.
DOTTED = re.compile(
    r"[UuEe](?<!\w.)(?:(?<=[Uu])\.(?:[Ss]\.[Aa]|[SsKk]|[Aa]\.[Ee])|(?<=[Ee])\.[Uu])\b\.?(?!\w)", re.DOTALL
)

_PLACES = """
ukraine russia usa america britain england scotland wales ireland germany france poland italy spain portugal
austria switzerland belgium netherlands holland luxembourg denmark sweden norway finland iceland estonia
latvia lithuania czechia czech slovakia slovenia croatia serbia bosnia herzegovina montenegro kosovo
macedonia albania bulgaria romania moldova transnistria hungary greece cyprus malta belarus georgia ossetia
abkhazia armenia azerbaijan karabakh kazakhstan uzbekistan tajikistan kyrgyzstan turkmenistan mongolia
chechnya dagestan tatarstan siberia turkey türkiye turkiye israel palestine gaza lebanon syria iraq iran
jordan egypt libya tunisia algeria morocco sudan ethiopia somalia kenya nigeria africa saudi arabia qatar
kuwait bahrain emirates uae oman yemen kurdistan india pakistan bangladesh afghanistan china taiwan tibet
korea japan vietnam thailand philippines indonesia malaysia singapore asia australia zealand canada mexico
brazil argentina cuba venezuela colombia chile peru ecuador uruguay paraguay europe eu nato uk ussr crimea
donbas donbass kremlin vatican alaska
"""
_CITIES = """
kyiv kiev moscow kharkiv kharkov odesa odessa lviv lvov dnipro mariupol donetsk luhansk lugansk kherson sumy
chernihiv zaporizhzhia zaporizhia zaporozhye vinnytsia vinnitsa ternopil ternopol rivne lutsk uzhhorod
uzhgorod zhytomyr zhitomir cherkasy poltava mykolaiv nikolaev chernivtsi khmelnytskyi khmelnytsky
kropyvnytskyi ivano frankivsk simferopol sevastopol melitopol berdiansk kramatorsk sloviansk bakhmut
avdiivka pokrovsk bucha izium transcarpathia volyn petersburg belgorod kursk bryansk voronezh rostov minsk
london paris berlin munich warsaw prague vienna rome madrid barcelona lisbon dublin oslo stockholm helsinki
copenhagen amsterdam hague brussels geneva zurich lausanne davos bern budapest bucharest sofia athens
belgrade zagreb sarajevo pristina skopje ljubljana bratislava vilnius riga tallinn chisinau tbilisi yerevan
baku astana almaty tashkent bishkek dushanbe ashgabat istanbul ankara antalya jerusalem aviv ramallah beirut
damascus baghdad tehran cairo riyadh jeddah doha dubai abu dhabi muscat kabul islamabad delhi beijing
shanghai taipei hong kong tokyo seoul pyongyang hanoi washington york chicago anchorage ottawa toronto
canberra sydney
"""
_PEOPLES = """
ukrainian ukrainians russian russians american americans british briton britons brit brits english
englishman scottish scots welsh irish german germans french polish poles italian italians spanish spaniard
spaniards portuguese austrian austrians swiss belgian belgians dutch danish dane danes swedish swede swedes
norwegian norwegians finnish finn finns icelandic estonian estonians latvian latvians lithuanian lithuanians
czechs slovak slovaks slovenian slovenians slovene slovenes croatian croatians croat croats serbian serbians
serb serbs bosnian bosnians montenegrin montenegrins kosovar kosovars macedonian macedonians albanian
albanians bulgarian bulgarians romanian romanians moldovan moldovans hungarian hungarians greek greeks
cypriot cypriots maltese belarusian belarusians belarusan belarussian belarussians georgian georgians
ossetian ossetians abkhaz armenian armenians azerbaijani azerbaijanis azeri azeris kazakh kazakhs uzbek
uzbeks tajik tajiks kyrgyz turkmen mongolian mongolians chechen chechens tatar tatars siberian turkish turk
turks israeli israelis palestinian palestinians lebanese syrian syrians iraqi iraqis iranian iranians
persian persians jordanian jordanians egyptian egyptians libyan libyans tunisian algerian moroccan sudanese
ethiopian somali kenyan nigerian african africans arab arabs arabic saudis qatari qataris kuwaiti emirati
emiratis omani yemeni yemenis kurd kurds kurdish jewish jew jews muslim muslims christian christians
catholic catholics hindu hindus indian indians pakistani pakistanis afghan afghans chinese taiwanese tibetan
tibetans korean koreans japanese vietnamese thai filipino filipinos indonesian indonesians malaysian asian
asians australian australians canadian canadians mexican mexicans brazilian brazilians argentine cuban
cubans venezuelan venezuelans colombian european europeans crimean crimeans muscovite muscovites
"""
_OTHERS = """
democrat democrats republican republicans labour tory tories conservative conservatives liberal
liberals gop putin zelensky zelenskyy zelenskyi zelenskiy zelenska lukashenko poroshenko tymoshenko yanukovych
yushchenko klitschko medvedev lavrov shoigu peskov gerasimov prigozhin kadyrov navalny navalnaya navalnyj
tsikhanouskaya tikhanovskaya zaluzhny zaluzhnyi syrskyi budanov yermak trump biden obama clinton vance rubio
witkoff kushner macron merkel scholz merz orban orbán fico tusk duda meloni sunak starmer johnson farage
leyen stoltenberg rutte guterres erdogan erdoğan netanyahu aliyev pashinyan tokayev sandu modi xi jinping
vladimir volodymyr donald alexei man men woman women boy boys girl girls male female males females husband
wife father mother son daughter brother sister he she him her his hers himself herself
"""


def _forms(stems: dict[str, str], endings: dict[str, str]) -> set[str]:
    return {
        stem + ending.strip(".")
        for kind, listed in stems.items()
        for stem in listed.split()
        for ending in endings[kind].split()
    }


_EN = (_PLACES + _CITIES + _PEOPLES + _OTHERS).split()
TOPIC_WORDS = frozenset(
    {word + end for word in _EN for end in ("", "'s")}
    | _forms(topicwords_ru.STEMS, topicwords_ru.ENDINGS)
    | _forms(topicwords_uk.STEMS, topicwords_uk.ENDINGS)
)
