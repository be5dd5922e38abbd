"""`ccpi new`: a workbook, a meeting's file, a report's notebook, an indicator."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ccpi_nb.cli.app import Commands, app
from ccpi_nb.cli.terminal import Date, escape, out, parse_meeting, sentences

new = typer.Typer(
    cls=Commands, help="Start a workbook, a meeting's file, a report's notebook or an indicator.", no_args_is_help=True
)
app.add_typer(new, name="new")


@new.command("meeting")
def make_meeting(
    day: Date,
    earlier: Annotated[
        str,
        typer.Option("--from", metavar="DATE", help="The meeting to copy the agenda from. Left out: the one before."),
    ] = "",
) -> None:
    """Write params/DATE.yaml: an earlier meeting's agenda, with dates and periods moved on."""
    with sentences():
        from ccpi_nb.domain.meetings import waiting_sentences
        from ccpi_nb.forms.status import comment_sentences
        from ccpi_nb.new.meeting import new_meeting
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        later = parse_meeting(day)
        made = new_meeting(workbook, later, earlier)
        for file in made.files:
            out.print(f"[green]made[/]  {file}")
        for sentence in waiting_sentences(Workbook(workbook.root).meeting(later)):
            out.print(f"[yellow]waiting:[/] {escape(sentence)}")
        for before in [key for key in workbook.meeting_keys if key < later][-1:]:
            for sentence in comment_sentences(workbook, before):
                out.print(f"[yellow]waiting:[/] {escape(sentence)}")
        for remark in made.remarks:
            out.print(f"[yellow]to do:[/] {escape(remark)}")
    out.print(
        f"Next: read the lines with 'Review:' in params/{later}.yaml; then ccpi check, ccpi collect ask {later} for a "
        f"form for each post that owes figures, and ccpi run {later} as often as data come in."
    )


@new.command("workbook")
def make_workbook(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or an empty folder: housing.")],
) -> None:
    """Write a workbook of your own: two made-up indicators, a report on them and a meeting, ready to run."""
    with sentences():
        from ccpi_nb.new.workbook import new_workbook

        for file in new_workbook(folder):
            out.print(f"[green]made[/]  {escape((folder / file).as_posix())}", soft_wrap=True)
    out.print(f"Next: go to {escape(str(folder))}, and read README.md there, which has the first five commands.")


@new.command("indicator")
def make_indicator(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As tables print it: 'Letters answered'.")],
    service: Annotated[str, typer.Option(help="The service that is responsible for it.")],
    unit: Annotated[str, typer.Option(help="%, £, £k, £m, number, days, ...: ccpi help data.")],
    polarity: Annotated[str, typer.Option(help="Which values are better: higher, lower or none.")],
    definition: Annotated[str, typer.Option(help="One sentence: what is counted, out of what.")],
    key: Annotated[str, typer.Option(help="Left out: the name in lower case, with '_' between words.")] = "",
    decimals: Annotated[
        str, typer.Option(help="How many decimals computed figures have. Left out: 1 for %, else 0.")
    ] = "",
    breakdown: Annotated[str, typer.Option(help="What its values can be broken down by: place.")] = "",
    contractual: Annotated[str, typer.Option(help="yes or no; left out if there is no contract.")] = "",
    people: Annotated[bool, typer.Option("--people", help="It counts people or what they did.")] = False,
    target: Annotated[str, typer.Option(help="The value agreed for it: 90.")] = "",
    comparator: Annotated[str, typer.Option(help=">=, <=, > or <. Left out: as the polarity says.")] = "",
    tolerance: Annotated[str, typer.Option(help="How far off still counts as within tolerance.")] = "0",
    since: Annotated[
        str, typer.Option("--from", metavar="DATE", help="The target's first day. Left out: 1 April of this year.")
    ] = "",
    source: Annotated[str, typer.Option(help="The document and place that the target is from.")] = "",
) -> None:
    """Add an indicator to data/indicators.csv, and its target to data/targets.csv."""
    from ccpi_nb.domain.periods import Period
    from ccpi_nb.new.indicator import new_indicator
    from ccpi_nb.workbook.inputs import Workbook

    row = {
        "indicator": key,
        "name": name,
        "service": service,
        "unit": unit,
        "polarity": polarity,
        "decimals": decimals or ("1" if unit == "%" else "0"),
        "breakdown": breakdown,
        "contractual": contractual,
        "people": "yes" if people else "",
        "definition": definition,
    }
    agreed = {
        "value": target,
        "comparator": comparator,
        "tolerance": tolerance,
        "valid_from": since or str(Period.day(date.today()).financial_year_to_date().start),
        "source": source,
    }
    with sentences():
        added = new_indicator(Workbook.around(Path.cwd()), row, agreed)
        for file in added.files:
            out.print(f"[green]added[/]  '{added.key}' to {file}")
        for remark in added.remarks:
            out.print(f"[yellow]to do:[/] {escape(remark)}")
    out.print(
        "Next: its values go into data/observations/DATASET/PERIOD.csv, a file for each period; ccpi help data says "
        "what each column holds."
    )


@new.command("report")
def make_report(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The notebook's name: housing_repairs.")],
    dataset: Annotated[str, typer.Option(metavar="NAME", help="The dataset in data/observations to show.")] = "",
) -> None:
    """Write notebooks/NAME.ipynb: the standing sections, and tables and charts of all indicators of a dataset."""
    with sentences():
        from ccpi_nb.new.report import new_report
        from ccpi_nb.workbook.inputs import Workbook

        made = new_report(Workbook.around(Path.cwd()), name, dataset)
    out.print(f"[green]made[/]  {made.file}")
    for remark in made.remarks:
        out.print(f"[yellow]to do:[/] {escape(remark)}")
    out.print(
        f"Next: write on in JupyterLab (jupyter lab notebooks); ccpi check names what is still to be written; name it "
        f"in a meeting's file, 'notebook: {name}'; then ccpi accept {name}."
    )
