"""Cases of the demo that run from trigger to certificate by mail and timers alone."""

from datetime import date
from typing import Final

from worker.case.terms import DecisionType, Ground, Purpose, Role
from worker.demo.beginnings import call, contact, family, informed, issues
from worker.demo.people import (
    AMINA,
    GRACE,
    HANNAH,
    LEYLA,
    PRIYA,
    TOMASZ,
    certificate,
    council,
    no,
    outcome,
    yes,
)
from worker.demo.script import (
    COUNCIL,
    MIDLANDS,
    Answer,
    Entered,
    How,
    Play,
    Stranger,
    on,
)

D = DecisionType
P = Purpose
BY_MAIL: Final = (
    Play(
        title="request, refusal, no mediation: the whole way",
        row=2,
        entered=(
            Entered(
                at="Mon 30 Nov 11:00",
                event="DecisionNotified",
                values={"type": D.REFUSAL_TO_ASSESS.value},
                on=on("Mon 30 Nov"),
                by=Role.AUTHORITY,
                shown="the authority has decided not to assess",
            ),
            contact("Wed 2 Dec 10:15"),
            informed("Wed 2 Dec 10:15"),
        ),
        answers=(no(LEYLA, "Fri 4 Dec 20:05"),),
        certificates=certificate(LEYLA, Ground.DECLINED, "Fri 4 Dec"),
    ),
    Play(title="request from a family without email: acknowledged by post", row=3),
    Play(title="request whose decision falls due on the last day", row=5),
    Play(
        title="a plain no: the certificate leaves within minutes",
        strangers=(
            Stranger(
                at="Mon 23 Nov 10:05",
                by=AMINA,
                subject="Letter from the council",
                says="Hello, the council will not assess my son. Can somebody ring me?",
            ),
        ),
        entered=call(
            "Mon 23 Nov 11:20",
            family("Amina Yusuf", AMINA.email, "Idris Yusuf", "2016-05-09"),
            D.REFUSAL_TO_ASSESS,
            sent=date(2026, 10, 27),
        ),
        answers=(no(AMINA, "Wed 25 Nov 19:40"),),
        certificates=certificate(AMINA, Ground.DECLINED, "Wed 25 Nov"),
    ),
    Play(
        title="mediation takes place and is concluded",
        entered=(
            *call(
                "Tue 24 Nov 09:30",
                family("Tomasz Wrobel", TOMASZ.email, "Zofia Wrobel", "2014-01-30"),
                D.PLAN_CONTENTS,
                sent=date(2026, 11, 2),
            ),
            issues("Tue 24 Nov 15:00", "Speech therapy is named without hours in section F."),
        ),
        answers=(
            yes(TOMASZ, "Tue 24 Nov 13:10"),
            council("RECEIVED", "Wed 25 Nov 09:30"),
            council(
                "ARRANGED 10 December 2026 10:30 Midlands Mediation",
                "Fri 27 Nov 11:05",
            ),
            outcome(MIDLANDS, "CONCLUDED 10/12/2026 agreement", "Fri 11 Dec 11:15"),
        ),
        certificates=certificate(TOMASZ, Ground.MEDIATED, "Fri 11 Dec"),
    ),
    Play(
        title="day 30 is Christmas Day: chased on the 24th, cannot arrange",
        entered=(
            *call(
                "Mon 23 Nov 13:00",
                family("Grace Okonjo", GRACE.email, "Daniel Okonjo", "2013-08-17"),
                D.NO_PLAN,
                sent=date(2026, 11, 5),
            ),
            issues("Wed 25 Nov 11:00", "The reports were not looked at."),
        ),
        answers=(
            yes(GRACE, "Wed 25 Nov 09:15", "Accord East"),
            council("RECEIVED", "Thu 26 Nov 10:00"),
            Answer(
                to=P.CHASE,
                nth=2,
                by=COUNCIL,
                says="CANNOT ARRANGE",
                at="Thu 24 Dec 12:30",
            ),
        ),
        certificates=certificate(GRACE, Ground.NOT_ARRANGED, "Thu 24 Dec"),
    ),
    Play(
        title="silent authority: out-of-office reply, day 31, an adviser confirms",
        entered=(
            *call(
                "Mon 23 Nov 09:40",
                family("Priya Raman", PRIYA.email, "Kavi Raman", "2012-10-03"),
                D.REFUSAL_TO_AMEND,
                sent=date(2026, 10, 28),
            ),
            issues("Mon 23 Nov 14:00", "The plan was not changed after the yearly review."),
            Entered(
                at="Tue 29 Dec 10:30",
                event="MediationCannotBeArranged",
                by=Role.ADVISER,
                shown="the adviser confirms: nothing was arranged in 30 days",
            ),
        ),
        answers=(
            yes(PRIYA, "Mon 23 Nov 12:10"),
            Answer(
                to=P.CHASE,
                by=COUNCIL,
                how=How.OUT_OF_OFFICE,
                says="I am out of the office until Monday 14 December.",
                at="Fri 11 Dec 09:01",
            ),
        ),
        certificates=certificate(PRIYA, Ground.NOT_ARRANGED, "Tue 29 Dec"),
        machine=1,
    ),
    Play(
        title="the certificate bounces: by post at once, number and date kept",
        entered=call(
            "Tue 24 Nov 10:10",
            family(
                "Hannah Lindqvist",
                HANNAH.email,
                "Elsa Lindqvist",
                "2011-04-21",
                address="5 Mill Close; Leicester; LE4 7BB",
            ),
            D.CEASING_A_PLAN,
            sent=date(2026, 11, 16),
        ),
        answers=(
            no(HANNAH, "Thu 26 Nov 08:30"),
            Answer(to=P.CERTIFICATE, by=HANNAH, how=How.BOUNCE, says="", at="Thu 26 Nov 08:43"),
        ),
        certificates=certificate(HANNAH, Ground.DECLINED, "Thu 26 Nov"),
        machine=1,
    ),
)
