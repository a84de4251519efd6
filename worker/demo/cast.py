"""THE cast: all cases of the demo, each with its trap and with what must come of it."""

from typing import Final

from worker.demo.cast_by_mail import BY_MAIL
from worker.demo.cast_other_ways import OTHER_WAYS
from worker.demo.cast_with_a_person import WITH_A_PERSON
from worker.demo.script import Play

CAST: Final[tuple[Play, ...]] = (*BY_MAIL, *WITH_A_PERSON, *OTHER_WAYS)
