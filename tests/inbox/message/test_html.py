"""The lines of an HTML body are those that a reader sees, empty ones too."""

from pathlib import Path

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


@pytest.mark.parametrize(
    "rest",
    [
        "</html><p>but</p>",
        "</html>but",
        "</html><!-- x -->but<?x?>",
        "</html><html><body><p>but</p></body></html>",
        "</html>\n</html><html><div>but</div></html>",
    ],
)
def test_what_follows_the_end_of_a_page_is_seen(rest: str) -> None:
    seen = see(f"<html><body><p>NO MEDIATION</p></body>{rest}")
    assert [line.text for line in seen.lines if line.text] == ["NO MEDIATION", "but"]


def test_pages_are_parsed_each_by_itself_and_joined() -> None:
    one = "<html><style>.x{display:none}</style><p>a<s>b</s><i class=x>c</i></p></html>"
    other = "<html><p class=x>d<s>e</s><i hidden>f\u200b</i>\u200b</p></html>"
    seen = see(one, other)
    assert [line.text for line in seen.lines] == ["a", "d"]
    assert (seen.struck, seen.hidden) == ("b e", "c f\u200b")
    assert seen.repairs == ("invisible letters",)
    assert not see("<b>x</b>" * 60_000, "x").is_complete


@pytest.mark.parametrize(
    "html",
    [
        "<textarea>words</textarea>",
        "<textarea placeholder='words'></textarea>",
        "<button>words</button>",
        "<noscript>words</noscript>",
        "<head><noscript>words</noscript></head>",
        "<map name=x><p>words</p></map>",
        "<input value='words'>",
        "<input placeholder='words'>",
        "<marquee>words</marquee>",
        "<details><summary>words</summary></details>",
    ],
)
def test_words_in_an_element_of_whatever_name_are_seen(html: str) -> None:
    seen = see(f"<p>NO MEDIATION</p>{html}")
    assert " ".join(line.text for line in seen.lines) == "NO MEDIATION words"
    assert not seen.hidden


@pytest.mark.parametrize(
    "html",
    [
        "<object>the words</object>",
        "<svg><text>the words</text></svg>",
        "<math><mtext>the words</mtext></math>",
        "<select><option>the words</option></select>",
        "<select><option label='the words'></select>",
        "<select><optgroup label='the words'></select>",
        "<video>the words</video>",
        "<audio>the words</audio>",
        "<canvas>the words</canvas>",
        "<iframe>the words</iframe>",
        "<iframe srcdoc='the words'></iframe>",
        "<template>the words</template>",
        "<title>the words</title>",
        "<style>the words</style>",
        "<style>a{}the words",
        "<style>.k:after{content: 'the words'}</style>",
        "<style>@media print {.k:after{content: 'the words'}}</style>",
        "<style>p{display:none}</style><p>the words</p>",
        "<style>p.a.b{display:none}</style><i class='a b'>the words</i>",
        "<style><!-- .a{DISPLAY:none} --></style><i class=a>the words</i>",
    ],
)
def test_words_that_not_every_reader_sees_count_as_hidden(html: str) -> None:
    seen = see(f"<div>NO MEDIATION</div>{html}")
    assert [line.text for line in seen.lines] == ["NO MEDIATION"]
    assert "the words" in seen.hidden


@pytest.mark.parametrize(
    "html",
    [
        "<head><title>Re: Your choice</title></head>",
        "<script>var words</script>",
        "<input type=hidden value=words>",
        "<style type='text/css' style='display:none;'> P {margin-top:0;margin-bottom:0;} </style>",
        "<style>@import url(a.css); @media x { .a{b:c} .d{e:f} } /* words */</style>",
        (
            "<style><!--\n/* Font Definitions */\n@font-face\n\t{font-family:Calibri;}\n@page S\n\t"
            "{size:1pt;}\na:before{content:'\\201C'}\n--></style>"
        ),
    ],
)
def test_what_every_mail_program_writes_hides_no_words(html: str) -> None:
    seen = see(f"{html}<p>NO MEDIATION</p>")
    assert [line.text for line in seen.lines] == ["NO MEDIATION"]
    assert not seen.hidden


@pytest.mark.parametrize(
    "html",
    [
        "<p style='TEXT-DECORATION: LINE-THROUGH'>words</p>",
        "<p style='text-decoration-line:underline line-through'>words</p>",
        "<style>.k{text-decoration:line-through}</style><p class=k>words</p>",
        "<style>p{Text-Decoration:Line-Through}</style><p>words</p>",
        "<p><DEL>words</DEL></p>",
    ],
)
def test_words_struck_by_any_style_are_crossed_out(html: str) -> None:
    seen = see(html)
    assert (seen.lines, seen.struck) == ((), "words")


@pytest.mark.parametrize(
    "inner",
    [
        "<i style='display:none'>words</i>",
        "<i style='background:navy;color:white'>words</i>",
        "<s>words</s>",
        "<svg><text>words</text></svg>",
        "<style>words</style>",
    ],
)
def test_all_lines_of_a_quotation_are_kept(inner: str) -> None:
    seen = see(f"<p>NO MEDIATION</p><blockquote>{inner}</blockquote>")
    assert [(line.text, line.is_quoted) for line in seen.lines] == [
        ("NO MEDIATION", False),
        ("words", True),
    ]


def test_the_head_of_a_page_that_is_quoted_is_no_line() -> None:
    layout = (Path(__file__).parents[3] / "templates/emails/_layout.html").read_text()
    head = layout[: layout.index("<body")]
    assert "<title>" in head
    for start in ("<blockquote>", "<div id=divRplyFwdMsg>yours</div>"):
        seen = see(f"<p>NO MEDIATION</p>{start}{head}<p>yours</p>")
        assert {line.text for line in seen.lines} == {"NO MEDIATION", "yours"}
        assert not seen.hidden


@pytest.mark.parametrize(
    "style",
    [
        "background:navy;color:white",
        "background:url(x.png);color:white",
        "background:var(--dark);color:white",
        "background:rgba(0,0,0,0);color:black",
        "background:none;color:black",
    ],
)
def test_white_on_a_ground_that_is_dark_or_not_known_is_seen(style: str) -> None:
    seen = see(f"<p style='{style}'>words</p>")
    assert [line.text for line in seen.lines] == ["words"]


@pytest.mark.parametrize("style", ["color:floralwhite", "background:navy;color:navy"])
def test_a_named_colour_on_its_like_is_hidden(style: str) -> None:
    assert see(f"<p style='{style}'>words</p>").hidden == "words"


def test_hard_breaks_of_preformatted_text_are_kept_in_any_case() -> None:
    seen = see("<p style='WHITE-SPACE: pre-wrap'>a\nb</p>")
    assert [line.text for line in seen.lines] == ["a", "b"]
