"""Clients and a server process for tests from outside: standard library only, exact about bytes.

Knows nothing of the server's insides; whatever it asserts, another server could be asked as well.
"""
