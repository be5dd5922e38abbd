import re
from collections.abc import Mapping

import nbformat
import pytest
from builders import (
    MEETING,
    NOTEBOOK,
    action_row,
    claim_row,
    continues_row,
    indicator_row,
    notebook,
    observation_row,
    promise_row,
    relation_row,
    ruling_row,
    section_row,
    sheet,
    system_row,
    target_row,
    update_row,
    workbook,
)

from ccpi_nb.meeting.waiting import waiting
from ccpi_nb.notebook.notebook_file import STANDING_SECTIONS
from ccpi_nb.review.check import problems_of, questions_of
from ccpi_nb.workbook.inputs import Workbook

EXEMPT_ITEM = (
    "    part: exempt\n    exemption: {paragraph: 3, reason: Business affairs.}\n    exempt_datasets: [calls]\n"
)
SLOT = "make it a slot such as {indicator @ period}, or list the name in data/names.csv"
LOGIC = "loops, conditions and functions belong in ccpi_nb, with tests; call one from here"


@pytest.fixture
def check(tmp_path):
    """The problems of a sound workbook with some of its files otherwise."""

    def problems(files: Mapping[str, str | bytes] | None = None) -> list[str]:
        return list(problems_of(Workbook(workbook(tmp_path, files))))

    return problems


def meeting(old: str, new: str) -> dict[str, str]:
    assert old in MEETING
    return {"params/2014-12-11.yaml": MEETING.replace(old, new)}


def with_cell(kind: str, source: str) -> dict[str, str]:
    """The sound notebook with one cell more at its end."""
    return {"notebooks/calls.ipynb": notebook(*NOTEBOOK, (kind, source))}


LAST = f"notebooks/calls.ipynb, cell {len(NOTEBOOK) + 1}"


def test_a_sound_workbook_has_no_problem(check):
    assert check() == []


# Questions


@pytest.fixture
def asked(tmp_path):
    """The questions about a sound workbook with some of its files otherwise."""

    def found(files: Mapping[str, str | bytes] | None = None) -> list[str]:
        read = Workbook(workbook(tmp_path, files))
        assert problems_of(read) == ()
        return list(questions_of(read))

    return found


Q2 = "data/observations/calls/2014-15-Q2.csv"


@pytest.mark.parametrize(
    ("owed_by", "questions"),
    [
        (
            "Jane Smith",
            [
                "data/registers/follow_ups/2014-12-11.csv, row 2, column 'owed_by': is this the name of a person? "
                "Name the post, team or firm instead"
            ],
        ),
        *(
            (body, [])
            for body in (
                "",
                "Contact Centre",
                "Director of Adult Services",
                "Socitm Advisory",
                "BT Global",
                "The council",
            )
        ),
    ],
)
def test_what_may_be_a_person_s_name_is_asked_about_and_not_quoted(asked, owed_by, questions):
    assert asked({"data/registers/follow_ups/2014-12-11.csv": sheet(promise_row(owed_by=owed_by))}) == questions


def test_a_sound_workbook_has_no_question(asked):
    assert asked() == []


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"value": "952"}, "value", "a percentage outside 0 to 100; is it so in the document?"),
        (
            {"as_at": "2051-12-11"},
            "as_at",
            "no meeting of params/ is on this day or after it, so no report shows the row",
        ),
        ({"as_at": "2014-09-11"}, "as_at", "this row became known before the period was over; write 'estimated'"),
        ({"numerator": "500"}, "numerator", "it has no denominator beside it; does the document give one?"),
    ],
)
def test_what_may_be_so_in_the_document_is_asked_and_no_problem(asked, cells, column, words):
    rows = observation_row(), observation_row(**{"source": "page 9", **cells})
    (question,) = asked({Q2: sheet(*rows)})
    assert question.startswith(f"{Q2}, row 3, column '{column}': {words}")


def test_a_target_that_may_be_so_in_the_document_is_asked_about(asked):
    (question,) = asked({"data/targets.csv": sheet(target_row(value="190"))})
    assert question == (
        "data/targets.csv, row 2, column 'value': a target outside 0% to 100%; is it so in the document?"
    )


def test_names_that_look_alike_are_a_problem_across_files_and_datasets(check):
    now = sheet(observation_row(breakdown="Upper Dale"))
    for file in ("data/observations/calls/2014-15-Q1.csv", "data/observations/others/2014-15-Q1.csv"):
        before = sheet(observation_row(breakdown="upper dale", period="2014-15-Q1"))
        (problem,) = check({Q2: now, file: before})
        assert "'breakdown': '" in problem
        assert "' looks like '" in problem


# Notebooks


def test_a_digit_typed_into_markdown_is_found(check):
    assert check(with_cell("markdown", "In all 54 compliments.")) == [
        f"{LAST}: the figure '54' is typed into the words; {SLOT}"
    ]


def test_a_digit_typed_into_a_sentence_is_found_beside_its_slots(check):
    source = 'report.say("{calls_answered @ 2014-15-Q2} answered, £72m spent in quarter 2.", at=quarter)'
    assert check(with_cell("code", source)) == [f"{LAST}: the figure '£72m' is typed into the words; {SLOT}"]


@pytest.mark.parametrize(
    "source",
    [
        'report.say("{calls_answered} of calls on 9 November 2014, with Windows 7.", at=quarter)',
        'report.table(["priority_1", "priority_2"], f"{quarter}, 2014-10", "Calls by priority")',
        'report.history_table("calls_answered", "2014-11-09", "Calls")  # 3 columns',
        "report.frame.head(3)",
        'report.table("priority_1", "last 13 months, like quarters of last year", "Calls")',
        'report.table("priority_1", f"last 13 months to {quarter}", "Calls")',
    ],
)
def test_keys_periods_names_and_comments_are_no_figures(check, source):
    names = {"calls_answered": "Calls answered", "priority_1": "Grave incidents", "priority_2": "Other incidents"}
    rows = sheet(*(indicator_row(indicator=key, name=name) for key, name in names.items()))
    assert check(with_cell("code", source) | {"data/indicators.csv": rows}) == []


def test_a_number_in_a_sentence_about_months_is_a_figure_all_the_same(check):
    source = 'report.say("The last 13 months were better.", at=quarter)'
    assert check(with_cell("code", source)) == [f"{LAST}: the figure '13' is typed into the words; {SLOT}"]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ('month: str = "2014-13"', "'month' is '2014-13': '2014-13' is not a period; write a month as 2014-10"),
        ("month: str = 2014-10", "'month' counts with numbers; put 2014-10 in quotes: \"2014-10\""),
        ('months: int = "3"', "'months' is '3'; it takes a whole number"),
    ],
)
def test_a_default_that_its_notebook_can_t_use_is_found(check, value, problem):
    cells = [(kind, f"{source}\n{value}" if kind == "parameters" else source) for kind, source in NOTEBOOK]
    (found,) = [problem for problem in check({"notebooks/calls.ipynb": notebook(*cells)}) if "cell 2" in problem]
    assert found.startswith(f"notebooks/calls.ipynb, cell 2: the parameter {problem}")


def test_defaults_of_parameters_are_no_sentences(check):
    cells = [
        (kind, source + '\ntop: str = "the top 10"') if kind == "parameters" else (kind, source)
        for kind, source in NOTEBOOK
    ]
    assert check({"notebooks/calls.ipynb": notebook(*cells)}) == []


@pytest.mark.parametrize(
    "source",
    [
        "for quarter in quarters:\n    report.say(quarter)",
        "while True:\n    pass",
        "if quarter:\n    report.risk()",
        "report.say('Good.' if quarter else 'Bad.')",
        "[report.say(each) for each in quarters]",
        "{each for each in quarters}",
        "def show():\n    pass",
        "show = lambda: report.risk()",
        "match quarter:\n    case _:\n        pass",
        "try:\n    report.risk()\nfinally:\n    pass",
    ],
)
def test_logic_in_a_notebook_is_found(check, source):
    assert check(with_cell("code", source)) == [f"{LAST}: {LOGIC}"]


@pytest.mark.parametrize("source", ["report.risk(", "%matplotlib inline\nreport.risk(", "%%time\nreport.risk("])
def test_what_is_not_python_is_found(check, source):
    (problem,) = check(with_cell("code", source))
    assert problem.startswith(f"{LAST}: this is not Python: ")
    assert re.search(r" \(line \d\); correct it$", problem)


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline",
        "%matplotlib inline\nreport.risk()",
        "%config InlineBackend.figure_format = 'svg'",
        "%load_ext autoreload\n%autoreload 2",
        "%precision 3",
    ],
)
def test_a_command_to_jupyter_that_only_sets_something_passes(check, source):
    assert check(with_cell("code", source)) == []


TIMES = "shows times, which differ on each run; take it out"
STARTS = "starts another program, which a report must do without; take it out"
HELP = "opens help, which is no part of a report; take it out"
COMMAND = "is a command to Jupyter, not to a report; take it out, or write it in Python"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("%%time\nreport.risk()", f"'%%time' {TIMES}"),
        ("%time report.risk()", f"'%time' {TIMES}"),
        ("x = %timeit -o report.risk()", f"'%timeit' {TIMES}"),
        ("%timeit -n 5 -r 2 report.risk()", f"'%timeit' {TIMES}"),
        ("%%prun\nreport.risk()", f"'%%prun' {TIMES}"),
        ("!pip install calls", f"'!pip install calls' {STARTS}"),
        ("files = !ls", f"'!ls' {STARTS}"),
        ("!!ls", f"'!ls' {STARTS}"),
        ("%pip install calls", f"'%pip' {STARTS}"),
        ("%conda install calls", f"'%conda' {STARTS}"),
        ("%%bash\nls", f"'%%bash' {STARTS}"),
        ("%%writefile calls.txt\ncalls", f"'%%writefile' {STARTS}"),
        ("%run other.ipynb", f"'%run' {STARTS}"),
        ("get_ipython().system('ls')", f"'!ls' {STARTS}"),
        ("report?", f"'report?' {HELP}"),
        ("?report", f"'report?' {HELP}"),
        ("report.say??", f"'report.say?' {HELP}"),
        ("%cd ..", f"'%cd' {COMMAND}"),
        ("%env A=1", f"'%env' {COMMAND}"),
        ("%%html\n<b>calls</b>", f"'%%html' {COMMAND}"),
        ("%%capture kept\nreport.risk()", f"'%%capture' {COMMAND}"),
        ("get_ipython().set_next_input('x')", f"'get_ipython().set_next_input' {COMMAND}"),
    ],
)
def test_a_command_to_jupyter_that_a_report_does_without_is_named_and_never_run(check, source, problem):
    assert check(with_cell("code", source)) == [f"{LAST}: {problem}"]


def test_house_rules_hold_under_a_command_to_jupyter(check):
    source = "%%time\nfor each in keys:\n    report.say('In all 54 compliments.')"
    assert check(with_cell("code", source)) == [
        f"{LAST}: '%%time' {TIMES}",
        f"{LAST}: the figure '54' is typed into the words; {SLOT}",
        f"{LAST}: {LOGIC}",
    ]


def test_what_is_printed_is_named(check):
    assert check(with_cell("code", "print(report)")) == [
        f"{LAST}: what 'print' writes is in no published file; show it with report.say, or take it out"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "1. Filing\n2. Post\n\nBetween.\n\n3. Calls",
        "7) Filing",
        "- one\n  1. inner",
        "See https://example.org/reports/54/82-1.",
        "See [the report](https://example.org/54).",
        "| Task | Post |\n|---|---|\n| Filing | Clerk |",
    ],
)
def test_the_numbers_of_a_list_and_of_an_address_are_no_figures(check, source):
    assert check(with_cell("markdown", source)) == []


@pytest.mark.parametrize("source", ["1. In all 54", "| Calls |\n|---|\n| 54 |", "| 54 |\n|---|\n| Calls |", "> - 54"])
def test_a_figure_typed_into_a_list_a_table_or_a_quotation_is_found(check, source):
    assert check(with_cell("markdown", source)) == [f"{LAST}: the figure '54' is typed into the words; {SLOT}"]


def test_markdown_that_no_report_can_show_is_found_before_a_run(check):
    (problem,) = check(with_cell("markdown", "## Annex\n\n~~withdrawn~~"))
    assert problem.startswith(f"{LAST}: '~~withdrawn~~' is struck through")


def test_a_heading_is_found_however_it_is_written(check):
    title = STANDING_SECTIONS[1]
    cells = [(kind, f"{title}\n---" if source == f"## {title}" else source) for kind, source in NOTEBOOK]
    assert check({"notebooks/calls.ipynb": notebook(*cells)}) == []


def test_a_hidden_cell_is_found(check):
    made = nbformat.reads(notebook(*NOTEBOOK, ("markdown", "Words")), as_version=4)
    made.cells[-1].metadata["tags"] = ["remove-cell"]
    made.cells.append(nbformat.v4.new_raw_cell("Words"))
    assert check({"notebooks/calls.ipynb": nbformat.writes(made)}) == [
        f"{LAST}: the tag 'remove-cell' hides the cell, and it would be published unseen; take that off, or delete the "
        "cell",
        f"notebooks/calls.ipynb, cell {len(NOTEBOOK) + 2}: this is a raw cell, which no report shows; make it "
        "Markdown, or delete it",
    ]


def test_a_character_that_the_typefaces_lack_is_found_in_data_and_params(check):
    lacking = "U+1F389 (party popper) stands here, which the PDF's typefaces lack; say it in words"
    party = "Calls \N{PARTY POPPER}"
    (problem,) = check(meeting("title: Calls", f"title: {party}"))
    assert re.fullmatch(rf"params/2014-12-11\.yaml, line \d+: {re.escape(lacking)}", problem)


@pytest.mark.parametrize("section", STANDING_SECTIONS)
def test_a_missing_standing_section_is_named(check, section):
    cells = [cell for cell in NOTEBOOK if cell[1] != f"## {section}"]
    problem = f"notebooks/calls.ipynb: the section '{section}' is missing; add its heading"
    assert check({"notebooks/calls.ipynb": notebook(*cells)}) == [problem]


def test_a_sections_name_in_the_text_is_no_heading(check):
    cells = [("markdown", "Risk management") if cell[1] == "## Risk management" else cell for cell in NOTEBOOK]
    assert check({"notebooks/calls.ipynb": notebook(*cells)}) == [
        "notebooks/calls.ipynb: the section 'Risk management' is missing; add its heading",
    ]


def test_a_notebook_has_one_cell_of_parameters(check):
    assert check(with_cell("parameters", 'quarter: str = "2014-15-Q2"')) == [
        "notebooks/calls.ipynb: one cell must be tagged 'parameters', and 2 are",
    ]


# Meetings


def test_a_mistyped_notebook_is_found(check):
    assert check(meeting("notebook: calls", "notebook: cals")) == [
        "params/2014-12-11.yaml, item 4: there is no notebook 'cals'; did you mean 'calls'?",
    ]


def test_an_unknown_parameter_is_found(check):
    assert check(meeting("months: 3", "month: 3")) == [
        "params/2014-12-11.yaml, item 4: the notebook 'calls' has no parameter 'month'; did you mean 'months'?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "months: 3",
            "months: many",
            "the parameter 'months' of the notebook 'calls' is 'many'; it takes a whole number",
        ),
        (
            "months: 3",
            "months: true",
            "the parameter 'months' of the notebook 'calls' is True; it takes a whole number",
        ),
        (
            "quarter: 2014-15-Q2",
            "quarter: 2014",
            "the parameter 'quarter' of the notebook 'calls' is 2014; it takes text in quotes",
        ),
    ],
)
def test_a_parameter_of_the_wrong_type_is_found(check, old, new, problem):
    assert check(meeting(old, new)) == [f"params/2014-12-11.yaml, item 4: {problem}"]


def test_a_parameter_may_be_left_out(check):
    assert check(meeting("        months: 3\n", "")) == []


@pytest.mark.parametrize(
    ("key", "words", "problem"),
    [
        ("consultations", "54 people were asked.", f"the figure '54' is typed into the words; {SLOT}"),
        ("risk", "'{calls @ 2014-15-Q2} may fall.'", "there is no indicator 'calls'; did you mean 'calls_answered'?"),
        ("recommendation", "['Note the 3 risks.']", f"the figure '3' is typed into the words; {SLOT}"),
    ],
)
def test_words_of_a_meeting_are_checked(check, key, words, problem):
    assert check(meeting("notebook: calls\n", f"notebook: calls\n      {key}: {words}\n")) == [
        f"params/2014-12-11.yaml, item 4: {problem}"
    ]


def test_data_that_have_not_come_are_news_and_no_problem(check, tmp_path):
    assert check(meeting("notebook: calls\n", "notebook: calls\n      awaits: {calls: [2014-15-Q2, 2014-11]}\n")) == []
    assert waiting(Workbook(tmp_path)) == (
        (
            "params/2014-12-11.yaml, item 4: the report is to follow; it awaits data/observations/calls/2014-11.csv, "
            "known by 11 December 2014"
        ),
    )


def test_parameters_of_a_report_to_follow_are_checked_all_the_same(check):
    files = meeting("months: 3", "month: 3\n      awaits: {calls: [2014-11]}")
    assert check(files) == [
        "params/2014-12-11.yaml, item 4: the notebook 'calls' has no parameter 'month'; did you mean 'months'?"
    ]


def test_a_dataset_awaited_in_vain_is_found(check):
    assert check(meeting("notebook: calls\n", "notebook: calls\n      awaits: {cals: [2014-11]}\n")) == [
        "params/2014-12-11.yaml, item 4, awaits: there is no dataset 'cals' in data/observations; did you mean "
        "'calls'? "
        "Before a dataset has its first file, the item's kind is 'to follow'",
    ]


def test_a_register_awaited_in_vain_is_found(check):
    (problem,) = check(meeting("notebook: calls\n", "notebook: calls\n      awaits: {registers: [no_such_plan]}\n"))
    assert problem.startswith(
        "params/2014-12-11.yaml, item 4, awaits: there is no register 'no_such_plan' in data/registers; "
    )
    assert problem.endswith("Before a register has its first file, the item's kind is 'to follow'")


def test_a_part_i_report_cannot_await_what_is_exempt(check):
    files = meeting("notebook: calls\n", "notebook: calls\n      awaits: {calls: [2014-11]}\n")
    later = MEETING.replace("2014-12-11", "2015-01-28").replace(
        "    kind: report\n", f"    kind: report\n{EXEMPT_ITEM}"
    )
    assert check(files | {"params/2015-01-28.yaml": later}) == [
        (
            "params/2014-12-11.yaml, item 4, awaits: the meeting of 2015-01-28 declares 'calls' exempt, so this Part I "
            "report can't have it; take it out"
        ),
    ]


def test_words_of_an_item_are_checked(check):
    files = meeting("title: Calls\n", "title: Calls\n    text: About 54 calls.\n")
    assert check(files) == [f"params/2014-12-11.yaml, item 4: the figure '54' is typed into the words; {SLOT}"]


@pytest.mark.parametrize(("part", "which"), [("", "the figure '54'"), (EXEMPT_ITEM, "a figure")])
def test_words_on_an_appendix_are_checked_and_those_of_part_ii_not_quoted(check, part, which):
    appendix = "    appendices: [{letter: A, title: Plan, text: About 54 calls.}]\n"
    problems = check(meeting("title: Calls\n", f"title: Calls\n{part}{appendix}"))
    assert f"params/2014-12-11.yaml, item 4, appendix A: {which} is typed into the words; {SLOT}" in problems
    assert "54" not in "".join(problems) or not part


# Data


def test_a_link_is_found_before_anything_is_read_through_it(check, tmp_path):
    check()
    try:
        (tmp_path / "params/2015-03-05.yaml").symlink_to("/etc/hostname")
    except OSError:
        pytest.skip("Windows lets only some make links")
    assert check() == ["params/2015-03-05.yaml: it is a link to another place; put the file or folder itself here"]


def test_bad_data_is_told_before_anything_is_checked_against_it(check):
    assert check({"data/targets.csv": sheet(target_row(indicator="calls_answer"))}) == [
        (
            "data/targets.csv, row 2, column 'indicator': there is no indicator 'calls_answer'; did you mean "
            "'calls_answered'?"
        ),
    ]


@pytest.mark.parametrize(
    ("file", "row", "problem"),
    [
        ("calls", update_row(text="In all 54 compliments."), f"the figure '54' is typed into the words; {SLOT}"),
        (
            "calls",
            update_row(text="We answered {calls_answered}."),
            "'{calls_answered}' says no period; add one: {calls_answered @ 2014-15-Q2}",
        ),
        ("plan", action_row(progress="Trained 12 people."), f"the figure '12' is typed into the words; {SLOT}"),
        ("plan", action_row(action="Train 12 people."), f"the figure '12' is typed into the words; {SLOT}"),
        ("plan", action_row(timescale="Within 6 months"), f"the figure '6' is typed into the words; {SLOT}"),
        ("systems", system_row(system="Alto 7"), f"the figure '7' is typed into the words; {SLOT}"),
        ("systems", system_row(stage="Stage 7"), f"the figure '7' is typed into the words; {SLOT}"),
        ("systems", system_row(due="In 7 months"), f"the figure '7' is typed into the words; {SLOT}"),
        ("systems", system_row(position="It is 7 versions behind."), f"the figure '7' is typed into the words; {SLOT}"),
        (
            "systems",
            system_row(risk="It fails {calls_answered}."),
            "'{calls_answered}' says no period; add one: {calls_answered @ 2014-15-Q2}",
        ),
    ],
)
def test_words_of_a_register_are_checked(check, file, row, problem):
    name = f"data/registers/{file}/2014-12-11.csv"
    assert check({name: sheet(row)}) == [f"{name}, row 2: {problem}"]


def test_a_note_on_what_is_public_can_t_be_filled_from_exempt_data(check):
    exempt = (
        "    part: exempt\n    exemption: {paragraph: 3, reason: Business affairs.}\n    exempt_datasets: [costs]\n"
    )
    files = {
        "params/2014-10-01.yaml": MEETING.replace("2014-12-11", "2014-10-01").replace(
            "    kind: report\n", f"    kind: report\n{exempt}"
        ),
        "data/indicators.csv": sheet(indicator_row(), indicator_row(indicator="cost")),
        "data/observations/costs/2014-15-Q2.csv": sheet(
            observation_row(indicator="cost", note="Beside {calls_answered @ 2014-15-Q2}.")
        ),
    }
    assert check(files) == []
    telling = sheet(observation_row(note="It cost {cost @ 2014-15-Q2}."))
    assert check(files | {"data/observations/calls/2014-15-Q2.csv": telling}) == [
        "data/observations/calls/2014-15-Q2.csv, row 2: there is no observation of 'cost' at 2014-15-Q2; there are none"
    ]


def test_a_register_of_follow_ups_that_nobody_declares_exempt_is_found(check):
    (problem,) = check({"data/registers/follow_ups_costs/2014-12-11.csv": sheet(promise_row())})
    assert problem.startswith(
        "data/registers/follow_ups_costs: a register of follow-ups beside 'follow_ups' is for Part II; "
    )


def test_words_of_a_promise_are_checked(check):
    name = "data/registers/follow_ups/2014-12-11.csv"
    rows = sheet(
        promise_row(promise="Report on 3 calls"), promise_row(came="2015-01-28", came_as="Item 5, with 2 tables")
    )
    assert check({name: rows}) == [
        f"{name}, row {row}: the figure '{figure}' is typed into the words; {SLOT}"
        for row, figure in ((2, "3"), (3, "2"))
    ]


def test_the_note_of_an_observation_is_checked(check):
    name = "data/observations/calls/2014-15-Q2.csv"
    assert check({name: sheet(observation_row(note="The text says 54."))}) == [
        f"{name}, row 2: the figure '54' is typed into the words; {SLOT}"
    ]


TWICE = sheet(observation_row(), observation_row(value="60", given_in="text", source="page 9"))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({}, ""),
        ({"reason": "It was 54."}, ": the figure '54' is typed into the words; make it a slot such as "),
        (
            {"finding": "given twice: calls_answred @ 2014-15-Q2"},
            ", column 'finding': there is no finding 'given twice: calls_answred @ ",
        ),
        (
            {"finding": "total: calls_answered @ 2014-15-Q2"},
            ", column 'finding': 'total: calls_answered @ 2014-15-Q2' has gone: ",
        ),
        ({"status": "solved"}, ", column 'status': there is no status 'solved'; "),
    ],
)
def test_statuses_of_findings_are_checked(check, row, problem):
    problems = check(
        {"data/observations/calls/2014-15-Q2.csv": TWICE, "data/reconciliation.csv": sheet(ruling_row(**row))}
    )
    start = f"data/reconciliation.csv, row 2{problem}"
    assert [said[: len(start)] for said in problems] == ([start] if problem else [])


def test_relations_and_claims_are_checked(check):
    claims = check({"data/claims.csv": sheet(claim_row(dataset="cals"))})
    assert claims == ["data/claims.csv, row 2, column 'dataset': there is no dataset 'cals'; did you mean 'calls'?"]
    (relation, _) = check({"data/relations.csv": sheet(relation_row())})
    assert relation.startswith(
        "data/relations.csv, row 2, column 'indicator': there is no indicator 'calls_offered'; did you mean "
        "'calls_answered'?"
    )


def test_every_problem_is_told_at_once(check):
    files = (
        meeting("notebook: calls", "notebook: cals")
        | with_cell("markdown", "54")
        | {
            "data/registers/plan/2014-12-11.csv": sheet(action_row(progress="12 people")),
        }
    )
    assert len(check(files)) == 3


@pytest.mark.parametrize(
    "detail",
    # Put together here, so that this file holds none; the numbers are those that Ofcom keeps for drama.
    ["@".join(("post", "example.gov.uk")), *(form.format("01632", "960123") for form in ("{} {}", "({}) {}", "{}{}"))],
)
@pytest.mark.parametrize(
    ("file", "line", "text"),
    [
        ("data/indicators.csv", 2, lambda detail: sheet(indicator_row(definition=f"Ask {detail}."))),
        (
            "data/observations/calls/2014-15-Q2.csv",
            3,
            lambda detail: sheet(observation_row(), observation_row(source=detail)),
        ),
        ("params/2014-12-11.yaml", 1, lambda detail: f"# {detail}\n{MEETING}"),
    ],
)
def test_personal_details_are_found_wherever_they_stand(check, detail, file, line, text):
    kind = "an e-mail address" if "@" in detail else "a telephone number"
    assert check({file: text(detail)}) == [f"{file}, line {line}: {kind}; name the post instead"]


def test_a_slot_and_a_large_number_are_no_personal_details(check):
    rows = sheet(observation_row(value="01632.960123", note="See {calls_answered@2014-15-Q2}."))
    assert check({"data/observations/calls/2014-15-Q2.csv": rows}) == []


def test_words_can_use_only_what_was_known_on_the_day_of_their_meeting(tmp_path):
    root = workbook(
        tmp_path,
        {
            "data/observations/calls/2014-15-Q2.csv": sheet(observation_row(as_at="2015-01-28")),
            "data/registers/calls/2014-12-11.csv": sheet(
                update_row(text="{calls_answered @ 2014-15-Q2} were answered.")
            ),
        },
    )
    (problem,) = problems_of(Workbook(root))
    assert problem.startswith(
        "data/registers/calls/2014-12-11.csv, row 2: there is no observation of 'calls_answered' at 2014-15-Q2"
    )


# What is held of the documents


def test_the_lists_of_what_is_held_are_words_like_any_other_and_say_no_more_of_the_rest(check):
    def with_section(**cells: str) -> list[str]:
        return check({"data/coverage/2014-12-11.csv": sheet(section_row(**cells))})

    assert with_section(held="Calls on Windows 7", left_out="'24/7' is a name.") == []
    assert with_section(held="All 12 calls") == [
        f"data/coverage/2014-12-11.csv, row 2: the figure '12' is typed into the words; {SLOT}"
    ]
    assert with_section(document="") == [
        "data/coverage/2014-12-11.csv, row 2, column 'document': the cell is blank; fill it"
    ]


# Breaks in definition


def test_the_reason_for_a_break_is_words_like_any_other(check):
    two = sheet(indicator_row(), indicator_row(indicator="contacts_answered"))

    def with_reason(reason: str) -> list[str]:
        return check({"data/indicators.csv": two, "data/continues.csv": sheet(continues_row(reason=reason))})

    place = "data/continues.csv, row 2"
    assert with_reason("calls by text count as well, for Windows 7 has them") == []
    assert with_reason("{calls_answered @ 2014-15-Q2} were too few") == []
    assert with_reason("72% were too few") == [f"{place}: the figure '72%' is typed into the words; {SLOT}"]
    assert with_reason("{calls} were too few") == [
        f"{place}: '{{calls}}' says no period; add one: {{calls @ 2014-15-Q2}}"
    ]


@pytest.mark.parametrize(
    ("file", "text", "known", "is_told"),
    [
        ("observations", sheet(observation_row(source="CCPI pack 28 January 2015, item 4")), "11 December 2014", True),
        ("observations", sheet(observation_row(source="CCPI pack 11 December 2014, item 4")), "", False),
        ("observations", sheet(observation_row(source="CCPI minutes 1 October 2014, item 4")), "", False),
        ("targets", sheet(target_row(source="CCPI pack 11 December 2014, item 4")), "1 April 2014", True),
        ("targets", sheet(target_row(source="CCPI pack 11 December 2014") | {"as_at": "2014-12-11"}), "", False),
        (
            "targets",
            sheet(target_row(source="CCPI pack 18 April 2018") | {"as_at": "2014-12-11"}),
            "11 December 2014",
            True,
        ),
        ("targets", sheet(target_row(source="the contract")), "", False),
    ],
)
def test_nothing_counts_as_known_before_the_day_of_its_paper(check, file, text, known, is_told):
    path = {"observations": "data/observations/calls/2014-15-Q2.csv", "targets": "data/targets.csv"}[file]
    told = [problem for problem in check({path: text}) if "its paper is of" in problem]
    assert bool(told) is is_told
    if is_told:
        assert told[0].startswith(f"{path}, row 2, column 'as_at': it counts as known from {known} on")


# What nothing reads, and what nothing shows

MINUTES = "number,item,text,resolution,source\n1,Calls,All was noted.,,the pack\n"


def test_a_file_that_nothing_reads_is_found_also_where_others_can_t_be_read(check):
    stray = {"data/observations/calls/2014-15-Q3.CSV": sheet(observation_row())}
    problem = (
        "data/observations/calls/2014-15-Q3.CSV: nothing reads a name that ends in '.CSV'; rename it 2014-15-Q3.csv"
    )
    assert check(stray) == [problem]
    assert check(stray | {"data/targets.csv": sheet(target_row(value="ninety"))})[0] == problem


@pytest.mark.parametrize(
    ("folder", "rows"),
    [
        ("registers/plan", sheet(action_row())),
        ("registers/calls", sheet(update_row())),
        ("registers/minutes", MINUTES),
        ("sign_offs", "post,signed_on,part,digest,commit\n"),
        ("coverage", sheet(section_row())),
    ],
)
def test_a_file_of_a_day_without_a_meeting_is_found_with_the_day_that_was_meant(check, folder, rows):
    file = f"data/{folder}/2014-12-12.csv"
    assert check({file: rows}) == [
        f"{file}: there is no meeting on 2014-12-12, so nothing shows it; name it after its meeting: "
        "did you mean '2014-12-11'?"
    ]


def test_promises_and_minutes_may_be_of_a_meeting_that_the_workbook_does_not_hold(check):
    minutes = "  - number: 3\n    title: Minutes\n    kind: minutes\n    of: 2014-10-01\n"
    files = {
        "params/2014-12-11.yaml": MEETING + minutes,
        "data/registers/minutes/2014-10-01.csv": MINUTES,
        "data/registers/follow_ups/2013-05-02.csv": sheet(promise_row()),
    }
    assert check(files) == []


SPECIAL = "params/2014-12-11-special.yaml"


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [
        ("11.00 am", "2.00 pm", True),
        ("11.00 am", "11.00 am", True),
        ("2pm", "2.30pm", True),
        ("After the council", "9.00 am", True),
        ("11.00 am", "On the rising of the first", True),
        ("2.00 pm", "10.00 am", False),
        ("12.30 pm", "9am", False),
    ],
)
def test_two_meetings_of_a_day_follow_each_other_as_their_times_do(check, first, second, right):
    files = {"params/2014-12-11.yaml": MEETING.replace("11.00 am", first), SPECIAL: MEETING.replace("11.00 am", second)}
    problem = (
        f"{SPECIAL}: the meeting is at {second}, and that of 2014-12-11, whose name comes first, at {first}; correct a "
        "time, or give both names in their order, such as 2014-12-11-am and 2014-12-11-pm: ccpi move meeting"
    )
    assert check(files) == ([] if right else [problem])


@pytest.mark.parametrize(
    ("words", "title", "of", "meant"),
    [
        (("", "special"), "Minutes of 11 December 2014", "", ""),
        (("", "special"), "Minutes of the special meeting", "2014-12-11-special", ""),
        (("", "special"), "Minutes of the Special Meeting of 11 December 2014", "", "'of: 2014-12-11-special'"),
        (("", "special"), "Minutes", "2014-12-11-am", "'of: 2014-12-11' or 'of: 2014-12-11-special'"),
        (("am", "pm"), "Minutes of 11 December 2014", "", "'of: 2014-12-11-am' or 'of: 2014-12-11-pm'"),
        (("am", "pm"), "Minutes of 11 December 2014 (pm)", "", "'of: 2014-12-11-pm'"),
        (("am", "pm"), "Minutes of 1 October 2014", "", ""),
    ],
)
def test_minutes_are_of_the_meeting_of_the_day_that_is_meant(tmp_path, words, title, of, meant):
    later = MEETING.replace("2014-12-11", "2015-01-28").replace("11.00 am", "9.00 am").partition("  - number")[0]
    item = f"  - {{number: 3, title: {title}, kind: minutes{of and f', of: {of}'}}}\n"
    keys = ["-".join(filter(None, ("2014-12-11", word))) for word in words]
    files = {f"params/{key}.yaml": MEETING for key in keys} | {"params/2015-01-28.yaml": later + item}
    workbook(tmp_path, files)
    if "" not in words:
        (tmp_path / "params/2014-12-11.yaml").unlink()
    found = [problem for problem in problems_of(Workbook(tmp_path)) if "taken for those" in problem]
    taken = of or "2014-12-11"
    assert found == (
        [
            f"params/2015-01-28.yaml, item 3: the minutes are taken for those of {taken}; "
            f"write which meeting of that day is meant: {meant}"
        ]
        if meant
        else []
    )


def test_minutes_of_a_meeting_that_is_not_held_here_are_right_where_the_day_s_other_one_is(check):
    minutes = "  - {number: 3, title: Minutes of 1 October 2014, kind: minutes}\n"
    files = {
        "params/2014-12-11.yaml": MEETING + minutes,
        "params/2014-10-01-special.yaml": MEETING.replace("2014-12-11", "2014-10-01"),
        "data/registers/calls/2014-10-01-special.csv": sheet(update_row()),
        "data/registers/minutes/2014-10-01.csv": MINUTES,
    }
    assert [problem for problem in check(files) if "minutes" in problem] == []


def test_a_report_whose_register_has_files_of_other_days_only_is_found(check):
    calls = with_cell("code", 'report.prose("visits", "Background")')
    later = MEETING.replace("2014-12-11", "2015-03-05")
    other = {"params/2015-03-05.yaml": later, "data/registers/visits/2015-03-05.csv": sheet(update_row())}
    header = sheet(update_row()).splitlines()[0]
    assert check(calls | other) == [
        "params/2014-12-11.yaml, item 4: data/registers/visits has no file of this meeting, so what the report shows "
        "of it is left out; add 2014-12-11.csv, with its header alone where there is nothing to say, or have the "
        "report wait for it (awaits: {registers: [visits]}), or correct the name of a file: 2015-03-05"
    ]
    assert check(calls | other | {"data/registers/visits/2014-12-11.csv": header}) == []
    waiting = meeting("notebook: calls\n", "notebook: calls\n      awaits: {registers: [visits]}\n")
    assert check(calls | other | waiting) == []


def test_a_report_whose_register_is_an_empty_folder_is_found(check):
    calls = with_cell("code", 'report.prose("visits", "Background")')
    assert check(calls | {"data/registers/visits/README.md": "Soon."}) == [
        "params/2014-12-11.yaml, item 4: data/registers/visits has no file of this meeting, so what the report shows "
        "of it is left out; add 2014-12-11.csv, with its header alone where there is nothing to say, or have the "
        "report wait for it (awaits: {registers: [visits]})"
    ]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ('report.prose("cals", "Background")', "the register 'cals', which is not there; did you mean 'calls'?"),
        ('open_report(meeting, item, datasets="visits")', "the dataset 'visits', which is not there; known: calls"),
    ],
)
def test_a_register_or_dataset_that_is_not_there_is_found_before_a_run(check, source, problem):
    assert check(with_cell("code", source)) == [
        f"params/2014-12-11.yaml, item 4: the notebook 'calls', cell {len(NOTEBOOK) + 1}, reads {problem}"
    ]


def test_a_data_file_that_has_no_rows_yet_is_news(tmp_path):
    header = sheet(observation_row()).splitlines()[0]
    root = workbook(tmp_path, {"data/observations/calls/2014-15-Q3.csv": header})
    assert problems_of(Workbook(root)) == ()
    assert waiting(Workbook(root)) == ("data/observations/calls/2014-15-Q3.csv: it has a header and no rows yet",)


# What a run would refuse


EXEMPT = """\
  - number: 12
    title: Terms
    part: exempt
    exemption: {paragraph: 3, reason: Business affairs.}
"""
NOTICE = "  - number: 11\n    title: Notice\n    kind: notice\n"


def test_a_notice_that_disagrees_with_the_agenda_is_found_before_a_run(check):
    assert check({"params/2014-12-11.yaml": MEETING + NOTICE + EXEMPT}) == [
        "params/2014-12-11.yaml, item 12: it is exempt, and no notice of it is held; "
        "add a row to data/registers/notices/2014-12-11.csv"
    ]
    assert check({"params/2014-12-11.yaml": MEETING + EXEMPT}) == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("<b>Calls</b>", "raw HTML"),
        ("![calls](calls.png)", "an image"),
        ("- Calls\n\n  ```\n  x\n  ```", "a block of code"),
    ],
)
def test_markdown_that_can_t_be_set_is_found_before_a_run(check, source, what):
    (problem,) = check(with_cell("markdown", source))
    assert problem.startswith(f"{LAST}: ")
    assert what in problem


def test_a_notebook_that_shows_no_report_is_found_before_a_run(check):
    cells = [cell for cell in NOTEBOOK if "report = " not in cell[1]]
    assert check({"notebooks/calls.ipynb": notebook(*cells)}) == [
        "notebooks/calls.ipynb: no cell shows the report; "
        "open it with report = open_report(...) and end that cell with report"
    ]


# Lead-ins

LEADS = "leads to something, and nothing follows"
ADD = "add what it leads to, or take the words out"


@pytest.mark.parametrize(
    "cells",
    [
        [("markdown", "The service will:")],
        [("markdown", "The service will:"), ("markdown", "### Next")],
        [("markdown", "The service will:\n\n### Next")],
        [("markdown", "Calls.\n\nThe service will:  \n"), ("code", "total = report.frame"), ("markdown", "# Next")],
        [("markdown", "- The service will:"), ("markdown", "# Next")],
        [("markdown", "> The service will:"), ("markdown", "# Next")],
    ],
)
def test_a_lead_in_that_a_heading_or_the_end_follows_is_found(check, cells):
    assert check({"notebooks/calls.ipynb": notebook(*NOTEBOOK, *cells)}) == [
        f"{LAST}: 'The service will:' {LEADS}; {ADD}"
    ]


@pytest.mark.parametrize(
    "cells",
    [
        [("markdown", "The service will:\n\n- answer calls.")],
        [("markdown", "The service will:"), ("markdown", "Answer calls.")],
        [("markdown", "The service will:"), ("code", 'report.results(["calls_answered"], quarter)')],
        [("markdown", "The service will:"), ("code", 'report.updates("calls", "Background")')],
        [("markdown", "The service will: answer.")],
        [("markdown", "## Plans:"), ("markdown", "Answer calls.")],
    ],
)
def test_a_lead_in_that_something_follows_is_no_problem(check, cells):
    assert check({"notebooks/calls.ipynb": notebook(*NOTEBOOK, *cells)}) == []


@pytest.mark.parametrize(
    "call",
    [
        'report.updates("calls", "Actions")',
        'report.updates(register="calls", topic="Actions")',
        'report.updates_by_period("calls", "Actions")',
        'report.prose("calls", "Actions")',
        'report.table(["calls_answered"], "2014-10", "Calls")',
        'report.headlines("calls_answered", at="2014-10, 2013-14")',
        'report.members_table("calls_answered", quarter, "Calls", header="Place")',
    ],
)
def test_a_lead_in_is_found_where_nothing_is_held_of_what_follows_on_the_day(check, call):
    opened = [(kind, source.replace('datasets=""', 'datasets="calls"')) for kind, source in NOTEBOOK]
    cells = (("markdown", "The service will:"), ("code", call))
    assert check({"notebooks/calls.ipynb": notebook(*opened, *cells)}) == [
        f"{LAST}: 'The service will:' {LEADS} on 2014-12-11; {ADD}"
    ]


@pytest.mark.parametrize(
    "call", ['report.say("The service will:")', 'report.caution("Calls rose.", "The service will:")']
)
def test_the_words_of_a_call_may_not_lead_to_nothing_either(check, call):
    cells = (("code", "report.frame;"), ("code", call), ("markdown", "## Next"))
    (problem,) = check({"notebooks/calls.ipynb": notebook(*NOTEBOOK, *cells)})
    assert problem == f"notebooks/calls.ipynb, cell {len(NOTEBOOK) + 2}: 'The service will:' {LEADS}; {ADD}"


def test_a_register_s_own_words_may_not_lead_to_nothing_either(check):
    rows = sheet(update_row(topic="Payments", text="To pay sooner the service will:"))
    cells = (("code", 'report.prose("calls", "Payments")'), ("code", 'report.updates("calls", "Actions")'))
    files = {"data/registers/calls/2014-12-11.csv": rows, "notebooks/calls.ipynb": notebook(*NOTEBOOK, *cells)}
    assert check(files) == [f"{LAST}: 'To pay sooner the service will:' {LEADS} on 2014-12-11; {ADD}"]


@pytest.mark.parametrize("words", ["      risk: 'The risks are:'", "      recommendation: ['Note that:']"])
def test_the_standing_sections_of_a_meeting_may_not_lead_to_nothing_either(check, words):
    problem = check({"params/2014-12-11.yaml": f"{MEETING}{words}\n"})
    assert [sentence.split(": '")[0] for sentence in problem] == ["params/2014-12-11.yaml, item 4"]
    assert LEADS in problem[0]


# What is exempt


def test_what_part_ii_says_is_not_quoted(check):
    files = {
        "params/2014-12-11.yaml": MEETING + EXEMPT + "    exempt_datasets: [terms]\n",
        "data/registers/terms/2014-12-11.csv": sheet(update_row(text="We pay 243 a day.")),
        "data/observations/terms/2014-15-Q2.csv": sheet(observation_row(note="In all 243.")),
    }
    assert check(files) == [
        f"data/{file}, row 2: a figure is typed into the words; {SLOT}"
        for file in ("observations/terms/2014-15-Q2.csv", "registers/terms/2014-12-11.csv")
    ]
