"""Posthouse from outside: real sockets, real TLS, real clients. One file per suite."""
