"""The tables of words.toml, each by what it must and must not recognise."""

import pytest

from worker.inbox.machine import phrases


@pytest.mark.parametrize(
    "subject",
    [
        "Undeliverable: Your choice about mediation",
        "Undelivered Mail Returned to Sender",
        "Returned mail: see transcript for details",
        "Mail delivery failed: returning message to sender",
        "Delivery Status Notification (Failure)",
        "failure notice",
        "DELIVERY FAILURE: User jo not listed in Domino Directory",
        "[parents] Mail delivery failed",
        "**Message you sent blocked by our bulk email filter**",
        "Non-Delivery: Your choice",
        "NOTICE: mail delivery status.",
        "Unzustellbar: Ihre Wahl",
        "Échec de la remise",
        "Mancato recapito",
        "No se puede entregar: su elección",
        "Mensagem não entregue",
        "Onbestelbaar: uw keuze",
        "Niedostarczona wiadomość",
        "Ваше сообщение не доставлено",
        "系统退信",
        "メッセージを配信できません。",
    ],
)
def test_report_subject(subject: str) -> None:
    assert phrases.REPORT_SUBJECT.match(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Undeliverable: Your choice about mediation",
        "FW: Mail delivery failed",
        "Your choice about mediation [LEI-26-00026-M]",
        "Outcome of the session",
        "Delivery of the Tribunal bundle",
        "Returning your call",
        "Message from school",
        "My email address",
    ],
)
def test_subject_of_a_person_is_no_report_subject(subject: str) -> None:
    assert not phrases.REPORT_SUBJECT.match(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Your choice",
        "Auto: Your choice",
        "AutoReply: Your choice",
        "Out of Office AutoReply: Your choice",
        "Out of office Re: Your choice",
        "[Auto-Reply] Your choice",
        "Automatische Antwort: Ihre Wahl",
        "Abwesenheitsnotiz: Ihre Wahl",
        "Réponse automatique : votre choix",
        "Absence du bureau : votre choix",
        "Respuesta automática: su elección",
        "Fuera de la oficina: su elección",
        "Risposta automatica: la scelta",
        "Resposta automática: escolha",
        "Automatisch antwoord: keuze",
        "Afwezigheidsbericht: keuze",
        "Odpowiedź automatyczna: wybór",
        "Ateb awtomatig: eich dewis",
        "Autosvar: valget",
        "Automaattinen vastaus: valinta",
        "Automatická odpověď: volba",
        "Автоматический ответ: выбор",
        "自動応答: 選択",
        "自动回复: 选择",
        "خودکار جواب: انتخاب",
    ],
)
def test_automatic_subject(subject: str) -> None:
    assert phrases.AUTO_SUBJECT.match(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Automatic reply: Your choice",
        "AW: Automatische Antwort: Ihre Wahl",
        "Your choice about mediation",
        "Automobile insurance",
        "Absolutely fine",
        "School absences this term",
        "Oooh thank you",
        "Vacancy at the school",
    ],
)
def test_subject_of_a_person_is_not_automatic(subject: str) -> None:
    assert not phrases.AUTO_SUBJECT.match(subject)


@pytest.mark.parametrize(
    "subject", ["Re: x", "RE[2]: x", "FW: x", "AW: x", "SV: x", "Odp: x", "ynt: x"]
)
def test_answering_subject(subject: str) -> None:
    assert phrases.ANSWERING_SUBJECT.match(subject)


@pytest.mark.parametrize(
    "subject", ["Returned mail: x", "Research: x", "Referral: x", "Reply wanted"]
)
def test_subject_that_only_begins_like_an_answer(subject: str) -> None:
    assert not phrases.ANSWERING_SUBJECT.match(subject)


@pytest.mark.parametrize(
    "address",
    ["mailer-daemon@x.example", "MAILER-DAEMON", "Postmaster@x.example", "mdaemon@x.example"],
)
def test_daemon_address(address: str) -> None:
    assert phrases.DAEMON_ADDRESS.match(address)


@pytest.mark.parametrize("address", ["postmistress@x.example", "mail@x.example", "amber@x.example"])
def test_address_of_a_person(address: str) -> None:
    assert not phrases.DAEMON_ADDRESS.match(address)
    assert not phrases.LIKELY_DAEMON_ADDRESS.match(address)
