"""Commands: parse, call one function, print, exit code. No logic."""
