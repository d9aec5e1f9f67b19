"""Sentences that show what being for or against a target sounds like, where nobody has labelled posts yet."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seeds:
    """Sentences in any languages: for the target, against it, and about it without taking a side."""

    target: str
    for_: tuple[str, ...]
    against: tuple[str, ...]
    neutral: tuple[str, ...]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


TALKS = Seeds(
    "the talks",
    for_=_lines(
        """
        Start peace talks now
        We support negotiations between both sides
        Sit down at the table and negotiate
        Only diplomacy can end this war, I am for the talks
        Ceasefire first, then talks
        Stop the bombing and talk to each other
        Dialogue is the only way to peace
        A compromise is better than more deaths
        Let them meet and sign a peace agreement
        Please return to the negotiating table
        Начните мирные переговоры сейчас
        Мы поддерживаем переговоры между сторонами
        Садитесь за стол переговоров и договаривайтесь
        Только дипломатия может закончить войну, я за переговоры
        Сначала прекращение огня, потом переговоры
        Хватит стрелять, пора договариваться
        Диалог это единственный путь к миру
        Лучше компромисс, чем новые смерти
        Пусть встретятся и подпишут мирное соглашение
        Вернитесь за стол переговоров
        Почніть мирні переговори зараз
        Ми підтримуємо переговори між сторонами
        Сідайте за стіл переговорів і домовляйтеся
        Тільки дипломатія може закінчити війну, я за переговори
        Спочатку припинення вогню, потім переговори
        Досить стріляти, час домовлятися
        Діалог це єдиний шлях до миру
        Краще компроміс, ніж нові смерті
        Нехай зустрінуться і підпишуть мирну угоду
        Поверніться за стіл переговорів
        """
    ),
    against=_lines(
        """
        No talks with the aggressor
        I am against negotiations, they are a trap
        There is nothing to negotiate with murderers
        Talks only give them time to rearm
        Never negotiate with terrorists
        No compromise, no deal, fight until victory
        Negotiations are pointless, they break every agreement
        Do not trust their word, talks are a betrayal
        A ceasefire now would be surrender
        First defeat them, no talking before that
        Никаких переговоров с агрессором
        Я против переговоров, это ловушка
        С убийцами не о чем договариваться
        Переговоры только дают им время перевооружиться
        Нельзя договариваться с террористами
        Никаких компромиссов и сделок, воевать до победы
        Переговоры бессмысленны, они нарушают все соглашения
        Им нельзя верить, переговоры это предательство
        Прекращение огня сейчас это капитуляция
        Сначала разбить их, и никаких разговоров до того
        Жодних переговорів з агресором
        Я проти переговорів, це пастка
        З убивцями немає про що домовлятися
        Переговори лише дають їм час переозброїтися
        Не можна домовлятися з терористами
        Жодних компромісів і угод, воювати до перемоги
        Переговори безглузді, вони порушують усі угоди
        Їм не можна вірити, переговори це зрада
        Припинення вогню зараз це капітуляція
        Спочатку розбити їх, і жодних розмов до того
        """
    ),
    neutral=_lines(
        """
        The talks took place in Istanbul on Tuesday
        The delegations met for four hours
        The next round of negotiations is planned for May
        Journalists asked the minister about the talks
        When do the talks begin?
        The weather is fine today
        Gas prices rose again this winter
        I do not know what to think about the negotiations
        The spokesman said that the meeting was postponed
        What time is the bus to the city?
        Переговоры прошли во вторник в Стамбуле
        Делегации встречались четыре часа
        Следующий раунд переговоров намечен на май
        Журналисты спросили министра о переговорах
        Когда начнутся переговоры?
        Сегодня хорошая погода
        Этой зимой снова выросли цены на газ
        Я не знаю, что думать о переговорах
        Представитель сообщил, что встречу перенесли
        Во сколько автобус до города?
        Переговори пройшли у вівторок у Стамбулі
        Делегації зустрічалися чотири години
        Наступний раунд переговорів заплановано на травень
        Журналісти запитали міністра про переговори
        Коли почнуться переговори?
        Сьогодні гарна погода
        Цієї зими знову зросли ціни на газ
        Я не знаю, що думати про переговори
        Речник повідомив, що зустріч перенесли
        О котрій автобус до міста?
        """
    ),
)
