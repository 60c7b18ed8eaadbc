"""What is learnt of labelled items, and that the weights in use are those of the items beside them."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.extraction.books import bundled_book
from tracker.extraction.learnt import HERE, judge, weights
from tracker.extraction.scene import Article, Scene, first_look, look
from tracker.extraction.traits import traits
from training import figures
from training.figures import Choice, choices
from training.items import ITEMS, READ_BEFORE, learnt_from, rows
from training.partners import labelled
from training.regression import fit, matrix, vocabulary

MODELS = ("kinds", "relevance", "partners", *figures.SORTS)


def scene_of(headline: str, text: str) -> Scene:
    article = Article("", "", None, headline, text)
    book = bundled_book()
    return look(article, book, first_look(article, book)[0])


@pytest.mark.parametrize("model", MODELS)
def test_the_weights_in_use_were_learnt_of_the_items_that_are_here(model: str) -> None:
    said = json.loads((HERE / f"{model}.json").read_text(encoding="utf-8"))["learnt_from"]
    assert said == learnt_from(*READ_BEFORE, ITEMS)


@pytest.mark.parametrize("model", MODELS)
def test_weights_have_a_row_for_each_trait_and_a_column_for_each_class(model: str) -> None:
    learnt = weights(model)
    assert learnt.matrix.shape == (len(learnt.row), len(learnt.classes))
    assert learnt.matrix.any()


def test_no_article_that_is_kept_unlearnt_is_learnt_from() -> None:
    unlearnt = Path(READ_BEFORE[0]).with_name("not_learnt.jsonl")
    kept = {(row["headline"], row["text"]) for row in rows(unlearnt)}
    assert kept
    assert not kept & {(row["headline"], row["text"]) for path in (*READ_BEFORE, ITEMS) for row in rows(path)}


def test_what_separates_the_classes_is_learnt() -> None:
    found = [{"always": 1.0, "lease": 1.0}, {"always": 1.0, "sale": 1.0}] * 20
    names = vocabulary(found, 2)
    accepted = np.array([[1.0, 0.0], [0.0, 1.0]] * 20)
    learnt = fit(matrix(found, names), accepted, np.ones(len(found)), 0.1)
    scores = matrix([{"lease": 1.0}, {"sale": 1.0}], names) @ learnt
    assert scores[0, 0] > scores[0, 1]
    assert scores[1, 1] > scores[1, 0]


def test_of_several_accepted_classes_any_will_do() -> None:
    found = [{"hall": 1.0}] * 30
    learnt = fit(matrix(found, ["hall"]), np.array([[1.0, 1.0, 0.0]] * 30), np.ones(30), 0.1)
    assert learnt[0, 0] == pytest.approx(learnt[0, 1])
    assert learnt[0, 0] > learnt[0, 2]


def test_a_choice_learns_when_to_be_silent() -> None:
    own, other = {"rent": 1.0}, {"market cap": 1.0}
    found = [Choice((own, other), (True, False), none_is_right=False)] * 20
    found += [Choice((other,), (False,), none_is_right=True)] * 20
    names, learnt = figures.fit(found)
    said = dict(zip(names, learnt, strict=True))
    assert said["rent"] > 0 > said["market cap"]


def test_names_and_figures_stand_for_what_they_are() -> None:
    found = traits(scene_of("Riot leases 25 MW to AMD", "Riot Platforms said so."))
    assert "H|<subject> leases" in found
    assert "H|<mw> to" in found
    assert not any("riot" in name.partition("|")[2] for name in found)


def test_a_kind_without_a_rule_shows_the_words_that_speak_for_it() -> None:
    scene = scene_of("Riot hands 25 MW of halls to AMD", "The bitcoin miner gets rent for AI racks there.")
    first = judge(scene).kinds[0]
    assert first.hit.start < first.hit.end <= len(first.passage.text)


def test_labelled_facts_become_choices_and_partners(tmp_path: Path) -> None:
    row = {
        "id": "one", "published": "2026-01-16", "headline": "AMD leases 25 MW from Riot", "relevant": True,
        "text": "Riot Platforms leases 25 MW to AMD for ten years; the campus has 700 MW.", "kind": "lease",
        "facts": {"capacity_mw": 25, "term_years": 10, "contract_value_usd": None, "counterparties": ["AMD"]},
    }  # fmt: skip
    path = tmp_path / "items.jsonl"
    path.write_text(json.dumps(row) + "\n" + json.dumps({**row, "relevant": False}), encoding="utf-8")
    (choice,) = choices(path, "capacity", rules_know_it=False)
    assert choice.right == (True, True, False)
    assert not choice.none_is_right
    assert any(one.is_partner for one in labelled(path, rules_know_it=False))
