"""Number, money and calendar words of the languages that are read, as tables: a new language is a few more lines.

Keys are lower case as printed, with their accents.
"""

from decimal import Decimal
from typing import TypeVar

Value = TypeVar("Value")

LANGUAGES = ("en", "fr", "de", "es", "pt", "it", "ja", "zh")


def _in_order(first: int, *lists: str) -> dict[str, int]:
    """Words numbered from `first` on, one list per language; "-" leaves a number without a word."""
    return {word: first + i for words in lists for i, word in enumerate(words.split()) if word != "-"}


def _same(value: Value, words: str) -> dict[str, Value]:
    """Many words, separated by "|", for one value."""
    return dict.fromkeys(words.split("|"), value)


NUMBER_WORDS: dict[str, int] = {
    **_in_order(
        1,
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
        "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn",
        "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince",
        "um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze",
        "un due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici",
    ),
    **_same(1, "une|eine|una|uma"),
    # "une quinzaine d'années", "una decina di anni": about so many.
    **_same(10, "dizaine|decina|decena|dezena"),
    **_same(12, "douzaine|dozzina|docena|dúzia|dozen|dutzend"),
    **_same(15, "quinzaine|quindicina"),
    **_same(20, "vingtaine|ventina|veintena"),
    **_same(30, "trentaine|trentina|treintena"),
    **_same(18, "eighteen|dix-huit|achtzehn"),
    **_same(20, "twenty|vingt|zwanzig|veinte|vinte|venti"),
    **_same(25, "twenty-five|vingt-cinq"),
    **_same(24, "twenty-four|vingt-quatre|vierundzwanzig|veinticuatro|ventiquattro"),
    **_same(30, "thirty|trente|dreißig|treinta|trinta|trenta"),
    **_same(36, "thirty-six|trente-six|sechsunddreißig|trentasei"),
}

CJK_NUMERALS: dict[str, int] = {
    **_in_order(1, "一 二 三 四 五 六 七 八 九 十"),
    **_same(2, "两|兩"),
    "十二": 12,
    "十五": 15,
    "二十": 20,
}

# Short forms of one letter count only beside a currency; see money.py.
MULTIPLIERS: dict[str, Decimal] = {
    **_same(Decimal(10) ** 3, "thousand|k|tsd|mille"),
    **_same(Decimal(10) ** 4, "万|萬"),
    **_same(
        Decimal(10) ** 6,
        "million|millions|mn|m|mm|mio|mln|millionen|millones|millón|milhões|milhão|milioni|milione|百万",
    ),
    **_same(Decimal(10) ** 7, "千万"),
    **_same(Decimal(10) ** 8, "億|亿"),
    **_same(Decimal(10) ** 9, "billion|billions|bn|b|milliard|milliards|md|mds|mld|mlds|mrd|milliarde|milliarden|十亿"),
    **_same(Decimal(10) ** 9, "mil millones|mil milhões|bilhões|bilhão|bi|miliardi|miliardo"),
    **_same(Decimal(10) ** 12, "trillion|trillions|tn|billones|兆"),
}

CURRENCY_BEFORE: dict[str, str] = {
    **_same("USD", "$|us$|us $|usd|usd $|u.s.$"),
    **_same("CAD", "c$|ca$|cad|cad$|cad $|cdn$"),
    **_same("AUD", "a$|au$|aud|aud $"),
    **_same("EUR", "€|eur"),
    **_same("GBP", "£|gbp"),
    **_same("JPY", "¥"),
    **_same("HKD", "hk$"),
    **_same("SGD", "s$"),
    **_same("TWD", "nt$"),
    **_same("BRL", "r$"),
}

CURRENCY_AFTER: dict[str, str] = {
    **_same("USD", "dollar|dollars|us dollars|u.s. dollars|usd|us$|$|us-dollar|dollars us|dollars américains"),
    **_same("USD", "dólares|dólar|dollari|dollaro|美元|美金|ドル|米ドル"),
    **_same("CAD", "dollars canadiens|canadian dollars|c$|cad|kanadische dollar|kanadischen dollar|kanadischer dollar"),
    **_same("CAD", "dólares canadienses|dólares canadenses|dollari canadesi|加元|加拿大元|カナダドル|カナダ・ドル"),
    **_same("CAD", "$ ca|$ca|$ can|$ cdn"),
    **_same("AUD", "dollars australiens|australian dollars|a$|aud|australische dollar|australischen dollar"),
    **_same("AUD", "dólares australianos|dollari australiani|澳元|豪ドル|澳大利亚元"),
    **_same("HKD", "港元|港幣|港币|香港ドル"),
    **_same("EUR", "euro|euros|€|eur|欧元|歐元|ユーロ"),
    **_same("GBP", "livres sterling|pounds|£|gbp"),
    **_same("CNY", "元|人民币|yuan"),
    **_same("JPY", "円|yen"),
}

WEEKDAYS: dict[str, int] = _in_order(
    0,
    "monday tuesday wednesday thursday friday saturday sunday",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lunes martes miércoles jueves viernes sábado domingo",
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
    "周一 周二 周三 周四 周五 周六 周日",
    "星期一 星期二 星期三 星期四 星期五 星期六",
)

DAYS_AGO: dict[str, int] = {
    **_same(0, "today|aujourd'hui|aujourd’hui|heute|hoy|hoje|oggi|本日|今日|今天"),
    **_same(1, "yesterday|hier|gestern|ayer|ontem|ieri|昨日|昨天"),
    "avant-hier": 2,
}
# "hier" is German for "here": a word that means something else in another language counts only in its own.
DAYS_AGO_ONLY_IN: dict[str, str] = {"hier": "fr"}

MONTHS: dict[str, int] = _in_order(
    1,
    "january february march april may june july august september october november december",
    "jan feb mar apr - jun jul aug sept oct nov dec",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
)
