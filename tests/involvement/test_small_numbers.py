"""No number of few people can be worked out of what is shown: every table there can be is asked."""

from collections import defaultdict

import pytest

from involvement.rules.small_numbers import is_enough, rounded, step_of, what_may_be_shown


def tables(answers: int, people: int):
    """Every table of so many answers and at most so many people: (people, of them heard) for each answer."""
    if answers == 0:
        yield ()
        return
    for number in range(people + 1):
        for heard in range(number + 1):
            for rest in tables(answers - 1, people - number):
                yield ((number, heard), *rest)


def report(table, minimum: int, step: int) -> tuple:
    """What somebody reads: the totals and each number, rounded, or None."""
    shown = what_may_be_shown(list(table), minimum)
    totals = tuple(rounded(sum(row[place] for row in table), step) for place in (0, 1))
    return totals, tuple(tuple(None if number is None else rounded(number, step) for number in row) for row in shown)


def totals_are_enough(table, minimum: int) -> bool:
    return is_enough(sum(people for people, _ in table), sum(heard for _, heard in table), minimum)


@pytest.mark.parametrize(
    ("answers", "people", "minimum", "step"),
    [(2, 16, 3, 2), (3, 15, 2, 2), (3, 18, 4, 2), (4, 11, 3, 2), (3, 16, 3, 3)],
)
def test_what_is_hidden_could_always_be_another_number(answers, people, minimum, step):
    """An adversary who knows the rule and reads one report finds at least two numbers for each that is hidden, and for
    those who were not heard, too."""
    possible = defaultdict(lambda: [(set(), set(), set()) for _ in range(answers)])
    for table in tables(answers, people):
        if totals_are_enough(table, minimum):
            for seen, (number, heard) in zip(possible[report(table, minimum, step)], table, strict=True):
                for known, value in zip(seen, (number, heard, number - heard), strict=True):
                    known.add(value)
    looked_at = 0
    for (totals, lines), seen in possible.items():
        # Above it stand tables of more people than were made here.
        if totals[0] + step > people:
            continue
        for line, (numbers, heards, unheards) in zip(lines, seen, strict=True):
            looked_at += None in line
            assert line[0] is not None or len(numbers) > 1, (totals, lines)
            assert line[1] is not None or (len(heards) > 1 and len(unheards) > 1), (totals, lines)
    assert looked_at > 50


@pytest.mark.parametrize(("answers", "people", "minimum"), [(2, 16, 3), (3, 14, 3), (4, 11, 2)])
def test_what_is_shown_is_never_of_few_and_what_is_hidden_adds_up_to_enough(answers, people, minimum):
    for table in tables(answers, people):
        if not totals_are_enough(table, minimum):
            continue
        shown = what_may_be_shown(list(table), minimum)
        for (number, heard), (told, told_heard) in zip(table, shown, strict=True):
            assert told in (None, number) and told_heard in (None, heard)
            assert told is None or number >= minimum
            assert told_heard is None or (heard >= minimum and number - heard >= minimum and told is not None)
        for place in (0, 1):
            hidden = [row for row, line in zip(table, shown, strict=True) if line[place] is None]
            assert len(hidden) != 1
            assert not hidden or sum(row[place] for row in hidden) >= minimum
        unheard = [n - h for (n, h), line in zip(table, shown, strict=True) if line[1] is None]
        assert not unheard or sum(unheard) >= minimum


def test_one_small_number_takes_the_next_smallest_with_it():
    rows = [(90, 40), (60, 30), (31, 12), (4, 2)]
    assert what_may_be_shown(rows, 10) == [(90, 40), (60, 30), (None, None), (None, None)]


def test_of_equally_many_people_all_or_none_are_hidden():
    rows = [(30, 12), (60, 30), (30, 14), (4, 2)]
    assert what_may_be_shown(rows, 10) == [(None, None), (60, 30), (None, None), (None, None)]


def test_nearly_everybody_heard_tells_of_those_who_were_not():
    rows = [(90, 40), (60, 30), (40, 38), (30, 12)]
    assert what_may_be_shown(rows, 10) == [(90, 40), (60, 30), (40, None), (30, None)]


@pytest.mark.parametrize(("minimum", "step"), [(5, 5), (10, 5), (11, 5), (20, 10), (100, 50)])
def test_numbers_are_rounded_to_half_of_the_smallest(minimum, step):
    assert step_of(minimum) == step


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20)])
def test_to_the_nearest_five(number, shown):
    assert rounded(number, 5) == shown
