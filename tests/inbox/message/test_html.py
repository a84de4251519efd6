"""The lines of an HTML body are those that a reader sees, empty ones too."""

import pytest

from worker.inbox.message.html import see


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>CAUTION</p><p>&nbsp;</p><p>NO MEDIATION</p>", ["CAUTION", "", "NO MEDIATION"]),
        ("<p>a</p><p><span>&nbsp;&nbsp;</span></p><p>b</p>", ["a", "", "b"]),
        ("<div>a</div><div><br></div><div>b</div>", ["a", "", "b"]),
        ("<p>a</p>\n<p></p>\n<p>b</p>", ["a", "b"]),
        ("<p>&nbsp;a&nbsp;b&nbsp;</p>", ["a b"]),
    ],
)
def test_an_empty_paragraph_is_an_empty_line(html: str, lines: list[str]) -> None:
    assert [line.text for line in see(html).lines] == lines


def test_a_container_of_gmail_is_a_quotation_unless_it_holds_one() -> None:
    answered = '<div class="gmail_quote">mine<blockquote>yours</blockquote>mine again</div>'
    assert [line.is_quoted for line in see(answered).lines] == [False, True, False]
    assert [line.is_quoted for line in see('<div class="gmail_quote">a</div>').lines] == [True]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 3_000 + "NO MEDIATION",  # deeper than the parser goes
        "<b>x</b>" * 60_000,
        f"<p {' '.join(f'a{n}=1' for n in range(400))}>NO MEDIATION",
        f"<p {'/'.join(f'a{n}' for n in range(400))}>NO MEDIATION",
        "<p " + " ".join(f"a{n}='>'" for n in range(400)) + ">NO MEDIATION",
    ],
)
def test_a_page_that_is_not_read_to_its_end_says_so(html: str) -> None:
    assert not see(html).is_complete


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 300 + "NO MEDIATION",
        f"<p style='{'a: b; ' * 500}'>NO MEDIATION",
        f'<img alt="{"a / b " * 500}"> NO MEDIATION',
    ],
)
def test_an_honest_page_is_read_to_its_end(html: str) -> None:
    seen = see(html)
    assert seen.is_complete
    assert seen.lines[-1].text == "NO MEDIATION"
