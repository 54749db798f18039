# SPDX-License-Identifier: MIT
# With -n and --rawfile access: the same question to jq, one file after the other.
($access | split("\n") | map(select(. != "") | {(.): true}) | add) as $pairs
| reduce (inputs.Records[] | .eventSource + " " + .eventName) as $pair ({records: 0, names: {}};
    .records += 1 | if $pairs[$pair] then .names[$pair] += 1 else . end)
