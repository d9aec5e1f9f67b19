"""Words that are no theme, per language.

STOPWORDS and COURTESY end a phrase, but for those JOINING its parts. EMPTY words and what the whole portal
is about (BROAD) make no phrase among themselves; PARTS say something, but not alone.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOPWORDS: dict[str, frozenset[str]] = {
    "en": _words(
        """
        a about above across after again against all also although always am among amp an and any anything
        are as at back be because been before being between both but by came can cannot cant come could
        day did didn didnt do does doesn doesnt doing don done dont down each etc even ever every everyone
        few for from further get go going gonna good got gotta had has have having he her here hers hey
        him his how however http https i i'm if im in include including into is isn isnt it its itself ive
        just know let lets like ll made make many may me might more most much must my need needed needs
        never new no nor not now of off on once one only or other our out over own people per please put
        rather re really rt s said same say see she should since so some something still such sure t take
        than that thats the their them then there these they theyre thing things think this those though
        through time to too under unless until up upon us use user ve very via vs wanna want wants was way
        we well were what when where whether which while who why will with without won wont would www yes
        yes'm yet you your youre
        """
    ),
    "ru": _words(
        """
        http https rt user www а без более будет будто будут бы был была были было быть в вам вас весь во
        вот все всегда всего всем всех всю всё вы где да даже для до должен должны его ее ей если есть еще
        ещё ж же за зачем здесь и из или им их к как какая какой когда которая которые который которых кто
        куда ли либо лишь лучше между меня мне много могут мое может можно мои мой моя мы на над надо нам
        нас наш наша не него нее ней нельзя нет неё ни никакие никакой них ничего но ну нужен нужна нужно
        нужны нужный о об один одна одно он она они оно от очень по под пожалуйста пока после потом потому
        почти поэтому при про просто раз разве с сам сама свои своих свой себе себя сейчас со совсем так
        такая также такие такое такой там тебе тебя тем теперь то тогда того тоже только том тот ту тут ты
        у уже хотим хоть хотя хотят хочу чего чем через что чтобы чуть эта эти это этого этой этом этот
        эту я
        """
    ),
    "uk": _words(
        """
        http https rt user www а або адже але б без би бо був бувай буде будуть будь була були було бути в
        вам вас ваш весь вже ви вона вони воно все всього всі всіх втім від він г де деякі для до дуже ж
        же жоден жодний жодних з за завжди зараз знову зі й його йому кого коли крім куди ласка лише мав
        майже мала мали маю мають має маємо маєш мене мені ми може можна можуть моя моє мої між мій на над
        нам нас наш наша не нема немає неї них ну нього ні ніж ніколи нічого о один одна одне ось от по
        поки потрібен потрібна потрібний потрібно потрібні потім при про просто під після раз сам сама
        саме своє свої своїх свій себе собі та так така таке такий також такі там те тебе теж тепер ти тим
        тих то тобі того той тому треба тут тільки у усе усі хай хоч хоча хочемо хочу хочуть хто це цей
        цього цьому цю ця ці через чи чим чого чому ще що щоб щось я як яка яке який якщо які є і із інші
        їй їм їх її
        """
    ),
}
COMMON = frozenset().union(*STOPWORDS.values())

JOINING: dict[str, frozenset[str]] = {
    "en": _words(
        """
        a against an at between by for from her his in into its of on our over the their to under with
        """
    ),
    "ru": _words(
        """
        без в во для до за из из-за к между на над о об от по под при против с со у
        """
    ),
    "uk": _words(
        """
        без в від для до з за зі між на над по при про проти під у через із
        """
    ),
}

COURTESY: dict[str, frozenset[str]] = {
    "en": _words(
        """
        ah amen bitch bro bullshit bye channel cheers congrats congratulations damn dear dude follow fuck
        fucking glory goodbye haha hahaha hashtag hell hello hey hi link lmao lol madam nope oh ok okay
        omg photo please regards retweet rofl shit sincerely sir slava sorry subscribe thank thanks
        thankyou twitter via video welcome wow wtf yeah yep youtube
        """
    ),
    "ru": _words(
        """
        facebook http instagram telegram twitter youtube ахах ахаха благодарить блин блядь блять вечер
        видео господа доброе добрый друг друзья ебать здравствовать здравствуйте извините извинить канал
        комментарий лайк лайкнуть лол нахуй пиздец подписаться подписка подписывайся подписывайтесь
        пожалуйста поздравить поздравлять пост предложить привет приветствовать прислать простите репост
        слава спасибо ссылка сука телеграм товарищ уважаемый утро фото хаха хуй хуйня чат ютуб
        """
    ),
    "uk": _words(
        """
        com facebook instagram pic telegram twitter youtube ахах блять блін вечір вибачити вибачте відео
        вітати вітаю героям день дня добрий доброго доброї допис друже друзі дякувати дякую дякуємо канал
        коментар лайк ласка лол надсилати надіслати нахуй пан панове пані показати посилання пост привіт
        пробачте прошу підписатися підписка підписуйся підписуйтесь ранку ранок репост слава спасибі сука
        телеграм фото хаха хуй чат шановний шановні ютуб
        """
    ),
}

EMPTY: dict[str, frozenset[str]] = {
    "en": _words(
        """
        able absolutely act action actually against ago agree allow almost already another answer anymore
        anyone anyway area around article ask attack attempt bad base become believe best better big
        billion bit blame blow border bring build call capital care case cause chance change check child
        choice city claim clear clearly close comment common completely concern continue control course
        create current currently day deal decide decision deserve destroy die different dull early easy
        effort else enough entire even event everyone everything exactly example expand expect face fact
        fail fall far fear feel fight finally find first five follow force forget form four free friend
        full fully fun funny future gain give good great guy half hand happen happy hard hate hear help
        high history hold hope hour idea important increase instead intend interesting invade involve
        issue join keep kid kill kind large largest last late later lead leader learn least left less let
        level life likely line list literally little live long look lose lot love low main major man many
        matter maybe mean mention million minute moment money month morning move name near necessary need
        news next nice night non nothing number obviously offer official okay old open opinion order other
        part pass past pay people percent person place plan play plenty point position possible post power
        president prevent probably problem process produce prove provide push put question rate read ready
        real reality really reason receive recent refuse region remember reply report require respond
        response result right role rule run sad second seem self send sense set share short show side sign
        similar simple simply since single sit site situation small someone something soon sound source
        speak special spread stage stand start stay step story strong stupid style subject suggest super
        sure talking target tell term test thought thousand threat three time today together tomorrow
        tonight top total totally toward true truth try turn two type understand unite update use video
        view wait wake watch way week well whatever whoever whole win wish within without woman wonder
        word work world worse worst write wrong year yesterday yet young
        """
    ),
    "ru": _words(
        """
        август автор адрес апрель большой быть важный ваш весь вещь взять вид видеть владимир власть вновь
        возможность вопрос воскресенье время вторник второй вчера глава главный глаз говорить год голова
        город господин группа давать данные дать два действие декабрь делать дело день депутат десять
        другой думать ждать жизнь житель жить журналист завтра заявить заявление знать идти иметь имя
        интервью информация использовать история источник итог июль июнь каждый какой количество командир
        комментарий конец край лицо лучший любой люди май маленький март материал мера место месяц миллион
        министр минута мир мнение момент мочь мужик назвать называть найти написать направление населенный
        находиться начало начальник начать наш неделя новость новый номер ночь ноябрь нужный область образ
        общий один оказаться октябрь основа остаться ответ отметить отношение парень первый период писать
        план плохой подробность пойти показать полный получить помощь понедельник понимать понятие понять
        попытка пора порядок последний появиться появление предложение председатель представитель
        президент пример принять причина проблема продолжать пройти процент процесс пункт путь пятница
        пять работа работать раз развитие разный район рамка рассказать ребята регион результат республика
        решение рука руководитель самый свой связь сделать сегодня сей сентябрь сила система ситуация
        сказать слово случай смотреть смысл снова сообщать сообщение сообщить состав способ среда срок
        старый стать сто сторона страна суббота сутки считать такой тема территория точка третий три
        тысяча уровень условие участие факт февраль ход хороший хотеть целый цель час часть человек
        четверг четыре число являться январь
        """
    ),
    "uk": _words(
        """
        автор адже адреса багато бачити березень будь-який була було бути бік більше важливий ваш вважати
        великий вересень весь взяти вид використовувати випадок влада володимир вчора вівторок відзначити
        відношення відповідь відсоток гарне гарний говорити година голова головний грудень група давати
        дані дати два день депутат десять джерело дивитися доба добре допомога другий думати думка дія
        житель жити життя жовтень журналіст завтра загальний залишитися захід заява заявити звязок знайти
        знак знати знову зробити зрозуміти зявитися йти казати квітень керівник кожен кожний командир край
        кращий країна кілька кількість кінець липень листопад люба люда люди людина лютий малий матеріал
        мати мая мета могти можливість момент мільйон міністр місто місце місяць назвати називати
        найкращий написати напрям напрямок населений начальник наш неділя новий новина номер ніч область
        образ один око опинитися основа останній отримати перший період писати питання план повний
        повідомити повідомлення повідомляти поганий погано подробиця показати понеділок пора порядок
        потрібний почати початок працювати представник президент приклад причина проблема продовжувати
        пропозиція процес пункт пятниця пять підсумок підтримка піти раз разом район рамка регіон
        результат республіка робити робот робота розвиток розповісти розуміти рок роки рука рівень різний
        рік річ рішення самий свій світ світа світло сей сенс середа серпень серце сигнал сила система
        ситуація сказати склад слово спосіб справа спроба старий стати сто сторона субота сьогодні січень
        такий тема територія термін тиждень тисяча точка травень третій три україночка умова участь факт
        хвилина хлопець хотіти хід цілий час частина чекати червень четвер число чотири шлях який імя
        інтервю інформація інший історія
        """
    ),
}

# What the whole portal is about.
BROAD: dict[str, frozenset[str]] = {
    "en": _words(
        """
        america country kiev kyiv moscow nation russia russian russians state ukraine ukrainian ukrainians
        usa war
        """
    ),
    "ru": _words(
        """
        военный война государство киев москва российский россия русский рф сша украина украинец украинский
        """
    ),
    "uk": _words(
        """
        війна військовий держава київ москва російський росія росіянин рф сша україна українець українська
        український
        """
    ),
}

# What says something in a phrase, but not by itself.
PARTS: dict[str, frozenset[str]] = {
    "en": _words(
        """
        alive american arm ban british build chinese civil condemn dangerous dead defeat defend democratic
        diplomatic direct eastern economic end eu european federal foreign full-scale german global heavy
        huge humanitarian illegal immediate independent innocent international iranian leave legal local
        massive military modern national negotiate northern nuclear ongoing peaceful political poor
        powerful private protect public rebuild recognise recognize restore return rich sanction save
        social southern sovereign soviet stop support surrender territorial uk un us west western withdraw
        """
    ),
    "ru": _words(
        """
        народный
        """
    ),
    "uk": _words(
        """
        народний
        """
    ),
}
# Two letters that are a name when written so.
ABBREVIATIONS = frozenset({"US", "UK", "UN", "EU", "ЕС", "ЄС"})
