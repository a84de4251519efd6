"""What an organisation may choose: chase days, reminders, targets, readings of open law."""

from dataclasses import dataclass
from datetime import time

from worker.deadlines.readings import InformationBy
from worker.deadlines.working_days import WorkingDays


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The choices that `decide` needs; a statutory period is never among them.

    Of the open readings of the law (worker.deadlines.readings) only `information_by` is a choice
    here. The others stay at their defaults, each the one that binds the organisations earliest:
    the thirty days start at the earliest word, mediation must take place within them, and ground
    C counts from the earlier of the authority's word and the end of day 30.
    """

    days: WorkingDays
    chase_days: tuple[int, ...] = (20, 30, 33)  # day 30 is always among them
    day_starts: time = time(9, 0)  # when chases and reminders leave
    acknowledge_within: int = 2  # working days, local target
    inform_within: int = 2  # working days, local target
    ask_adviser_after: int = 10  # working days without an outcome
    reminders: tuple[int, ...] = (14, 7)  # days before the last day to appeal
    warn_on: int = 2  # working day of the three on which a missing certificate is told
    short_notice: int = 6  # working days; reg 37 says five, warned at six (clear days)
    post_closes: time = time(17, 30)  # when the day's letters go to be printed
    other_format_within: int = 5  # working days for braille, Easy Read, a translation
    information_by: InformationBy = InformationBy.ADVISER  # EMAIL: our information email counts
