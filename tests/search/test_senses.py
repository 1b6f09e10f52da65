from journalclub.search.senses import Learned, prevailing, shorts_of


def pair(short: str, long: str, articles: int) -> Learned:
    return Learned(short, long, short.upper(), long, articles)


def used(*pairs: Learned) -> list[str]:
    return [one.long for one in prevailing(pairs)]


def test_ways_to_say_one_thing_are_used_together_and_a_rare_other_meaning_is_not() -> None:
    assert used(
        pair("rt", "radiotherapi", 34), pair("rt", "radiat therapi", 28), pair("rt", "revers transcriptas", 7)
    ) == ["radiotherapi", "radiat therapi"]


def test_without_a_meaning_that_prevails_none_is_used() -> None:
    assert used(pair("pr", "partial respons", 9), pair("pr", "progesteron receptor", 8)) == []
    assert used(pair("pe", "pulmonari embol", 9), pair("pe", "pulmonari edema", 8)) == []


def test_two_articles_are_not_enough() -> None:
    assert used(pair("hcc", "hepatocellular carcinoma", 2)) == []
    assert used(pair("hcc", "hepatocellular carcinoma", 3)) == ["hepatocellular carcinoma"]
    assert used() == []


def test_an_abbreviation_that_hardly_anybody_uses_for_a_thing_is_left_out() -> None:
    pairs = [pair("bp", "blood pressur", 400), pair("sbp", "blood pressur", 5)]
    assert [one.short for one in shorts_of(pairs)] == ["bp"]
