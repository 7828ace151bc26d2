"""Crash runs: load, kill -9 at a random moment, restart, compare with what was acknowledged.

`load` changes mailboxes and notes in the `ledger` what the server acknowledged; `verify` compares after the restart.
"""
