# SPDX-License-Identifier: MIT
"""Long calls that Ctrl-C can end."""
from __future__ import annotations

import threading
from typing import Any, Callable


def call(run: Callable[[], Any], cancel: Callable[[], Any]) -> None:
    """Runs in another thread and waits; whatever interrupts the waiting (KeyboardInterrupt) cancels the call, and
    goes on once the call is over: nothing runs on behind the caller's back."""
    failed: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            run()
        except BaseException as error:
            failed.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=work, name="ec2access", daemon=True)
    try:
        thread.start()
        done.wait()
    except BaseException:
        _end(thread, cancel)
        raise
    thread.join()
    if failed:
        raise failed[0]


def _end(thread: threading.Thread, cancel: Callable[[], Any]) -> None:
    if thread.ident is None:  # it never ran
        return
    cancel()
    while thread.is_alive():
        try:
            thread.join()
        except KeyboardInterrupt:  # somebody is impatient; it is on its way
            cancel()
