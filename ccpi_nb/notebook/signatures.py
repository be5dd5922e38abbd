"""What each call of a report takes, by which a notebook's source is read, checked and completed."""

import re
from functools import cache

# The calls of a report, each with what it takes in its order; what comes after '*' is taken by name only, and '*words'
# are any number of sentences.
_SIGNATURES = """
    action_counts(register)
    action_tables(register)
    background_papers()
    breakdown_bars(key, periods, caption)
    breakdown_table(keys, periods, caption, *, header, totals)
    caution(*words, at)
    comments(register, keys)
    computed(key, slot, *, name, unit, decimals, polarity, target)
    consultations()
    control_chart(key, periods, caption)
    deliverable_counts(register)
    deliverable_summary(register)
    deliverable_tables(register)
    exemption()
    headlines(keys, at)
    history_chart(key, caption)
    history_table(key, reference, caption)
    indicator_dots(keys, periods, caption, *, finding)
    indicators(search)
    lessons_table(register, caption)
    main_points(periods, *words, keys, at)
    members_table(key, periods, caption, *, header)
    own_chart(drawing, caption, alt, *, data)
    own_table(frame, caption, *, decimals)
    period_bars(key, periods, caption, *, finding)
    period_lines(keys, periods, caption, *, finding)
    periods()
    picture(file, caption, alt)
    points(*words, at)
    prose(register, topic)
    rate_table(numerator, denominator, rate, periods, caption, *, finding)
    rating_counts(periods)
    recommendation()
    recovery(key, *, reference, since)
    recovery_chart(key, caption, *, reference, since)
    registers()
    results(keys, at)
    risk()
    say(*words, at)
    scorecard(keys, periods, caption, *, register)
    style()
    systems(register)
    table(keys, periods, caption, *, finding)
    updates(register, topic)
    updates_by_period(register, topic)
    wide(periods, keys, *, breakdowns)
"""

KEYS = ("keys", "key", "numerator", "denominator", "rate")

PERIODS = ("periods", "at", "reference", "since")


@cache
def signatures() -> dict[str, str]:
    """Return what each call of a report takes, by the call's name: 'keys, periods, caption, *, finding'."""
    return dict(re.findall(r"(\w+)\(([^)]*)\)", _SIGNATURES))
