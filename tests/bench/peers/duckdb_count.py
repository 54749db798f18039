# SPDX-License-Identifier: MIT
"""DuckDB on the same question, in the quickest of the ways tried: it is told the columns, and that a file is one line.
Usage: duckdb_count.py ACCESS LIST THREADS"""
import json
import sys

import duckdb

COLUMNS = "STRUCT(eventSource VARCHAR, eventName VARCHAR)[]"
SHAPE = '{"Records":[{"eventSource":"VARCHAR","eventName":"VARCHAR"}]}'
FROM_GZIP = """SELECT unnest(Records) AS r
               FROM read_json({files}, format = 'newline_delimited', columns = {{Records: '{columns}'}})"""
FROM_PLAIN = """SELECT unnest(from_json(content, '{shape}').Records) AS r FROM read_text({files})"""
QUERY = "SELECT r.eventSource || ' ' || r.eventName AS call, count(*) FROM (%s) GROUP BY call"


def main(access, listed, threads):
    with open(access, encoding="ascii") as file:
        pairs = {" ".join(line.split()) for line in file}
    with open(listed, encoding="utf-8") as file:
        files = file.read().splitlines()
    base = duckdb.connect(config={"threads": int(threads)})
    source = FROM_GZIP if files[0].endswith(".gz") else FROM_PLAIN
    rows = base.execute((QUERY % source).format(files=files, columns=COLUMNS, shape=SHAPE)).fetchall()
    print(json.dumps({"records": sum(n for _, n in rows), "names": {call: n for call, n in rows if call in pairs}}))


main(*sys.argv[1:])
