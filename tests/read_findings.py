# SPDX-License-Identifier: MIT
"""JSON lines of `ec2access validate` on standard input, as make_trail_digests.py writes what it expects."""
import json
import os
import sys

KEYS = ["object", "verdict", "wrong", "account_id", "region", "trail", "from", "to", "bucket", "key", "file", "named_by",
        "sentence"]
lines, valid = [], {}
for line in sys.stdin:
    finding = json.loads(line)
    assert list(finding) == KEYS, finding
    assert finding["sentence"], finding
    if finding["verdict"] == "valid":
        valid[finding["object"]] = valid.get(finding["object"], 0) + 1
        continue
    name = os.path.basename(finding["key"] or finding["file"] or "")
    if finding["object"] == "time":
        name = f"{finding['from']}..{finding['to']}"
    lines.append(f"{finding['object']} {finding['verdict']} {name}")
print("\n".join(sorted(lines) + [f"{count} {what} valid" for what, count in sorted(valid.items())]))
