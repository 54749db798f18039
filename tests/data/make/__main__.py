# SPDX-License-Identifier: MIT
"""Write the cases of tests/data: python3 tests/data/make

What every case must give was written down from the contract by hand, in the
modules beside this one; the program is never asked. Outputs are in git.
"""
import bad
import demo
import joins
import methods
import outcomes
import rulings
import rulings_more
import seed

for module in (seed, demo, bad, joins, methods, outcomes, rulings, rulings_more):
    module.make()
