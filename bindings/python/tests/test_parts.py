# SPDX-License-Identifier: MIT
"""A trail that three machines read: the steps of ec2access.parts, in one process."""
import collections

import pytest

import ec2access
from ec2access import parts as p


def files_of(folder):
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path), path.read_bytes(), path.stat().st_mtime


def cut(files, machines=3):
    """(key, part) of all machines."""
    files = list(files)
    for machine in range(machines):
        correlator = ec2access.Correlator()
        p.read(correlator, files[machine::machines])
        yield from p.parts(correlator)


def groups_of(common, pieces):
    """The pieces by group: keys with a tie in common."""
    group = {key: key for key, _ in pieces}
    first = {}
    for key, piece in pieces:
        for tie in p.ties(common, piece):
            assert tie != p.TIE_ALL
            old, new = group[key], group[first.setdefault(tie, key)]
            group = {k: new if g == old else g for k, g in group.items()}
    pieces_of = collections.defaultdict(list)
    for key, piece in pieces:
        pieces_of[group[key]].append(piece)
    return list(pieces_of.values())


def absorbed(*pieces):
    correlator = ec2access.Correlator()
    for piece in pieces:
        p.absorb(correlator, piece)
    return correlator


def test_the_rows_are_those_of_one_machine(trail):
    pieces = list(cut(files_of(trail)))
    common = absorbed(*(piece for key, piece in pieces if not key))
    known = next(p.parts(common))[1]
    groups = groups_of(common, [(key, piece) for key, piece in pieces if key])
    assert len(groups) > 1
    marks = collections.defaultdict(list)
    for group in groups:
        correlator = absorbed(known, *group)
        correlator.finish()
        for mark in p.marks(correlator):
            marks[mark[: p.MARK_ABOUT]].append(mark)
    rows = []
    for group in groups:
        correlator = absorbed(*group, known)
        for mark in (mark for some in marks.values() if len(some) > 1 for mark in some):
            p.add_mark(correlator, mark)
        correlator.finish()
        rows += correlator
    want = list(ec2access.sessions(trail, actions=True, errors="ignore"))
    assert sorted(row.to_json() for row in rows) == sorted(row.to_json() for row in want)


def test_what_is_broken_is_refused(trail):
    correlator = ec2access.Correlator()
    key, part = list(cut(files_of(trail), 1))[1]
    assert key
    for bytes_ in (b"", part[:-1], part + b"x", part[:40] + bytes([part[40] ^ 1]) + part[41:]):
        with pytest.raises(ec2access.FormatError):
            p.absorb(correlator, bytes_)
        with pytest.raises(ec2access.FormatError):
            p.ties(correlator, bytes_)
    with pytest.raises(ec2access.FormatError):
        p.add_mark(correlator, b"mark")
    correlator.finish()
    assert not list(correlator)
    with pytest.raises(ec2access.StateError):
        p.absorb(correlator, part)
    with pytest.raises(ec2access.StateError):
        list(p.parts(correlator))


def test_a_correlator_whose_parts_are_taken(trail):
    """Nothing waits for ever, and nothing changes under the parts."""
    correlator = ec2access.Correlator()
    p.read(correlator, files_of(trail))
    pieces = p.parts(correlator)
    common = next(pieces)[1]
    for use in (
        lambda: p.absorb(correlator, common),
        lambda: correlator.counts,
        lambda: next(p.parts(correlator)),
        correlator.finish,
        correlator.close,
    ):
        with pytest.raises(ec2access.StateError, match="parts are being taken"):
            use()
    assert list(pieces)
    p.absorb(correlator, common)
    next(p.parts(correlator))  # an iterator that is thrown away gives it back, too
    correlator.finish()
    correlator.close()


def test_a_file_is_dated_where_its_log_has_no_years():
    line = b"May 14 10:00:00 web-1 sshd[1]: Accepted password for ana from 192.0.2.1 port 5 ssh2\n"
    starts = []
    for changed in (1715700000.0, 1600000000.0, None):
        correlator = ec2access.Correlator()
        assert p.read(correlator, [("secure", line, changed)]) == []
        correlator.finish()
        starts.append([row.start and row.start.year for row in correlator])
    assert starts == [[2024], [2020], [None]]


def test_a_problem_is_told():
    correlator = ec2access.Correlator()
    problems = p.read(correlator, [("a.json", b'{"Records":[{"eventSource":"ssm.amazonaws.com",', None)])
    assert [(problem.file, problem.code < 0) for problem in problems] == [("a.json", True)]
