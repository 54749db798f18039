# SPDX-License-Identifier: MIT
"""Write the cases of tests/data: python3 tests/data/make

What every case must give was written down from the contract by hand, in the
modules beside this one; the program is never asked. Outputs are in git.
"""
import bad
import containers
import cover
import demo
import flags
import forms
import hosts
import joins
import methods
import outcomes
import rulings
import rulings_more
import seed
import sheets
import table
import verdicts

for module in (seed, demo, bad, forms, containers, joins, methods, outcomes, cover, rulings, rulings_more, table, sheets, verdicts, flags,
               hosts):
    module.make()
