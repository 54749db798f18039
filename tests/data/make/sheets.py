# SPDX-License-Identifier: MIT
"""The console's CSV after a spreadsheet had it, or an editor: headings, delimiters, line ends and times."""
from bad import stats
from lib import case
from table import ALICE, FINE, HEADER, quartet, session, t_start, table


def timed(spell):
    """The quartet, with times as somebody spells them: spell(date, hour, minute, second)."""
    rows = []
    for one in quartet():
        date, clock = one[2][:10], one[2][11:19]
        rows.append(one[:2] + [spell(date.split("-"), *clock.split(":"))] + one[3:])
    return rows


def delimited(mark, rows=None):
    """A cell that holds the mark is quoted."""
    def cell(text):
        return '"' + text.replace('"', '""') + '"' if mark in text or '"' in text or "," in text else text

    return "".join(mark.join(map(cell, r)) + "\r\n" for r in [HEADER] + (rows or quartet()))


def make():
    rows = [session(principal=ALICE)]
    four = {**FINE, "stats": stats(4, 4, 0, 1)}
    text = table(quartet())
    head, body = text.split("\n", 1)
    wide = "".join(line + ",,,\n" for line in text.splitlines())
    for name, data, why in (
            ("semicolons", delimited(";"), "semicolons, as a spreadsheet writes where the comma is for decimals"),
            ("tabs", delimited("\t"), "tabs"),
            ("sep-line", "sep=;\r\n" + delimited(";"), "a line that names the delimiter"),
            ("sep-bar", "\ufeff\"sep=|\"\n" + delimited("|"), "a line that names a delimiter of its own"),
            ("crcrlf", text.replace("\n", "\r\r\n"), "lines that end with CR CR LF: a line end written as text twice"),
            ("cr", text.replace("\n", "\r"), "lines that end with CR alone"),
            ("blank-lines", "\n\r\n   \n" + text, "empty lines in front"),
            ("blank-headings", ", ".join(HEADER).replace("Event time", " Event time ") + "\n" + body,
             "headings with blanks around them"),
            ("blanks-before-quotes", "".join(", ".join(f'"{c}"' for c in r) + " \n" for r in [HEADER] + quartet()),
             "blanks between commas and quotes"),
            ("empty-headings", wide, "empty cells at the end of the header and of the rows"),
            ("short-rows", head + ",,,\n" + body, "empty cells at the end of the header only"),
            ("year-first", table(timed(lambda d, *c: "-".join(d) + " " + ":".join(c))),
             "times with a blank in place of T (ruling 11: UTC)"),
            ("slashes", table(timed(lambda d, h, m, s: f"{d[0]}/{int(d[1])}/{int(d[2])}  {int(h)}:{m}:{s} AM")),
             "times as spreadsheets write them, the year first")):
        case(f"form-csv-{name}", data, rows, f"CONTRACT section 1, console CSV: {why}.", **four)
    case("form-csv-no-seconds", table(timed(lambda d, h, m, s: f"{d[0]}/{int(d[1])}/{int(d[2])} {int(h)}:{m}")),
         [session(principal=ALICE, e=None)],
         "CONTRACT section 1, console CSV: times that lost their seconds, the year first; a second that is not there is 0.",
         **four)
    case("form-csv-decimal-comma", delimited(";", [r[:14] + ["1,11122E+11"] + r[15:] for r in quartet()]),
         [session(principal=ALICE, account_id=None)],
         "Ruling 1: the float that a spreadsheet made of the account, where a country writes the comma, is null too.", **four)
    refused()
    others()


def refused():
    """Ruling 3 needs times to the second; nobody knows what 5/9/2024 is."""
    told = "".join(f"ec2access: input.json: record {n}, byte *\n" for n in (1, 2, 3, 4))
    case("form-csv-day-or-month", table(timed(lambda d, h, m, s: f"{int(d[1])}/{int(d[2])}/{d[0]} {int(h)}:{m}")), [],
         "Section 5: 5/14/2024 or 4/9/2024: which is the day is never guessed, not for some rows and not for others; "
         "each row is refused, and told.", status="1\n", err=told, stats=stats(4, 0, 4, 0))
    late = t_start(9, 600)
    late[2] = ""
    case("form-csv-no-time", table([late] + quartet()), [session(principal=ALICE)],
         "Section 5: a row without a time is refused, and told; none comes out without one.", status="1\n",
         err="ec2access: input.json: record 1, byte *\n", stats=stats(5, 4, 1, 1))
    case("form-csv-json-behind", table(quartet()) + '{"Records":[]}\n', [session(principal=ALICE)],
         "Section 5: JSON behind the rows of a CSV is a bad row.", status="1\n",
         err="ec2access: input.json: record 5, byte *\n", stats=stats(5, 4, 1, 1))


def others():
    for name, data, why in (
            ("semicolons", "name;size;place\r\n1;2;3\r\n", "with semicolons"),
            ("tabs", "name\tsize\tplace\n1\t2\t3\n", "with tabs"),
            ("sep-line", "sep=,\nname,size\n1,2\n", "behind a line that names the delimiter"),
            ("blanks", "name, size, place\n1, 2, 3\n", "with blanks behind its commas"),
            ("empty-headings", "\nname,size,place,,\n1,2,3,,\n", "with an empty line in front and empty headings")):
        case(f"skip-csv-{name}", data, [], f"Ruling 15: a table of another's, {why}, is a skipped file.", **FINE,
             stats=stats(0, 0, 0, 0, read=0, skipped=1))
