"""Cases of the demo in which a person has to look, and does."""

from datetime import date
from typing import Final

from worker.case.terms import DecisionType, Ground, Purpose
from worker.demo.beginnings import call, family, issues
from worker.demo.people import (
    LEWIS,
    ROBSON,
    ROSA,
    TERRI,
    certificate,
    council,
    no,
    outcome,
    yes,
)
from worker.demo.script import (
    ACCORD,
    ADVISER,
    STOP,
    Answer,
    Certificate,
    Entered,
    Play,
    on,
)

D = DecisionType
P = Purpose
WITH_A_PERSON: Final = (
    Play(
        title="“No, mediation sounds good” means yes: a person rings",
        entered=(
            *call(
                "Tue 24 Nov 14:00",
                family("Robson Achterberg", ROBSON.email, "Noor Achterberg", "2015-12-12"),
                D.NO_PLAN,
                sent=date(2026, 11, 9),
            ),
            Entered(
                at="Fri 27 Nov 10:00",
                event="MediationRequested",
                values={"provider": "Accord East", "issues": "Support at school in the mornings."},
                shown="the adviser rings: yes, the family wants mediation",
            ),
        ),
        answers=(
            Answer(to=P.CHOICE, by=ROBSON, says="No, mediation sounds good", at="Thu 26 Nov 18:20"),
            council("ARRANGED 16/12/26 1pm Accord East", "Mon 30 Nov 14:45"),
            outcome(ACCORD, "CONCLUDED 16 December 2026 no agreement", "Thu 17 Dec 10:20"),
        ),
        certificates=certificate(ROBSON, Ground.MEDIATED, "Thu 17 Dec"),
        waiting=1,
    ),
    Play(
        title="a no that fails DMARC: a person rings",
        entered=(
            *call(
                "Wed 25 Nov 15:30",
                family("Terri Ainsbury", TERRI.email, "Kit Ainsbury", "2018-02-02"),
                D.REFUSAL_TO_ASSESS,
                sent=date(2026, 11, 18),
            ),
            Entered(
                at="Tue 1 Dec 09:30",
                event="MediationDeclined",
                on=on("Mon 30 Nov"),
                shown="the adviser rings: the no was hers",
            ),
        ),
        answers=(no(TERRI, "Mon 30 Nov 21:10", dmarc="fail"),),
        certificates=certificate(TERRI, Ground.DECLINED, "Tue 1 Dec"),
        waiting=1,
    ),
    Play(
        title="Stop is pressed in the ten minutes",
        entered=(
            *call(
                "Wed 25 Nov 11:10",
                family("Lewis Pattinson", LEWIS.email, "Ava Pattinson", "2016-09-19"),
                D.PLAN_CONTENTS,
                sent=date(2026, 11, 10),
            ),
            Entered(
                at="Fri 27 Nov 10:06",
                event=STOP,
                shown="Stop: he rang, he has not decided yet",
            ),
            Entered(
                at="Mon 30 Nov 11:00",
                event="MediationDeclined",
                shown="he rings again: no mediation",
            ),
        ),
        answers=(no(LEWIS, "Fri 27 Nov 10:00"),),
        certificates=certificate(LEWIS, Ground.DECLINED, "Mon 30 Nov"),
    ),
    Play(
        title="first contact after the two months; the adviser answers for the family",
        entered=call(
            "Tue 24 Nov 11:45",
            family("Gail Penhaligon", "gail.p@mail.example", "Ross Penhaligon", "2010-07-07"),
            D.REFUSAL_TO_AMEND,
            sent=date(2026, 9, 15),
        ),
        answers=(
            Answer(
                to=P.OUTCOME_WANTED,
                by=ADVISER,
                says="Case: {reference}\nOutcome: no mediation\nDate: 08/12/2026",
                at="Tue 8 Dec 14:00",
            ),
        ),
        certificates=(
            Certificate(to="Gail Penhaligon", ground=Ground.DECLINED, issued=on("Tue 8 Dec")),
        ),
    ),
    Play(
        title="withdrawn: the family is left in peace, and the council's answer waits",
        entered=(
            *call(
                "Tue 24 Nov 16:00",
                family("Rosa Delgado", ROSA.email, "Mateo Delgado", "2014-11-28"),
                D.CEASING_A_PLAN,
                sent=date(2026, 11, 4),
            ),
            issues("Wed 25 Nov 11:30", "The plan ended without a meeting."),
            Entered(
                at="Mon 30 Nov 15:00",
                event="ContactStopped",
                values={"person": "1"},
                shown="she asks not to be written to",
            ),
            Entered(
                at="Tue 1 Dec 09:30",
                event="CaseWithdrawn",
                shown="the council has changed its decision",
            ),
        ),
        answers=(
            yes(ROSA, "Wed 25 Nov 10:00"),
            council("ARRANGED 9 December 2026 11:00 Midlands Mediation", "Wed 2 Dec 12:00"),
        ),
        waiting=1,
        silent_from="Mon 30 Nov 15:00",
    ),
)
