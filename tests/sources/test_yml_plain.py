"""What is written plainly is read without the parser (`sources.xml_plain`): it comes out as the parser would give it.

The same text in UTF-16 goes to the parser alone, so the two are compared."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aliexport_tui.model.errors import SourceError
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.xml.plain import PlainRecords
from aliexport_tui.sources.yml.feed import read_yml

FEED = """<yml_catalog><shop><categories><category id="1">Дом</category></categories>
<offers>
<offer id="1" available="true"><name>Стол &quot;Дуб&quot; &#8470; 5</name><price>100</price><categoryId>1</categoryId>
  <description><![CDATA[<p>Да & <b>нет</b></p>]]></description><param name="Цвет &amp; вид" unit='см'>белый</param></offer>
<offer id="2"><name>Стул</name><oldprice/><price>5.50</price><categoryId>7</categoryId><picture></picture>
  <outlets><outlet id="1" instock="4"/><outlet id="2" instock="3"/></outlets></offer>
<!-- <offer id="3"><name>Нет</name></offer> -->
<offer id="4" group_id='9'><name>Шкаф</name><price>7</price><description>a <i>b</i> c</description></offer>
<offer id="5" group_id="9"><name>Шкаф &laquo;Б&raquo;</name><price>8</price><param name="Размер">S</param></offer>
<offer id="1"><name>Стол</name><price>1</price></offer>
</offers></shop></yml_catalog>
"""
PIECES = (
    "<", ">", "&", '"', "'", "/", "=", "]]>", "<![CDATA[", "<!--", "-->", "<?x ?>", "\n", "\r\n", "\r", "\t", " ", "&amp;",
    "&nbsp;", "&#65;", "&#0;", "&nosuch;", "<b>", "</b>", "<br/>", "<offer id='8'>", "</offer>", "</name>", "<offers>",
    "</offers>", 'a="b"', "\x07", "\ufffe", "\u2028", "\xa0", "<offer", "<a:b>", "\x00", "\x01",
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = FEED
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["insert", "insert", "delete", "move"])):
            case "insert":
                text = text[:at] + draw(st.sampled_from(PIECES)) + text[at:]
            case "delete":
                text = text[:at] + text[at + draw(st.integers(1, 12)) :]
            case _:
                size = draw(st.integers(1, 80))
                to = draw(st.integers(0, len(text)))
                text = text[:to] + text[at : at + size] + text[to:]
    return text


def read(path: Path, data: bytes) -> list[Item] | tuple[object, ...]:
    """What is read, or why nothing is."""
    path.write_bytes(data)
    try:
        return list(read_yml(path, SourceSettings(), "feed.xml"))
    except SourceError as error:
        return error.code, error.args_by_name, error.place


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=mutated())
@example(text=FEED)
@example(text=FEED.replace("\n", "\r\n"))
@example(text=FEED.replace("белый", "a>b</x<y</"))
@example(text=FEED.replace("<name>Стул", "<name>1>b<x>/b<y"))
@example(text=FEED.replace("белый", "]]>"))
@example(text=FEED.replace('id="2"', 'id="2" id="3"'))
@example(text=FEED.replace("Стул", "<!-- x -->"))
@example(text=FEED.replace("</price>", "</price >").replace("<price>", "<price\n>"))
def test_plain_or_not_a_feed_reads_alike(tmp_path: Path, text: str) -> None:
    path = tmp_path / "feed.xml"
    assert read(path, text.encode("utf-8", "surrogatepass")) == read(path, text.encode("utf-16", "surrogatepass"))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<offer id='1'><name>a</name></offer>", True),
        ("<offer><a><b x='1'/><c>d</c></a></offer>", True),
        ("<offer><a>1 &lt; 2 &laquo;</a></offer>", True),
        ("<offer><a><![CDATA[<p>&nosuch;]]></a></offer>", True),
        ("<offer></offer>", True),
        ("<offer><a>1 > 2</a></offer>", False),
        ("<offer><a>&nosuch;</a></offer>", False),
        ("<offer><a></b></offer>", False),
        ("<offer><!-- --><a>1</a></offer>", False),
        ("<offer><description><p>a</p></description></offer>", False),
        ("<offer id='1' id='2'><a>1</a></offer>", False),
        ("<offer><a>x]]>y</a></offer>", False),
        ("<offer><offer><a>1</a></offer>", False),
        ("<offer>" + "<a>1</a>" * 2_000 + "</offer>", False),
        ("<offer>" + "<a>" * 20 + "</a>" * 20 + "</offer>", False),
    ],
)
def test_what_is_plain(text: str, plain: bool) -> None:
    assert (PlainRecords("description").take(text, 1) is not None) == plain


def test_shapes_and_tags_are_known_in_bounded_memory() -> None:
    records = PlainRecords()
    for number in range(6_000):
        assert records.take(f"<offer><a{number}>1</a{number}><p name='{number}'>2</p></offer>", 1) is not None
    assert len(records._steps) <= 4_096
    assert len(records._shapes) <= 1_024
