# SPDX-License-Identifier: MIT
"""Write the cases of tests/data: python3 tests/data/make

What every case must give was written down from the contract by hand, in the
modules beside this one; the program is never asked. Outputs are in git.
"""
import bad
import demo
import forms
import joins
import methods
import outcomes
import rulings
import rulings_more
import seed
import table

for module in (seed, demo, bad, forms, joins, methods, outcomes, rulings, rulings_more, table):
    module.make()
