"""Who writes in the demo, and the answers that more than one case needs."""

from worker.case.terms import Ground, Purpose
from worker.demo.mail import Program, Writer
from worker.demo.script import COUNCIL, Answer, Certificate, on

P = Purpose
AMINA = Writer(name="Amina Yusuf", email="amina.yusuf@mail.example", program=Program.PHONE)
LEYLA = Writer(name="Leyla Aydin", email="leyla.aydin@mail.example", program=Program.WEBMAIL)
TOMASZ = Writer(name="Tomasz Wrobel", email="tomasz.w@webmail.example", program=Program.WEBMAIL)
GRACE = Writer(name="Grace Okonjo", email="grace.okonjo@inbox.example", program=Program.PHONE)
PRIYA = Writer(name="Priya Raman", email="priya.raman@webmail.example", program=Program.WEBMAIL)
HANNAH = Writer(name="Hannah Lindqvist", email="h.lindqvist@oldmail.example")
ROBSON = Writer(name="Robson Achterberg", email="robson.a@mail.example", program=Program.PHONE)
TERRI = Writer(name="Terri Ainsbury", email="terri.ainsbury@inbox.example")
OLU = Writer(name="Olu Adeyemi", email="olu.adeyemi@mail.example", program=Program.WEBMAIL)
SHABNAM = Writer(name="Shabnam Qureshy", email="shabnam.q@webmail.example")
LEWIS = Writer(name="Lewis Pattinson", email="lewis.p@inbox.example", program=Program.PHONE)
JAY = Writer(name="Jay Mistry", email="jay.mistry@mail.example", program=Program.PHONE)
ELLEN = Writer(name="Ellen Marsh", email="ellen.marsh@mail.example", program=Program.WEBMAIL)
DAVID = Writer(name="David Marsh", email="d.marsh@inbox.example", program=Program.PHONE)
ROSA = Writer(name="Rosa Delgado", email="rosa.delgado@mail.example", program=Program.PHONE)


def no(writer: Writer, at: str, *, dmarc: str = "pass") -> Answer:
    """Answer that a party does not want mediation."""
    return Answer(to=P.CHOICE, by=writer, says="NO MEDIATION", at=at, dmarc=dmarc)


def yes(writer: Writer, at: str, provider: str = "Midlands Mediation") -> Answer:
    """Answer that a party wants mediation."""
    return Answer(to=P.CHOICE, by=writer, says=f"YES MEDIATION {provider}", at=at)


def council(says: str, at: str, *, to: Purpose = P.REFERRAL) -> Answer:
    """Answer for the council."""
    return Answer(to=to, by=COUNCIL, says=says, at=at)


def outcome(provider: Writer, says: str, at: str, *, nth: int = 1) -> Answer:
    """Answer for the provider of the session."""
    return Answer(to=P.SESSION_OUTCOME, by=provider, says=says, at=at, nth=nth)


def certificate(writer: Writer, ground: Ground, issued: str) -> tuple[Certificate, ...]:
    """Say which certificate a party must have."""
    return (Certificate(to=writer.name, ground=ground, issued=on(issued)),)
