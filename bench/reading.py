"""How fast articles are read and how fast a new one finds its story, on one core."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bench.harness import Measured, case, seconds
from tracker.extraction.answers import parse_line
from tracker.extraction.bundled import bundled_book
from tracker.extraction.reading import read
from tracker.extraction.scene import Article
from tracker.extraction.stories import StoryIndex, Telling, group, telling_of

ARTICLES = Path(__file__).parents[1] / "tests" / "eval" / "articles_dev.jsonl"
USUAL_LENGTH = 1_200
MANY = 100_000
COMPANIES = ("IREN", "WULF", "CIFR", "HUT", "CORZ", "BITF", "RIOT", "MARA", "CLSK", "GLXY", "APLD", "HIVE")
KINDS = ("lease", "hosting", "financing", "site_acquisition", "construction", "executive_hire")
FIRST_DAY = date(2024, 1, 1)


def articles(length: int) -> list[Article]:
    """The development articles, each carried on with the texts of others of its language up to a length."""
    found = [parse_line(line).article for line in ARTICLES.read_bytes().splitlines() if line.strip()]
    texts = cycle(one.text for one in found)
    return [replace(one, text=" ".join((one.text, *islice(texts, length // 200)))[:length]) for one in found]


def reading_seconds(length: int) -> float:
    """Seconds that an article of a length takes, read as feeds and `extract` read: facts where it is relevant."""
    book, all_of_them = bundled_book(), articles(length)

    def work() -> None:
        for article in all_of_them:
            read(article, book, whole=False)

    work()
    return seconds(work, times=3) / len(all_of_them)


@case("reading.speed", unit="ms an article", target=1000 / 300)
def speed() -> Measured:
    """One article of 1,200 characters: at most 3.3 ms, which is 300 a second."""
    return Measured(1000 * reading_seconds(USUAL_LENGTH))


@case("reading.nobody", unit="ms an article", target=0.1)
def of_nobody() -> Measured:
    """One article of 1,200 characters that names no company on record, as most of what feeds deliver."""
    book, text = (
        bundled_book(),
        "Markets rose on Monday as chip makers told of 12 percent growth in data centers. " * 20,
    )
    others = [replace(one, headline="Chip makers report", text=text[:USUAL_LENGTH]) for one in articles(USUAL_LENGTH)]

    def work() -> None:
        for article in others:
            read(article, book)

    work()
    return Measured(1000 * seconds(work, times=3) / len(others))


@case("reading.linear", unit="times as long", target=13.0)
def linear() -> Measured:
    """How much longer an article of ten times the length takes: ten where time is linear."""
    return Measured(reading_seconds(10 * USUAL_LENGTH) / reading_seconds(USUAL_LENGTH))


def tellings(count: int) -> list[Telling]:
    """Made-up tellings of stories told about three times each, over two years."""
    chance = Random(7)
    return [_telling(chance, number) for number in range(count)]


def _telling(chance: Random, number: int) -> Telling:
    story = Random(number // 3)
    company = story.choice(COMPANIES)
    day = FIRST_DAY + timedelta(days=story.randrange(730))
    marks = {f"c:{company}", f"q:party-{story.randrange(60)}", f"s:{company}-{story.randrange(6)}"}
    marks |= {f"w{story.randrange(5, 999)}", f"m{story.randrange(10, 999) / 100}e9", f"n{story.randrange(100, 999)}"}
    marks |= {f"p{chance.randrange(1, 30)}", f"x:name{chance.randrange(4000)}", f"x:name{chance.randrange(4000)}"}
    return Telling(
        company=company,
        kind=story.choice(KINDS),
        is_relevant=True,
        first_on=day,
        last_on=day + timedelta(days=chance.randrange(2)),
        marks=frozenset(marks),
        url=f"example.org/{number}",
        title=tuple(f"word{chance.randrange(800)}" for _ in range(8)),
    )


@case("reading.same_story", unit="ms", target=20.0)
def same_story() -> Measured:
    """Find the story of one new article among 100,000 stored ones: the slowest of 200."""
    index, stored = StoryIndex(), tellings(MANY)
    for one in stored:
        index.add(one)
    new = [replace(one, url="") for one in Random(11).sample(stored, 200)]
    return Measured(max(1000 * seconds(partial(index.alike, one)) for one in new))


@case("reading.group", unit="times as long", target=6.0)
def grouping() -> Measured:
    """How much longer it takes to group four times as many articles into stories: four where time is linear."""
    few, many = tellings(5_000), tellings(20_000)
    return Measured(seconds(lambda: group(many), times=3) / seconds(lambda: group(few), times=3))


@case("reading.all", unit="s", target=None)
def command() -> Measured:
    """Read and group 780 articles as `manage.py extract` does, without starting the program."""
    book, all_of_them = bundled_book(), articles(USUAL_LENGTH) * 10
    return Measured(seconds(lambda: group([telling_of(one, read(one, book)) for one in all_of_them])))
