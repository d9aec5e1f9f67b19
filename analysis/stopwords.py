"""Words too common to be a theme, per language."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOPWORDS: dict[str, frozenset[str]] = {
    "en": _words(
        """
        a about above after again against all also always am amp an and any anything are as at back be
        because been before being between both but by came can cannot come could day did didn do does
        doesn doing don done down each even ever every everyone few for from further get go going good
        got had has have having he her here hers him his how http https i if in into is isn it its
        itself just know let lets like ll made make many may me might more most much must my need
        needed needs never new no nor not now of off on once one only or other our out over own people
        please put rather re really rt s said same say see she should so some something such sure t
        take than that the their them then there these they thing things think this those through time
        to too under until up us use user ve very want wants was way we well were what when where which
        while who why will with without won would www yes yet you your
        """
    ),
    "ru": _words(
        """
        http https rt user www а без более будет будто будут бы был была были было быть в вам вас весь
        во вот все всегда всего всем всех всю всё вы где да даже для до должен должны его ее ей если
        есть еще ещё ж же за зачем здесь и из или им их к как какая какой когда которая которые который
        которых кто куда ли либо лишь лучше между меня мне много могут мое может можно мои мой моя мы
        на над надо нам нас наш наша не него нее ней нельзя нет неё ни них ничего но ну нужен нужна
        нужно нужны о об один одна одно он она они оно от очень по под пожалуйста пока после потом
        потому почти поэтому при про просто раз разве с сам сама свои своих свой себе себя сейчас со
        совсем так такая также такие такое такой там тебе тебя тем теперь то тогда того тоже только том
        тот ту тут ты у уже хотим хоть хотя хотят хочу чего чем через что чтобы чуть эта эти это этого
        этой этом этот эту я
        """
    ),
    "uk": _words(
        """
        http https rt user www а або адже але б без би бо був буде будуть будь була були було бути в
        вам вас ваш весь вже ви вона вони воно все всього всі всіх втім від він г де деякі для до дуже
        ж же з за завжди зараз знову зі й його йому кого коли крім куди ласка лише майже мене мені ми
        може можна можуть моя моє мої між мій на над нам нас наш наша не нема немає неї них ну нього ні
        ніж ніколи нічого о один одна одне ось от по поки потрібен потрібна потрібно потрібні потім при
        про просто під після раз сам сама саме своє свої своїх свій себе собі та так така таке такий
        також такі там те тебе теж тепер ти тим тих то тобі того той тому треба тут тільки у усе усі
        хай хоч хоча хочемо хочу хочуть хто це цей цього цьому цю ця ці через чи чим чого чому ще що
        щоб щось я як яка яке який якщо які є і із інші їй їм їх її
        """
    ),
}
