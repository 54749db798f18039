# SPDX-License-Identifier: MIT
"""Sessions while records come in on the standard input; a row comes again when more is known of it.

Usage: tail -F records.jsonl | live_parser.py
"""
import sys

import ec2access


def tell(rows):
    for row in rows:
        print(f"revision {row.revision}:", row.id if row.withdrawn else row, flush=True)


def complain(parser):
    """At once, and forgotten then: an input that never ends may have any number of bad records."""
    while parser.problems:
        print(parser.problems.pop(0), file=sys.stderr, flush=True)


def main(stream):
    # A record may come a minute late, no more: that is how long a row waits for what could still change it.
    config = ec2access.Config(lateness=60, settle_step=1)
    parser = ec2access.Parser(config, name="stdin", errors="keep")
    with ec2access.Correlator(config) as correlator:
        newest = None
        while data := stream.read1(1 << 16):
            parser.feed(data)
            for event in parser:
                correlator.add(event)
                if event.time and (newest is None or event.time > newest):
                    newest = event.time
            complain(parser)
            if newest:
                correlator.advance(newest)
                tell(correlator)
        parser.finish()
        for event in parser:
            correlator.add(event)
        correlator.finish()
        tell(correlator)
    complain(parser)


if __name__ == "__main__":
    main(sys.stdin.buffer)
