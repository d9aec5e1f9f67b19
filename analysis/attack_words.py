"""What made-up campaigns say: a form letter and the wordings of four thoughts in each language.

Written for measuring. {0} to {3} of a letter are filled from the lists beside it, {4} by a number.
"""

LETTERS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "en": (
        "My name is {0} and I live in {1}. I have {4} friends who think as I do: {2} must open the way for "
        "an exchange of all prisoners before the winter, because {3}.",
        (
            (
                "Olena",
                "John Carter",
                "Maria",
                "Peter",
                "Anna Lindqvist",
                "Samuel",
                "Irina",
                "Tom",
                "Ruth Ellis",
            ),
            ("Leeds", "a village near Lviv", "Boston", "Kharkiv", "Warsaw", "the north of Ireland", "Riga"),
            ("the government", "our parliament", "the delegation", "the minister of foreign affairs"),
            (
                "no family should wait another year",
                "every day costs lives",
                "my neighbour's son is among them",
                "this is what both sides have already promised",
                "talks begin with small steps",
            ),
        ),
    ),
    "ru": (
        "Меня зовут {0}, я живу в городе {1}. У меня {4} знакомых, которые думают так же: {2} обязаны до "
        "зимы договориться об обмене всех пленных, потому что {3}.",
        (
            ("Ольга", "Иван Петров", "Мария", "Сергей", "Анна", "Дмитрий Орлов", "Ирина", "Тамара", "Павел"),
            ("Тверь", "Харьков", "Нижний Новгород", "Рига", "Одесса", "Псков", "Екатеринбург"),
            ("власти", "депутаты", "члены делегации", "оба правительства"),
            (
                "ни одна семья не должна ждать ещё год",
                "каждый день стоит чьей-то жизни",
                "среди них сын моей соседки",
                "обе стороны это уже обещали",
                "переговоры начинаются с малого",
            ),
        ),
    ),
    "uk": (
        "Мене звати {0}, я мешкаю в місті {1}. Маю {4} знайомих, які думають так само: {2} мусять до зими "
        "домовитися про обмін усіх полонених, бо {3}.",
        (
            (
                "Олена",
                "Іван Петренко",
                "Марія",
                "Сергій",
                "Ганна",
                "Дмитро",
                "Ірина Коваль",
                "Тарас",
                "Павло",
            ),
            ("Львів", "Харків", "Кривий Ріг", "Варшава", "Одеса", "Суми", "Івано-Франківськ"),
            ("урядовці", "депутати", "члени делегації", "обидві сторони"),
            (
                "жодна родина не має чекати ще рік",
                "кожен день коштує комусь життя",
                "серед них син моєї сусідки",
                "це вже не раз обіцяли",
                "перемовини починаються з малого",
            ),
        ),
    ),
}

THOUGHTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        (
            "Stop the shelling of power stations now.",
            "Attacks on the electricity grid have to end at once.",
            "Nobody should be bombing energy plants any longer.",
            "Strikes against power infrastructure must cease today.",
            "It is time to quit firing missiles at our energy system.",
            "An immediate halt to hits on electric substations is needed.",
        ),
        (
            "Children are sitting in the cold and the dark.",
            "Kids freeze at home without light.",
            "The youngest suffer in unheated, unlit flats.",
            "Our little ones have neither warmth nor lamps.",
            "Families with babies spend evenings freezing by candlelight.",
            "Schoolchildren go to bed shivering in blackouts.",
        ),
        (
            "Both delegations should sign a truce for the winter.",
            "Negotiators, agree on a ceasefire until spring.",
            "Let the two sides put their names to a winter armistice.",
            "We expect the parties to settle on a pause in fighting through the cold months.",
            "A seasonal truce ought to be approved by all who sit at the table.",
            "Diplomats need to arrange calm until the snow melts.",
        ),
        (
            "Every week of delay costs lives.",
            "People die while you postpone.",
            "The longer you wait, the more funerals there are.",
            "Dragging this out means new victims each week.",
            "Hesitation is paid for with human beings.",
            "Seven more days of waiting bring more dead.",
        ),
    ),
    "ru": (
        (
            "Прекратите обстрелы электростанций.",
            "Удары по энергетике нужно остановить немедленно.",
            "Хватит бомбить подстанции.",
            "Пора закончить ракетные атаки на электросети.",
            "Никто больше не должен стрелять по энергообъектам.",
            "Требуем сейчас же прервать налёты на систему энергоснабжения.",
        ),
        (
            "Дети сидят в холоде и темноте.",
            "Малыши мёрзнут дома без света.",
            "Самые маленькие страдают в нетопленых квартирах.",
            "У наших ребят нет ни тепла, ни ламп.",
            "Семьи с младенцами коротают вечера при свечах и в пальто.",
            "Школьники засыпают, дрожа от стужи, при отключённом электричестве.",
        ),
        (
            "Делегации должны подписать перемирие на зиму.",
            "Переговорщики, договоритесь о прекращении огня до весны.",
            "Пусть обе стороны поставят подписи под зимней паузой в боях.",
            "Ждём, что дипломаты условятся о тишине на холодные месяцы.",
            "Сезонное затишье обязаны одобрить все, кто сидит за столом.",
            "Нужно соглашение не воевать, пока не растает снег.",
        ),
        (
            "Каждая неделя промедления стоит жизней.",
            "Пока вы откладываете, гибнут люди.",
            "Чем дольше ожидание, тем больше похорон.",
            "Затягивание означает новые жертвы.",
            "За нерешительность платят живыми людьми.",
            "Ещё семь дней отсрочки принесут новых погибших.",
        ),
    ),
    "uk": (
        (
            "Припиніть обстріли електростанцій.",
            "Удари по енергетиці треба зупинити негайно.",
            "Досить бомбити підстанції.",
            "Час покінчити з ракетними атаками на електромережі.",
            "Ніхто більше не повинен стріляти по енергооб'єктах.",
            "Вимагаємо зараз же перервати нальоти на систему живлення.",
        ),
        (
            "Діти сидять у холоді й темряві.",
            "Малеча мерзне вдома без світла.",
            "Найменші страждають у нетоплених помешканнях.",
            "Наші хлопчики й дівчатка не мають ані тепла, ані ламп.",
            "Родини з немовлятами проводять вечори при свічках у пальтах.",
            "Школярі засинають, тремтячи від стужі, під час відключень.",
        ),
        (
            "Делегації мають підписати перемир'я на зиму.",
            "Перемовники, домовтеся про припинення вогню до весни.",
            "Нехай обидві сторони поставлять підписи під зимовою паузою в боях.",
            "Чекаємо, що дипломати погодять тишу на холодні місяці.",
            "Сезонне затишшя зобов'язані схвалити всі, хто сидить за столом.",
            "Потрібна угода не воювати, доки не розтане сніг.",
        ),
        (
            "Кожен тиждень зволікання коштує життів.",
            "Поки ви відкладаєте, гинуть люди.",
            "Що довше чекання, то більше похоронів.",
            "Затягування означає нові жертви.",
            "За нерішучість платять живими людьми.",
            "Ще сім днів відстрочки принесуть нових загиблих.",
        ),
    ),
}
