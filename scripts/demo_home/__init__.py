"""The demo: a real Home Assistant, filled through its own page from the emulated services, checked against the truth.

`__main__` is the command; `running` plays it by one way or by both; `once` tells what happens with `--once`, in
`steps`; each other file is one thing they need. Only `servers` starts processes, only `home_assistant` speaks to Home
Assistant, and what `answers`, `bill`, `changes`, `check`, `comparison`, `expected`, `log`, `paid`, `table`, `tariffs`
and `ways` do is pure.
"""
