"""Hard CSV files: what each is, and what becomes of it. `docs/data/csv-cases.md` is made of this list."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from typing import Any

from modelyard.domain.data.datasets import ReadOptions


@dataclass(frozen=True)
class Case:
    """One file. Exactly one of `rows` (with `aside`) and `refused` is expected.

    `rows` are the values in order; "csv" means those that Python's csv module reads, as texts (`fmt` are its options).
    `aside` are the lines kept aside with their reasons.
    """

    name: str
    content: bytes
    becomes: str
    rows: Any = None
    names: tuple[str, ...] | None = None
    aside: tuple[tuple[int, str], ...] = ()
    refused: str = ""
    options: ReadOptions = field(default_factory=ReadOptions)
    fmt: dict[str, Any] = field(default_factory=dict)
    encoding: str = "utf-8"


FEW, MANY = "Too few values", "Too many values"
BIG = b"x" * (100 << 20)
_WIDE = ",".join(f"c{i}" for i in range(1000)).encode()
_BORDER = b"a,b\n" + b"".join(b'%d,"x\ny%d"\n' % (i, i) for i in range(1, 250_000))

CASES = (
    # quoting
    Case("Quoted fields", b'a,b\n"x","y"\n', "read", "csv"),
    Case("Delimiter in quotes", b'first,address\nJohn,"120 any st., Anytown"\n', "read", "csv"),
    Case("Doubled quotes", b'a,b\n1,"ha ""ha"" ha"\n', "read; one quote each", "csv"),
    Case(
        "Backslash before quotes",
        b'a,b\n1,"ha \\"ha\\" ha"\n2,"x, \\"y\\""\n',
        "read; one quote each",
        "csv",
        fmt={"escapechar": "\\", "doublequote": False},
    ),
    Case("Backslashes that escape nothing", b'a,b\n1,"C:\\dir"\n2,"D:\\x\\y"\n', "read; they stay", "csv"),
    Case("JSON in a field", b'key,val\n1,"{""type"": ""Point"", ""c"": [1, 2]}"\n', "read", "csv"),
    Case("Line break in quotes (LF)", b'a,b\n1,"x\ny"\n2,z\n', "read", "csv"),
    Case(
        "Line break in quotes (CRLF)",
        b'a,b\r\n1,"x\r\ny"\r\n2,z\r\n',
        "read; the break becomes LF",
        [(1, "x\ny"), (2, "z")],
    ),
    Case("Line breaks in quotes, blank lines in them", b'a,b\n1,"x\n\n\ny"\n2,z\n', "read", "csv"),
    Case(
        "Empty quoted field", b'a,b,c\nx,"",z\nx,,z\n', "read; both are missing", [("x", None, "z"), ("x", None, "z")]
    ),
    Case("Quotes inside an unquoted field", b'a,b\n1,say "hi" now\n', "read; the quotes stay", "csv"),
    Case("Apostrophes as quotes", b"a,b\n'x,1','y'\n'z','w'\n", "read", [("x,1", "y"), ("z", "w")]),
    Case("An apostrophe in a name", b"a,b\nO'Hare,1\nD'Or,2\n", "read; it stays", [("O'Hare", 1), ("D'Or", 2)]),
    Case("Delimiter in the header's quotes", b'"a,b",c\n1,2\n', "read", [(1, 2)], ("a,b", "c")),
    Case(
        "Line break in the header's quotes",
        b'"a\nb",c\n1,2\n',
        "read; the name has a space for it",
        [(1, 2)],
        ("a b", "c"),
    ),
    Case(
        "A quote that is never closed",
        b'a,b\n1,"x\n2,y\n',
        "line kept aside",
        [(2, "y")],
        aside=((2, "A quote is opened and never closed"),),
    ),
    Case(
        "Text after a closing quote",
        b'a,b\n1,"x"y\n2,z\n',
        "line kept aside",
        [(2, "z")],
        aside=((2, "Text follows a closing quote"),),
    ),
    Case("Space before a quote", b'a,b\n1, "x"\n2, "y,z"\n', "read; passed over", [(1, "x"), (2, "y,z")]),
    Case(
        "Quotes in quotes at the block border",
        _BORDER,
        "read",
        [(i, f"x\ny{i}") for i in range(1, 250_000)],
        ("a", "b"),
    ),
    # line ends
    Case("CRLF", b"a,b\r\n1,x\r\n2,y\r\n", "read", [(1, "x"), (2, "y")]),
    Case("CR", b"a,b\r1,x\r2,y\r", "read", [(1, "x"), (2, "y")]),
    Case("LF, CRLF and CR mixed", b"a,b\n1,x\r\n2,y\r3,z\n", "read", [(1, "x"), (2, "y"), (3, "z")]),
    Case("No line end at the end", b"a,b\n1,x\n2,y", "read", [(1, "x"), (2, "y")]),
    Case("Blank lines", b"\na,b\n\n1,x\n\n\n2,y\n\n", "read; blank lines are passed over", [(1, "x"), (2, "y")]),
    Case(
        "Unicode line separators in a field",
        "a,b\n1,x\u2028y\n2,u\u2029v\n3,p\x85q\n4,r\x0bs\x0ct\n".encode(),
        "read; they stay",
        [(1, "x\u2028y"), (2, "u\u2029v"), (3, "p\x85q"), (4, "r\x0bs\x0ct")],
    ),
    # encodings
    Case(
        "UTF-8 with a byte order mark",
        codecs.BOM_UTF8 + b"a,b\n1,x\n",
        "read; the mark is no part of the name",
        [(1, "x")],
        ("a", "b"),
    ),
    Case("Byte order mark before a quoted name", codecs.BOM_UTF8 + b'"a","b"\n1,x\n', "read", [(1, "x")], ("a", "b")),
    Case(
        "UTF-16 LE with a mark", codecs.BOM_UTF16_LE + "a,b\n1,ü\n".encode("utf-16-le"), "read", [(1, "ü")], ("a", "b")
    ),
    Case(
        "UTF-16 BE with a mark", codecs.BOM_UTF16_BE + "a,b\n1,ü\n".encode("utf-16-be"), "read", [(1, "ü")], ("a", "b")
    ),
    Case(
        "UTF-16 LE without a mark",
        "a,b\n1,plain text\n".encode("utf-16-le"),
        "read; the preview says it guessed",
        [(1, "plain text")],
    ),
    Case(
        "UTF-16 BE without a mark",
        "a,b\n1,plain text\n".encode("utf-16-be"),
        "read; the preview says it guessed",
        [(1, "plain text")],
    ),
    Case(
        "Latin-1",
        "a,b\n1,größe\n2,café\n".encode("latin-1"),
        "read as Windows-1252; the preview says it guessed",
        [(1, "größe"), (2, "café")],
    ),
    Case(
        "One Latin-1 line in UTF-8",
        b"a,b\n" + "1,größe\n".encode() * 3 + "2,größe\n".encode("latin-1"),
        "line kept aside",
        [(1, "größe")] * 3,
        aside=((5, "Letters that are not UTF-8"),),
    ),
    Case("Emoji and other scripts", "a,b\n😀,日本語\n✓,עברית\n".encode(), "read", "csv"),
    Case(
        "A NUL in a field",
        b"a,b\n" + b"1,text\n" * 2000 + b"2,x\0y\n",
        "line kept aside",
        [(1, "text")] * 2000,
        aside=((2002, "A NUL character, which no text has"),),
    ),
    # shape
    Case(
        "Too few and too many values",
        b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n5,6,7\n",
        "lines kept aside",
        [(1, 2, 3), (5, 6, 7)],
        aside=((3, f"{FEW}: 2 instead of 3"), (4, f"{MANY}: 4 instead of 3")),
    ),
    Case("Empty file", b"", "refused", refused="table.csv is empty: it has 0 bytes."),
    Case("Only blank lines", b"\n\r\n \n", "refused", refused="table.csv holds only blank lines."),
    Case("Header only", b"a,b,c\n", "refused", refused="table.csv has column names (a, b, c) but no rows."),
    Case("Header only, no line end", b"a,b,c", "refused", refused="table.csv has column names (a, b, c) but no rows."),
    Case(
        "No header",
        b"1,x\n2,y\n3,z\n",
        "read; columns named by position",
        [(1, "x"), (2, "y"), (3, "z")],
        ("column_1", "column_2"),
    ),
    Case("Names used twice", b"a,A,a\n1,2,3\n", "read; the names become unique", [(1, 2, 3)], ("a", "A_2", "a_3")),
    Case("Empty names", b"a,,c\n1,2,3\n", "read; named by position", [(1, 2, 3)], ("a", "column_2", "c")),
    Case(
        "Delimiter at the end of every line",
        b"a,b,\n1,2,\n3,4,\n",
        "read; an empty third column",
        [(1, 2, None), (3, 4, None)],
        ("a", "b", "column_3"),
    ),
    Case(
        "Delimiter at the end of data lines only",
        b"a,b\n1,2,\n3,4,\n",
        "read; an empty third column, which the preview points out",
        [(1, 2, None), (3, 4, None)],
        ("a", "b", "column_3"),
    ),
    Case("One column", b"a\nx\ny\n", "read", [("x",), ("y",)]),
    Case(
        "1,000 columns",
        _WIDE + b"\n" + ",".join(str(i) for i in range(1000)).encode() + b"\n",
        "read",
        [tuple(range(1000))],
    ),
    Case("A line of 4 MB", b"a,b\n1," + b"x" * (4 << 20) + b"\n2,y\n", "read", [(1, "x" * (4 << 20)), (2, "y")]),
    Case(
        "A field of 100 MB",
        b"a,b\n1," + BIG + b"\n2,y\n",
        "line kept aside",
        [(2, "y")],
        aside=((2, "A line longer than 8 MB"),),
    ),
    Case(
        "A quoted field of 100 MB",
        b'a,b\n1,"' + BIG + b'"\n2,y\n',
        "line kept aside",
        [(2, "y")],
        aside=((2, "A line longer than 8 MB"),),
    ),
    Case(
        "Excel's line sep=;",
        b"sep=;\na;b\n1;x,y\n2;z\n",
        "read; the line names the delimiter",
        [(1, "x,y"), (2, "z")],
        ("a", "b"),
    ),
    Case(
        "Comment lines above",
        b"# made by hand\n# in 2013\na,b\n1,x\n",
        "read; they are passed over, which the preview says",
        [(1, "x")],
        ("a", "b"),
    ),
    Case(
        "A title above",
        b"Report of 2013\n\na,b,c\n1,x,y\n2,z,w\n",
        "read; it is passed over, which the preview says",
        [(1, "x", "y"), (2, "z", "w")],
        ("a", "b", "c"),
    ),
    Case(
        "A comment line between rows",
        b"a,b\n1,x\n# note\n2,y\n",
        "line kept aside",
        [(1, "x"), (2, "y")],
        aside=((3, f"{FEW}: 1 instead of 2"),),
    ),
    Case(
        "Header row given",
        b"x,y\nq\na,b\n1,2\n",
        "read from that line on",
        [(1, 2)],
        ("a", "b"),
        options=ReadOptions(header_row=3),
    ),
    Case(
        "White space around values",
        b"a , b\n x , 1 \n y , 2 \n",
        "read; kept in texts, not in names and numbers",
        [(" x ", 1), (" y ", 2)],
        ("a", "b"),
    ),
    Case("Tabs", b"a\tb\nx y\t1,5\n", "read", [("x y", 1.5)], ("a", "b"), fmt={"delimiter": "\t"}),
    Case("Bars", b"a|b\nx|1\ny|2\n", "read", [("x", 1), ("y", 2)]),
    Case("Semicolons and decimal commas", b"a;b\n1,5;x\n2,25;y\n", "read", [(1.5, "x"), (2.25, "y")]),
    # values
    Case("Leading zeros", b"a,b\n00501,1\n10001,2\n", "read as text", [("00501", 1), ("10001", 2)]),
    Case(
        "A leading zero far below",
        b"a,b\n" + b"12345,1\n" * 300_000 + b"00501,2\n",
        "read as text",
        [("12345", 1)] * 300_000 + [("00501", 2)],
    ),
    Case(
        "A fraction far below",
        b"a,b\n" + b"12345,1\n" * 300_000 + b"1.5,2\n",
        "read as numbers",
        [(12345.0, 1)] * 300_000 + [(1.5, 2)],
    ),
    Case(
        "Digits joined by underscores far below",
        b"a,b\n" + b"12345,1\n" * 300_000 + b"1_000,2\n",
        "line kept aside",
        [(12345, 1)] * 300_000,
        aside=((300_002, "a: “1_000” is not a whole number"),),
    ),
    Case(
        "Digits too long for 64 bits",
        b"a\n12345678901234567890\n1\n",
        "read as text",
        [("12345678901234567890",), ("1",)],
    ),
    Case(
        "Infinity among numbers",
        b"a\n" + b"1.5\n" * 200 + b"inf\n",
        "line kept aside",
        [(1.5,)] * 200,
        aside=((202, "a: “inf” is not a number"),),
    ),
    Case("Words for missing", b"a,b\nNA,1\n2,null\n3,4\n", "read as missing", [(None, 1), (2, None), (3, 4)]),
)


def document() -> str:
    """The table of `docs/data/csv-cases.md`."""
    rows = [
        f"| {case.name} | {case.becomes}{f': “{case.refused}”' if case.refused else ''}{_aside(case)} |"
        for case in CASES
    ]
    return "\n".join(["| file | what happens |", "|---|---|", *rows]) + "\n"


def _aside(case: Case) -> str:
    return "".join(f"; line {line:,}: {reason}" for line, reason in case.aside)
