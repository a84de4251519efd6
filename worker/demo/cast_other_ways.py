"""Cases of the demo that take another way: adjourned, changed, health, other parties."""

from datetime import date
from typing import Final

from worker.case.terms import DecisionType, Ground, Purpose, Role
from worker.demo.beginnings import call, contact, family, informed, issues
from worker.demo.people import (
    DAVID,
    ELLEN,
    JAY,
    OLU,
    SHABNAM,
    certificate,
    council,
    no,
    outcome,
    yes,
)
from worker.demo.script import (
    ACCORD,
    MIDLANDS,
    Certificate,
    Entered,
    Play,
    on,
)

D = DecisionType
P = Purpose
OTHER_WAYS: Final = (
    Play(
        title="arranged, adjourned, concluded",
        entered=(
            *call(
                "Tue 24 Nov 10:40",
                family("Olu Adeyemi", OLU.email, "Temi Adeyemi", "2012-02-14"),
                D.PLAN_CONTENTS,
                sent=date(2026, 10, 30),
            ),
            issues("Tue 24 Nov 15:40", "Section B leaves the diagnosis out."),
        ),
        answers=(
            yes(OLU, "Tue 24 Nov 12:30"),
            council("ARRANGED 4 December 2026 2pm Midlands Mediation", "Thu 26 Nov 15:00"),
            outcome(MIDLANDS, "ADJOURNED to 14 December 2026", "Mon 7 Dec 12:00"),
            outcome(MIDLANDS, "CONCLUDED 14/12/2026 part agreement", "Tue 15 Dec 10:00", nth=2),
        ),
        certificates=certificate(OLU, Ground.MEDIATED, "Tue 15 Dec"),
    ),
    Play(
        title="yes after no, four minutes later: no certificate leaves for the no",
        entered=(
            *call(
                "Wed 25 Nov 12:20",
                family("Shabnam Qureshy", SHABNAM.email, "Bilal Qureshy", "2017-06-01"),
                D.NO_PLAN,
                sent=date(2026, 11, 13),
            ),
            issues("Thu 26 Nov 14:30", "The school's letter was left out."),
        ),
        answers=(
            no(SHABNAM, "Thu 26 Nov 12:00"),
            yes(SHABNAM, "Thu 26 Nov 12:04"),
            council("ARRANGED 15/12/2026 9:30 Midlands Mediation", "Tue 1 Dec 10:10"),
            outcome(MIDLANDS, "CONCLUDED 15/12/2026 agreement", "Wed 16 Dec 09:40"),
        ),
        certificates=certificate(SHABNAM, Ground.MEDIATED, "Wed 16 Dec"),
    ),
    Play(
        title="health only: the integrated care board arranges, 30 days from its own notice",
        entered=(
            *call(
                "Tue 24 Nov 09:50",
                family("Fatima Siddiqui", "fatima.s@mail.example", "Yasin Siddiqui", "2013-03-23"),
                D.PLAN_CONTENTS,
                sent=date(2026, 11, 11),
            ),
            Entered(
                at="Tue 24 Nov 10:30",
                event="MediationRequested",
                values={
                    "provider": "Midlands Mediation",
                    "issues": "Occupational therapy in section G.",
                    "health_only": "yes",
                    "health_provision": "Occupational therapy every week",
                },
                shown="call: yes to mediation, about health only",
            ),
            Entered(
                at="Fri 27 Nov 11:20",
                event="IcbTold",
                by=Role.AUTHORITY,
                shown="the authority has told the ICB",
            ),
            Entered(
                at="Thu 17 Dec 14:00",
                event="MediationArranged",
                by=Role.ICB,
                values={"held_on": "2026-12-23", "held_at": "11:00", "place": "Health centre"},
                shown="the ICB rings: 23 December",
            ),
        ),
        answers=(outcome(MIDLANDS, "CONCLUDED 23/12/2026 agreement", "Thu 24 Dec 10:30"),),
        certificates=(
            Certificate(to="Fatima Siddiqui", ground=Ground.MEDIATED, issued=on("Thu 24 Dec")),
        ),
    ),
    Play(
        title="a young person is the party",
        entered=call(
            "Fri 27 Nov 15:10",
            family("Jay Mistry", JAY.email, "Jay Mistry", "2008-10-31", capacity="young_person"),
            D.CEASING_A_PLAN,
            sent=date(2026, 11, 20),
        ),
        answers=(no(JAY, "Tue 1 Dec 16:20"),),
        certificates=certificate(JAY, Ground.DECLINED, "Tue 1 Dec"),
    ),
    Play(
        title="two parents: one wants mediation, one does not",
        second_parent={"name": "David Marsh", "email": DAVID.email},
        entered=(
            *call(
                "Thu 26 Nov 09:20",
                family("Ellen Marsh", ELLEN.email, "Poppy Marsh", "2015-05-15"),
                D.PLAN_CONTENTS,
                sent=date(2026, 11, 17),
            ),
            contact("Thu 26 Nov 13:40", person="2"),
            informed("Thu 26 Nov 13:40", person="2"),
            issues("Fri 27 Nov 14:10", "Transport to school."),
        ),
        answers=(
            yes(ELLEN, "Fri 27 Nov 09:05", "Accord East"),
            no(DAVID, "Mon 30 Nov 07:50"),
            council("ARRANGED 11 December 2026 10:00 Accord East", "Wed 2 Dec 09:20"),
            outcome(ACCORD, "CONCLUDED 11/12/2026 no agreement", "Mon 14 Dec 11:00"),
        ),
        certificates=(
            *certificate(DAVID, Ground.DECLINED, "Mon 30 Nov"),
            *certificate(ELLEN, Ground.MEDIATED, "Mon 14 Dec"),
        ),
    ),
)
